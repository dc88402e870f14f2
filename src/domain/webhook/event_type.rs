use crate::domain::Deed;
use crate::domain::measure::Publication;
use crate::domain::words::words;

words!(
    /// What a webhook tells of. More may come.
    EventType {
        /// A draft was registered.
        MeasureCreated = "measure.created",
        /// What is written about it was changed, or a change was proposed or accepted.
        MeasureEdited = "measure.edited",
        MeasureSubmitted = "measure.submitted",
        MeasureTakenBack = "measure.taken-back",
        /// The planning office returned it, or a proposed change, with remarks.
        MeasureReturned = "measure.returned",
        /// Everybody sees it from now on: for the first time, or again.
        MeasurePublished = "measure.published",
        MeasureStatusChanged = "measure.status-changed",
        MeasureConfirmed = "measure.confirmed",
        MeasureWithdrawn = "measure.withdrawn",
        MeasureArchived = "measure.archived",
        /// The receiver sees it no longer: take it away.
        MeasureGone = "measure.gone",
        CarrierChanged = "carrier.changed",
        /// Concepts, Handlungsfelder, Stadtteile …: to be read anew.
        CatalogChanged = "catalog.changed",
        /// Figures of the population: to be read anew.
        PopulationChanged = "population.changed",
    }
);

impl EventType {
    /// What is told of a change of a measure that led from one publication to another.
    pub fn of_measure(deed: Deed, before: Option<Publication>, after: Publication) -> Self {
        if after == Publication::Published && before != Some(Publication::Published) {
            return Self::MeasurePublished;
        }
        match deed {
            Deed::Create => Self::MeasureCreated,
            Deed::Submit => Self::MeasureSubmitted,
            Deed::TakeBack => Self::MeasureTakenBack,
            Deed::Return | Deed::ReturnRevision => Self::MeasureReturned,
            Deed::ChangeStatus | Deed::Reopen | Deed::CorrectStatus => Self::MeasureStatusChanged,
            Deed::Confirm => Self::MeasureConfirmed,
            Deed::Withdraw => Self::MeasureWithdrawn,
            Deed::Archive => Self::MeasureArchived,
            _ => Self::MeasureEdited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_is_told_by_what_it_makes_of_the_measure() {
        use Publication::{Archived, Draft, Published, Submitted};
        let cases = [
            (Deed::Create, None, Draft, "measure.created"),
            (Deed::Submit, Some(Draft), Submitted, "measure.submitted"),
            (Deed::Submit, Some(Draft), Published, "measure.published"),
            (Deed::Publish, Some(Submitted), Published, "measure.published"),
            (Deed::Archive, Some(Published), Archived, "measure.archived"),
            (Deed::Restore, Some(Archived), Published, "measure.published"),
            (Deed::Edit, Some(Published), Published, "measure.edited"),
            (Deed::AcceptRevision, Some(Published), Published, "measure.edited"),
            (Deed::ReturnRevision, Some(Published), Published, "measure.returned"),
            (Deed::Reopen, Some(Published), Published, "measure.status-changed"),
            (Deed::Move, Some(Draft), Draft, "measure.edited"),
        ];
        for (deed, before, after, expected) in cases {
            let told = EventType::of_measure(deed, before, after);
            assert_eq!(told.as_str(), expected, "{deed} {before:?} {after}");
        }
    }
}
