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

/// Where the only part lies, which must be called `file`, and the name of the file.
pub fn file(body: &[u8], boundary: &str) -> Result<(Range<usize>, Option<String>)> {
    let wrong = || refused(FileFault::OnePart);
    let delimiter = format!("--{boundary}");
    let first = memmem::find(body, delimiter.as_bytes()).ok_or_else(wrong)?;
    let head = first + delimiter.len();
    let begin = head + memmem::find(&body[head..], b"\r\n\r\n").ok_or_else(wrong)? + 4;
    let delimiter = format!("\r\n--{boundary}");
    let end = begin + memmem::find(&body[begin..], delimiter.as_bytes()).ok_or_else(wrong)?;
    if !body[end + delimiter.len()..].starts_with(b"--") {
        return Err(wrong());
    }
    let head = std::str::from_utf8(&body[head..begin]).map_err(|_| wrong())?;
    let disposition = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    });
    let disposition = disposition.ok_or_else(wrong)?;
    if parameter(disposition, "name") != Some("file") {
        return Err(wrong());
    }
    let name = parameter(disposition, "filename").filter(|name| !name.is_empty());
    let plain = name.map(|name| name.chars().filter(|c| !c.is_control()).collect());
    Ok((begin..end, plain))
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
