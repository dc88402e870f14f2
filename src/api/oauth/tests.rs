use super::*;
use actix_web::http::header::HeaderValue;

fn read(form: &str, authorization: &str) -> Result<Order, Refusal> {
    let pairs = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let mut headers = HeaderMap::new();
    if !authorization.is_empty() {
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(authorization).unwrap());
    }
    Order::read(&Form(Some(pairs)), &headers)
}

fn basic_of(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn order(id: &str, secret: &str, scope: Option<&str>) -> Result<Order, Refusal> {
    Ok(Order { id: id.into(), secret: secret.into(), scope: scope.map(Into::into) })
}

#[test]
fn a_client_authenticates_in_one_of_two_ways() {
    let grant = "grant_type=client_credentials";
    let form = |rest: &str| format!("{grant}&{rest}");
    let cases = [
        (form("client_id=a&client_secret=b"), String::new(), order("a", "b", None)),
        (form("scope=x+y"), basic_of("a", "b"), order("a", "b", Some("x y"))),
        (form("scope="), basic_of("a", "b"), order("a", "b", None)),
        (form("client_id=a"), basic_of("a", "b"), order("a", "b", None)),
        (grant.into(), basic_of("a%3Ab", "c%2Bd+e"), order("a:b", "c+d e", None)),
        (grant.into(), basic_of("a", "b:c"), order("a", "b:c", None)),
        (form("client_id=b"), basic_of("a", "b"), Err(TWO_WAYS)),
        (form("client_id=a&client_secret=b"), basic_of("a", "b"), Err(TWO_WAYS)),
        (grant.into(), String::new(), Err(NOT_A_CLIENT)),
        (form("client_id=a"), String::new(), Err(NOT_A_CLIENT)),
        (grant.into(), "Basic ???".into(), Err(NOT_A_CLIENT)),
        (grant.into(), "Bearer abc".into(), Err(NOT_A_CLIENT)),
        (form("grant_type=client_credentials"), basic_of("a", "b"), Err(NOT_A_FORM)),
        (String::new(), basic_of("a", "b"), Err(NO_GRANT)),
        ("grant_type=password".into(), basic_of("a", "b"), Err(OTHER_GRANT)),
    ];
    for (form, authorization, expected) in cases {
        assert_eq!(read(&form, &authorization), expected, "{form} with {authorization}");
    }
}

#[test]
fn only_a_form_is_read() {
    assert_eq!(Order::read(&Form(None), &HeaderMap::new()), Err(NOT_A_FORM));
}
