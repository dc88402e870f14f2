//! How numbers and dates are written for people.

use chrono::Datelike;
use chrono_tz::Tz;

use crate::domain::{Date, Day, Instant, Lang, Period};

const MONTHS: [(&str, &str); 12] = [
    ("Januar", "January"),
    ("Februar", "February"),
    ("März", "March"),
    ("April", "April"),
    ("Mai", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("August", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Dezember", "December"),
];

/// `15.06.2021`, `15 June 2021`; the words stay together.
pub fn day(lang: Lang, day: Day) -> String {
    match lang {
        Lang::De => day.format("%d.%m.%Y").to_string(),
        Lang::En => format!("{}\u{a0}{}\u{a0}{}", day.day(), month(lang, day), day.year()),
    }
}

/// `15.06.2021, 14:30 Uhr`, `15 June 2021, 14:30`.
pub fn moment(lang: Lang, at: Instant, zone: Tz) -> String {
    let local = at.naive().and_utc().with_timezone(&zone);
    let (day, time) = (day(lang, local.date_naive()), local.format("%H:%M"));
    lang.pick(format!("{day}, {time}\u{a0}Uhr"), format!("{day}, {time}"))
}

/// As precisely as it is known: `2021`, `Juni 2021`, `15.06.2021`.
pub fn date(lang: Lang, date: Date) -> String {
    let first = date.first();
    match date.to_string().len() {
        4 => first.year().to_string(),
        7 => format!("{}\u{a0}{}", month(lang, first), first.year()),
        _ => day(lang, first),
    }
}

fn month(lang: Lang, day: Day) -> &'static str {
    let (de, en) = MONTHS[day.month0() as usize];
    lang.pick(de, en)
}

/// From when to when; `None` = nothing is known.
pub fn period(lang: Lang, period: Period) -> Option<String> {
    let (start, end) = (period.start.map(|start| date(lang, start)), period.end);
    let end = end.map(|end| date(lang, end));
    Some(match (start, end) {
        (Some(start), Some(end)) if start == end => start,
        (Some(start), Some(end)) => format!("{start}\u{a0}– {end}"),
        (Some(start), None) if period.open_ended => lang.pick(
            format!("ab\u{a0}{start}, unbefristet"),
            format!("from\u{a0}{start}, open-ended"),
        ),
        (Some(start), None) => lang.pick(
            format!("ab\u{a0}{start}, Ende nicht bekannt"),
            format!("from\u{a0}{start}, end not known"),
        ),
        (None, Some(end)) => lang.pick(
            format!("bis\u{a0}{end}, Beginn nicht bekannt"),
            format!("until\u{a0}{end}, start not known"),
        ),
        (None, None) => return None,
    })
}

/// What is read as one stays on one line: a span of years, a dash and the word before
/// it, a legal form, a section of a law.
pub fn together(text: &str) -> String {
    const BEFORE: [&str; 5] = ["– ", "e.V.", "e. V.", "mbH", "gGmbH"];
    const AFTER: [&str; 3] = ["§", "§§", "Abs."];
    let (mut whole, mut last) = (String::with_capacity(text.len() + 8), "");
    for word in text.split_inclusive(' ') {
        let bare = last.trim_end();
        if last.ends_with(' ') && (BEFORE.contains(&word) || AFTER.contains(&bare)) {
            whole.pop();
            whole.push('\u{a0}');
        }
        whole.push_str(word);
        last = word;
    }
    let (mut text, mut before) = (String::with_capacity(whole.len() + 6), ' ');
    for letter in whole.chars() {
        match letter {
            '–' if before.is_ascii_digit() => text.push_str("\u{2060}–\u{2060}"),
            _ => text.push(letter),
        }
        before = letter;
    }
    text
}

/// `1.234`, `1,234`.
pub fn number(lang: Lang, number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(lang.pick('.', ','));
        }
        text.push(digit);
    }
    text
}

/// `1.234,50 €`, `€1,234.50`.
pub fn euros(lang: Lang, cents: i64) -> String {
    let cents = cents.unsigned_abs();
    let (whole, rest) = (number(lang, cents / 100), cents % 100);
    lang.pick(format!("{whole},{rest:02}\u{a0}€"), format!("€{whole}.{rest:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_as_one_is_not_parted() {
        let cases = [
            ("Konzept 2020–2023", "Konzept 2020\u{2060}–\u{2060}2023"),
            ("Treff – für alle", "Treff\u{a0}– für alle"),
            ("Brücken e.V.", "Brücken\u{a0}e.V."),
            ("nach § 25 Abs. 5 AufenthG", "nach §\u{a0}25 Abs.\u{a0}5 AufenthG"),
            ("", ""),
        ];
        for (text, whole) in cases {
            assert_eq!(together(text), whole);
        }
    }

    #[test]
    fn dates_and_numbers_are_written_as_people_here_write_them() {
        let cases = [
            ("2021", "2021", "2021"),
            ("2021-03", "März\u{a0}2021", "March\u{a0}2021"),
            ("2021-06-05", "05.06.2021", "5\u{a0}June\u{a0}2021"),
        ];
        for (text, de, en) in cases {
            let given: Date = text.parse().unwrap();
            assert_eq!((date(Lang::De, given), date(Lang::En, given)), (de.into(), en.into()));
        }
        let numbers = [(0, "0"), (999, "999"), (1_000, "1.000"), (1_234_567, "1.234.567")];
        for (given, text) in numbers {
            assert_eq!(number(Lang::De, given), text);
        }
        assert_eq!(euros(Lang::De, 123_450), "1.234,50\u{a0}€");
        assert_eq!(euros(Lang::En, 5), "€0.05");
    }
}
