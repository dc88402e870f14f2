//! What is asked most, answered at the door: what everybody may read and lies ready
//! in the view. It is what the handlers answer, without the way to them, which is
//! half of the work.

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::answer;
use super::caller::accepts_json;
use super::measures::find_entry;
use super::table::Format;
use crate::register::Register;

/// The answer to a public question for one measure, or for a statistic that was
/// counted since the last change; `None` = the handlers know.
pub fn answer(request: &HttpRequest) -> Option<HttpResponse> {
    let asked = request.headers();
    if request.method() != Method::GET || asked.contains_key(AUTHORIZATION) {
        return None;
    }
    let question = request.path().strip_prefix("/v1/")?;
    let view = request.app_data::<Data<Register>>()?.view();
    match (question.strip_prefix("measures/"), request.uri().query()) {
        (Some(name), None) => {
            let ready = find_entry(&view, name)?.public.as_ref()?;
            accepts_json(request).then(|| answer::public(asked, ready))
        }
        (None, _) if question.starts_with("statistics/") || question == "coverage" => {
            let format = Format::at_the_door(request)?;
            let kept = view.kept.get(&format.question(request))?;
            Some(answer::public_table(asked, format, &kept))
        }
        _ => None,
    }
}
