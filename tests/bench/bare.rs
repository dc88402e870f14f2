//! The ceiling: actix-web with nothing but a map from address to bytes.

use std::collections::HashMap;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, IF_NONE_MATCH};
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Result;

/// What is answered to one address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ready {
    pub path: String,
    pub etag: String,
    pub body: String,
}

struct Answers(HashMap<String, (String, Bytes)>);

pub fn serve(file: &Path, address: &str) -> Result<()> {
    let ready: Vec<Ready> = serde_json::from_slice(&std::fs::read(file)?)?;
    let answers = ready.into_iter().map(|ready| (ready.path, (ready.etag, ready.body.into())));
    let answers = Data::new(Answers(answers.collect()));
    let listener = TcpListener::bind(address)?;
    actix_web::rt::System::new().block_on(async {
        let app = move || App::new().app_data(answers.clone()).default_service(web::to(answer));
        // As the service itself is run: see `api::server`.
        let server = HttpServer::new(app)
            .workers(1)
            .keep_alive(Duration::from_secs(75))
            .client_request_timeout(Duration::from_secs(10));
        Ok(server.listen(listener)?.run().await?)
    })
}

async fn answer(request: HttpRequest, answers: Data<Answers>) -> HttpResponse {
    let path = request.uri().path_and_query().map_or("", |path| path.as_str());
    let Some((etag, body)) = answers.0.get(path) else {
        return HttpResponse::new(StatusCode::NOT_FOUND);
    };
    let held = request.headers().get(IF_NONE_MATCH);
    if held.is_some_and(|held| held.as_bytes() == etag.as_bytes()) {
        return HttpResponse::new(StatusCode::NOT_MODIFIED);
    }
    let body = actix_web::body::BoxBody::new(body.clone());
    let mut answer = HttpResponse::with_body(StatusCode::OK, body);
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(CONTENT_TYPE, json);
    answer
}
