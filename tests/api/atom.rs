//! Published measures for feed readers.

use serde_json::json;

use crate::harness::{Answer, PUBLIC, TestApi, path_of};

/// The texts of an element, wherever it stands.
fn texts(feed: &Answer, element: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(&feed.text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == element => {
                let text = reader.read_text(tag.name()).unwrap();
                found.push(quick_xml::escape::unescape(&text).unwrap().into_owned());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The address of the link with this relation in the head of the feed.
fn link(feed: &Answer, relation: &str) -> Option<String> {
    let head = feed.text.split("<entry>").next().unwrap();
    let at = head.split("<link ").find(|link| link.contains(&format!("rel=\"{relation}\"")))?;
    let address = at.split("href=\"").nth(1)?.split('"').next()?;
    Some(quick_xml::escape::unescape(address).unwrap().into_owned())
}

#[test]
fn what_was_published_is_a_feed_the_newest_first() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein <Brücken> & Söhne");
    let officer = api.officer(carrier);
    let paths: Vec<_> = (0..3).map(|_| api.published(carrier)).collect();
    let draft = path_of(&api.draft(&officer, carrier));
    let etag = api.get(&officer, &paths[0]).etag();
    let summary = json!({"summary": "Für <b>alle</b> & mehr"});
    api.patch(&officer, &paths[0], &etag, summary).expect(200);

    let feed = api.get(&PUBLIC, "/v1/feeds/measures");
    assert_eq!((feed.status, feed.header("content-type")), (200, "application/atom+xml"));
    let id = |path: &String| path.replace("/v1/measures/", "urn:uuid:");
    let ids = texts(&feed, "id");
    assert_eq!(ids[1..], [id(&paths[0]), id(&paths[2]), id(&paths[1])]);
    assert!(!feed.text.contains(&id(&draft)));
    assert_eq!(texts(&feed, "name")[0], "Verein <Brücken> & Söhne");
    assert_eq!(texts(&feed, "summary"), ["Für <b>alle</b> & mehr"]);
    let updated = api.get(&PUBLIC, &paths[0]).expect(200)["updatedAt"].clone();
    assert_eq!(texts(&feed, "updated")[..2], [updated.as_str().unwrap(); 2]);
    assert_eq!(link(&feed, "self").unwrap(), format!("{}/v1/feeds/measures", api.address));

    let headers = [("If-None-Match", feed.header("etag"))];
    let again = api.send("GET", &PUBLIC, "/v1/feeds/measures", &headers, None);
    assert_eq!((again.status, &*again.text), (304, ""));
}

#[test]
fn a_feed_has_filters_and_pages() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let paths: Vec<_> = (0..5).map(|_| api.published(carrier)).collect();
    let mut found = Vec::new();
    let mut page = format!("{}/v1/feeds/measures?limit=2&handlungsfeld=2", api.address);
    loop {
        let feed = api.get(&PUBLIC, &page);
        assert_eq!(link(&feed, "self").unwrap(), page);
        found.extend(texts(&feed, "id").split_off(1));
        match link(&feed, "next") {
            Some(next) => page = next,
            None => break,
        }
    }
    let expected = paths.iter().rev().map(|path| path.replace("/v1/measures/", "urn:uuid:"));
    assert_eq!(found, expected.collect::<Vec<_>>());
    let none = api.get(&PUBLIC, "/v1/feeds/measures?handlungsfeld=3");
    assert_eq!(texts(&none, "id").len(), 1, "the feed itself");
    let refusals = [
        ("/v1/feeds/measures?handlungsfeld=99", "", 400),
        ("/v1/feeds/measures?sort=title", "", 400),
        ("/v1/feeds/measures", "text/html", 406),
        ("/v1/feeds/measures", "application/rss+xml, application/atom+xml;q=0.9, */*;q=0.1", 200),
    ];
    for (path, accept, status) in refusals {
        let answer = api.send("GET", &PUBLIC, path, &[("Accept", accept)], None);
        assert_eq!(answer.status, status, "{path} {accept}");
    }
}
