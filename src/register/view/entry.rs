use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use bytes::Bytes;

use super::bitmaps::{self, Key};
use crate::domain::measure::{Flag, Status};
use crate::domain::{Actor, Carrier, Day, Deed, Instant, Measure};

/// One measure in the view: every version, and the present one made ready.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Oldest first; never empty.
    pub versions: Arc<[Version]>,
    /// The version this entry shows: the latest, unless the view is of the past.
    pub measure: Arc<Measure>,
    /// The lead carrier as it is now.
    pub carrier: Option<Arc<Carrier>>,
    pub status: Status,
    /// The day `status` is shown for.
    pub day: Day,
    pub flags: Vec<Flag>,
    /// Title folded for sorting, after DIN 5007.
    pub title_key: Arc<str>,
    /// The place of the version since which the public reads what it reads.
    pub(super) public_since: u32,
    /// The public is told no number of people from 1 to below this.
    pub(super) threshold: u16,
    /// What the public reads; `None` if it may not, or if the view is of the past.
    pub public: Option<Rendered>,
}

impl Entry {
    /// What it is found and counted by; sorted, each once.
    pub(super) fn keys(&self) -> Vec<Key> {
        let kind = self.carrier.as_ref().map(|carrier| carrier.content.kind.as_str());
        bitmaps::keys(&self.measure, kind, self.status, &self.flags)
    }

    /// What is searched besides the title.
    pub(super) fn body(&self) -> [&str; 3] {
        let content = &self.measure.content;
        let carrier = self.carrier.as_ref().map(|carrier| carrier.content.name.as_str());
        let texts = [content.summary.as_deref(), content.description.as_deref(), carrier];
        texts.map(Option::unwrap_or_default)
    }

    /// Whether a search cannot tell the two apart.
    pub(super) fn reads_like(&self, other: &Self) -> bool {
        self.measure.content.title == other.measure.content.title && self.body() == other.body()
    }
}

/// One version, and the change that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub seq: i64,
    pub deed: Deed,
    pub by: Arc<Actor>,
    pub measure: Arc<Measure>,
}

impl Version {
    pub fn at(&self) -> Instant {
        self.measure.updated_at
    }
}

/// A record as JSON, with its entity tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// In one piece of memory with its count, so that there is but one to reach for.
    pub json: Arc<[u8]>,
    pub etag: Tag,
}

impl Rendered {
    /// The tag names the version, so that it can be asked for in `If-Match`, and
    /// a hash of the bytes, so that it changes with whatever is shown.
    pub fn new(version: u32, json: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        let etag = Tag::new(&format!("\"{version}-{:016x}\"", hasher.finish()));
        Self { json: json.into(), etag }
    }

    /// The JSON to be sent, without a copy.
    pub fn bytes(&self) -> Bytes {
        Bytes::from_owner(Arc::clone(&self.json))
    }
}

/// A strong entity tag (RFC 9110 §8.8.3), with its quotes. It lies where it is used:
/// most questions need nothing else of a record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    text: [u8; 47],
    length: u8,
}

impl Tag {
    /// The longest are those of tables, with 19 digits of a revision.
    pub fn new(text: &str) -> Self {
        let mut tag = Self { text: [0; 47], length: 0 };
        let text = text.as_bytes();
        tag.length = u8::try_from(text.len()).expect("tags are short");
        tag.text[..text.len()].copy_from_slice(text);
        tag
    }
}

impl std::ops::Deref for Tag {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.text[..self.length.into()]
    }
}

impl std::fmt::Debug for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        String::from_utf8_lossy(self).fmt(f)
    }
}
