//! Reading what a client sent: each member by name, with its rule, and every
//! fault at once. What was not asked for is an error too.

mod merge;
mod nested;
mod pointer;
mod value;

use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::{Map, Value};

pub use merge::merge;
pub use pointer::Pointer;
pub use value::{CODE_MAX, EMAIL_MAX, URL_MAX, Word, allowed, composed, integer, text, word};

use super::{Date, Day, Faults, Instant, Kind, Label, Rule};

/// One JSON object that is being read.
///
/// Members that are `null` count as absent.
pub struct Input<'a> {
    object: &'a Map<String, Value>,
    pointer: Pointer<'a>,
    faults: &'a Faults,
    asked: Vec<&'static str>,
}

impl<'a> Input<'a> {
    pub fn new(
        value: &'a Value,
        pointer: impl Into<Pointer<'a>>,
        faults: &'a Faults,
    ) -> Option<Self> {
        let pointer = pointer.into();
        let Value::Object(object) = value else {
            faults.add(pointer, Rule::Kind(Kind::Object));
            return None;
        };
        Some(Self { object, pointer, faults, asked: Vec::new() })
    }

    /// Reports every member that nobody asked for.
    pub fn finish(self) {
        for name in self.object.keys().filter(|name| !self.asked.contains(&name.as_str())) {
            self.faults.add(self.pointer(&escape(name)), Rule::UnknownField);
        }
    }

    pub fn faults(&self) -> &'a Faults {
        self.faults
    }

    pub fn pointer<'s>(&'s self, name: &'s str) -> Pointer<'s> {
        Pointer::Member(&self.pointer, name)
    }

    fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.asked.push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    fn fail<T>(&self, name: &str, rule: Rule) -> Option<T> {
        self.faults.add(self.pointer(name), rule);
        None
    }

    /// Turns an absent value into a fault.
    pub fn required<T>(&mut self, name: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.object.get(name).is_none_or(Value::is_null) {
            self.faults.add(self.pointer(name), Rule::Required);
        }
        value
    }

    /// A text on one line, trimmed and in NFC, of 1 to `max` characters.
    pub fn line(&mut self, name: &'static str, max: usize) -> Option<String> {
        let value = self.get(name)?;
        text(value, self.pointer(name), max, false, self.faults)
    }

    /// Like [`line`](Self::line), with line breaks.
    pub fn text(&mut self, name: &'static str, max: usize) -> Option<String> {
        let value = self.get(name)?;
        text(value, self.pointer(name), max, true, self.faults)
    }

    /// A secret: taken as it is, never normalised.
    pub fn secret(&mut self, name: &'static str, length: RangeInclusive<usize>) -> Option<String> {
        let Value::String(secret) = self.get(name)? else {
            return self.fail(name, Rule::Kind(Kind::Text));
        };
        let count = secret.chars().count();
        if count < *length.start() {
            return self.fail(name, Rule::TooShort { min: *length.start() });
        }
        if count > *length.end() {
            return self.fail(name, Rule::TooLong { max: *length.end() });
        }
        Some(secret.clone())
    }

    /// Something that is written as text: an id, a date.
    fn parsed<T: FromStr>(&mut self, name: &'static str, kind: Kind) -> Option<T> {
        let value = self.get(name)?;
        match value.as_str().and_then(|text| text.parse().ok()) {
            Some(value) => Some(value),
            None => self.fail(name, Rule::Kind(kind)),
        }
    }

    pub fn id<T: FromStr>(&mut self, name: &'static str) -> Option<T> {
        self.parsed(name, Kind::Id)
    }

    pub fn date(&mut self, name: &'static str) -> Option<Date> {
        self.parsed(name, Kind::Date)
    }

    pub fn day(&mut self, name: &'static str) -> Option<Day> {
        let date: Date = self.parsed(name, Kind::Day)?;
        if date.first() == date.last() {
            Some(date.first())
        } else {
            self.fail(name, Rule::Kind(Kind::Day))
        }
    }

    pub fn instant(&mut self, name: &'static str) -> Option<Instant> {
        match self.get(name)?.as_str().and_then(Instant::parse) {
            Some(at) => Some(at),
            None => self.fail(name, Rule::Kind(Kind::Instant)),
        }
    }

    pub fn word<T: Word>(&mut self, name: &'static str) -> Option<T> {
        let value = self.get(name)?;
        word(value, self.pointer(name), self.faults)
    }

    pub fn integer(&mut self, name: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.get(name)?;
        integer(value, self.pointer(name), range, self.faults)
    }

    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(value) => Some(*value),
            _ => self.fail(name, Rule::Kind(Kind::Boolean)),
        }
    }

    /// An address of the web.
    pub fn url(&mut self, name: &'static str) -> Option<String> {
        let url = self.line(name, URL_MAX)?;
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(""));
        let good = host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
            && !url.contains(|c: char| c.is_whitespace() || "<>\"\\^`{|}".contains(c));
        if good { Some(url) } else { self.fail(name, Rule::Kind(Kind::Url)) }
    }

    pub fn email(&mut self, name: &'static str) -> Option<String> {
        let email = self.line(name, EMAIL_MAX)?;
        let good = email.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && host.split('.').count() > 1
                && host.split('.').all(|label| !label.is_empty())
                && !host.contains('@')
        });
        if good && !email.contains(char::is_whitespace) {
            Some(email)
        } else {
            self.fail(name, Rule::Kind(Kind::Email))
        }
    }

    /// A text in both languages.
    pub fn label(&mut self, name: &'static str, max: usize) -> Option<Label> {
        self.object(name, |input| {
            let de = input.line("de", max);
            let en = input.line("en", max);
            Some(Label { de: input.required("de", de)?, en: input.required("en", en)? })
        })
    }
}

