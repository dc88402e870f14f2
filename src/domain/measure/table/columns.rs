//! The columns of measures, in the order in which files have them.

use super::{Row, cells};
use crate::domain::measure::Reach;
use crate::domain::table::CellKind::{
    self, Date, Entries, Flag, Instant, Number, Numbers, Text, Texts,
};
use crate::domain::table::{Cell, Column, join};

/// A column of measures.
pub struct MeasureColumn {
    /// Its name leads to the member of a measure as it is sent (`planned.start`).
    pub column: Column,
    /// Whether it is taken over when a file is read. (`id` and `version` say which
    /// measure is meant.)
    pub editable: bool,
    pub cell: for<'r> fn(&'r Row<'_>) -> Cell<'r>,
}

impl MeasureColumn {
    /// Whether it tells the public nothing: what stands in it is not for it, or the same
    /// for all it is shown.
    pub fn is_internal(&self) -> bool {
        ["contact.public", "internalNote"].contains(&self.column.name)
    }
}

type Parts = &'static [(&'static str, CellKind)];

const PARTNERS: Parts = &[("carrier", Text), ("name", Text), ("role", Text)];
const FUNDING: Parts = &[
    ("source", Text),
    ("programme", Text),
    ("year", Number),
    ("plannedCents", Number),
    ("actualCents", Number),
];
const LINKS: Parts = &[("url", Text), ("title", Text)];
const MILESTONES: Parts = &[("title", Text), ("dueOn", Date), ("reachedOn", Date)];
const INDICATORS: Parts = &[
    ("name", Text),
    ("unit", Text),
    ("countsPersons", Flag),
    ("year", Number),
    ("planned", Number),
    ("actual", Number),
];
const COUNCIL_PAPERS: Parts = &[("number", Text), ("date", Date), ("url", Text)];

macro_rules! col {
    ($name:literal, $kind:expr, $editable:literal, $heading:expr, $about:expr, |$row:ident| $cell:expr) => {{
        fn cell<'r>($row: &'r Row<'_>) -> Cell<'r> {
            $cell
        }
        let column = Column { name: $name, heading: $heading, kind: $kind, about: $about };
        MeasureColumn { column, editable: $editable, cell }
    }};
}

