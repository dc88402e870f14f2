use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The languages people are addressed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    De,
    En,
}

impl Lang {
    /// The better of the two for an `Accept-Language` header; German unless
    /// English is preferred (RFC 9110 §12.5.4).
    pub fn accepted(header: &str) -> Self {
        let quality = |tag: &str| {
            let ranges = header.split(',').filter_map(|range| {
                let mut parts = range.trim().split(';');
                let name = parts.next()?.trim().to_ascii_lowercase();
                let matches = name == tag || name.starts_with(&format!("{tag}-"));
                let q = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok());
                matches.then_some(q.unwrap_or(1.0_f32))
            });
            ranges.fold(0.0, f32::max)
        };
        if quality("en") > quality("de") { Self::En } else { Self::De }
    }

    pub fn tag(self) -> &'static str {
        self.pick("de", "en")
    }

    pub fn pick<T>(self, de: T, en: T) -> T {
        match self {
            Self::De => de,
            Self::En => en,
        }
    }
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Label {
    #[schema(max_length = 500, examples("Spracherwerb"))]
    pub de: String,
    #[schema(max_length = 500, examples("Language acquisition"))]
    pub en: String,
}

impl Label {
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { de: de.into(), en: en.into() }
    }

    /// Goes on with more text, if there is any.
    pub fn add(&mut self, more: Option<(&str, &str)>) {
        let (de, en) = more.unwrap_or_default();
        self.de += de;
        self.en += en;
    }

    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.de, &self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang::{self, De, En};

    #[test]
    fn the_header_chooses_the_language() {
        let cases = [
            ("", De, "German is the default"),
            ("en", En, "asked for"),
            ("en-GB,en;q=0.9", En, "a region of it"),
            ("de-DE,de;q=0.9,en;q=0.8", De, "preferred"),
            ("en;q=0.2, de;q=0.7", De, "weighed"),
            ("fr, en;q=0.3", En, "the only one we have"),
            ("*;q=oops,,;", De, "nonsense is no reason to fail"),
        ];
        for (header, lang, reason) in cases {
            assert_eq!(Lang::accepted(header), lang, "{header}: {reason}");
        }
    }
}
