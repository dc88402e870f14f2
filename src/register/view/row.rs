//! Measures as rows of a table, as somebody sees them: what their records show.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Entry, View};
use crate::domain::measure::standing_entries;
use crate::domain::measure::table::Row;
use crate::domain::{Caller, Standing};

impl View {
    /// The record of an entry as JSON, as `caller` sees it: the one that lies ready, if it
    /// is no other. (Whether `caller` may see it at all was asked before.)
    pub fn shown(&self, entry: &Entry, caller: &Caller) -> Arc<[u8]> {
        let publicly = *caller == Caller::Public || entry.standing(caller) == Standing::Stranger;
        match entry.public.as_ref().filter(|_| publicly) {
            Some(ready) => Arc::clone(&ready.json),
            None => self.render(entry, caller).json,
        }
    }

    /// An entry on one row, as `caller` sees it. (Whether `caller` may see it at all
    /// was asked before.)
    pub fn row<'e>(&'e self, entry: &'e Entry, caller: &Caller) -> Row<'e> {
        let (measure, state) = (&*entry.measure, &entry.measure.state);
        let insider = entry.standing(caller).sees_all();
        let (content, shown_since) = match insider {
            true => (Cow::Borrowed(&*measure.content), measure),
            false => (Cow::Owned(entry.public_content()), entry.public_since()),
        };
        let content = match content.partners.iter().any(|partner| partner.carrier.is_some()) {
            true => Cow::Owned(self.with_partner_names(content.into_owned())),
            false => content,
        };
        let standing = standing_entries(&state.status_changes);
        let shown = standing.iter().rfind(|change| change.effective_on <= entry.day);
        let carrier = self.carrier(measure.carrier).map(|carrier| carrier.content.name.as_str());
        Row {
            id: measure.id,
            version: shown_since.version,
            reference: state.reference.as_deref(),
            concept: &measure.concept,
            carrier: measure.carrier,
            carrier_name: carrier.unwrap_or_default(),
            external: measure.external.as_deref(),
            content,
            publication: state.publication,
            published_at: state.published_at,
            status: entry.status,
            status_since: shown.map(|change| change.effective_on),
            flags: &entry.flags,
            confirmed_on: state.confirmation.as_ref().map(|confirmation| confirmation.on),
            created_at: measure.created_at,
            updated_at: shown_since.updated_at,
        }
    }
}
