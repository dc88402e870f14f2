//! Two macros for the small types that are text outside: closed sets of words,
//! and identifiers.

/// The lines of doc comments among attributes, as one text.
macro_rules! doc_lines {
    () => { "" };
    ([doc = $line:literal] $($rest:tt)*) => {
        concat!($line, "\n", $crate::domain::words::doc_lines!($($rest)*))
    };
    ([$($other:tt)*] $($rest:tt)*) => { $crate::domain::words::doc_lines!($($rest)*) };
}

/// A closed set of words: one list gives the enum, its text in JSON, in the
/// database and in the description, and the way back.
macro_rules! words {
    ($(#[$($meta:tt)*])* $name:ident {
        $($(#[$($doc:tt)*])* $variant:ident = $text:literal),+ $(,)?
    }) => {
        $(#[$($meta)*])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$($doc)*])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::domain::words::schema(
                    $crate::domain::words::doc_lines!($([$($meta)*])*),
                    &[$(($text, $crate::domain::words::doc_lines!($([$($doc)*])*))),+],
                )
            }
        }

        impl utoipa::ToSchema for $name {}

        impl $crate::domain::input::Word for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }
            fn text(self) -> &'static str {
                self.as_str()
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or(())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// The schema of a set of words. (The derive macro does not see names that come
/// out of another macro.)
pub(crate) fn schema(
    doc: &str,
    words: &[(&str, &str)],
) -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    let mut text = flow(doc);
    for (word, doc) in words.iter().filter(|(_, doc)| !doc.is_empty()) {
        text += &format!("\n- `{word}`: {}", flow(doc));
    }
    utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::Type::String)
        .description(Some(text))
        .enum_values(Some(words.iter().map(|(word, _)| *word)))
        .into()
}

/// Lines of a comment as running text.
fn flow(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An identifier: a UUID of version 7, so that ids sort by age.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid, min_length = 36, max_length = 36,
                 examples("01981c40-7a6f-7c3e-9d64-5f1f6f0e2b11"))]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new one, younger than all before it.
            #[expect(clippy::new_without_default, reason = "a fresh id is no default")]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                uuid::Uuid::try_parse(text).map(Self).map_err(|_| ())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

pub(crate) use {doc_lines, id, words};