#[rustfmt::skip]
pub static COLUMNS: &[MeasureColumn] = &[
    col!("id", Text, false, ("ID", "ID"), ("Wer eine ID angibt, ändert diese Maßnahme; leer = eine neue", "Whoever gives an id changes that measure; empty = a new one"), |row| Cell::made(row.id.to_string())),
    col!("version", Number, false, ("Version", "Version"), ("Wird beim Einlesen verglichen, damit niemand eine fremde Änderung überschreibt", "Is compared when it is read, so that nobody overwrites a change of somebody else"), |row| Cell::number(Some(row.version))),
    col!("reference", Text, false, ("Kennung", "Reference"), ("Vergibt das Register bei der Veröffentlichung", "Given by the register on publication"), |row| Cell::text(row.reference)),
    col!("concept", Text, true, ("Konzept", "Concept"), ("ID des Konzepts; nur bei einer neuen Maßnahme", "Id of the concept; of a new measure only"), |row| Cell::text(Some(row.concept))),
    col!("leadCarrier", Text, true, ("Träger (ID)", "Carrier (id)"), ("ID, Name oder Kurzname des federführenden Trägers; nur bei einer neuen Maßnahme", "Id, name or short name of the lead carrier; of a new measure only"), |row| Cell::made(row.carrier.to_string())),
    col!("leadCarrier.name", Text, false, ("Träger", "Carrier"), ("Name oder Kurzname des federführenden Trägers; nur bei einer neuen Maßnahme, und wenn die ID fehlt", "Name or short name of the lead carrier; of a new measure only, and if the id is missing"), |row| Cell::text(Some(row.carrier_name))),
    col!("external.source", Text, true, ("Fremdsystem", "External system"), ("Name des eigenen Systems des Trägers; nur bei einer neuen Maßnahme", "Name of the carrier’s own system; of a new measure only"), |row| Cell::text(row.external.map(|external| external.source.as_str()))),
    col!("external.id", Text, true, ("Fremd-ID", "External ID"), ("ID der Maßnahme in diesem System; nur bei einer neuen Maßnahme", "Id of the measure in that system; of a new measure only"), |row| Cell::text(row.external.map(|external| external.id.as_str()))),
    col!("title", Text, true, ("Titel", "Title"), ("Höchstens 200 Zeichen", "At most 200 characters"), |row| Cell::text(Some(&row.content.title))),
    col!("summary", Text, true, ("Kurzbeschreibung", "Summary"), ("Höchstens 1000 Zeichen", "At most 1,000 characters"), |row| Cell::text(row.content.summary.as_deref())),
    col!("description", Text, true, ("Beschreibung", "Description"), ("Höchstens 10000 Zeichen", "At most 10,000 characters"), |row| Cell::text(row.content.description.as_deref())),
    col!("objectives", Text, true, ("Ziele", "Objectives"), ("Höchstens 10000 Zeichen", "At most 10,000 characters"), |row| Cell::text(row.content.objectives.as_deref())),
    col!("handlungsfeld", Number, true, ("Handlungsfeld", "Handlungsfeld"), ("Nummer des ersten Handlungsfelds", "Number of the primary Handlungsfeld"), |row| Cell::number(row.content.handlungsfeld)),
    col!("furtherHandlungsfelder", Numbers, true, ("Weitere Handlungsfelder", "Further Handlungsfelder"), ("Nummern", "Numbers"), |row| cells::numbers(&row.content.further_handlungsfelder)),
    col!("guidelines", Texts, true, ("Leitlinien", "Guidelines"), ("Codes, wie 4.2", "Codes, such as 4.2"), |row| cells::texts(&row.content.guidelines)),
    col!("reach", Text, true, ("Reichweite", "Reach"), ("stadtteile, citywide oder beyond-city", "stadtteile, citywide or beyond-city"), |row| Cell::text(row.content.reach.map(Reach::as_str))),
    col!("stadtteile", Texts, true, ("Stadtteile", "Stadtteile"), ("Amtliche Schlüssel, zweistellig wie 06", "Official keys of two digits, such as 06"), |row| cells::texts(&row.content.stadtteile)),
    col!("targetGroups", Texts, true, ("Zielgruppen", "Target groups"), ("Codes, wie families", "Codes, such as families"), |row| cells::texts(&row.content.target_groups)),
    col!("planned.start", Date, true, ("Geplanter Beginn", "Planned start"), ("So genau wie bekannt: 2021, 2021-06 oder 2021-06-15", "As precise as it is known: 2021, 2021-06 or 2021-06-15"), |row| Cell::date(row.content.planned.start)),
    col!("planned.end", Date, true, ("Geplantes Ende", "Planned end"), ("So genau wie bekannt", "As precise as it is known"), |row| Cell::date(row.content.planned.end)),
    col!("planned.openEnded", Flag, true, ("Ohne Ende", "Open-ended"), ("Wahr, wenn kein Ende vorgesehen ist", "True if no end is planned"), |row| Cell::Flag(row.content.planned.open_ended)),
    col!("actual.start", Date, true, ("Tatsächlicher Beginn", "Actual start"), ("So genau wie bekannt", "As precise as it is known"), |row| Cell::date(row.content.actual.start)),
    col!("actual.end", Date, true, ("Tatsächliches Ende", "Actual end"), ("So genau wie bekannt", "As precise as it is known"), |row| Cell::date(row.content.actual.end)),
    col!("partners", Entries(PARTNERS), true, ("Partner", "Partners"), ("ID des Trägers (oder leer) | Name | cooperating, funding oder accountable", "Id of the carrier (or empty) | name | cooperating, funding or accountable"), |row| cells::partners(row)),
    col!("funding", Entries(FUNDING), true, ("Finanzierung", "Funding"), ("Geldgeber (eu, federal, state, municipal, own, foundation, other) | Programm | Jahr | geplant in Cent | tatsächlich in Cent", "Source (eu, federal, state, municipal, own, foundation, other) | programme | year | planned in cents | actual in cents"), |row| cells::funding(row)),
    col!("links", Entries(LINKS), true, ("Links", "Links"), ("Adresse | Titel", "Address | title"), |row| cells::links(row)),
    col!("milestones", Entries(MILESTONES), true, ("Meilensteine", "Milestones"), ("Titel | fällig | erreicht", "Title | due | reached"), |row| cells::milestones(row)),
    col!("indicators", Entries(INDICATORS), true, ("Kennzahlen", "Indicators"), ("Was gezählt wird | Einheit | true, wenn es Menschen sind | Jahr | geplant | erreicht; withheld = kleine Zahl von Menschen, die nicht veröffentlicht wird", "What is counted | unit | true if it is people | year | planned | actual; withheld = small number of people that is not published"), |row| cells::indicators(row)),
    col!("councilPapers", Entries(COUNCIL_PAPERS), true, ("Drucksachen", "Council papers"), ("Nummer | Tag | Adresse", "Number | day | address"), |row| cells::council_papers(row)),
    col!("contact.name", Text, true, ("Kontakt: Name", "Contact: name"), ("Wen man fragen kann", "Whom to ask"), |row| cells::contact(row, |contact| contact.name.as_deref())),
    col!("contact.email", Text, true, ("Kontakt: E-Mail", "Contact: e-mail"), ("E-Mail-Adresse", "E-mail address"), |row| cells::contact(row, |contact| contact.email.as_deref())),
    col!("contact.phone", Text, true, ("Kontakt: Telefon", "Contact: telephone"), ("Telefonnummer", "Telephone number"), |row| cells::contact(row, |contact| contact.phone.as_deref())),
    col!("contact.public", Flag, true, ("Kontakt: öffentlich", "Contact: public"), ("Wahr, wenn die genannte Person der Veröffentlichung zugestimmt hat", "True if the person named agreed to be shown in public"), |row| row.content.contact.as_ref().map_or(Cell::Empty, |contact| Cell::Flag(contact.public))),
    col!("internalNote", Text, true, ("Interne Notiz", "Internal note"), ("Sehen nur der Träger und die Planung", "Seen by the carrier and the planning office only"), |row| Cell::text(row.content.internal_note.as_deref())),
    col!("predecessor", Text, true, ("Vorgänger", "Predecessor"), ("ID der Maßnahme, die diese fortführt", "Id of the measure this one carries on"), |row| Cell::made(row.content.predecessor.map(|id| id.to_string()).unwrap_or_default())),
    col!("publication", Text, false, ("Stand des Datensatzes", "Publication"), ("draft, submitted, returned, published, withdrawn oder archived; wird nicht eingelesen", "draft, submitted, returned, published, withdrawn or archived; is not read"), |row| Cell::text(Some(row.publication.as_str()))),
    col!("publishedAt", Instant, false, ("Veröffentlicht am", "Published at"), ("Wird nicht eingelesen", "Is not read"), |row| Cell::instant(row.published_at)),
    col!("status", Text, false, ("Status", "Status"), ("planned, running, paused, completed, discontinued oder dropped; wird nicht eingelesen", "planned, running, paused, completed, discontinued or dropped; is not read"), |row| Cell::text(Some(row.status.as_str()))),
    col!("statusSince", Date, false, ("Status seit", "Status since"), ("Leer = von Anfang an geplant; wird nicht eingelesen", "Empty = planned from the start; is not read"), |row| Cell::date(row.status_since)),
    col!("flags", Texts, false, ("Auffälligkeiten", "Flags"), ("late-start, overdue, stale, outside-period, incomplete; wird nicht eingelesen", "late-start, overdue, stale, outside-period, incomplete; is not read"), |row| Cell::made(join(row.flags.iter().map(|flag| flag.as_str().into())))),
    col!("confirmedOn", Date, false, ("Bestätigt am", "Confirmed on"), ("Wird nicht eingelesen", "Is not read"), |row| Cell::date(row.confirmed_on)),
    col!("createdAt", Instant, false, ("Angelegt am", "Created at"), ("Wird nicht eingelesen", "Is not read"), |row| Cell::Instant(row.created_at)),
    col!("updatedAt", Instant, false, ("Geändert am", "Changed at"), ("Wird nicht eingelesen", "Is not read"), |row| Cell::Instant(row.updated_at)),
];
