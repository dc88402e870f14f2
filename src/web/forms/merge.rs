//! Two people changed the same in the meantime: neither loses a word.

use super::Field;
use crate::web::session::Form;

/// What both wrote, put together.
pub struct Merged {
    /// Mine, and what only the other changed.
    pub form: Form,
    /// Names of the fields that both changed, each in another way.
    pub disputed: Vec<&'static str>,
    /// Whether any of mine is not theirs already, as it is when a button is pressed twice.
    pub is_new: bool,
}

/// Puts `mine` and `theirs`, which both began with `base`, together field by field.
pub fn merge(
    fields: impl Iterator<Item = &'static Field>,
    base: &Form,
    mine: &Form,
    theirs: &Form,
) -> Merged {
    let (mut pairs, mut disputed, mut is_new) = (Vec::new(), Vec::new(), false);
    for field in fields {
        let [base, own, other] = [base, mine, theirs].map(|form| part(form, field.name));
        match own == base {
            true => pairs.extend(other),
            false => {
                is_new |= own != other;
                if other != base && own != other {
                    disputed.push(field.name);
                }
                pairs.extend(own);
            }
        }
    }
    Merged { form: pairs.into_iter().collect(), disputed, is_new }
}

/// What stands in one field and its rows, as it would be kept.
fn part(form: &Form, name: &str) -> Vec<(String, String)> {
    let own = |pair: &&(String, String)| {
        pair.0.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let pairs = form
        .typed()
        .filter(own)
        .map(|(name, text)| (name.clone(), text.replace("\r\n", "\n").trim().to_owned()));
    pairs.filter(|(_, text)| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::forms::Kind;

    const FIELDS: &[Field] = &[
        Field::new("title", ("", ""), ("", ""), Kind::Line(9)),
        Field::new("summary", ("", ""), ("", ""), Kind::Text(9)),
        Field::new("stadtteile", ("", ""), ("", ""), Kind::Many(|_| Vec::new())),
    ];

    #[test]
    fn what_one_changed_is_taken_and_what_both_changed_is_told() {
        let base = Form::read(b"title=A&summary=a%0Ab&stadtteile=06");
        let cases = [
            (
                "title=A&summary=a%0D%0Ab&stadtteile=06",
                "title=B",
                "title=B&summary=&stadtteile=",
                "",
            ),
            ("title=M&summary=a%0Ab", "title=A&summary=T", "title=M&summary=T", ""),
            ("title=M", "title=T&summary=a%0Ab", "title=M", "title"),
            ("title=S", "title=S", "title=S", ""),
            (
                "stadtteile=06&stadtteile=08&title=A",
                "stadtteile=07&title=A",
                "title=A&stadtteile=06&stadtteile=08",
                "stadtteile",
            ),
        ];
        for (mine, theirs, expected, disputed) in cases {
            let (mine, theirs) = (Form::read(mine.as_bytes()), Form::read(theirs.as_bytes()));
            let merged = merge(FIELDS.iter(), &base, &mine, &theirs);
            let expected = Form::read(expected.as_bytes());
            for field in FIELDS {
                let (found, expected) =
                    (part(&merged.form, field.name), part(&expected, field.name));
                assert_eq!(found, expected, "{}: {mine:?}", field.name);
            }
            assert_eq!(merged.disputed.join(" "), disputed, "{mine:?}");
        }
    }
}
