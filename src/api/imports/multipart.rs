//! Forms with a file (RFC 7578), whole in memory.

use std::ops::Range;

use memchr::memmem;

use crate::domain::Result;
use crate::domain::import::FileFault;
use crate::formats::import::refused;

/// What separates the parts, as `Content-Type` says.
pub fn boundary(kind: &str) -> Option<String> {
    let mut parameters = kind.split(';').skip(1).map(str::trim);
    let named = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"').to_owned())
    });
    named.filter(|boundary| (1..=70).contains(&boundary.len()))
}

/// A part of a form.
pub struct Part {
    pub name: String,
    /// What the file is called, if it is one.
    pub file: Option<String>,
    /// Where its content lies.
    pub range: Range<usize>,
}

/// More than that no form has.
const PARTS_MAX: usize = 20;

/// Where the only part lies, which must be called `file`, and the name of the file.
pub fn file(body: &[u8], boundary: &str) -> Result<(Range<usize>, Option<String>)> {
    let mut parts = parts(body, boundary)?;
    match (parts.pop(), parts.is_empty()) {
        (Some(part), true) if part.name == "file" => Ok((part.range, part.file)),
        _ => Err(refused(FileFault::OnePart)),
    }
}

/// All parts, in their order.
pub fn parts(body: &[u8], boundary: &str) -> Result<Vec<Part>> {
    let wrong = || refused(FileFault::OnePart);
    let delimiter = format!("\r\n--{boundary}");
    let mut at = memmem::find(body, &delimiter.as_bytes()[2..]).ok_or_else(wrong)?;
    at += delimiter.len() - 2;
    let mut parts = Vec::new();
    while parts.is_empty() || !body[at..].starts_with(b"--") {
        let begin = at + memmem::find(&body[at..], b"\r\n\r\n").ok_or_else(wrong)? + 4;
        let end = memmem::find(&body[begin..], delimiter.as_bytes()).ok_or_else(wrong)? + begin;
        if parts.len() == PARTS_MAX {
            return Err(wrong());
        }
        parts.push(part(&body[at..begin], begin..end).ok_or_else(wrong)?);
        at = end + delimiter.len();
    }
    Ok(parts)
}

fn part(head: &[u8], range: Range<usize>) -> Option<Part> {
    let disposition = std::str::from_utf8(head).ok()?.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let file = parameter(disposition, "filename").filter(|name| !name.is_empty());
    let plain = file.map(|name| name.chars().filter(|c| !c.is_control()).collect());
    Some(Part { name: parameter(disposition, "name")?.to_owned(), file: plain, range })
}

/// A parameter in quotes; browsers write `%22` for a quote in it.
fn parameter<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let begin = header.find(&format!("; {name}=\""))? + name.len() + 4;
    let rest = &header[begin..];
    Some(&rest[..rest.find('"')?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(head: &str, end: &str) -> Vec<u8> {
        format!("--x\r\n{head}\r\n\r\na,b\r\n--y\r\n--x{end}").into_bytes()
    }

    #[test]
    fn a_form_has_one_file() {
        let named = "Content-Disposition: form-data; name=\"file\"; filename=\"Maß.csv\"";
        let typed = format!("{named}\r\nContent-Type: text/csv");
        let bare = "content-disposition: form-data; name=\"file\"";
        let cases = [
            (named, "--\r\n", Some(Some("Maß.csv")), "as browsers send it"),
            (&typed, "--", Some(Some("Maß.csv")), "with a type"),
            (bare, "--", Some(None), "without a name"),
            (bare, "", None, "cut off"),
            (bare, "\r\n", None, "another part follows"),
            ("Content-Disposition: form-data; name=\"datei\"", "--", None, "another name"),
            ("Content-Type: text/csv", "--", None, "no name at all"),
        ];
        for (head, end, expected, reason) in cases {
            let body = form(head, end);
            let found = file(&body, "x").ok();
            let name = found.as_ref().map(|(_, name)| name.as_deref());
            assert_eq!(name, expected, "{reason}");
            if let Some((range, _)) = found {
                assert_eq!(&body[range], b"a,b\r\n--y", "{reason}");
            }
        }
    }

    #[test]
    fn a_form_of_a_page_has_other_fields_besides() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\nabc\r\n\
                     --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--x--";
        let parts = parts(body, "x").unwrap();
        let shown = parts.iter().map(|part| (part.name.as_str(), &body[part.range.clone()]));
        assert_eq!(shown.collect::<Vec<_>>(), [("_token", &b"abc"[..]), ("file", b"")]);
        assert!(file(body, "x").is_err(), "programs send the file alone");
    }

    #[test]
    fn the_boundary_is_named() {
        let cases = [
            ("multipart/form-data; boundary=x", Some("x")),
            ("multipart/form-data; charset=utf-8; Boundary=\"a b\"", Some("a b")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
        ];
        for (kind, expected) in cases {
            assert_eq!(boundary(kind).as_deref(), expected, "{kind}");
        }
    }
}
