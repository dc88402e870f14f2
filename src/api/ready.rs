//! What is asked most, answered at the door: what everybody may read and lies ready
//! in the view. It is what the handlers answer, without the way to them, which is
//! half of the work.

use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::accept::takes_json;
use super::answer;
use super::measures::find_entry;
use super::sequence::AT_LEAST;
use super::table::Sent;
use crate::register::Register;

/// The answer to a public question for one measure, or to one that was asked and
/// kept since the last change; `None` = the handlers know.
pub fn answer(request: &HttpRequest) -> Option<HttpResponse> {
    let asked = request.headers();
    if request.method() != Method::GET || asked.contains_key(AUTHORIZATION) {
        return None;
    }
    if asked.contains_key(AT_LEAST) {
        return None;
    }
    let question = request.path().strip_prefix("/v1/")?;
    let view = request.app_data::<Data<Register>>()?.view();
    match (question.strip_prefix("measures/"), request.uri().query()) {
        (Some(name), None) => {
            let ready = find_entry(&view, name)?.public.as_ref()?;
            takes_json(request).then(|| answer::public(asked, ready))
        }
        (None, _) => {
            let sent = Sent::at_the_door(request)?;
            let kept = view.kept.get(&sent.question(request)?)?;
            Some(answer::public_in(request, view.today, sent.format, &kept))
        }
        _ => None,
    }
}
