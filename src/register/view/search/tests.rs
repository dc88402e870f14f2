use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// (text, query, found, reason)
const FOUND: &[(&str, &str, bool, &str)] = &[
    ("Sprachkurs", "Sprachkurs", true, "the word itself"),
    ("Sprachkurs", "Sprachkurse", true, "plural asked, singular written"),
    ("Sprachkurse", "Sprachkurs", true, "singular asked, plural written"),
    ("Sprachkurs", "kurs", true, "the end of a compound"),
    ("Sprachkursangebot", "kurse", true, "the middle of a compound, by its stem"),
    ("des Sprachkurses", "Sprachkurs", true, "genitive written"),
    ("Sprachkurs", "Sprachkurses", true, "genitive asked"),
    ("Flüchtlinge", "Fluechtling", true, "umlaut written out in the query"),
    ("Fluechtlinge", "Flüchtling", true, "umlaut written out in the text"),
    ("Frau", "Frauen", true, "plural asked, singular written"),
    ("Frauen", "Frau", true, "singular asked, plural written"),
    ("Frauenhaus", "Frauen", true, "the plural that begins a compound"),
    ("Haus", "Häuser", true, "plural with umlaut asked"),
    ("Häuser", "Haus", true, "plural with umlaut written"),
    ("Nachbarschaftshaus", "Haeuser", true, "plural with umlaut, at the end of a compound"),
    ("in den Dörfern", "Dorf", true, "dative plural"),
    ("Beratung", "Beratungen", true, "plural in -ungen"),
    ("Kita", "Kitas", true, "plural in -s"),
    ("Prozess", "Prozesses", true, "genitive in -es"),
    ("Maßnahme", "MASSNAHMEN", true, "ß and capitals"),
    ("STRASSE", "straße", true, "ß in the query"),
    ("Straße", "Straẞe", true, "capital ß"),
    ("Café", "Cafe", true, "accent"),
    ("Cafe\u{301}", "Café", true, "accent as a character of its own"),
    ("Işık e. V.", "isik", true, "Turkish letters"),
    ("ﬁnanziert", "finanziert", true, "ligature from a PDF"),
    ("Проект", "проект", true, "Cyrillic"),
    ("Neueröffnung", "Eröffnung", true, "ue where two parts of a compound meet"),
    ("Neuerneuerung", "Erneuerung", true, "the same, with ue in the term as well"),
    ("Schüler*innen", "Schülerin", true, "gender star"),
    ("Schülerinnen", "Schüler:innen", true, "gender colon in the query"),
    ("Lehrer", "Lehrer/-innen", true, "slash and hyphen in the query"),
    ("Migrant_innen", "Migrantinnen", true, "gender gap"),
    ("Ärztin", "Ärzte", true, "both sexes by their stem"),
    ("Maßnahmen für Frauen", "für", true, "a small word"),
    ("Maßnahmen für Frauen", "frauen maßnahme", true, "all terms, in any order"),
    ("Maßnahmen für Frauen", "frauen männer", false, "one term of two"),
    ("Projekt 2026", "2026", true, "digits"),
    ("EU-Förderung", "EU", true, "two letters, a whole word"),
    ("Euro", "EU", true, "two letters, the beginning of a word"),
    ("Museum Neubau", "eu", false, "two letters inside a word"),
    ("Überleben", "Berlin", false, "-in belongs to the name"),
    ("krebskrank", "Kreis", false, "-s belongs to the word"),
    ("Hof", "Hofe", false, "too short to lose an ending"),
    ("Sprach kurs", "Sprachkurs", false, "two words are not one"),
];

#[test]
fn what_is_found() {
    for (text, query, found, reason) in FOUND {
        for (title, body) in [(*text, vec![]), ("", vec![*text])] {
            let mut search = Search::default();
            search.insert(3, title, &body);
            let hits = search.find(query).expect("the query has terms");
            assert_eq!(hits.all().contains(3), *found, "{query:?} in {text:?}: {reason}");
        }
    }
}

#[test]
fn a_query_without_a_letter_or_digit_asks_for_nothing() {
    let mut search = Search::default();
    search.insert(0, "Kurs", &["…"]);
    for query in ["", " ", "\n\t", "…", "-*:_/(", "\u{301}", "%\"'\0"] {
        assert_eq!(search.find(query), None, "{query:?}");
    }
}

