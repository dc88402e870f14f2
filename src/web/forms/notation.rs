//! How people write dates and sums, and what the API takes.

use crate::domain::{Date, Lang};
use crate::web::format;

/// `15.6.2021`, `6/2021`, `2021` as the API has them; what is no such date is left as
/// it is, to be refused.
pub fn iso(text: &str) -> String {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['.', '/']).map(str::trim).collect();
    let number = |part: &str, long: usize| {
        let digits = (1..=long).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| digits)
    };
    let year = |part: &str| number(part, 4).filter(|_| part.len() == 4);
    let read = match parts.as_slice() {
        [month, whole] => number(month, 2).zip(year(whole)).map(|(m, y)| format!("{y}-{m:02}")),
        [day, month, whole] => {
            let parts = (number(day, 2), number(month, 2), year(whole));
            match parts {
                (Some(d), Some(m), Some(y)) => Some(format!("{y}-{m:02}-{d:02}")),
                _ => None,
            }
        }
        _ => None,
    };
    read.unwrap_or_else(|| text.to_owned())
}

/// A date as it is shown to be edited.
pub fn typed_date(lang: Lang, text: &str) -> String {
    if lang == Lang::En || text.parse::<Date>().is_err() {
        return text.to_owned();
    }
    text.split('-').rev().collect::<Vec<_>>().join(".")
}

/// `1.234,50 €`, `1234.5`, `1,234` in cents: what stands before one or two last digits
/// divides euros from cents, whichever sign it is; before three, it divides thousands.
pub fn cents(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let (whole, rest) = match plain.rfind([',', '.']) {
        Some(at) if plain.len() - at <= 3 => (&plain[..at], &plain[at + 1..]),
        _ => (plain.as_str(), ""),
    };
    let mut groups = whole.split([',', '.']);
    let first = groups.next()?;
    let grouped: Vec<&str> = groups.collect();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let sound = (grouped.is_empty() || first.len() <= 3)
        && grouped.iter().all(|group| group.len() == 3 && digits(group))
        && !first.is_empty()
        && digits(first)
        && digits(rest);
    let euros: i64 = (first.to_owned() + &grouped.concat()).parse().ok()?;
    let rest: i64 = format!("{rest:0<2}").parse().ok()?;
    euros.checked_mul(100)?.checked_add(rest).filter(|_| sound)
}

/// `1234`, `1.234`, `1,234`.
pub fn whole(text: &str) -> Option<i64> {
    cents(text).filter(|cents| cents % 100 == 0 && !text.contains('€')).map(|cents| cents / 100)
}

/// A sum as it is shown to be edited.
pub fn typed_cents(lang: Lang, cents: i64) -> String {
    format::euros(lang, cents).trim_matches(['€', '\u{a0}']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_as_people_write_them() {
        let cases = [
            ("15.06.2021", "2021-06-15"),
            (" 5.6.2021 ", "2021-06-05"),
            ("6/2021", "2021-06"),
            ("06.2021", "2021-06"),
            ("2021", "2021"),
            ("2021-06-15", "2021-06-15"),
            ("15. 6. 2021", "2021-06-15"),
            ("15.06.21", "15.06.21"),
            ("im Sommer", "im Sommer"),
            ("99.99.2021", "2021-99-99"),
        ];
        for (text, expected) in cases {
            assert_eq!(iso(text), expected, "{text}");
        }
        for text in ["2021", "2021-06", "2021-06-15"] {
            assert_eq!(iso(&typed_date(Lang::De, text)), text);
            assert_eq!(iso(&typed_date(Lang::En, text)), text);
        }
        assert_eq!(typed_date(Lang::De, "2021-06-15"), "15.06.2021");
    }

    #[test]
    fn sums_are_taken_as_people_write_them() {
        let cases = [
            ("1234", Some(123_400)),
            ("1.234", Some(123_400)),
            ("1,234", Some(123_400)),
            ("1.234,50 €", Some(123_450)),
            ("1,234.50", Some(123_450)),
            ("1234,5", Some(123_450)),
            ("1234.05", Some(123_405)),
            ("1.234.567", Some(123_456_700)),
            ("0", Some(0)),
            ("", None),
            ("viel", None),
            ("12.34.567", None),
            ("-5", None),
            ("1234.567", None),
        ];
        for (text, expected) in cases {
            assert_eq!(cents(text), expected, "{text}");
        }
        let numbers = [("0", Some(0)), ("1.234", Some(1234)), (" 12 ", Some(12)), ("1,5", None)];
        for (text, expected) in numbers.into_iter().chain([("20 €", None), ("viele", None)]) {
            assert_eq!(whole(text), expected, "{text}");
        }
        for sum in [0, 5, 150, 123_450] {
            assert_eq!(cents(&typed_cents(Lang::De, sum)), Some(sum));
            assert_eq!(cents(&typed_cents(Lang::En, sum)), Some(sum));
        }
    }
}
