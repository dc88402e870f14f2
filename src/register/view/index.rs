use std::sync::Arc;

use imbl::{HashMap, Vector};
use roaring::RoaringBitmap;

use super::View;
use super::bitmaps::{self, Bitmaps, Dim};
use super::entry::{Entry, Version};
use super::finder::{ById, Finder};
use super::reread::Reread;
use super::search::{Searches, fold};
use super::sight::{public_since, sign_of_life};
use crate::domain::measure::{Course, External, Publication, Status, flags};
use crate::domain::{Caller, CarrierId, Day, Measure, MeasureId};

/// All measures, and what finds them. A measure keeps its slot for good; slots
/// are in the order of registration, in every process.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Index {
    pub(super) entries: Vector<Option<Arc<Entry>>>,
    pub(super) ids: Finder<MeasureId, ById>,
    pub(super) references: Finder<Arc<str>>,
    externals: HashMap<(CarrierId, External), u32>,
    pub bitmaps: Bitmaps,
    /// What finds measures by their texts.
    pub searches: Searches,
    all: Arc<RoaringBitmap>,
    /// By slot: what changes from day to day.
    pub(super) courses: Vector<Option<Course>>,
    /// Of a past that is shown, and not only counted: what there is now.
    pub(super) now: Option<Arc<Self>>,
}

impl Index {
    pub fn entry(&self, slot: u32) -> Option<&Arc<Entry>> {
        self.entries.get(slot as usize)?.as_ref()
    }

    /// Every entry with its slot, in order of registration.
    pub fn entries(&self) -> impl Iterator<Item = (u32, &Arc<Entry>)> {
        (0..).zip(self.entries.iter()).filter_map(|(slot, entry)| Some((slot, entry.as_ref()?)))
    }

    pub fn all(&self) -> &RoaringBitmap {
        &self.all
    }

    pub fn slot(&self, id: MeasureId) -> Option<u32> {
        self.ids.get(&id)
    }

    pub fn find(&self, id: MeasureId) -> Option<&Arc<Entry>> {
        self.entry(self.slot(id)?)
    }

    pub fn find_by_reference(&self, reference: &str) -> Option<&Arc<Entry>> {
        let named =
            |entry: &&Arc<Entry>| entry.measure.state.reference.as_deref() == Some(reference);
        self.entry(self.references.get(reference)?).filter(named)
    }

    pub fn find_external(&self, carrier: CarrierId, external: &External) -> Option<&Arc<Entry>> {
        self.entry(*self.externals.get(&(carrier, External::clone(external)))?)
    }

    /// What `caller` is shown: of the past only what is to be seen now as well, and all
    /// of what is its own now.
    pub fn shown(&self, caller: &Caller) -> RoaringBitmap {
        let then = self.visible(caller);
        match &self.now {
            None => then,
            Some(now) => (then & now.visible(caller)) | (now.own(caller) & &*self.all),
        }
    }

    /// What `caller` could see then, to be counted.
    pub fn visible(&self, caller: &Caller) -> RoaringBitmap {
        if caller.sees_all() {
            return (*self.all).clone();
        }
        let published = self.bitmaps.any(Dim::Publication, [Publication::Published.as_str()]);
        published | self.own(caller)
    }

    /// What is of the carriers of `caller`.
    fn own(&self, caller: &Caller) -> RoaringBitmap {
        let own = caller.own_carriers();
        if own.is_empty() {
            return RoaringBitmap::new();
        }
        let own = own.iter().map(ToString::to_string).collect::<Vec<_>>();
        self.bitmaps.any(Dim::Carrier, own.iter().map(String::as_str)) & &*self.all
    }

    /// What changes from day to day about the measure in a slot.
    pub fn course(&self, slot: u32) -> Option<&Course> {
        self.courses.get(slot as usize)?.as_ref()
    }

    /// Moves to another day what depends on it, and nothing else: the entries
    /// still show the day they were made for.
    pub(super) fn turn_to(&mut self, day: Day) {
        let mut days = bitmaps::Days::default();
        for (slot, course) in (0..).zip(&self.courses) {
            let Some(course) = course else { continue };
            let Some(status) = course.status_on(day) else { continue };
            days.put(slot, status, course.flags_on(status, day));
        }
        self.all = Arc::new(self.bitmaps.replace(days));
    }

    /// Lets the entry in `slot` be found.
    pub(super) fn name(&mut self, slot: u32, entry: &Arc<Entry>) {
        let measure = &entry.measure;
        if let Some(reference) = &measure.state.reference {
            self.references.insert(Arc::clone(reference), slot);
        }
        if let Some(external) = &measure.external {
            self.externals.insert((measure.carrier, External::clone(external)), slot);
        }
        self.ids.insert(measure.id, slot);
        Arc::make_mut(&mut self.all).insert(slot);
    }

    /// How many slots were ever given.
    pub fn slots(&self) -> u32 {
        u32::try_from(self.entries.len()).expect("memory ends before 2³² measures do")
    }

    /// An empty slot: for the next measure, or for one that is gone, so that
    /// others keep theirs.
    pub(super) fn add_slot(&mut self) -> u32 {
        self.entries.push_back(None);
        self.courses.push_back(None);
        self.slots() - 1
    }
}

impl View {
    /// Takes the next version of a measure.
    pub(super) fn put(&mut self, version: Version) {
        let old = self.measures.find(version.measure.id).cloned();
        let known = old.as_ref().map_or(&[][..], |old| &old.versions);
        self.put_versions(known.iter().cloned().chain([version]).collect());
    }

