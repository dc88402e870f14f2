//! A file as it was read, and why one cannot be.

use super::FileKind;
use crate::domain::words::words;

/// The rows of a table as texts, below their headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub kind: FileKind,
    /// How its text was encoded.
    pub encoding: Option<&'static str>,
    pub headings: Vec<String>,
    pub rows: Vec<SheetRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// As spreadsheets count: the headings are row 1.
    pub number: u32,
    /// Below the headings; the row may be shorter, or longer.
    pub cells: Vec<String>,
}

words!(
    /// Why a file cannot be read.
    FileFault {
        Empty = "empty-file",
        NoHeadings = "no-headings",
        NotText = "not-text",
        CutOff = "cut-off-file",
        OldWorkbook = "old-workbook",
        BadWorkbook = "bad-workbook",
        Unpacked = "unpacked-too-large",
        TooManyColumns = "too-many-columns",
        OnePart = "one-file",
    }
);

impl FileFault {
    /// In German and in English.
    pub fn message(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => (
                "Die Datei ist leer, oder es wurde keine gewählt.",
                "The file is empty, or none was chosen.",
            ),
            Self::NoHeadings => (
                "Keine Überschrift der ersten Zeile ist bekannt; nehmen Sie die einer \
                 exportierten Datei.",
                "No heading in the first row is known; take those of an exported file.",
            ),
            Self::NotText => (
                "Die Datei ist weder eine Arbeitsmappe (.xlsx) noch Text; speichern Sie sie als \
                 „CSV UTF-8“ oder als .xlsx.",
                "The file is neither a workbook (.xlsx) nor text; save it as “CSV UTF-8” or as \
                 .xlsx.",
            ),
            Self::CutOff => (
                "Die Datei endet mitten in einer Zelle; sie kam wohl nicht ganz an.",
                "The file ends in the middle of a cell; perhaps it did not arrive whole.",
            ),
            Self::OldWorkbook => (
                "Das ist eine Arbeitsmappe des alten Formats (.xls) oder eine mit Passwort; \
                 speichern Sie sie ohne Passwort als .xlsx.",
                "This is a workbook of the old format (.xls), or one with a password; save it \
                 as .xlsx without one.",
            ),
            Self::BadWorkbook => (
                "Die Arbeitsmappe lässt sich nicht lesen; sie ist beschädigt oder kam nicht ganz \
                 an.",
                "The workbook cannot be read; it is damaged, or did not arrive whole.",
            ),
            Self::Unpacked => (
                "Ausgepackt ist die Arbeitsmappe zu groß: höchstens 64 MiB und 1000 Teile.",
                "Unpacked the workbook is too large: at most 64 MiB and 1,000 parts.",
            ),
            Self::TooManyColumns => ("Höchstens 500 Spalten.", "At most 500 columns."),
            Self::OnePart => (
                "Erwartet wird genau ein Teil „file“ mit der Datei.",
                "Expected is exactly one part “file” with the file.",
            ),
        }
    }
}
