//! A page for every kind of problem: what its `type` leads to.

use crate::api::routes::Routes;
use actix_web::http::header;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};

use super::door::language;
use super::problem::{KINDS, Kind, Problem, ReadFailure};
use super::query::Query;
use crate::domain::Lang;

pub fn routes(config: &mut Routes) {
    config.service(get_problem);
}

/// Explain a kind of problem
///
/// The page that the `type` of a problem leads to, in German or English.
#[utoipa::path(
    tag = "service",
    params(("code" = String, Path, description = "Code of the problem", max_length = 60, example = "invalid")),
    responses((status = OK, description = "What it means and what to do", body = String, content_type = "text/html"), ReadFailure),
    security(())
)]
#[get("/problems/{code}")]
pub async fn get_problem(
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let kind = KINDS.iter().find(|kind| kind.code == *code).ok_or(Problem::Path)?;
    Query::of(&request).finish()?;
    let lang = language(request.headers());
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, lang.tag()))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(page(kind, lang)))
}

fn page(kind: &Kind, lang: Lang) -> String {
    let (tag, title, status) = (lang.tag(), lang.pick(kind.title.0, kind.title.1), kind.status);
    let status = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or(""));
    let text = advice(kind.code, lang);
    let code = kind.code;
    format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <main><h1>{title}</h1><p><code>{code}</code> · {status}</p><p>{text}</p></main></html>"
    )
}

