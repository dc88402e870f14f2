//! Atom (RFC 4287), in pages (RFC 5005).

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::domain::Instant;

/// A page of a feed, the newest entry first.
pub struct Feed<'a> {
    /// An address that stays the same; also that of the first page.
    pub id: &'a str,
    pub title: &'a str,
    pub updated: Instant,
    /// The address of this page.
    pub own: &'a str,
    /// The address of the next page.
    pub next: Option<&'a str>,
    pub entries: Vec<Entry>,
}

/// One thing that was published.
pub struct Entry {
    /// A URI that stays the same.
    pub id: String,
    pub title: String,
    pub summary: Option<String>,
    /// Name of who answers for it.
    pub author: String,
    pub published: Option<Instant>,
    pub updated: Instant,
    /// Where it is read whole, as JSON.
    pub link: String,
    /// Schemes and terms it is sorted under.
    pub categories: Vec<(String, String)>,
}

type Xml = Writer<Vec<u8>>;

/// The page as XML. Text is escaped, and without what XML cannot hold.
pub fn write(feed: &Feed<'_>) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::with_capacity(1_000 * (feed.entries.len() + 1)));
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    root.write_inner_content(|xml| {
        text(xml, "id", feed.id)?;
        text(xml, "title", feed.title)?;
        text(xml, "updated", &feed.updated.to_string())?;
        link(xml, "self", "application/atom+xml", feed.own)?;
        link(xml, "first", "application/atom+xml", feed.id)?;
        if let Some(next) = feed.next {
            link(xml, "next", "application/atom+xml", next)?;
        }
        feed.entries.iter().try_for_each(|entry| write_entry(xml, entry))
    })?;
    Ok(xml.into_inner())
}

fn write_entry(xml: &mut Xml, entry: &Entry) -> io::Result<()> {
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "id", &entry.id)?;
        text(xml, "title", &entry.title)?;
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", &entry.author))?;
        text(xml, "updated", &entry.updated.to_string())?;
        if let Some(published) = entry.published {
            text(xml, "published", &published.to_string())?;
        }
        link(xml, "alternate", "application/json", &entry.link)?;
        for (scheme, term) in &entry.categories {
            let category = xml.create_element("category");
            let category = category.with_attribute(("scheme", &*clean(scheme)));
            category.with_attribute(("term", &*clean(term))).write_empty()?;
        }
        match &entry.summary {
            Some(summary) => text(xml, "summary", summary),
            None => Ok(()),
        }
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&clean(content)))?;
    Ok(())
}

fn link(xml: &mut Xml, relation: &str, kind: &str, address: &str) -> io::Result<()> {
    let link = xml.create_element("link").with_attribute(("rel", relation));
    link.with_attribute(("type", kind)).with_attribute(("href", address)).write_empty()?;
    Ok(())
}

/// Without the characters that XML 1.0 cannot hold, not even escaped (§2.2).
fn clean(text: &str) -> String {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(held).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_kind_is_escaped() {
        let nasty = "<b>&amp; \"so\" 'oder'\u{0}\u{FFFE} ]]>\n";
        let entry = Entry {
            id: "urn:x".into(),
            title: nasty.into(),
            summary: Some(nasty.into()),
            author: nasty.into(),
            published: None,
            updated: Instant::default(),
            link: format!("https://example.org/?a=1&b={nasty}"),
            categories: vec![(nasty.into(), nasty.into())],
        };
        let feed = Feed {
            id: "https://example.org/?a=1&b=2",
            title: nasty,
            updated: Instant::default(),
            own: "https://example.org/",
            next: None,
            entries: vec![entry],
        };
        let xml = String::from_utf8(write(&feed).unwrap()).unwrap();
        let mut reader = quick_xml::Reader::from_str(&xml);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag)
                    if ["title", "name", "summary"].contains(&tag.name().as_ref()) =>
                {
                    let raw = reader.read_text(tag.name()).unwrap();
                    found.push(quick_xml::escape::unescape(&raw).unwrap().into_owned());
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(found, vec![nasty.replace(['\u{0}', '\u{FFFE}'], ""); 4]);
    }
}
