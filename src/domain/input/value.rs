//! Single values: a text, a word, a number.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use serde_json::Value;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Pointer;
use crate::domain::{Faults, Kind, Rule};

/// A closed set of words, as the macro `words!` makes them.
pub trait Word: Copy + 'static {
    fn all() -> &'static [Self];
    fn text(self) -> &'static str;
}

pub const URL_MAX: usize = 2000;
pub const EMAIL_MAX: usize = 254;
pub const CODE_MAX: usize = 60;

/// A text as the register keeps it.
pub fn text(
    value: &Value,
    pointer: Pointer<'_>,
    max: usize,
    lines: bool,
    faults: &Faults,
) -> Option<String> {
    let fail = |rule| {
        faults.add(pointer, rule);
        None
    };
    let Value::String(text) = value else { return fail(Rule::Kind(Kind::Text)) };
    let text = composed(text);
    let text = text.trim();
    let allowed = |c: char| lines && matches!(c, '\n' | '\t');
    if text.is_empty() {
        fail(Rule::Blank)
    } else if text.chars().any(|c| c.is_control() && !allowed(c)) {
        fail(Rule::ControlCharacter)
    } else if text.chars().count() > max {
        fail(Rule::TooLong { max })
    } else {
        Some(text.to_owned())
    }
}

/// The text with one kind of line end, and each character in its composed form; most
/// have both.
pub fn composed(text: &str) -> Cow<'_, str> {
    match text.contains('\r') || is_nfc_quick(text.chars()) != IsNormalized::Yes {
        true => Cow::Owned(text.replace("\r\n", "\n").nfc().collect()),
        false => Cow::Borrowed(text),
    }
}

pub fn word<T: Word>(value: &Value, pointer: Pointer<'_>, faults: &Faults) -> Option<T> {
    let found = value.as_str().and_then(|text| T::all().iter().find(|word| word.text() == text));
    if found.is_none() {
        faults.add(pointer, Rule::UnknownValue { allowed: allowed::<T>() });
    }
    found.copied()
}

/// All words of a set, to tell a caller.
pub fn allowed<T: Word>() -> String {
    T::all().iter().map(|word| word.text()).collect::<Vec<_>>().join(", ")
}

pub fn integer(
    value: &Value,
    pointer: Pointer<'_>,
    range: RangeInclusive<i64>,
    faults: &Faults,
) -> Option<i64> {
    let Some(number) = value.as_i64() else {
        faults.add(pointer, Rule::Kind(Kind::Integer));
        return None;
    };
    if !range.contains(&number) {
        faults.add(pointer, Rule::OutOfRange { min: *range.start(), max: *range.end() });
        return None;
    }
    Some(number)
}