    /// Puts a measure with all its versions in its slot.
    fn put_versions(&mut self, versions: Arc<[Version]>) {
        let Some(latest) = versions.last() else { return };
        let measure = Arc::clone(&latest.measure);
        self.note_reference(&measure);
        let slot = match self.measures.slot(measure.id) {
            Some(slot) => slot,
            None => self.measures.add_slot(),
        };
        let status = measure.state.status();
        let entry = self.make_entry(versions, measure, status, self.today);
        self.replace(slot, Some(entry));
    }

    pub(super) fn note_reference(&mut self, measure: &Measure) {
        let Some(reference) = &measure.state.reference else { return };
        let number = reference.rsplit('-').next().and_then(|number| number.parse().ok());
        let highest = self.references.entry(measure.concept.to_string()).or_insert(0);
        *highest = (*highest).max(number.unwrap_or(0));
    }

    pub(super) fn course_of(&self, entry: &Entry) -> Course {
        let concept = self.catalog.concept(&entry.measure.concept);
        Course::of(&entry.measure, entry.sign_of_life(), concept)
    }

    /// An entry that shows `measure` as it stands on `day`.
    pub(super) fn make_entry(
        &self,
        versions: Arc<[Version]>,
        measure: Arc<Measure>,
        status: Status,
        day: Day,
    ) -> Entry {
        let concept = self.catalog.concept(&measure.concept);
        let threshold = self.catalog.threshold_of(&measure.concept);
        let public_since = public_since(&versions, &measure, threshold);
        let sign_of_life = sign_of_life(&versions, public_since, threshold);
        let flags = concept.map(|concept| flags(&measure, sign_of_life, status, concept, day));
        let title_key = fold(&measure.content.title).into();
        let flags = flags.unwrap_or_default();
        let carrier = self.carrier(measure.carrier).cloned();
        let public = None;
        Entry {
            versions,
            measure,
            carrier,
            status,
            day,
            flags,
            title_key,
            public_since,
            threshold,
            public,
        }
    }

    /// Computes anew what depends on a carrier.
    pub(super) fn refresh(&mut self, concerned: impl Fn(&Measure) -> bool) {
        let slots: Vec<u32> = self.measures.entries().map(|(slot, _)| slot).collect();
        for slot in slots {
            let Some(old) = self.measures.entry(slot).cloned() else { continue };
            if concerned(&old.measure) {
                let measure = Arc::clone(&old.measure);
                let status = measure.state.status();
                let entry = self.make_entry(old.versions.clone(), measure, status, self.today);
                self.replace(slot, Some(entry));
            }
        }
    }

    pub(super) fn remove_measure(&mut self, id: MeasureId) {
        if let Some(slot) = self.measures.slot(id) {
            self.replace(slot, None);
        }
    }

    /// Puts `entry` in `slot`, ready to be read.
    fn replace(&mut self, slot: u32, entry: Option<Entry>) {
        let entry = entry.map(|entry| {
            let public = self.render_public(&entry);
            Arc::new(Entry { public, ..entry })
        });
        let predecessor = |entry: &Arc<Entry>| entry.measure.content.predecessor;
        let before = self.measures.entry(slot).and_then(predecessor);
        let after = entry.as_ref().and_then(predecessor);
        self.show(slot, entry);
        for id in [before, after.filter(|id| Some(*id) != before)].into_iter().flatten() {
            self.show_successors(id);
        }
    }

    /// A measure shows which others carry it on.
    fn show_successors(&mut self, id: MeasureId) {
        let Some(slot) = self.measures.slot(id) else { return };
        let Some(entry) = self.measures.entry(slot).cloned() else { return };
        let public = self.render_public(&entry);
        self.show(slot, Some(Arc::new(Entry { public, ..Entry::clone(&entry) })));
    }

    /// Puts `entry` in `slot`; what was answered to the public may be answered
    /// otherwise, if it is shown anything else.
    fn show(&mut self, slot: u32, entry: Option<Arc<Entry>>) {
        let shown = |entry: &Arc<Entry>| entry.public.as_ref().map(|public| public.etag);
        let before = self.measures.entry(slot).and_then(shown);
        if before != entry.as_ref().and_then(shown) {
            self.kept.forget();
        }
        self.set(slot, entry);
    }

    /// Puts `entry` in `slot`, and keeps every index true.
    pub(super) fn set(&mut self, slot: u32, entry: Option<Arc<Entry>>) {
        let old = self.measures.entry(slot).cloned();
        let course = entry.as_ref().map(|entry| self.course_of(entry));
        self.measures.courses.set(slot as usize, course);
        self.rekey(slot, old.as_deref(), entry.as_deref());
        let index = &mut self.measures;
        if let Some(text) = Reread::of(slot, old.as_ref(), entry.as_ref()) {
            index.searches.note(text);
        }
        if let Some(old) = &old
            && entry.is_none()
        {
            if let Some(external) = &old.measure.external {
                index.externals.remove(&(old.measure.carrier, External::clone(external)));
            }
            Arc::make_mut(&mut index.all).remove(slot);
        }
        if let Some(new) = &entry {
            let moved = |old: &Arc<Entry>| old.measure.carrier != new.measure.carrier;
            if let (Some(old), Some(external)) = (old.filter(moved), &new.measure.external) {
                index.externals.remove(&(old.measure.carrier, External::clone(external)));
            }
            index.name(slot, new);
        }
        index.entries.set(slot as usize, entry);
    }

    fn rekey(&mut self, slot: u32, old: Option<&Entry>, new: Option<&Entry>) {
        let old = old.map(Entry::keys).unwrap_or_default();
        let new = new.map(Entry::keys).unwrap_or_default();
        let bitmaps = &mut self.measures.bitmaps;
        for key in old.iter().filter(|key| new.binary_search(key).is_err()) {
            bitmaps.remove(key, slot);
        }
        for key in new {
            if old.binary_search(&key).is_err() {
                bitmaps.insert(key, slot);
            }
        }
    }
}
