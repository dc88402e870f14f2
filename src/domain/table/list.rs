//! Several values in one cell. `|` separates values, a line break separates entries;
//! `\` takes its meaning from the `|` or `\` behind it, and `\n` is a line break that
//! belongs to a value.

use std::borrow::Cow;

/// Values as one text. None is the empty text, so a value alone must not be empty.
pub fn join<'a>(values: impl IntoIterator<Item = Cow<'a, str>>) -> String {
    let mut joined = String::new();
    for (place, value) in values.into_iter().enumerate() {
        if place > 0 {
            joined.push('|');
        }
        for letter in value.chars() {
            match letter {
                '\\' | '|' => joined.extend(['\\', letter]),
                '\n' => joined.push_str("\\n"),
                _ => joined.push(letter),
            }
        }
    }
    joined
}

/// The values that were joined.
pub fn split(joined: &str) -> Vec<String> {
    if joined.is_empty() {
        return Vec::new();
    }
    let mut values = vec![String::new()];
    let mut letters = joined.chars();
    while let Some(letter) = letters.next() {
        let kept = match letter {
            '|' => {
                values.push(String::new());
                continue;
            }
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some(other) => other,
                None => '\\',
            },
            _ => letter,
        };
        if let Some(last) = values.last_mut() {
            last.push(kept);
        }
    }
    values
}

/// Entries as one text, each of joined values, of which there is more than one.
pub fn join_entries(entries: impl IntoIterator<Item = String>) -> String {
    entries.into_iter().collect::<Vec<_>>().join("\n")
}

/// The values of the entries that were joined; blank lines are no entries.
pub fn split_entries(joined: &str) -> Vec<Vec<String>> {
    joined.lines().filter(|line| !line.trim().is_empty()).map(split).collect()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_joined_is_split_again(values in vec("[a-c|\\\\n\n 'äß]{0,6}", 2..5)) {
            let joined = join(values.iter().map(|value| value.as_str().into()));
            prop_assert!(!joined.contains('\n'));
            prop_assert_eq!(split(&joined), values);
        }

        #[test]
        fn one_value_that_is_not_empty_is_a_list(value in ".{1,9}") {
            prop_assert_eq!(split(&join([value.as_str().into()])), [value]);
        }

        #[test]
        fn entries_stay_apart(
            entries in vec(vec("[a-c|\\\\n\n ]{0,4}", 2..4), 0..4)
        ) {
            let lines = entries.iter().map(|entry| {
                join(entry.iter().map(|value| value.as_str().into()))
            });
            prop_assert_eq!(split_entries(&join_entries(lines)), entries);
        }
    }
}