#[test]
fn better_places_and_closer_words_come_first() {
    let texts = [
        ("Träger gesucht", "", 0),
        ("Trägerin", "", 0),
        ("Trägerverein", "", 1),
        ("Bildungsträger", "", 1),
        ("Treff", "ein Träger", 3),
        ("Treff", "ein Bildungsträger", 4),
        ("Vertrag", "", 5),
        ("Treff", "Antrag", 5),
    ];
    let mut search = Search::default();
    for (slot, (title, body, _)) in (0..).zip(texts) {
        search.insert(slot, title, &[body]);
    }
    let hits = search.find("Träger").expect("the query has a term");
    for (slot, (title, body, tier)) in (0..).zip(texts) {
        assert!(hits.tiers[tier].contains(slot), "{title:?}, {body:?} in tier {tier} of {hits:?}");
    }
}

#[test]
fn one_term_in_the_title_comes_before_none() {
    let mut search = Search::default();
    search.insert(0, "Treff", &["Sprachkurs für Frauen"]);
    search.insert(1, "Frauentreff", &["Sprachkurs"]);
    search.insert(2, "Sprachkurs", &["für Frauen"]);
    let tiers = search.find("Frauen Sprachkurs").expect("the query has terms").tiers;
    let expected: [&[u32]; Hits::TIERS] = [&[], &[], &[1, 2], &[0], &[], &[]];
    assert_eq!(tiers, expected.map(|slots| slots.iter().collect::<RoaringBitmap>()));
}

#[test]
fn the_first_eight_different_terms_count() {
    let mut search = Search::default();
    search.insert(0, "aa bb cc dd ee ff gg hh", &[]);
    let found = |query| search.find(query).is_some_and(|hits| hits.all().contains(0));
    assert!(found("aa bb cc dd ee ff gg hh missing"));
    assert!(!found("aa bb cc dd ee ff gg missing"));
    assert!(!found("aa AA aa aa aa aa aa aa missing"));
}

#[test]
fn a_clone_keeps_what_it_had() {
    let mut search = Search::default();
    search.insert(0, "Sprachkurs", &["Haus"]);
    let before = search.clone();
    search.insert(1, "Sprachkurs", &["Hafen"]);
    search.remove(0, "Sprachkurs", &["Haus"]);
    assert_eq!(before.find("Kurs").map(|hits| hits.all()), Some(RoaringBitmap::from([0])));
    assert_eq!(search.find("Kurs").map(|hits| hits.all()), Some(RoaringBitmap::from([1])));
    assert_ne!(before, search);
}

#[test]
fn a_word_may_become_frequent_and_rare_again() {
    let body = |slot| format!("Nummer {slot}");
    let slots: Vec<u32> = (0..70_000).step_by(50).collect();
    for kept in [0, 1, 127, 128, 129, 255, 256, 257, 1_000] {
        let (mut search, mut fresh) = (Search::default(), Search::default());
        slots.iter().for_each(|slot| search.insert(*slot, "Kurs", &[&body(*slot)]));
        assert_eq!(search.find("nummer kurs").map(|hits| hits.all().len()), Some(1_400));
        slots[kept..].iter().for_each(|slot| search.remove(*slot, "Kurs", &[&body(*slot)]));
        slots[..kept].iter().rev().for_each(|slot| fresh.insert(*slot, "Kurs", &[&body(*slot)]));
        assert_eq!(search, fresh);
        assert_eq!(search.find("kurs"), fresh.find("kurs"));
    }
}

#[test]
fn neighbours_in_the_vocabulary_are_both_found() {
    let mut search = Search::default();
    search.insert(0, "e", &[]);
    search.insert(1, "ex", &[]);
    search.insert(2, "exe", &[]);
    assert_eq!(search.find("ex").map(|hits| hits.all()), Some(RoaringBitmap::from([1, 2])));
    assert_eq!(search.find("e").map(|hits| hits.all()), Some(RoaringBitmap::from([0, 1, 2])));
}

#[test]
fn many_words_are_told_apart() {
    let mut search = Search::default();
    let word = |slot: u32| format!("wort{slot}x");
    for slot in 0..10_000 {
        search.insert(slot, &word(slot), &[]);
    }
    for slot in (0..10_000).step_by(7) {
        let all = search.find(&word(slot)).map(|hits| hits.all());
        assert_eq!(all, Some(RoaringBitmap::from([slot])));
    }
    assert_eq!(search.find("wort").map(|hits| hits.all().len()), Some(10_000));
}

type Text = (String, Vec<String>);

