//! Registers measures from a file, with a client generated from the description.
//! Settings come from the environment, as for register.py; the only argument is FILE.
//! Ends with 1 if anything was refused.

#[allow(dead_code, clippy::all)]
#[rustfmt::skip]
mod generated;

use std::process::ExitCode;

use generated::{ApiOpError, ExternalMeasure, HttpClient, Nothing, Problem};
use serde::Deserialize;

type Failure = Box<dyn std::error::Error>;

const SOURCE: &str = "rust";

/// A line of the file: our own number, and what the register takes.
#[derive(Deserialize)]
struct Measure {
    id: String,
    #[serde(flatten)]
    body: ExternalMeasure,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

async fn sign_in(url: &str) -> Result<String, Failure> {
    let form = [("grant_type", "client_credentials")];
    let request = reqwest::Client::new()
        .post(format!("{url}/oauth/token"))
        .basic_auth(std::env::var("REGISTER_CLIENT")?, Some(std::env::var("REGISTER_SECRET")?))
        .form(&form);
    let token: Token = request.send().await?.error_for_status()?.json().await?;
    Ok(token.access_token)
}

/// What the register said no to, field by field.
fn explain<E: std::fmt::Debug>(number: &str, error: ApiOpError<E>) -> Result<(), Failure> {
    let Some(answer) = error.api() else { return Err(error.to_string().into()) };
    let problem: Problem = serde_json::from_str(&answer.body)?;
    println!("{number}: abgelehnt. {}", problem.detail);
    for error in problem.errors.unwrap_or_default() {
        println!("  {}: {}", error.pointer.flatten().unwrap_or_default(), error.message);
    }
    Ok(())
}

/// Registers or updates one measure; false if it was refused. The generated client
/// keeps no headers of good answers, and so no `ETag` for an `If-Match`.
async fn upsert(api: &HttpClient, carrier: &str, measure: Measure) -> Result<bool, Failure> {
    let none = None::<&str>;
    let upserted =
        api.upsert_measure(carrier, SOURCE, &measure.id, None, none, none, measure.body).await;
    match upserted {
        Ok(record) => println!("{}: Fassung {}", measure.id, record.version),
        Err(error) => return explain(&measure.id, error).map(|()| false),
    }
    Ok(true)
}

/// Hands in what may be handed in, once, however often this is tried.
async fn submit(api: &HttpClient, after: i64) -> Result<i64, Failure> {
    let none = None::<&str>;
    let page = api.list_changes(Some(after), Some(200), None, None, None, none, none, none).await?;
    for change in &page.items {
        let Some(measure) = change.measure.as_ref().and_then(Option::as_ref) else { continue };
        let external = measure.external.as_ref();
        if external.is_none_or(|external| external.source != SOURCE) {
            continue;
        }
        let key = format!("submit-{}-{}", measure.id, measure.version);
        let id = measure.id.to_string();
        match api.submit_measure(&id, None, none, none, Some(&key), Nothing {}).await {
            Ok(record) => println!("{id}: {}", record.publication),
            Err(error) => explain(&id, error)?,
        }
    }
    Ok(page.last_seq)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Failure> {
    let url = std::env::var("REGISTER_URL")?;
    let carrier = std::env::var("REGISTER_CARRIER")?;
    let file = std::env::args().nth(1).unwrap_or_else(|| "../measures.json".to_owned());
    let measures: Vec<Measure> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let api = HttpClient::new()
        .with_base_url(format!("{url}/v1"))
        .with_api_key(sign_in(&url).await?)
        .with_header("Accept-Language", "de");
    let mut refused = false;
    for measure in measures {
        refused |= !upsert(&api, &carrier, measure).await?;
    }
    let mut last = 0;
    loop {
        let seen = submit(&api, last).await?;
        if seen == last {
            break;
        }
        last = seen;
    }
    println!("Änderungen gelesen bis {last}");
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
