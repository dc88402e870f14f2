//! Files that come in: what an export wrote, changed and sent back, and what people and
//! programs send instead.

mod carriers;
mod command;
mod faults;
mod files;
mod laws;
mod life;
mod public;
mod round;

use serde_json::{Value, json};

use crate::harness::{Answer, TestApi, Who};

pub const CSV: &str = "text/csv";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Sends a file of any bytes.
pub fn send(api: &TestApi, who: &Who, kind: &str, file: &[u8]) -> Answer {
    let mut request = ureq::post(format!("{}/v1/imports", api.address));
    if let Some(token) = &who.0 {
        request = request.header("Authorization", format!("Bearer {token}"));
    }
    let request = request.config().http_status_as_error(false).build();
    let answer = request.header("Content-Type", kind).send(file).unwrap();
    let (parts, mut body) = answer.into_parts();
    let text = body.read_to_string().unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, text }
}

/// The preview of a file of text.
#[track_caller]
pub fn preview(api: &TestApi, who: &Who, file: &str) -> Value {
    send(api, who, CSV, file.as_bytes()).expect(201)
}

pub fn path_of(import: &Value) -> String {
    format!("/v1/imports/{}", import["id"].as_str().unwrap())
}

/// All rows of an import, or those of an outcome.
pub fn rows(api: &TestApi, who: &Who, import: &Value, query: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut next = Some(format!("{}/rows?limit=200{query}", path_of(import)));
    while let Some(page) = next {
        let page = api.get(who, &page).expect(200);
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    rows
}

/// Created, updated, unchanged, refused.
pub fn counts(import: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "refused"]
        .map(|name| import["counts"][name].as_u64().unwrap())
}

#[track_caller]
pub fn confirm(api: &TestApi, who: &Who, import: &Value) -> Value {
    api.post(who, &format!("{}/confirm", path_of(import)), json!({})).expect(200)
}

/// Row, column, code and first suggestion of each fault.
pub fn faults(rows: &[Value]) -> Vec<String> {
    let of_row = |row: &Value| {
        let faults = row["faults"].as_array().unwrap().clone();
        let number = row["row"].clone();
        faults.into_iter().map(move |fault| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let hint = text(&fault["suggestions"][0]["value"]);
            format!("{number} {} {} {hint}", text(&fault["heading"]), text(&fault["code"]))
                .trim()
                .to_owned()
        })
    };
    rows.iter().flat_map(of_row).collect()
}
