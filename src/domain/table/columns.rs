//! The columns of lists, and what finds a column by its name.

use super::CellKind::{self, Date, Entries, Flag, Instant, Number, Text, Texts};
use super::Column;
use super::counts::COUNTS;

/// The column of a name; the last part of a name nobody knows is its heading.
pub fn column(name: &'static str) -> Column {
    let known = LISTS.iter().chain(COUNTS).find(|column| column.name == name);
    known.copied().unwrap_or_else(|| c(name, Text, (name, name), ("", "")))
}

pub(super) const fn c(
    name: &'static str,
    kind: CellKind,
    heading: (&'static str, &'static str),
    about: (&'static str, &'static str),
) -> Column {
    Column { name, heading, kind, about }
}

type Parts = &'static [(&'static str, CellKind)];

const FAULTS: Parts =
    &[("heading", Text), ("value", Text), ("message", Text), ("suggestions", Text)];

#[rustfmt::skip]
const LISTS: &[Column] = &[
    c("id", Text, ("ID", "ID"), ("Bleibt gleich, was auch geändert wird", "Stays the same whatever is changed")),
    c("version", Number, ("Version", "Version"), ("Wächst mit jeder Änderung", "Grows with every change")),
    c("createdAt", Instant, ("Angelegt am", "Created at"), ("Zeitpunkt der Anlage", "When it was created")),
    c("updatedAt", Instant, ("Geändert am", "Changed at"), ("Zeitpunkt der letzten Änderung", "When it was last changed")),
    c("name", Text, ("Name", "Name"), ("Wie es heißt", "What it is called")),
    c("key", Text, ("Schlüssel", "Key"), ("Von Stadtteilen der amtliche, wie „06“ (ein Text, keine Zahl); sonst, wovon die Summe ist", "Of Stadtteile the official one, such as “06” (a text, not a number); else what the sum is of")),
    c("code", Text, ("Code", "Code"), ("Kurzzeichen, wie es Filter und Maßnahmen verwenden", "Short name, as filters and measures use it")),
    c("concept", Text, ("Konzept", "Concept"), ("ID des Konzepts", "Id of the concept")),
    c("number", Number, ("Nummer", "Number"), ("Nummer des Handlungsfelds", "Number of the Handlungsfeld")),
    c("slug", Text, ("Kurzname", "Slug"), ("Name in Adressen", "Name in addresses")),
    c("title.de", Text, ("Titel (deutsch)", "Title (German)"), ("Titel auf Deutsch", "Title in German")),
    c("title.en", Text, ("Titel (englisch)", "Title (English)"), ("Titel auf Englisch", "Title in English")),
    c("shortTitle.de", Text, ("Kurztitel (deutsch)", "Short title (German)"), ("Kurzer Titel auf Deutsch", "Short title in German")),
    c("shortTitle.en", Text, ("Kurztitel (englisch)", "Short title (English)"), ("Kurzer Titel auf Englisch", "Short title in English")),
    c("label.de", Text, ("Bezeichnung (deutsch)", "Label (German)"), ("Bezeichnung auf Deutsch", "Label in German")),
    c("label.en", Text, ("Bezeichnung (englisch)", "Label (English)"), ("Bezeichnung auf Englisch", "Label in English")),
    c("handlungsfeld", Number, ("Handlungsfeld", "Handlungsfeld"), ("Nummer des Handlungsfelds", "Number of the Handlungsfeld")),
    c("packVersion", Text, ("Version des Pakets", "Version of the pack"), ("Mit welchem Datenpaket es kam", "The data pack it came with")),
    c("municipality.ags", Text, ("AGS", "AGS"), ("Amtlicher Gemeindeschlüssel", "Official municipality key")),
    c("municipality.name", Text, ("Gemeinde", "Municipality"), ("Wer das Konzept beschlossen hat", "Who resolved the concept")),
    c("period.start", Date, ("Erster Tag", "First day"), ("Beginn des Konzepts", "When the concept begins")),
    c("period.end", Date, ("Letzter Tag", "Last day"), ("Ende des Konzepts", "When the concept ends")),
    c("timeZone", Text, ("Zeitzone", "Time zone"), ("Worin „heute“ ein Tag ist", "In which “today” is a day")),
    c("referencePrefix", Text, ("Kürzel der Kennungen", "Prefix of references"), ("Womit Kennungen beginnen, wie in IK-4-0017", "What references begin with, as in IK-4-0017")),
    c("staleAfterDays", Number, ("Tage bis zur Erinnerung", "Days until stale"), ("Nach so vielen Tagen ohne Lebenszeichen gilt eine Maßnahme als veraltet", "After so many days without a sign of life a measure is stale")),
    c("suppressionThreshold", Number, ("Schwelle der Geheimhaltung", "Suppression threshold"), ("Personenzahlen von 1 bis unter diese Zahl werden nicht veröffentlicht", "Numbers of persons from 1 to below this are not published")),
    c("resolution.number", Text, ("Beschluss", "Resolution"), ("Nummer des Ratsbeschlusses", "Number of the council resolution")),
    c("resolution.date", Date, ("Beschlossen am", "Resolved on"), ("Tag des Ratsbeschlusses", "Day of the council resolution")),
    c("riverSide", Text, ("Flussseite", "River side"), ("Auf welcher Seite des Flusses er liegt", "Which side of the river it lies on")),
    c("grid.col", Number, ("Spalte im Raster", "Column in the grid"), ("Platz im schematischen Raster, von links", "Place in the schematic grid, from the left")),
    c("grid.row", Number, ("Zeile im Raster", "Row in the grid"), ("Platz im schematischen Raster, von oben", "Place in the schematic grid, from the top")),
    c("dimension", Text, ("Dimension", "Dimension"), ("residence-status oder audience", "residence-status or audience")),
    c("parents", Texts, ("Übergeordnete Gruppen", "Parent groups"), ("Codes der Gruppen, zu denen sie gehört", "Codes of the groups it belongs to")),
    c("sector", Text, ("Sektor", "Sector"), ("Sektor der Art des Trägers", "Sector of the kind of carrier")),
    c("shortName", Text, ("Kurzname", "Short name"), ("Kürzerer Name", "Shorter name")),
    c("kind", Text, ("Art", "Kind"), ("Träger: Code der Art; Import: csv oder xlsx", "Carrier: code of the kind; import: csv or xlsx")),
    c("parent", Text, ("Dachorganisation", "Umbrella organisation"), ("ID des übergeordneten Trägers", "Id of the carrier above it")),
    c("website", Text, ("Webseite", "Website"), ("Adresse im Web", "Address on the web")),
    c("email", Text, ("E-Mail", "E-mail"), ("E-Mail-Adresse", "E-mail address")),
    c("phone", Text, ("Telefon", "Telephone"), ("Telefonnummer", "Telephone number")),
    c("trusted", Flag, ("Vertrauenswürdig", "Trusted"), ("Einreichungen werden sofort veröffentlicht", "Submissions are published at once")),
    c("active", Flag, ("Aktiv", "Active"), ("Träger: nimmt noch Maßnahmen auf; Webhook: bekommt Ereignisse", "Carrier: still takes on measures; webhook: is sent events")),
    c("mergedInto", Text, ("Aufgegangen in", "Merged into"), ("ID des Trägers, der übernommen hat", "Id of the carrier that took over")),
    c("formerNames", Texts, ("Frühere Namen", "Former names"), ("Älteste zuerst", "Oldest first")),
    c("role", Text, ("Rolle", "Role"), ("Rolle im ganzen Register", "Role in the whole register")),
    c("memberships", Entries(&[("carrier", Text), ("role", Text)]), ("Mitgliedschaften", "Memberships"), ("Träger und Rolle dort", "Carriers, and the role there")),
    c("disabled", Flag, ("Gesperrt", "Disabled"), ("Kann sich nicht anmelden", "Cannot sign in")),
    c("mustChangePassword", Flag, ("Einmal-Passwort", "One-time password"), ("Muss das Passwort erst ändern", "Must change the password first")),
    c("carrier", Text, ("Träger (ID)", "Carrier (id)"), ("ID des Trägers", "Id of the carrier")),
    c("scopes", Texts, ("Rechte", "Scopes"), ("Was das Programm darf", "What the program may do")),
    c("expiresAt", Instant, ("Gültig bis", "Expires at"), ("Programm: ab dann abgelehnt; Import: ab dann vergessen", "Program: refused from then on; import: forgotten then")),
    c("lastUsedOn", Date, ("Zuletzt benutzt", "Last used"), ("Letzter Tag, an dem es ein Token bekam", "Last day on which it was given a token")),
    c("revokedAt", Instant, ("Widerrufen am", "Revoked at"), ("Seitdem für immer abgelehnt", "Refused for good since then")),
    c("client", Text, ("Programm (ID)", "Program (id)"), ("Wessen Webhook es ist; leer = der Planung", "Whose webhook it is; empty = the planning office")),
    c("url", Text, ("Adresse", "Address"), ("Wohin Ereignisse gesendet werden", "Where events are sent to")),
    c("eventTypes", Texts, ("Ereignisse", "Events"), ("Nur diese; leer = alle", "Only these; empty = all")),
    c("description", Text, ("Beschreibung", "Description"), ("Wofür es da ist", "What it is for")),
    c("stopped", Text, ("Abgeschaltet, weil", "Switched off because"), ("gone oder failing; leer = nicht vom Register abgeschaltet", "gone or failing; empty = not switched off by the register")),
    c("oldSecretUntil", Instant, ("Altes Geheimnis bis", "Old secret until"), ("So lange wird auch damit unterschrieben", "Until then it signs, too")),
    c("eventId", Text, ("Ereignis (ID)", "Event (id)"), ("Für alle Versuche dasselbe", "The same for all attempts")),
    c("eventType", Text, ("Ereignis", "Event"), ("Wovon es erzählt", "What it tells of")),
    c("attempt", Number, ("Versuch", "Attempt"), ("Der wievielte für dieses Ereignis", "Counts the attempts at this event")),
    c("outcome", Text, ("Ergebnis", "Outcome"), ("Wie es ausging; von einer Zeile, was aus ihr wird", "How it went; of a row what becomes of it")),
    c("duration", Number, ("Dauer", "Duration"), ("In Millisekunden", "In milliseconds")),
    c("error", Text, ("Fehler", "Error"), ("Was nicht gelang", "What went wrong")),
    c("seq", Number, ("Nummer im Protokoll", "Number in the log"), ("Wächst mit jeder Änderung im Register", "Grows with every change in the register")),
    c("at", Instant, ("Zeitpunkt", "Moment"), ("Wann es geschah", "When it was done")),
    c("subject", Text, ("Gegenstand", "Subject"), ("measure, carrier, catalog oder population", "measure, carrier, catalog or population")),
    c("deleted", Flag, ("Entfernt", "Deleted"), ("Ist nicht mehr zu sehen", "Is no longer to be seen")),
    c("measure.reference", Text, ("Kennung", "Reference"), ("Kennung der Maßnahme", "Reference of the measure")),
    c("measure.title", Text, ("Titel", "Title"), ("Titel der Maßnahme nach der Änderung", "Title of the measure after the change")),
    c("measure.publication", Text, ("Stand des Datensatzes", "Publication"), ("Nach der Änderung", "After the change")),
    c("measure.status", Text, ("Status", "Status"), ("Nach der Änderung", "After the change")),
    c("action", Text, ("Vorgang", "Action"), ("Was getan wurde", "What was done")),
    c("standing", Text, ("Als", "As"), ("Was die handelnde Person für die Maßnahme war", "What the one who did it was to the measure")),
    c("publication", Text, ("Stand des Datensatzes", "Publication"), ("Nach der Änderung", "After the change")),
    c("reason", Text, ("Grund", "Reason"), ("Warum sich der Status änderte", "Why the status was changed")),
    c("note", Text, ("Anmerkung", "Note"), ("Sehen nur der Träger und die Planung", "Seen by the carrier and the planning office only")),
    c("changes", Entries(&[("pointer", Text), ("from", Text), ("to", Text)]), ("Unterschiede", "Differences"), ("Stelle | vorher | nachher", "Place | before | after")),
    c("stadtteil", Text, ("Stadtteil", "Stadtteil"), ("Schlüssel des Stadtteils", "Key of the Stadtteil")),
    c("year", Number, ("Jahr", "Year"), ("Kalenderjahr", "Calendar year")),
    c("total", Number, ("Einwohner", "Residents"), ("Leer = unbekannt oder nicht veröffentlicht", "Empty = unknown, or not published")),
    c("foreignResidents", Number, ("Ausländische Einwohner", "Foreign residents"), ("Ohne deutsche Staatsangehörigkeit; leer = unbekannt oder nicht veröffentlicht", "Without German citizenship; empty = unknown, or not published")),
    c("withheld", Texts, ("Nicht veröffentlicht", "Withheld"), ("Zahlen, die geheim bleiben", "Figures that are not told")),
    c("source.text", Text, ("Quelle", "Source"), ("Wer gezählt hat", "Who counted")),
    c("file", Text, ("Datei", "File"), ("Wie die Datei hieß", "What the file was called")),
    c("encoding", Text, ("Zeichensatz", "Encoding"), ("Als was der Text gelesen wurde; leer = eine Arbeitsmappe", "What the text was read as; empty = a workbook")),
    c("counts.created", Number, ("Neu", "Created"), ("Zeilen mit neuen Maßnahmen", "Rows with new measures")),
    c("counts.updated", Number, ("Geändert", "Updated"), ("Zeilen, die eine Maßnahme ändern", "Rows that change a measure")),
    c("counts.unchanged", Number, ("Unverändert", "Unchanged"), ("Zeilen, die schon so gelten", "Rows that hold already")),
    c("counts.refused", Number, ("Abgelehnt", "Refused"), ("Zeilen mit Fehlern", "Rows at fault")),
    c("confirmedAt", Instant, ("Bestätigt am", "Confirmed at"), ("Seitdem gilt, was die Datei sagt", "Since then what the file says holds")),
    c("undoneAt", Instant, ("Zurückgenommen am", "Undone at"), ("Seitdem gilt wieder, was vorher galt", "Since then holds again what did before")),
    c("row", Number, ("Zeile", "Row"), ("Wie Tabellenprogramme zählen: die Überschriften sind Zeile 1", "As spreadsheets count: the headings are row 1")),
    c("measure", Text, ("Maßnahme (ID)", "Measure (id)"), ("ID der Maßnahme, die gemeint ist", "Id of the measure that is meant")),
    c("title", Text, ("Titel", "Title"), ("Titel der Maßnahme", "Title of the measure")),
    c("faults", Entries(FAULTS), ("Fehler", "Faults"), ("Spalte | Wert | was falsch ist | was gemeint sein kann", "Column | value | what is wrong | what may have been meant")),
    c("warnings", Entries(FAULTS), ("Hinweise", "Warnings"), ("Was übergangen wird: Spalte | Wert | warum | was gemeint sein kann", "What is passed over: column | value | why | what may have been meant")),
    c("licence", Text, ("Lizenz", "Licence"), ("Zu welchen Bedingungen die Zahlen verwendet werden dürfen", "Under which terms the figures may be used")),
];
