//! Texts that a spreadsheet would take for a formula and run (OWASP, "CSV
//! injection"), and how they are kept from it: an apostrophe is put before, which is
//! taken away again when they are read. A text that looks as if that had been done
//! gets one more, so that every text comes back as it was.

use std::borrow::Cow;

/// The text, with an apostrophe before it if it would be run, or would be taken for
/// one that was neutralised.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if is_run(text) { format!("'{text}").into() } else { text.into() }
}

/// The text that was neutralised.
pub fn restore(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_run(rest)).unwrap_or(text)
}

/// Whether it begins as a formula does, whatever apostrophes stand before that.
fn is_run(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_never_run() {
        let cases = [
            ("Kurs", "Kurs", "plain"),
            ("", "", "empty"),
            ("=1+1", "'=1+1", "a formula"),
            ("+49 391 1", "'+49 391 1", "begins like one"),
            ("+5.25", "'+5.25", "a number, but meant as a text"),
            ("-", "'-", "a dash"),
            ("@SUM(A1)", "'@SUM(A1)", "a function"),
            ("\t=1", "'\t=1", "a tab before it"),
            ("\r=1", "'\r=1", "a return before it"),
            (" =1", " =1", "a space keeps it a text"),
            ("'n Abend", "'n Abend", "an apostrophe of its own"),
            ("'=1", "''=1", "as if it were neutralised"),
            ("''", "''", "nothing but apostrophes"),
        ];
        for (text, written, reason) in cases {
            assert_eq!(neutralise(text), written, "{reason}");
            assert_eq!(restore(written), text, "{reason}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "\\PC{0,4}|['=+@\t\r\n-]{0,5}.{0,3}") {
            let written = neutralise(&text);
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert_eq!(restore(&written), text.as_str());
        }
    }
}