/// The tier of one text by the words of the rule: `None` if it is not found.
fn tier_by_rule(terms: &[Term], (title, body): &Text) -> Option<usize> {
    let closest = |term: &Term, texts: &[&str]| {
        let mut found = Vec::new();
        let mut look =
            |text: &&str| each_indexed_word(text, |word| found.extend(term.closeness(word)));
        texts.iter().for_each(&mut look);
        found.into_iter().min()
    };
    let body: Vec<&str> = body.iter().map(String::as_str).collect();
    let places: Vec<_> =
        terms.iter().map(|term| (closest(term, &[title]), closest(term, &body))).collect();
    let word = |closeness| closeness == Some(Closeness::Word);
    let part = |closeness| word(closeness) || closeness == Some(Closeness::Part);
    let rules = [
        places.iter().all(|(title, _)| word(*title)),
        places.iter().all(|(title, _)| part(*title)),
        places.iter().all(|(title, body)| part(*title) || part(*body))
            && places.iter().any(|(title, _)| part(*title)),
        places.iter().all(|(_, body)| word(*body)),
        places.iter().all(|(_, body)| part(*body)),
        places.iter().all(|(title, body)| title.is_some() || body.is_some()),
    ];
    rules.iter().position(|rule| *rule)
}

/// Words from few pieces, so that they meet often, with endings and what folding changes.
fn word() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "kurs", "Sprach", "haus", "Häus", "neu", "erneue", "e", "ein", "frau", "en", "er", "ungen",
        "s", "in", "*innen", "ae", "ö", "ß", "eu", "a", "ж", "7",
    ]);
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

fn text(most: usize) -> impl Strategy<Value = String> {
    let space = prop::sample::select(vec![" ", "-", "\n", ", ", "/"]);
    prop::collection::vec((word(), space), 0..most)
        .prop_map(|words| words.into_iter().map(|(word, space)| word + space).collect())
}

fn document() -> impl Strategy<Value = Text> {
    (text(3), prop::collection::vec(text(5), 0..3))
}

fn insert(search: &mut Search, slot: u32, (title, body): &Text) {
    search.insert(slot, title, &body.iter().map(String::as_str).collect::<Vec<_>>());
}

fn remove(search: &mut Search, slot: u32, (title, body): &Text) {
    search.remove(slot, title, &body.iter().map(String::as_str).collect::<Vec<_>>());
}

proptest! {
    #[test]
    fn find_agrees_with_reading_every_text(
        documents in prop::collection::vec(document(), 0..12),
        query in text(4),
    ) {
        let mut search = Search::default();
        (0..).zip(&documents).for_each(|(slot, text)| insert(&mut search, slot, text));
        let terms = Term::all_in(&query);
        let Some(hits) = search.find(&query) else {
            prop_assert!(terms.is_empty());
            return Ok(());
        };
        prop_assert_eq!(hits.tiers.len(), Hits::TIERS);
        for (slot, text) in (0..).zip(&documents) {
            let tiers: Vec<usize> =
                (0..Hits::TIERS).filter(|tier| hits.tiers[*tier].contains(slot)).collect();
            prop_assert_eq!(tiers, Vec::from_iter(tier_by_rule(&terms, text)), "{:?}", text);
        }
    }

    #[test]
    fn any_sequence_of_changes_equals_a_fresh_build(
        changes in prop::collection::vec((0..6u32, prop::option::of(document())), 0..30),
        query in text(3),
    ) {
        let mut search = Search::default();
        let mut current: BTreeMap<u32, Text> = BTreeMap::new();
        for (slot, text) in changes {
            let shared = search.clone();
            if let Some(old) = current.remove(&slot) {
                remove(&mut search, slot, &old);
            }
            if let Some(text) = text {
                insert(&mut search, slot, &text);
                current.insert(slot, text);
            }
            drop(shared);
        }
        let mut fresh = Search::default();
        current.iter().rev().for_each(|(slot, text)| insert(&mut fresh, *slot, text));
        prop_assert_eq!(&search, &fresh);
        prop_assert_eq!(search.find(&query), fresh.find(&query));
    }

    #[test]
    fn a_term_is_found_wherever_it_is_spelled(
        before in "[aeoubnrs]{0,4}", term in "[aeoubnrs]{3,9}", after in "[aeoubnrs]{0,4}",
    ) {
        prop_assume!(fold(&term).len() > 2);
        let mut search = Search::default();
        search.insert(0, &format!("{before}{term}{after}"), &[]);
        let hits = search.find(&term).expect("the query has a term");
        prop_assert!(hits.all().contains(0));
    }

    #[test]
    fn an_umlaut_may_be_written_in_two_ways(text in "[äöübnrst]{1,10}") {
        let written_out = text.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
        prop_assert_eq!(fold(&text), fold(&written_out));
    }

    #[test]
    fn no_text_is_too_strange(title in any::<String>(), body in any::<String>(), query in any::<String>()) {
        let mut search = Search::default();
        search.insert(0, &title, &[&body]);
        if let Some(hits) = search.find(&title) {
            prop_assert!(hits.all().contains(0), "{:?}", title);
        }
        search.find(&query);
        search.remove(0, &title, &[&body]);
        prop_assert_eq!(search, Search::default());
    }
}
