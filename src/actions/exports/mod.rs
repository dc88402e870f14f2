//! All measures that somebody may see and asked for, as a file. It is made in pieces of
//! the view as it was at the beginning, so that its length costs no memory, and nobody
//! waits for it.

mod sheet;
mod write;

use std::io;
use std::sync::Arc;

use bytes::Bytes;

use crate::domain::measure::table::{COLUMNS, MeasureColumn};
use crate::domain::{Caller, Lang};
use crate::formats::csv::Dialect;
use crate::formats::open_data::Publisher;
use crate::register::View;
use crate::register::view::{Entry, Filter, Index, Moment, Page, Sort};
use sheet::Workbook;
use write::Writer;

/// What a file of measures is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Ndjson,
    Csv(Dialect),
    Xlsx,
    GeoJson,
    Ical,
}

/// Which measures, as they stood when.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub filter: Filter,
    pub moment: Moment,
    pub sort: Sort,
}

/// For whom a file is, and what stands in it besides measures.
#[derive(Debug, Clone)]
pub struct Reader {
    pub caller: Caller,
    pub lang: Lang,
    /// Where the service is reached, without a slash at the end.
    pub url: String,
    /// Who publishes the measures; `None` = they are not open data.
    pub publisher: Option<Publisher>,
}

impl Reader {
    /// What files for the reader have of a measure. One for the public has nothing
    /// internal, so that who reads it again can tell.
    fn columns(&self) -> impl Iterator<Item = &'static MeasureColumn> {
        let public = self.caller == Caller::Public;
        COLUMNS.iter().filter(move |known| !(public && known.is_internal()))
    }
}

/// After how many bytes a piece is sent.
const PIECE: usize = 128 * 1024;

/// How many rows of a workbook are written at a time.
const AT_ONCE: usize = 256;

/// A file that is being made.
pub struct Export {
    view: Arc<View>,
    reader: Reader,
    step: Step,
    done: usize,
    total: usize,
}

enum Step {
    Begin(Box<Asked>, Form),
    Write(Box<Measures>, Writer),
    Fill(Box<Measures>, Box<Workbook>),
    Read(std::fs::File),
    End,
}

/// The pieces of the file; an empty one is not the end. After a failure there are none.
impl Iterator for Export {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        if matches!(self.step, Step::End) {
            return None;
        }
        let mut out = Vec::new();
        Some(self.step(&mut out).map(|()| out.into()))
    }
}

/// What is to be written.
struct Measures {
    /// `None` = those of now.
    past: Option<Index>,
    slots: Vec<u32>,
}

impl Measures {
    fn select(view: &View, caller: &Caller, asked: &Asked) -> Self {
        let past = (!asked.moment.is_now()).then(|| view.measures_at(asked.moment));
        let index = past.as_ref().unwrap_or(&view.measures);
        let tiers = asked.filter.select(index, caller);
        let all = usize::try_from(index.slots()).unwrap_or(usize::MAX);
        let slots = Page::take(index, &tiers, (asked.sort, caller), None, all).slots;
        Self { past, slots }
    }

    fn entry<'m>(&'m self, view: &'m View, slot: u32) -> Option<&'m Arc<Entry>> {
        self.past.as_ref().unwrap_or(&view.measures).entry(slot)
    }
}

impl Export {
    /// Nothing is done before the first piece is asked for.
    pub fn new(view: Arc<View>, reader: Reader, asked: Asked, form: Form) -> Self {
        Self { view, reader, step: Step::Begin(Box::new(asked), form), done: 0, total: 0 }
    }

    /// How many measures were written, of how many; none of none before the beginning.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.total)
    }

    /// Takes the next step, and writes what it makes.
    fn step(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        self.step = match std::mem::replace(&mut self.step, Step::End) {
            Step::Begin(asked, form) => self.begin(&asked, form, out)?,
            Step::Write(measures, mut writer) => {
                for slot in &measures.slots[self.done..] {
                    self.done += 1;
                    if let Some(entry) = measures.entry(&self.view, *slot) {
                        writer.measure(out, &self.view, entry, &self.reader);
                    }
                    if out.len() > PIECE {
                        break;
                    }
                }
                if self.done < self.total {
                    Step::Write(measures, writer)
                } else {
                    writer.end(out);
                    Step::End
                }
            }
            Step::Fill(measures, mut workbook) => {
                for slot in measures.slots[self.done..].iter().take(AT_ONCE) {
                    self.done += 1;
                    if let Some(entry) = measures.entry(&self.view, *slot) {
                        workbook.measure(&self.view, entry, &self.reader)?;
                    }
                }
                match self.done < self.total {
                    true => Step::Fill(measures, workbook),
                    false => Step::Read(workbook.finish()?),
                }
            }
            Step::Read(file) => match sheet::read(file, out)? {
                Some(file) => Step::Read(file),
                None => Step::End,
            },
            Step::End => Step::End,
        };
        Ok(())
    }

    fn begin(&mut self, asked: &Asked, form: Form, out: &mut Vec<u8>) -> io::Result<Step> {
        let measures = Box::new(Measures::select(&self.view, &self.reader.caller, asked));
        self.total = measures.slots.len();
        if form == Form::Xlsx {
            let workbook = Workbook::begin(&self.view, &self.reader)?;
            return Ok(Step::Fill(measures, Box::new(workbook)));
        }
        let mut writer = Writer::new(form, &self.view);
        writer.begin(out, &self.view, &self.reader);
        Ok(Step::Write(measures, writer))
    }
}
