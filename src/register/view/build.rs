//! All measures at once, on all cores: at the start, and when each may look otherwise
//! because of another day or another catalog. What comes out is the same as if one
//! had been put after the other.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::bitmaps::{Bitmaps, Key};
use super::entry::{Entry, Rendered, Version};
use super::search::{Draft, Search};
use super::{Index, View};
use crate::domain::measure::Course;

/// So few measures are not worth a thread.
const FEW: usize = 256;

/// What is known of some measures that follow each other.
#[derive(Default)]
struct Part {
    entries: Vec<Option<Arc<Entry>>>,
    courses: Vec<Option<Course>>,
    bitmaps: HashMap<Key, RoaringBitmap>,
    search: Draft,
}

impl View {
    /// Puts measures in their slots, in place of all there are: each with its
    /// versions, oldest first; `None` for a slot that stays empty.
    pub(in crate::register) fn put_all(&mut self, mut slots: Vec<Option<Vec<Version>>>) {
        let parts = on_all_cores(&mut slots, |first, some| self.part(first, some));
        self.measures = Index::of_parts(parts);
        self.kept.forget();
        let mut public: Vec<(u32, Option<Rendered>)> =
            (0..self.measures.slots()).map(|slot| (slot, None)).collect();
        on_all_cores(&mut public, |_, some| {
            for (slot, public) in some {
                let entry = self.measures.entry(*slot);
                *public = entry.and_then(|entry| self.render_public(entry));
            }
        });
        self.measures.publish(public.into_iter().map(|(_, public)| public));
        let latest: Vec<_> = self.measures.entries().map(|(_, e)| Arc::clone(&e.measure)).collect();
        latest.iter().for_each(|measure| self.note_reference(measure));
    }

    /// Computes anew what depends on the day or the catalog.
    pub(super) fn refresh_all(&mut self) {
        let versions = |slot| self.measures.entry(slot).map(|entry| entry.versions.to_vec());
        self.put_all((0..self.measures.slots()).map(versions).collect());
    }

    fn part(&self, first: usize, slots: &mut [Option<Vec<Version>>]) -> Part {
        let mut part = Part::default();
        for (slot, versions) in (first..).zip(slots) {
            let slot = u32::try_from(slot).expect("memory ends before 2³² measures do");
            let entry = versions.take().and_then(|versions| {
                let measure = Arc::clone(&versions.last()?.measure);
                let status = measure.state.status();
                Some(self.make_entry(versions.into(), measure, status, self.today))
            });
            if let Some(entry) = &entry {
                for key in entry.keys() {
                    part.bitmaps.entry(key).or_default().insert(slot);
                }
                part.search.insert(slot, &entry.measure.content.title, &entry.body());
            }
            part.courses.push(entry.as_ref().map(|entry| self.course_of(entry)));
            part.entries.push(entry.map(Arc::new));
        }
        part
    }
}

impl Index {
    /// An index of entries that are not yet ready to be sent.
    fn of_parts(parts: Vec<Part>) -> Self {
        let mut index = Self::default();
        let mut bitmaps: HashMap<Key, RoaringBitmap> = HashMap::new();
        let mut drafts = Vec::new();
        for part in parts {
            for (key, slots) in part.bitmaps {
                *bitmaps.entry(key).or_default() |= slots;
            }
            drafts.push(part.search);
            index.entries.extend(part.entries);
            index.courses.extend(part.courses);
        }
        index.bitmaps = Bitmaps::of(bitmaps);
        index.searches = Search::of(drafts).into();
        index
    }

    /// Gives each slot what the public reads of it, and lets all be found.
    fn publish(&mut self, public: impl Iterator<Item = Option<Rendered>>) {
        self.ids = self.entries().map(|(slot, entry)| (entry.measure.id, slot)).collect();
        let reference = |entry: &Entry| entry.measure.state.reference.clone();
        let named = self.entries().filter_map(|(slot, entry)| Some((reference(entry)?, slot)));
        self.references = named.collect();
        let entries = std::mem::take(&mut self.entries).into_iter().zip(public);
        for (slot, (mut entry, public)) in (0..).zip(entries) {
            if let Some(entry) = &mut entry {
                Arc::make_mut(entry).public = public;
                self.name(slot, entry);
            }
            self.entries.push_back(entry);
        }
    }
}

/// Does `work` for consecutive pieces of `items` at the same time; it is told where
/// its piece begins.
fn on_all_cores<T: Send, R: Send>(
    items: &mut [T],
    work: impl Fn(usize, &mut [T]) -> R + Sync,
) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let size = items.len().div_ceil(cores).max(FEW);
    let work = &work;
    std::thread::scope(|scope| {
        let mut pieces = items.chunks_mut(size).enumerate();
        // This thread works, too: each thread has memory of its own, which stays.
        let last = pieces.next_back();
        let threads: Vec<_> =
            pieces.map(|(number, piece)| scope.spawn(move || work(number * size, piece))).collect();
        let last = last.map(|(number, piece)| work(number * size, piece));
        let done = threads.into_iter().map(|thread| thread.join());
        let done = done.map(|done| done.unwrap_or_else(|panic| resume_unwind(panic)));
        done.chain(last).collect()
    })
}
