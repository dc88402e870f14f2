//! The house stands as it was drawn (DESIGN §4): arrows between its rooms go down
//! only. Read from the sources, so that no arrow is missed.

use std::path::{Path, PathBuf};

/// What each room may use, besides itself.
const ROOMS: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("store", &["domain"]),
    ("formats", &["domain"]),
    ("register", &["domain", "store"]),
    ("actions", &["domain", "store", "register", "formats"]),
    ("config", &[]),
    ("api", &["domain", "register", "actions", "formats"]),
    ("web", &["domain", "register", "actions", "formats", "api"]),
    ("push", &["domain", "store", "register", "actions", "api"]),
    ("cli", &["domain", "store", "register", "actions", "formats", "config", "api", "web", "push"]),
];

/// Who alone may use a crate: rooms, or single files.
const GUARDED: [(&str, &[&str]); 6] = [
    ("askama", &["web"]),
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("actix_web", &["api", "web", "cli/serve.rs"]),
    ("clap", &["cli"]),
    ("ureq", &["push"]),
];

#[test]
fn arrows_go_down_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some((_, allowed)) = ROOMS.iter().find(|(room, _)| *room == room_of(&path)) else {
            assert!(["lib.rs", "main.rs"].contains(&path.as_str()), "{path} is in no room");
            continue;
        };
        for used in names_after(&text, &["crate::", "massnahmenregister::"]) {
            if used != room_of(&path) && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{path} uses {used}"));
            }
        }
        if let Some(depth) = climbs_out(&path, &text) {
            wrong.push(format!("{path} climbs out of its room by {depth} × super"));
        }
    }
    assert_eq!(wrong, [""; 0], "see DESIGN §4");
}

#[test]
fn each_room_keeps_its_tools_to_itself() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for (tool, homes) in GUARDED {
            let at_home = homes.iter().any(|home| path == *home || room_of(&path) == *home);
            if !at_home && text.contains(&format!("{tool}::")) {
                wrong.push(format!("{path} uses {tool}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0], "see DESIGN §4");
}

#[test]
fn the_test_itself_sees_every_kind_of_arrow() {
    let cases = [
        ("use crate::store;", vec!["store"], "plain"),
        ("use crate::{domain::Day, store};", vec!["domain", "store"], "a group"),
        ("use crate::{\n    api::{Api, server},\n    cli,\n};", vec!["api", "cli"], "nested"),
        ("fn f() { crate::web::page() }", vec!["web"], "without use"),
        ("mod a { mod b { use crate::api as x; } }", vec!["api"], "in a nested module"),
        ("// crate::store\n/* crate::api */ let a = \"crate::web\";", vec![], "only words"),
        ("pub(in crate::register) fn f() {}", vec!["register"], "a visibility"),
        ("macro_rules! m { () => { $crate::api::x } }", vec!["api"], "a macro"),
    ];
    for (text, expected, reason) in cases {
        let found = names_after(&without_words(text), &["crate::", "massnahmenregister::"]);
        assert_eq!(found, expected, "{reason}");
    }
    let climb = |path, text| climbs_out(path, text);
    assert_eq!(climb("api/mod.rs", "use super::store;"), Some(1));
    assert_eq!(climb("api/measures/list.rs", "use super::super::answer;"), None);
    assert_eq!(climb("api/measures/list.rs", "use super::super::super::store;"), Some(3));
    assert_eq!(climb("api/etag.rs", "mod tests { use super::*; }"), None);
}

/// Every source with its path below `src`, without comments and literals.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from("src")];
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = without_words(&std::fs::read_to_string(&path).unwrap());
                let name = path.strip_prefix("src").unwrap().to_str().unwrap().to_owned();
                found.push((name, text));
            }
        }
    }
    assert!(found.len() > 100, "the sources are elsewhere");
    found
}

/// `api/etag.rs` and `api.rs` are both in `api`.
fn room_of(path: &str) -> &str {
    let first = Path::new(path).iter().next().unwrap().to_str().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The code alone: comments and the insides of strings are left out.
fn without_words(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            'r' if rest.starts_with("r#\"") => {
                rest[3..].find("\"#").map_or(rest.len(), |end| end + 5)
            }
            '\'' if rest.starts_with("'\"'") => 3,
            '"' => end_of_string(rest),
            _ => 0,
        };
        if skipped == 0 {
            code.push(first);
        }
        rest = &rest[skipped.max(first.len_utf8())..];
    }
    code
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The names right after one of `starts`, also those in a group of braces.
fn names_after(code: &str, starts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for start in starts {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let rest = &code[at + start.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(group_names(group)),
                None => found.push(name_at(rest)),
            }
        }
    }
    found
}

fn group_names(group: &str) -> Vec<String> {
    let (mut found, mut depth, mut begins) = (Vec::new(), 0, true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            letter if begins && !letter.is_whitespace() => {
                found.push(name_at(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    found
}

fn name_at(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// How many times in a row a file says `super`, if that leads out of its room.
fn climbs_out(path: &str, code: &str) -> Option<usize> {
    let file = path.strip_suffix("/mod.rs").unwrap_or(path);
    let below = file.matches('/').count();
    // One more inside of each module that is written out in the file.
    let inline = usize::from(code.contains("mod tests {"));
    let longest = code.split("super::").collect::<Vec<_>>();
    let runs = longest.split(|part| !part.is_empty()).map(|run| run.len() + 1);
    let most = if code.contains("super::") { runs.max().unwrap_or(0) } else { 0 };
    (most > below + inline).then_some(most)
}
