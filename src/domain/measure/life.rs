//! What happens to the record: edited, submitted, reviewed, published, archived.

use std::sync::Arc;

use super::{
    Confirmation, Content, Measure, Publication, Remark, Review, ReviewOf, Revision, Submission,
};
use crate::domain::permission::Permit;
use crate::domain::{Action, Concept, Conflict, Day, Error, Instant, Result, Standing};

impl Measure {
    /// Takes an edit. In a published measure a carrier's material edit becomes a
    /// pending revision; a planner's, or a `trusted` carrier's, applies at once.
    pub fn edit(&mut self, permit: Permit, content: Content, trusted: bool, now: Instant) {
        let by = permit.spend(Action::Edit);
        let published = self.state.publication == Publication::Published;
        if !published || trusted || by.standing == Standing::Planner {
            self.content = Arc::new(content);
            self.state.revision = None;
            return;
        }
        let applied = self.content.with_operational(&content);
        let pending = applied != content;
        self.content = Arc::new(applied);
        let known = self.state.revision.as_ref().is_some_and(|old| old.content == content);
        if !known || !pending {
            self.state.revision = pending.then(|| Revision { content, by, at: now }.into());
        }
    }

    /// Takes back an edit: what is written, and what waits for review, are as `earlier`.
    pub fn revert(&mut self, permit: Permit, earlier: &Self) {
        permit.spend(Action::Edit);
        self.content = Arc::clone(&earlier.content);
        self.state.revision = earlier.state.revision.clone();
    }

    /// Hands it in for review; a trusted carrier's is published at once.
    pub fn submit(&mut self, permit: Permit, concept: &Concept, now: Instant) -> Result<()> {
        let by = permit.spend(Action::Submit);
        let missing = self.content.missing(concept).into_vec();
        if !missing.is_empty() {
            return Err(Error::Conflict(Conflict::Incomplete(missing)));
        }
        self.state.submission = Some(Submission { by: by.into(), at: now }.into());
        self.state.publication = Publication::Submitted;
        Ok(())
    }

    pub fn take_back(&mut self, permit: Permit) {
        permit.spend(Action::TakeBack);
        self.state.publication = Publication::Draft;
    }

    /// Gives it back with at least one remark.
    pub fn give_back(&mut self, permit: Permit, remarks: Vec<Remark>, now: Instant) {
        permit.spend(Action::Return);
        self.state.publication = Publication::Returned;
        self.review(ReviewOf::Submission, remarks, now);
    }

    /// Publishes it; `reference` is given once and for all.
    pub fn publish(&mut self, permit: Permit, reference: impl FnOnce() -> String, now: Instant) {
        permit.spend(Action::Publish);
        self.make_public(reference, now);
    }

    /// The same without a reviewer, for a trusted carrier.
    pub fn make_public(&mut self, reference: impl FnOnce() -> String, now: Instant) {
        self.state.publication = Publication::Published;
        self.state.published_at.get_or_insert(now);
        self.state.reference.get_or_insert_with(|| reference().into());
    }

    pub fn withdraw(&mut self, permit: Permit) {
        permit.spend(Action::Withdraw);
        self.state.publication = Publication::Withdrawn;
    }

    pub fn archive(&mut self, permit: Permit, reason: String, now: Instant) {
        permit.spend(Action::Archive);
        self.state.publication = Publication::Archived;
        self.state.revision = None;
        self.review(ReviewOf::Archiving, vec![Remark { text: reason, pointer: None }], now);
    }

    pub fn restore(&mut self, permit: Permit, reason: String, now: Instant) {
        permit.spend(Action::Restore);
        self.state.publication = Publication::Published;
        self.review(ReviewOf::Restoring, vec![Remark { text: reason, pointer: None }], now);
    }

    /// Leave to delete: only a draft that was never submitted.
    pub fn delete(&self, permit: Permit) -> Result<()> {
        permit.spend(Action::Delete);
        match self.state.submission {
            None => Ok(()),
            Some(_) => Err(Error::Conflict(Conflict::OnceSubmitted)),
        }
    }

    pub fn accept_revision(&mut self, permit: Permit) -> Result<()> {
        let by = permit.spend(Action::AcceptRevision);
        let revision = self.state.revision.take();
        let revision = revision.ok_or(Error::Conflict(Conflict::NoRevision))?;
        if revision.by.who == by.who {
            return Err(Error::Conflict(Conflict::FourEyes));
        }
        self.content = Arc::new(revision.content.with_operational(&self.content));
        Ok(())
    }

    pub fn return_revision(
        &mut self,
        permit: Permit,
        remarks: Vec<Remark>,
        now: Instant,
    ) -> Result<()> {
        permit.spend(Action::ReturnRevision);
        if self.state.revision.take().is_none() {
            return Err(Error::Conflict(Conflict::NoRevision));
        }
        self.review(ReviewOf::Revision, remarks, now);
        Ok(())
    }

    /// "Unchanged, checked on …"
    pub fn confirm(&mut self, permit: Permit, on: Day, note: Option<String>) {
        permit.spend(Action::Confirm);
        self.state.confirmation = Some(Confirmation { on, note }.into());
    }

    fn review(&mut self, of: ReviewOf, remarks: Vec<Remark>, at: Instant) {
        self.state.reviews.push(Review { at, of, remarks });
    }
}
