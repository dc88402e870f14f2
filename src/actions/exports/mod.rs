//! All measures that somebody may see and asked for, as a file. It is made in pieces of
//! the view as it was at the beginning, so that its length costs no memory, and nobody
//! waits for it.

mod sheet;
mod write;

use std::io;
use std::sync::Arc;

use bytes::Bytes;

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

/// How many measures are written at a time.
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

    fn entries<'m>(
        &'m self,
        view: &'m View,
        range: std::ops::Range<usize>,
    ) -> impl Iterator<Item = &'m Arc<Entry>> {
        let index = self.past.as_ref().unwrap_or(&view.measures);
        self.slots[range].iter().filter_map(|slot| index.entry(*slot))
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

    /// The next piece; an empty one says that there is more, `None` that there is not.
    pub fn next(&mut self) -> io::Result<Option<Bytes>> {
        let mut out = Vec::new();
        self.step = match std::mem::replace(&mut self.step, Step::End) {
            Step::Begin(asked, form) => self.begin(&asked, form, &mut out)?,
            Step::Write(measures, mut writer) => {
                let range = self.next_range();
                for entry in measures.entries(&self.view, range) {
                    writer.measure(&mut out, &self.view, entry, &self.reader);
                }
                if self.done < self.total {
                    Step::Write(measures, writer)
                } else {
                    writer.end(&mut out);
                    Step::End
                }
            }
            Step::Fill(measures, mut workbook) => {
                let range = self.next_range();
                for entry in measures.entries(&self.view, range) {
                    workbook.measure(&self.view, entry, &self.reader)?;
                }
                match self.done < self.total {
                    true => Step::Fill(measures, workbook),
                    false => Step::Read(workbook.finish()?),
                }
            }
            Step::Read(file) => match sheet::read(file, &mut out)? {
                Some(file) => Step::Read(file),
                None => Step::End,
            },
            Step::End => return Ok(None),
        };
        Ok(Some(out.into()))
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

    fn next_range(&mut self) -> std::ops::Range<usize> {
        let from = self.done;
        self.done = self.total.min(from + AT_ONCE);
        from..self.done
    }
}
