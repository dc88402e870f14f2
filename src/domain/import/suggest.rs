//! What may have been meant.

use strsim::osa_distance;

/// Of the `known`, each with its names, the one that is nearest to `text`, if any is near:
/// a letter in three may differ, or one contains the other.
pub fn nearest<'k, T: Copy>(
    text: &str,
    known: impl IntoIterator<Item = (T, &'k str)>,
) -> Option<T> {
    let text = text.trim().to_lowercase();
    let rated = known.into_iter().filter_map(|(value, name)| {
        let rating = rate(&text, &name.to_lowercase())?;
        Some((rating, value))
    });
    let mut best: Option<(usize, T)> = None;
    for (rating, value) in rated {
        if best.is_none_or(|(least, _)| rating < least) {
            best = Some((rating, value));
        }
    }
    best.map(|(_, value)| value)
}

/// How far one is from the other; `None` = too far.
fn rate(text: &str, name: &str) -> Option<usize> {
    let length = text.chars().count();
    if length == 0 || length > 100 {
        return None;
    }
    let distance = osa_distance(text, name);
    let near = distance <= (length / 3).max(1) && distance < length;
    let contains = length >= 4 && (name.contains(text) || text.contains(name) && name.len() >= 4);
    match (near, contains) {
        (true, _) => Some(distance * 2),
        // Worse than a slip of the pen, better than two.
        (false, true) => Some(3),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_suggested() {
        let known = ["06", "Neue Neustadt", "08", "Alte Neustadt", "Stadtfeld Ost", "families"];
        let cases = [
            ("6", Some("06"), "a zero that a spreadsheet took"),
            ("famlies", Some("families"), "a letter is missing"),
            ("FAMILEIS", Some("families"), "two are swapped, and in capitals"),
            ("Stadtfeld", Some("Stadtfeld Ost"), "a part of it"),
            ("Neue Neustatd", Some("Neue Neustadt"), "as pens slip"),
            ("Rothensee", None, "something else"),
            ("", None, "nothing"),
            ("xy", None, "nothing like it"),
        ];
        for (text, expected, reason) in cases {
            let found = nearest(text, known.iter().map(|name| (*name, *name)));
            assert_eq!(found, expected, "{text}: {reason}");
        }
    }
}
