//! Text to words as they are compared: without case, accents, and the ways to write an umlaut.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The text in lower case, without accents, with `ss` for `ß`, and with `a`, `o`, `u` for an umlaut
/// however it is written: *Flüchtlinge* and *Fluechtlinge* both give `fluchtlinge`.
///
/// This loses something (*neue* gives `neu`, *Schüler* and *Schuler* agree), but the same in texts
/// and in queries.
pub fn fold(text: &str) -> String {
    join_umlauts(&spell(text)).into_owned()
}

/// [`fold`] that leaves `ae`, `oe` and `ue` as they are written: so names are ordered (DIN 5007).
pub fn spell(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_ascii() {
            spelled.push(char.to_ascii_lowercase());
        } else {
            decompose_compatible(char, |part| {
                part.to_lowercase().for_each(|c| push_plain(c, &mut spelled))
            });
        }
    }
    spelled
}

fn push_plain(char: char, to: &mut String) {
    match char {
        'ß' => to.push_str("ss"),
        'æ' => to.push_str("ae"),
        'œ' | 'ø' => to.push_str("oe"),
        'ı' => to.push('i'),
        'ł' => to.push('l'),
        'đ' => to.push('d'),
        _ if is_combining_mark(char) => {}
        _ => to.push(char),
    }
}

/// Spelled text with `ae`, `oe` and `ue` as one letter.
pub(super) fn join_umlauts(spelled: &str) -> Cow<'_, str> {
    let is_umlaut = |pair: &[u8]| matches!(pair, b"ae" | b"oe" | b"ue");
    if !spelled.as_bytes().windows(2).any(is_umlaut) {
        return Cow::Borrowed(spelled);
    }
    let mut before = ' ';
    let mut joined = spelled.to_owned();
    joined.retain(|char| {
        let second = char == 'e' && matches!(before, 'a' | 'o' | 'u');
        before = char;
        !second
    });
    Cow::Owned(joined)
}

/// The words of spelled text: runs of letters and digits, with the German ways to name women and
/// men at once taken as one word (*Schüler\*innen*, *Schüler:in*, *Schüler/-innen*).
pub(super) fn words(spelled: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = spelled;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_separator);
        let end = rest.find(is_separator).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let (ending, after) = feminine_ending(after).unwrap_or(("", after));
        rest = after;
        match (word, ending) {
            ("", _) => None,
            (word, "") => Some(Cow::Borrowed(word)),
            (word, ending) => Some(Cow::Owned(format!("{word}{ending}"))),
        }
    })
}

fn is_separator(char: char) -> bool {
    !char.is_alphanumeric()
}

fn feminine_ending(after: &str) -> Option<(&str, &str)> {
    let sign =
        ["*", ":", "_", "·", "/-", "/", "("].iter().find_map(|sign| after.strip_prefix(sign))?;
    let length = ["innen", "in"].iter().find(|ending| sign.starts_with(**ending))?.len();
    let (ending, after) = sign.split_at(length);
    after.chars().next().is_none_or(is_separator).then_some((ending, after))
}

/// Calls `each` with the words of a text as the index keeps them, as often as they are there:
/// folded, and also as spelled where that differs, because two parts of a compound may meet in what
/// looks like an umlaut: *Einstellung* is a part of *Neueinstellung*, but not of `neuinstellung`.
pub(super) fn each_indexed_word(text: &str, mut each: impl FnMut(&str)) {
    for word in words(&spell(text)) {
        if let Cow::Owned(folded) = join_umlauts(&word) {
            each(&folded);
        }
        each(&word);
    }
}