/// What it means and what to do next.
pub fn advice(code: &str, lang: Lang) -> &'static str {
    let (de, en) = match code {
        "invalid" => (
            "Mindestens eine Angabe verletzt eine Regel. „errors“ nennt jede Stelle mit ihrem JSON-Pointer, der Regel und einer Erklärung; berichtigen Sie alle und schicken Sie die Anfrage noch einmal. Es wurde nichts gespeichert.",
            "At least one value breaks a rule. “errors” names every place with its JSON pointer, the rule and an explanation; correct them all and send the request again. Nothing was saved.",
        ),
        "refused-items" => (
            "Mindestens ein Eintrag der Liste wurde abgelehnt, und weil alle oder keiner gelten sollen, wurde nichts gespeichert. „errors“ nennt jede Stelle jedes Eintrags mit ihrem JSON-Pointer, „items“ das Ergebnis jedes Eintrags. Berichtigen Sie sie, oder schicken Sie die Liste mit „atomic=false“: dann gelten die guten Einträge.",
            "At least one item of the list was refused, and as all or none shall count, nothing was stored. “errors” names every place of every item with its JSON pointer, “items” the result of each item. Correct them, or send the list with “atomic=false”: then the good items count.",
        ),
        "others-refused" => (
            "Dieser Eintrag ist gut, wurde aber nicht gespeichert, weil andere Einträge derselben Liste abgelehnt wurden. Berichtigen Sie jene, oder schicken Sie die Liste mit „atomic=false“.",
            "This item is good, but was not stored, as other items of the same list were refused. Correct those, or send the list with “atomic=false”.",
        ),
        "under-way" => (
            "Eine Anfrage mit demselben „Idempotency-Key“ ist noch nicht beantwortet. Wiederholen Sie sie in einem Augenblick: dann bekommen Sie die Antwort der ersten.",
            "A request with the same “Idempotency-Key” is not yet answered. Repeat it in a moment: then you get the answer to the first one.",
        ),
        "idempotency-key-reused" => (
            "Dieser „Idempotency-Key“ steht für eine andere Anfrage: Methode, Pfad, Abfrage, „If-Match“ und Text müssen bei einer Wiederholung dieselben sein. Nehmen Sie für jede neue Anfrage einen neuen Schlüssel, am besten eine UUID; auch für einen neuen Versuch, nachdem eine Anfrage abgelehnt wurde.",
            "This “Idempotency-Key” stands for another request: method, path, query, “If-Match” and body of a repeat must be the same. Take a new key for every new request, best a UUID; also for another try after a request was refused.",
        ),
        "malformed" => (
            "Die Anfrage ist nicht lesbar, meist weil der Text kein gültiges JSON ist.",
            "The request cannot be read, mostly because the text is not valid JSON.",
        ),
        "unauthenticated" | "credentials" => (
            "Es fehlt ein gültiges Token, oder Kennung und Geheimnis passen nicht zusammen. Personen melden sich über POST /v1/sessions an, Programme holen ein Token über POST /oauth/token.",
            "A valid token is missing, or identifier and secret do not belong together. People sign in by POST /v1/sessions, programs fetch a token by POST /oauth/token.",
        ),
        "password-change-required" => (
            "Das Passwort wurde vergeben und nicht selbst gewählt. Wählen Sie ein eigenes: PUT /v1/me/password.",
            "The password was given, not chosen. Choose one of your own: PUT /v1/me/password.",
        ),
        "forbidden" => (
            "Rolle, Mitgliedschaft oder Scope reichen nicht aus. „allowedActions“ einer Maßnahme nennt, was Sie tun dürfen.",
            "Role, membership or scope do not suffice. A measure's “allowedActions” names what you may do.",
        ),
        "not-found" => (
            "Das gibt es nicht, oder es ist für Sie nicht sichtbar, etwa ein fremder Entwurf.",
            "There is no such thing, or it is not visible to you, such as somebody else's draft.",
        ),
        "method" => {
            ("„Allow“ nennt die Methoden dieses Pfads.", "“Allow” names the methods of this path.")
        }
        "not-acceptable" => {
            ("Lassen Sie „Accept“ weg oder nehmen Sie JSON.", "Leave “Accept” out or take JSON.")
        }
        "timeout" => (
            "Schicken Sie die Anfrage noch einmal, in einem Zug.",
            "Send the request again, in one go.",
        ),
        "incomplete" => (
            "Zum Einreichen fehlen Angaben; „errors“ nennt jede. Der Entwurf bleibt, wie er ist.",
            "Something is missing for a submission; “errors” names each item. The draft stays as it is.",
        ),
        "publication" => (
            "Der Schritt passt nicht zum Stand der Maßnahme. Lesen Sie sie neu; „allowedActions“ nennt die möglichen Schritte.",
            "The step does not fit the measure's publication state. Read it again; “allowedActions” names the possible steps.",
        ),
        "four-eyes" => (
            "Wer eine Maßnahme einreicht oder ändert, gibt sie nicht selbst frei. Das übernimmt eine andere Person der Planung.",
            "Whoever submits or changes a measure does not approve it. Another planner has to.",
        ),
        "taken" => ("Wählen Sie einen anderen Wert.", "Choose another value."),
        "in-use" => (
            "Andere Datensätze verweisen noch darauf; ändern Sie zuerst diese.",
            "Other records still point at it; change those first.",
        ),
        "conflict" => (
            "Eine Regel steht dem entgegen; „detail“ sagt, welche.",
            "A rule stands against it; “detail” says which.",
        ),
        "stale" => (
            "Jemand war schneller. Lesen Sie den Datensatz neu, übernehmen Sie Ihre Änderung und schicken Sie sie mit dem neuen ETag.",
            "Somebody was faster. Read the record again, apply your change and send it with the new ETag.",
        ),
        "too-large" => ("Teilen Sie die Anfrage auf.", "Split the request."),
        "media-type" => {
            ("Schicken Sie application/json in UTF-8.", "Send application/json in UTF-8.")
        }
        "unconditional" => (
            "Diese Änderung braucht „If-Match“ mit dem ETag, das Sie gelesen haben, damit nichts überschrieben wird.",
            "This change needs “If-Match” with the ETag you have read, so that nothing is overwritten.",
        ),
        "behind" => (
            "Ein anderer Prozess hat geschrieben, was „At-Least-Sequence“ verlangt; hier kommt es gleich an. Versuchen Sie es nach „Retry-After“ Sekunden noch einmal.",
            "Another process wrote what “At-Least-Sequence” demands; it will soon be here. Try again after “Retry-After” seconds.",
        ),
        "too-many-requests" | "busy" => (
            "Warten Sie so viele Sekunden, wie „Retry-After“ sagt.",
            "Wait as many seconds as “Retry-After” says.",
        ),
        _ => (
            "Bei uns ist etwas schiefgegangen. Nennen Sie uns „instance“, damit wir die Ursache finden.",
            "Something went wrong on our side. Tell us the “instance”, so that we find the cause.",
        ),
    };
    lang.pick(de, en)
}
