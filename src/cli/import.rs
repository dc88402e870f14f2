use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::export::bar;
use super::{Failure, Result, Setup};
use crate::actions::imports::{self, AT_ONCE, Planned};
use crate::domain::import::{CellFault, Counts, Row, Sheet, brief};
use crate::domain::{Caller, ImportId};
use crate::formats::import;
use crate::register::Register;

/// Read measures from a workbook or CSV, such as `massnahmen export` writes
///
/// Says what the file would do, row by row, and does it with `--confirm`: all of it or
/// nothing. Exits with 1 if a row is refused.
#[derive(clap::Args)]
pub struct Args {
    /// File to read
    #[arg(required_unless_present = "undo")]
    file: Option<PathBuf>,
    /// Do it, instead of only saying what would be done
    #[arg(long)]
    confirm: bool,
    /// Pass over rows that are refused
    #[arg(long, requires = "confirm")]
    skip_refused: bool,
    /// Take back what an import did, within 24 hours
    #[arg(long, value_name = "ID", conflicts_with_all = ["file", "confirm"])]
    undo: Option<String>,
}

pub fn run(setup: &Setup, args: Args, out: &mut dyn Write) -> Result<()> {
    let (register, threads) = setup.open()?;
    let done = match (&args.undo, &args.file) {
        (Some(id), _) => undo(&register, id, out),
        (None, Some(file)) => read(&register, &args, file, out),
        (None, None) => Ok(()),
    };
    drop(register);
    threads.join();
    done
}

fn undo(register: &Register, id: &str, out: &mut dyn Write) -> Result<()> {
    let id: ImportId = id.parse().map_err(|()| Failure::other("there is no such import"))?;
    register.write_blocking(move |tx| imports::undo_import(tx, &Caller::System, id))?;
    Ok(writeln!(out, "{id} is undone")?)
}

fn read(register: &Register, args: &Args, file: &Path, out: &mut dyn Write) -> Result<()> {
    let sheet = import::read(&std::fs::read(file)?)?;
    let view = Arc::clone(&register.view());
    let planned = imports::plan(&view, &Caller::System, &sheet)?;
    drop(view);
    let planned = try_all(register, planned)?;
    let rows: Vec<Row> = planned.iter().map(|planned| planned.row.clone()).collect();
    let counts = Counts::of(&rows);
    let Counts { created, updated, unchanged, refused } = counts;
    let name = file.display();
    writeln!(
        out,
        "{name}: {created} created, {updated} updated, {unchanged} unchanged, {refused} refused"
    )?;
    print(&rows, out)?;
    if args.confirm && (refused == 0 || args.skip_refused) {
        confirm(register, args, sheet, planned, out)?;
    }
    match refused {
        0 => Ok(()),
        rows => Err(Failure::other(format!("rows that are refused: {rows}"))),
    }
}

/// Tries all rows, and shows on a terminal how far it is.
fn try_all(register: &Register, mut rest: Vec<Planned>) -> Result<Vec<Planned>> {
    let (total, terminal) = (rest.len(), std::io::stderr().is_terminal());
    let mut tried = Vec::with_capacity(total);
    while !rest.is_empty() {
        let some: Vec<_> = rest.drain(..AT_ONCE.min(rest.len())).collect();
        let some =
            register.write_blocking(move |tx| imports::try_rows(tx, &Caller::System, some))?;
        tried.extend(some);
        if terminal {
            eprint!("\r\x1b[K{}\r", bar((tried.len(), total)));
        }
    }
    if terminal {
        eprint!("\r\x1b[K");
    }
    Ok(tried)
}

fn confirm(
    register: &Register,
    args: &Args,
    sheet: Sheet,
    planned: Vec<Planned>,
    out: &mut dyn Write,
) -> Result<()> {
    let (by, skip) = (Caller::System, args.skip_refused);
    let name = args.file.as_deref().and_then(Path::file_name);
    let name = name.map(|name| brief(&name.to_string_lossy(), 199));
    let import = register.write_blocking(move |tx| {
        let import = imports::create_import(tx, &by, &sheet, name, planned)?;
        imports::confirm_import(tx, &by, import.id, skip)
    })?;
    writeln!(out, "done; within 24 hours `massnahmen import --undo {}` takes it back", import.id)?;
    Ok(())
}

/// What is at fault, and what is passed over, as a table.
fn print(rows: &[Row], out: &mut dyn Write) -> Result<()> {
    let mut lines = Vec::new();
    for row in rows {
        let refused = row.faults.iter().map(|fault| (fault, ""));
        let passed = row.warnings.iter().map(|fault| (fault, "passed over: "));
        lines.extend(refused.chain(passed).map(|(fault, says)| line(row.number, fault, says)));
    }
    if lines.is_empty() {
        return Ok(());
    }
    let heads = ["row", "column", "value", "what is wrong"].map(str::to_owned);
    lines.insert(0, heads);
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [row, column, value, message] in &lines {
        let [first, second, third] = widths;
        writeln!(out, "{row:>first$}  {column:<second$}  {value:<third$}  {message}")?;
    }
    Ok(())
}

fn line(number: u32, fault: &CellFault, says: &str) -> [String; 4] {
    let short = |text: &Option<String>| {
        brief(text.as_deref().unwrap_or_default(), 30).replace(char::is_whitespace, " ")
    };
    let hints = fault.suggestions.iter().map(|hint| match &hint.name {
        Some(name) => format!(" Did you mean {} ({name})?", hint.value),
        None => format!(" Did you mean {}?", hint.value),
    });
    let message = format!("{says}{}{}", fault.message.en, hints.collect::<String>());
    [number.to_string(), short(&fault.heading), short(&fault.value), message]
}
