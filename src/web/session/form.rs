/// What somebody sent from a form, in its order.
#[derive(Debug, Clone, Default)]
pub struct Form(Vec<(String, String)>);

/// What the frame of a form adds to it begins like this.
const OWN: char = '_';

/// The token of the session the form was made for.
pub const TOKEN: &str = "_token";

/// Tells a form that makes something from all others; kept with what was typed.
pub const KEY: &str = "key";

/// The form was kept while somebody signed in: what can be shown again, is.
pub const KEPT: &str = "_kept";

impl Form {
    pub fn read(body: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(body);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The value of a field; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// By which what the form makes is made once: the key that came with it, or a fresh one.
    pub fn key(&self) -> String {
        match self.text(KEY) {
            "" => uuid::Uuid::now_v7().to_string(),
            known => known.to_owned(),
        }
    }

    /// What was typed, without what the frame added.
    pub fn typed(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(name, _)| !name.starts_with(OWN))
    }

    /// Whether it comes back after a sign-in, and nobody has looked at it since.
    pub fn was_kept(&self) -> bool {
        self.has(KEPT)
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_send_it() {
        let form =
            Form::read(b"title=Kurs+f%C3%BCr%0D%0AEltern&stadtteile=06&stadtteile=08&_token=x");
        assert_eq!(form.text("title"), "Kurs für\r\nEltern");
        assert_eq!(form.all("stadtteile").collect::<Vec<_>>(), ["06", "08"]);
        assert_eq!((form.text("none"), form.has("none")), ("", false));
        assert_eq!(form.typed().count(), 3);
    }
}
