//! What of a measure the public reads. Two versions that differ in nothing else
//! are one to it: it is not told that somebody proposes a change, or made a note.

use std::sync::Arc;

use super::indicator::{Indicator, told};
use super::{Content, Measure, StatusChange, standing_entries};
use crate::domain::Day;

impl Measure {
    /// Whether the public reads the same of both, but for their numbers and times; it is
    /// told no number of people from 1 to below `threshold`.
    pub fn reads_alike(&self, other: &Self, threshold: u16) -> bool {
        let (one, two) = (&self.state, &other.state);
        let known = |measure: &Self| -> Option<Day> {
            measure.state.confirmation.as_ref().map(|confirmation| confirmation.on)
        };
        (one.publication, one.published_at) == (two.publication, two.published_at)
            && one.reference == two.reference
            && (self.carrier, &self.concept) == (other.carrier, &other.concept)
            && self.external == other.external
            && known(self) == known(other)
            && one.demonstration == two.demonstration
            && same_chain(&one.status_changes, &two.status_changes)
            && (Arc::ptr_eq(&self.content, &other.content)
                || same_content(&self.content, &other.content, threshold))
    }
}

impl Content {
    /// This one of the `versions` of a measure without what only the carrier and the
    /// planning office see, and without numbers of people from 1 to below `threshold`.
    pub fn public<'v>(
        &self,
        versions: impl Iterator<Item = &'v Self> + Clone,
        threshold: u16,
    ) -> Self {
        let contact = self.contact.clone().filter(|contact| contact.public);
        let versions = versions.map(|version| &*version.indicators);
        let indicators = told(&self.indicators, versions, threshold).into();
        Self { internal_note: None, contact, indicators, ..self.clone() }
    }
}

/// Whether [`Content::public`] is the same of both, without making it: this is asked
/// of every measure when the register is opened.
fn same_content(one: &Content, two: &Content, threshold: u16) -> bool {
    fn shown(content: &Content) -> impl PartialEq + '_ {
        // All members are named, so that none is forgotten.
        let Content {
            title,
            summary,
            description,
            objectives,
            handlungsfeld,
            further_handlungsfelder,
            guidelines,
            reach,
            stadtteile,
            target_groups,
            planned,
            actual,
            partners,
            funding,
            links,
            milestones,
            indicators: _,
            council_papers,
            contact,
            internal_note: _,
            predecessor,
        } = content;
        let texts = (title, summary, description, objectives);
        let fields = (handlungsfeld, further_handlungsfelder, guidelines);
        let places = (reach, stadtteile, target_groups, planned, actual);
        let parts = (partners, funding, links, milestones, council_papers);
        (texts, fields, places, parts, predecessor, contact.as_ref().filter(|c| c.public))
    }
    shown(one) == shown(two) && same_indicators(&one.indicators, &two.indicators, threshold)
}

fn same_indicators(one: &[Indicator], two: &[Indicator], threshold: u16) -> bool {
    let told = |of| told(of, std::iter::once(of), threshold);
    one == two || told(one) == told(two)
}

/// Notes aside.
fn same_chain(one: &Arc<[StatusChange]>, two: &Arc<[StatusChange]>) -> bool {
    let shown = |change: &&StatusChange| {
        let number = change.corrects.unwrap_or(change.number);
        (number, change.from, change.to, change.effective_on, change.recorded_at, change.reason)
    };
    Arc::ptr_eq(one, two) || {
        let (one, two) = (standing_entries(one), standing_entries(two));
        one.iter().map(shown).eq(two.iter().map(shown))
    }
}
