use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use super::backup::Unfinished;
use super::{Failure, Result, Setup, serve};
use crate::actions::exports::{Export, Form, Reader};
use crate::api::read_asked;
use crate::domain::{Caller, Lang};
use crate::formats::csv::Dialect;

/// Write measures into a file for spreadsheets, maps, calendars and programs
///
/// All of them, with what is not public, unless `--public` is said. The columns of CSV and
/// workbooks can be read again; the workbook explains them.
#[derive(clap::Args)]
pub struct Args {
    /// File to write, which replaces an older one when it is whole [default: standard
    /// output]
    file: Option<PathBuf>,
    /// What is written [default: as the name of the file ends, csv if it has no ending]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// A filter or the order of `GET /v1/measures`, such as status=running or
    /// asOf=2021-12-31; may be said more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    filter: Vec<String>,
    /// Only what everybody may see
    #[arg(long)]
    public: bool,
    /// Headings in English instead of German
    #[arg(long)]
    english: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Csv,
    /// CSV for a German Excel
    ExcelDe,
    Xlsx,
    Ndjson,
    Geojson,
    Ics,
}

impl Format {
    fn form(self) -> Form {
        match self {
            Self::Csv => Form::Csv(Dialect::Rfc4180),
            Self::ExcelDe => Form::Csv(Dialect::ExcelDe),
            Self::Xlsx => Form::Xlsx,
            Self::Ndjson => Form::Ndjson,
            Self::Geojson => Form::GeoJson,
            Self::Ics => Form::Ical,
        }
    }

    /// As the name of a file says; CSV if it has no ending.
    fn of(file: &Path) -> Result<Self> {
        let Some(ending) = file.extension() else { return Ok(Self::Csv) };
        Self::from_str(&ending.to_string_lossy(), true).map_err(|_| {
            let all = Self::value_variants().iter().filter_map(Self::to_possible_value);
            let all: Vec<_> = all.map(|format| format.get_name().to_owned()).collect();
            let (file, all) = (file.display(), all.join(", "));
            Failure::other(format!("{file}: the ending names no format; there are {all}"))
        })
    }
}

/// A filter, encoded as in an address.
fn pair(text: &str) -> Result<String, String> {
    let (name, value) = text.split_once('=').ok_or("a name and a value, such as status=running")?;
    let mut pair = form_urlencoded::Serializer::new(String::new());
    Ok(pair.append_pair(name, value).finish())
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let (register, threads) = setup.open()?;
    let view = Arc::clone(&register.view());
    let written = write(setup, &args, view, out);
    drop(register);
    threads.join();
    written
}

fn write(
    setup: &Setup,
    args: &Args,
    view: Arc<crate::register::View>,
    out: &mut dyn Write,
) -> Result<()> {
    let asked = read_asked(&args.filter.join("&"), &view)?;
    let format = match (args.format, &args.file) {
        (Some(format), _) => format,
        (None, Some(file)) => Format::of(file)?,
        (None, None) => Format::Csv,
    };
    if format == Format::Xlsx && args.file.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::other("a workbook is nothing for a terminal: name a file"));
    }
    let config = &setup.config;
    let reader = Reader {
        caller: if args.public { Caller::Public } else { Caller::System },
        lang: if args.english { Lang::En } else { Lang::De },
        url: config.public_url.clone(),
        publisher: config.open_data.then(|| serve::publisher(config)),
    };
    let mut export = Export::new(view, reader, asked, format.form());
    let Some(target) = &args.file else { return pour(&mut export, out) };
    let unfinished = Unfinished::create(target)?;
    let mut file = BufWriter::new(unfinished.file());
    pour(&mut export, &mut file)?;
    file.flush()?;
    drop(file);
    unfinished.finish(target)?;
    writeln!(out, "{}: {} measures", target.display(), export.progress().1)?;
    Ok(())
}

/// Writes all of it, and shows on a terminal how far it is.
fn pour(export: &mut Export, out: &mut dyn Write) -> Result<()> {
    let terminal = std::io::stderr().is_terminal();
    while let Some(piece) = export.next() {
        out.write_all(&piece?)?;
        if terminal {
            eprint!("\r\x1b[K{}\r", bar(export.progress()));
        }
    }
    if terminal {
        eprint!("\r\x1b[K");
    }
    Ok(())
}

/// `[########            ] 40 % of 2000`
pub(super) fn bar((done, total): (usize, usize)) -> String {
    const WIDTH: usize = 20;
    let part = |of: usize| done * of / total.max(1);
    let (full, percent) = (part(WIDTH), part(100));
    format!("[{}{}] {percent} % of {total}", "#".repeat(full), " ".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_grows() {
        assert_eq!(bar((0, 0)), format!("[{}] 0 % of 0", " ".repeat(20)));
        assert_eq!(bar((1, 2)), format!("[{}{}] 50 % of 2", "#".repeat(10), " ".repeat(10)));
        assert_eq!(bar((2, 2)), format!("[{}] 100 % of 2", "#".repeat(20)));
    }

    #[test]
    fn the_name_of_a_file_says_its_format() {
        let form = |name: &str| Format::of(Path::new(name)).map(Format::form).ok();
        assert_eq!(form("a.XLSX"), Some(Form::Xlsx));
        assert_eq!(form("a.b.geojson"), Some(Form::GeoJson));
        assert_eq!(form("a"), Some(Form::Csv(Dialect::Rfc4180)));
        assert_eq!(form("a.pdf"), None);
    }
}
