/// An address that asks for something.
pub fn address<K: AsRef<str>, V: AsRef<str>>(
    path: &str,
    asked: impl IntoIterator<Item = (K, V)>,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(asked);
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// What was asked, with something besides.
pub fn with<'a>(
    asked: &'a [(String, String)],
    more: &'a [(&'a str, &'a str)],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let asked = asked.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    asked.chain(more.iter().copied())
}

/// What was asked, without some of it.
pub fn without<'a>(
    asked: &'a [(String, String)],
    left_out: impl Fn(&str, &str) -> bool + 'a,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let asked = asked.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    asked.filter(move |(name, value)| !left_out(name, value))
}
