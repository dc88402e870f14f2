//! What came of each of many items.

use serde::Serialize;
use utoipa::ToSchema;

use super::ProblemDetails;
use super::kinds::OTHERS;
use crate::domain::{Error, Lang, MeasureId};

/// What came of one item.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkItem {
    /// Its place in the list, from 0.
    #[schema(minimum = 0, maximum = 999)]
    index: u32,
    /// What a request of its own would have answered; 424 if it is good, but was not
    /// stored because of others.
    #[schema(minimum = 200, maximum = 599, examples(201))]
    status: u16,
    /// The measure, if the item was stored; null after a dry run.
    id: Option<MeasureId>,
    /// The `ETag` of the measure after this request, if the item was stored.
    #[schema(max_length = 100, examples("\"3-1f0c6e1a2b3c4d5e\""))]
    etag: Option<String>,
    /// Why the item was refused. Its pointers lead into the item.
    problem: Option<ProblemDetails>,
}

impl BulkItem {
    /// One that is good, and how it is named if it is there.
    pub fn stored(index: u32, status: u16, named: Option<(MeasureId, String)>) -> Self {
        let (id, etag) = named.unzip();
        Self { index, status, id, etag, problem: None }
    }

    /// One that was refused, of the request `instance`.
    pub fn refused(index: u32, error: &Error, lang: Lang, instance: &str) -> Self {
        let problem = ProblemDetails::of(error, lang, &format!("{instance}#{index}"));
        Self::with(index, problem)
    }

    /// One that is good, but was not stored because of others.
    fn left(index: u32, lang: Lang, instance: &str) -> Self {
        let detail = lang.pick(
            "Gut, aber nicht gespeichert: andere Einträge wurden abgelehnt.",
            "Good, but not stored: other items were refused.",
        );
        let instance = format!("{instance}#{index}");
        Self::with(index, ProblemDetails::new(&OTHERS, detail.to_owned(), lang, &instance))
    }

    fn with(index: u32, problem: ProblemDetails) -> Self {
        Self { index, status: problem.status, id: None, etag: None, problem: Some(problem) }
    }

    pub fn is_stored(&self) -> bool {
        self.problem.is_none()
    }
}

/// Of items of which none was stored, naming at most `most` places.
pub(super) fn of(
    items: &[Option<Error>],
    mut most: usize,
    lang: Lang,
    instance: &str,
) -> Vec<BulkItem> {
    let item = |(index, error): (u32, &Option<Error>)| {
        let Some(error) = error else { return BulkItem::left(index, lang, instance) };
        let mut item = BulkItem::refused(index, error, lang, instance);
        if let Some(problem) = &mut item.problem {
            problem.errors.truncate(most);
            most -= problem.errors.len();
        }
        item
    };
    (0..).zip(items).map(item).collect()
}
