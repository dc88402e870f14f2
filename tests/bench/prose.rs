//! German that reads like what carriers write. Compounds and invented names give
//! it the long tail of rare words that a real register has.

use super::random::Random;

const FIRST: &[&str] = &[
    "Sprach",
    "Lern",
    "Eltern",
    "Jugend",
    "Nachbarschafts",
    "Begegnungs",
    "Familien",
    "Frauen",
    "Kinder",
    "Schul",
    "Berufs",
    "Bildungs",
    "Gesundheits",
    "Kultur",
    "Sport",
    "Musik",
    "Theater",
    "Garten",
    "Fahrrad",
    "Koch",
    "Lese",
    "Mentoren",
    "Paten",
    "Willkommens",
    "Beratungs",
    "Orientierungs",
    "Erzähl",
    "Wohn",
    "Arbeits",
    "Ausbildungs",
    "Studien",
    "Senioren",
    "Vorlese",
    "Schwimm",
    "Medien",
    "Computer",
    "Näh",
    "Stadtteil",
    "Vereins",
    "Ehrenamts",
    "Demokratie",
    "Antidiskriminierungs",
    "Dolmetscher",
    "Alphabetisierungs",
    "Integrations",
    "Förder",
];

const SECOND: &[&str] = &[
    "kurs",
    "café",
    "treff",
    "werkstatt",
    "beratung",
    "gruppe",
    "projekt",
    "fest",
    "patenschaft",
    "lotsen",
    "begleitung",
    "angebot",
    "netzwerk",
    "forum",
    "stunde",
    "woche",
    "tag",
    "initiative",
    "training",
    "programm",
    "stelle",
    "sprechstunde",
    "club",
    "küche",
    "bibliothek",
    "akademie",
    "brücke",
    "mobil",
    "tandem",
    "chor",
    "labor",
    "reihe",
    "ausstellung",
    "camp",
    "hilfe",
];

const PREFIXES: &[&str] = &["Interkulturelles", "Offenes", "Mobiles", "Neues", "Gemeinsames"];

const FOR: &[&str] = &[
    "für Eltern",
    "für Jugendliche",
    "für Frauen",
    "für Neuzugewanderte",
    "für Geflüchtete",
    "für Familien mit kleinen Kindern",
    "für Auszubildende",
    "für Studierende",
    "für Ältere",
    "für Alleinerziehende",
    "für Kinder im Grundschulalter",
    "für die ganze Nachbarschaft",
    "für Menschen ohne Schulabschluss",
    "mit Kinderbetreuung",
    "am Abend",
    "in den Ferien",
];

const WHAT: &[&str] = &[
    "Das Angebot richtet sich an",
    "Wir erreichen damit",
    "Eingeladen sind",
    "Begleitet werden",
    "Im Mittelpunkt stehen",
    "Besonders angesprochen werden",
    "Teilnehmen können",
];

const WHO: &[&str] = &[
    "Zugewanderte und Alteingesessene",
    "Familien aus dem Quartier",
    "junge Menschen in Ausbildung",
    "Mütter mit kleinen Kindern",
    "Schülerinnen und Schüler",
    "Ehrenamtliche und Fachkräfte",
    "Geflüchtete mit Bleibeperspektive",
    "Seniorinnen und Senioren",
    "Vereine und Initiativen",
];

const HOW: &[&str] = &[
    "in wöchentlichen Treffen",
    "mit erfahrenen Lehrkräften",
    "in mehreren Sprachen",
    "durch ehrenamtliche Patinnen und Paten",
    "in kleinen Gruppen",
    "ohne Anmeldung und kostenfrei",
    "gemeinsam mit Schulen und Kitas",
    "an wechselnden Orten",
    "in vertrauter Umgebung",
    "mit Unterstützung der Stadtverwaltung",
    "über das ganze Jahr",
    "in den Abendstunden",
];

const AIM: &[&str] = &[
    "Ziel ist es, den Alltag zu erleichtern",
    "So entstehen neue Kontakte",
    "Damit gelingt der Einstieg in Ausbildung und Arbeit",
    "Vorurteile werden abgebaut",
    "Die Teilnehmenden verbessern ihre Deutschkenntnisse",
    "Beteiligung wird möglich",
    "Der Zugang zu Beratung wird einfacher",
    "Das Zusammenleben im Stadtteil wird gestärkt",
    "Begabungen werden früh erkannt und gefördert",
    "Verfahren und Rechte werden verständlich",
];

const WHERE: &[&str] = &["in der", "nahe der", "rund um die", "mit Räumen in der"];

const SYLLABLES: &[&str] = &[
    "al", "ber", "chem", "dor", "el", "frie", "gra", "hal", "il", "ka", "lin", "mar", "nor", "ost",
    "pre", "quer", "ro", "stein", "tan", "ul", "vel", "wal", "zer", "burg", "bach", "hof", "lau",
];

const STREETS: &[&str] = &["straße", "gasse", "allee", "platz", "weg", "damm"];

/// A word of two that stand for a kind of work.
pub fn compound(random: &mut Random) -> String {
    format!("{}{}", random.pick(FIRST), random.pick(SECOND))
}

/// A name nobody has: of a street, a house, a family.
pub fn name(random: &mut Random) -> String {
    let count = random.between(2, 3);
    let name: String = (0..count).map(|_| *random.pick(SYLLABLES)).collect();
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub fn title(random: &mut Random) -> String {
    let work = compound(random);
    let whom = random.pick(FOR);
    match random.below(4) {
        0 => format!("{} {work} {whom}", random.pick(PREFIXES)),
        1 => format!("{work} „{}“ {whom}", name(random)),
        2 => format!("{work} und {} {whom}", compound(random)),
        _ => format!("{work} {whom}"),
    }
}

/// About so many words.
pub fn text(random: &mut Random, words: usize) -> String {
    let mut text = String::new();
    while text.split(' ').count() < words {
        let sentence = match random.below(3) {
            0 => format!("{} {} {}.", random.pick(WHAT), random.pick(WHO), random.pick(HOW)),
            1 => format!("{}, {}.", random.pick(AIM), random.pick(HOW)),
            _ => format!(
                "Der {} findet {} {}{} statt.",
                compound(random),
                random.pick(WHERE),
                name(random),
                random.pick(STREETS)
            ),
        };
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&sentence);
    }
    text
}

/// What people type into a search box: words, parts of words, two words.
pub fn queries() -> Vec<String> {
    let singles = ["Sprachkurs", "Beratung", "kurs", "Eltern", "Fahrradwerkstatt", "Jugendliche"];
    let more = ["Nachbarschaft", "Schwimm", "café", "Patenschaften", "Dolmetscher", "Musik"];
    let pairs = ["Frauen Beratung", "Ausbildung Arbeit", "Lern Kinder", "Ehrenamt Schule"];
    [&singles[..], &more[..], &pairs[..]].concat().into_iter().map(str::to_owned).collect()
}
