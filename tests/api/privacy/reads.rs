use massnahmenregister::register::view::statistics::GroupBy;
use serde_json::Value;

/// Every address at which the public can read something: of a published measure, of a draft,
/// and of the register as it was known at these moments.
pub fn reads(record: &Value, draft: &str, moments: &[String]) -> Vec<String> {
    let published = format!("/v1/measures/{}", record["id"].as_str().unwrap());
    let reference = format!("/v1/measures/{}", record["reference"].as_str().unwrap());
    let carrier = record["leadCarrier"]["id"].as_str().unwrap();
    let mut reads: Vec<String> = [
        "/v1/carriers",
        "/v1/carrier-kinds",
        "/v1/concepts",
        "/v1/handlungsfelder",
        "/v1/guidelines",
        "/v1/stadtteile",
        "/v1/population",
        "/v1/target-groups",
        "/v1/openapi.json",
        "/v1/users",
        "/v1/clients",
        "/v1/webhooks",
        "/v1/me",
        "/livez",
        "/readyz",
        "/.well-known/jwks.json",
        "/v1/measures?sort=-updatedAt",
        "/v1/measures?sort=title&limit=1",
        "/v1/measures?publication=draft",
        "/v1/measures?status=running",
        "/v1/measures?flag=incomplete",
        "/v1/measures?q=giftwort",
        "/v1/measures?q=giftwort-officer",
        "/v1/measures?q=Anmerkung",
        "/v1/measures?q=Notiz",
        "/v1/measures?updatedSince=2020-01-01T00:00:00Z",
        "/v1/statistics/measures?groupBy=status&q=giftwort",
        "/v1/changes?limit=200",
        "/v1/events?after=0&limit=4",
        "/v1/feeds/measures",
        "/v1/feeds/measures?publication=draft",
        "/v1/statistics/carriers?publication=draft",
        "/v1/statistics/completeness?q=giftwort",
        "/v1/coverage?by=targetGroup",
    ]
    .map(String::from)
    .into();
    reads.push(format!("/v1/carriers/{carrier}"));
    for format in ["csv", "csv&dialect=excel-de", "ndjson", "geojson", "ics"] {
        reads.push(format!("/v1/measures?format={format}"));
        reads.push(format!("/v1/measures?q=giftwort&format={format}"));
    }
    reads.push("/v1/catalog?format=ttl".to_owned());
    for group in GroupBy::ALL {
        reads.push(format!("/v1/statistics/measures?groupBy={group}"));
        reads.push(format!("/v1/statistics/measures?groupBy={group}&format=csv"));
    }
    let whens = moments.iter().map(|at| format!("knownAt={at}"));
    let days = ["2020-12-31", "2021-03-15", "2021-06-01", "2023-06-01"];
    let whens = whens.chain(days.map(|day| format!("asOf={day}")));
    for when in whens.chain([String::new()]) {
        reads.push(format!("{}?{when}", published));
        reads.push(format!("{reference}?{when}"));
        reads.push(format!("{}?{when}", draft));
        reads.push(format!("/v1/measures?{when}"));
        reads.push(format!("/v1/measures?format=csv&{when}"));
        reads.push(format!("/v1/measures?format=ndjson&{when}"));
        reads.push(format!("/v1/measures?q=giftwort&{when}"));
        reads.push(format!("/v1/statistics/measures?groupBy=status&{when}"));
        reads.push(format!("/v1/statistics/timeline?{when}"));
        reads.push(format!("/v1/statistics/completeness?{when}"));
        reads.push(format!("/v1/statistics/funding?{when}"));
        reads.push(format!("/v1/statistics/carriers?{when}"));
        reads.push(format!("/v1/coverage?stadtteil=06&{when}"));
    }
    for moment in moments {
        reads.push(format!("/v1/statistics/diff?knownFrom={moment}"));
        reads.push(format!("/v1/statistics/flow?from=2020-12-31&knownAt={moment}"));
    }
    reads.push("/v1/statistics/diff?from=2020-12-31".to_owned());
    for path in [&published, &reference, draft] {
        reads.push(format!("{path}/history"));
        reads.push(format!("{path}/diff"));
        for version in 1..=25 {
            reads.push(format!("{path}/versions/{version}"));
            reads.push(format!("{path}/diff?from={version}"));
        }
    }
    reads.into_iter().map(|path| path.trim_end_matches('?').to_owned()).collect()
}
