use super::form::Form;

/// What the names of kept fields begin with.
const PREFIX: &str = "kept.";

/// What is added to the way to a page of uploads, if a file did not arrive.
pub const LOST: &str = "?getan=abgelaufen";

/// Where somebody wanted to go, and what they had typed, while they sign in.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// A path of ours, with its query; empty = nowhere in particular.
    pub target: String,
    /// A form was sent there; else a page was only asked for.
    pub is_form: bool,
    /// What was typed into the form.
    pub fields: Vec<(String, String)>,
}

impl Kept {
    /// A way to a page.
    pub fn way(target: &str) -> Self {
        Self { target: own_path(target).unwrap_or_default().to_owned(), ..Self::default() }
    }

    /// A form that was sent to `target`.
    pub fn form(target: &str, form: &Form) -> Self {
        Self { is_form: true, fields: form.typed().cloned().collect(), ..Self::way(target) }
    }

    /// What a sign-in page carried along.
    pub fn carried(form: &Form) -> Self {
        let fields = form.typed().filter_map(|(name, value)| {
            Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone()))
        });
        let way = Self::way(form.text("weiter"));
        Self { is_form: form.has("form") && way.is_somewhere(), fields: fields.collect(), ..way }
    }

    /// The fields by the names under which they are carried.
    pub fn carry(&self) -> impl Iterator<Item = (String, &str)> {
        self.fields.iter().map(|(name, value)| (format!("{PREFIX}{name}"), value.as_str()))
    }

    /// Whether a file was sent, which cannot be kept.
    pub fn lost_a_file(&self) -> bool {
        self.target.ends_with(LOST)
    }

    pub fn is_somewhere(&self) -> bool {
        !self.target.is_empty()
    }
}

/// `path` if it cannot lead to another site.
fn own_path(path: &str) -> Option<&str> {
    let own = path.starts_with('/') && !path.starts_with("//");
    let plain = !path.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace());
    (own && plain).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_to_pages_of_ours_only() {
        for good in ["/", "/start", "/en/erfassen/1?seite=2"] {
            assert_eq!(Kept::way(good).target, good);
        }
        for bad in ["", "start", "//evil.example", "https://evil.example", "/\\evil", "/a\r\nb"] {
            assert_eq!(Kept::way(bad).target, "", "{bad:?}");
        }
    }

    #[test]
    fn what_was_typed_is_carried_there_and_back() {
        let sent = Form::read(b"title=A&list=1&list=2&_token=secret&kept.x=y");
        let kept = Kept::form("/erfassen", &sent);
        let page = kept.carry().map(|(name, value)| (name, value.to_owned()));
        let back = Kept::carried(&page.chain([("weiter".into(), "/erfassen".into())]).collect());
        assert_eq!((&back.target, &back.fields), (&kept.target, &kept.fields));
        assert_eq!(back.fields.len(), 4);
        assert!(!back.fields.iter().any(|(_, value)| value == "secret"));
    }
}