/// A name as a token of a JSON pointer (RFC 6901).
fn escape(name: &str) -> String {
    name.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_fault_is_found_at_once() {
        let body = json!({"title": " ", "year": "x", "reach": 3, "list": [1, "a", "a"], "a/b": 1});
        let faults = Faults::default();
        let mut input = Input::new(&body, "", &faults).unwrap();
        let title = input.line("title", 5);
        input.required("title", title);
        input.integer("year", 0..=9);
        input.boolean("reach");
        input.codes("list", 9);
        let name = input.line("name", 9);
        input.required("name", name);
        input.finish();
        let found: Vec<_> = faults.into_vec();
        let found: Vec<_> = found.iter().map(|f| (f.pointer.as_str(), f.rule.code())).collect();
        assert_eq!(
            found,
            [
                ("/title", "blank"),
                ("/year", "wrong-kind"),
                ("/reach", "wrong-kind"),
                ("/list/0", "wrong-kind"),
                ("/list/2", "repeated"),
                ("/name", "required"),
                ("/a~1b", "unknown-field"),
            ]
        );
    }

    #[test]
    fn texts_are_normalised_and_counted_in_characters() {
        let cases = [
            ("  Fe\u{301}e  ", 3, Ok("Fée"), "trimmed, composed, three characters"),
            ("ÄÖÜ", 3, Ok("ÄÖÜ"), "characters, not bytes"),
            ("vier", 3, Err("too-long"), "one too many"),
            ("a\u{0}b", 9, Err("control-character"), "PostgreSQL would refuse it"),
            ("a\nb", 9, Err("control-character"), "one line"),
            ("\t", 9, Err("blank"), "nothing but space"),
        ];
        for (given, max, expected, reason) in cases {
            let faults = Faults::default();
            let text = text(&json!(given), "/t".into(), max, false, &faults);
            let fault = faults.into_vec().first().map(|fault| fault.rule.code());
            assert_eq!(text.as_deref().ok_or(fault.unwrap_or("none")), expected, "{reason}");
        }
    }
}
