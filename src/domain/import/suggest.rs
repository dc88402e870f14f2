//! What may have been meant.

use strsim::osa_distance;

/// How many are suggested that are as near.
const MOST: usize = 3;

/// Of the `known`, each with one of its names, those that are nearest to `text`, if any are
/// near: a letter in three may differ, or one contains the other.
pub fn nearest<'k, T: Copy + PartialEq>(
    text: &str,
    known: impl IntoIterator<Item = (T, &'k str)>,
) -> Vec<T> {
    let text = text.trim().to_lowercase();
    let (mut least, mut best) = (usize::MAX, Vec::new());
    for (value, name) in known {
        let Some(rating) = rate(&text, &name.to_lowercase()) else { continue };
        if rating < least {
            best.clear();
            least = rating;
        }
        if rating == least && best.len() < MOST && !best.contains(&value) {
            best.push(value);
        }
    }
    best
}

/// How far one is from the other, or from a word of it; `None` = too far.
fn rate(text: &str, name: &str) -> Option<usize> {
    let length = text.chars().count();
    if length == 0 || length > 100 {
        return None;
    }
    if name.trim_start_matches('0') == text {
        return Some(1);
    }
    let near = |name: &str| {
        let distance = osa_distance(text, name);
        (distance <= (length / 3).max(1) && distance < length).then_some(2 * distance)
    };
    let long = |word: &str| word.chars().count() >= 4;
    let contains = long(text) && (name.contains(text) || long(name) && text.contains(name));
    // A slip of the pen is likelier than words that are missing.
    let words = name.split_whitespace().filter(|word| long(word));
    let word = words.filter_map(near).min().map(|rating| rating + 3);
    near(name).or_else(|| contains.then_some(3)).or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_suggested() {
        let known = ["06", "Neue Neustadt", "08", "Alte Neustadt", "Stadtfeld Ost", "families"];
        let cases: [(&str, &[&str], &str); 9] = [
            ("6", &["06"], "a zero that a spreadsheet took"),
            ("famlies", &["families"], "a letter is missing"),
            ("FAMILEIS", &["families"], "two are swapped, and in capitals"),
            ("Stadtfeld", &["Stadtfeld Ost"], "a part of it"),
            ("Neustatd", &["Neue Neustadt", "Alte Neustadt"], "a word of both, misspelt"),
            ("Neue Neustatd", &["Neue Neustadt"], "as pens slip"),
            ("Rothensee", &[], "something else"),
            ("", &[], "nothing"),
            ("xy", &[], "nothing like it"),
        ];
        for (text, expected, reason) in cases {
            let found = nearest(text, known.iter().map(|name| (*name, *name)));
            assert_eq!(found, expected, "{text}: {reason}");
        }
    }
}
