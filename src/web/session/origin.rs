use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};
use actix_web::web::Data;

use crate::api::Settings;

/// Whether a form was sent from a page of ours. The browser says so itself, where no
/// page can change it: in `Sec-Fetch-Site`, and older ones in `Origin`.
pub fn is_ours(request: &HttpRequest) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let settings: &Data<Settings> = request.app_data().expect("settings are app data");
    let site = header("sec-fetch-site");
    let origin = header(ORIGIN.as_str()).filter(|origin| *origin != "null");
    let host = header(HOST.as_str()).unwrap_or_default();
    judge(site, origin, host, &settings.public_url)
}

fn judge(site: Option<&str>, origin: Option<&str>, host: &str, public_url: &str) -> bool {
    let own = |origin: &str| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority == Some(host) || public_url.strip_prefix(origin).is_some_and(is_path)
    };
    match (site, origin) {
        (Some(site), Some(origin)) => site == "same-origin" && own(origin),
        (Some(site), None) => site == "same-origin",
        (None, Some(origin)) => own(origin),
        (None, None) => false,
    }
}

/// What may follow the origin in an address.
fn is_path(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn only_pages_of_ours_send_forms() {
        let ours = "https://register.example.org";
        let cases = [
            (Some("same-origin"), Some(ours), true, "a form of ours"),
            (Some("same-origin"), None, true, "without a word about the origin"),
            (None, Some(ours), true, "an older browser"),
            (None, Some("http://inner:8080"), true, "not by way of the public address"),
            (Some("cross-site"), Some("https://evil.example"), false, "another site"),
            (Some("cross-site"), None, false, "which hides who it is"),
            (Some("same-site"), Some("https://www.example.org"), false, "a neighbour"),
            (Some("none"), None, false, "no page at all"),
            (None, Some("https://evil.example"), false, "an older browser elsewhere"),
            (None, Some("https://register.example.org.evil.example"), false, "looks alike"),
            (None, Some("https://register.example"), false, "the beginning of it"),
            (None, None, false, "nothing is said"),
        ];
        for (site, origin, expected, reason) in cases {
            let public_url = "https://register.example.org/unter";
            assert_eq!(judge(site, origin, "inner:8080", public_url), expected, "{reason}");
        }
    }
}
