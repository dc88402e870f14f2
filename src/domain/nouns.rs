//! What problems speak of, in German. Handlungsfeld and Stadtteil are the same in both
//! languages.

/// The German word for an English one that a problem names.
pub fn german(noun: &'static str) -> &'static str {
    word(noun).1
}

/// The German sentence that there is no such thing.
pub fn no_such(noun: &'static str) -> String {
    let (this, word) = word(noun);
    let sentence = format!("{this} {word} gibt es nicht.");
    sentence.trim_start().to_owned()
}

/// The German word, and what stands before it when one is pointed at.
fn word(noun: &'static str) -> (&'static str, &'static str) {
    match noun {
        "Handlungsfeld" => ("Dieses", "Handlungsfeld"),
        "Stadtteil" => ("Diesen", "Stadtteil"),
        "action" => ("Diese", "Handlung"),
        "carrier" => ("Diesen", "Träger"),
        "carrier kind" => ("Diese", "Art des Trägers"),
        "catalog of open data" => ("Diesen", "Katalog offener Daten"),
        "client" => ("Diesen", "Client"),
        "concept" => ("Dieses", "Konzept"),
        "delivery" => ("Diese", "Zustellung"),
        "email" => ("Diese", "E-Mail-Adresse"),
        "external" => ("Diese", "externe Kennung"),
        "import" => ("Diesen", "Import"),
        "file" => ("Diese", "Datei"),
        "geometry" => ("Diese", "Geometrie"),
        "guideline" => ("Diese", "Leitlinie"),
        "measure" => ("Diese", "Maßnahme"),
        "name" => ("Diesen", "Name"),
        "population" => ("", "Bevölkerungszahlen dieses Jahres"),
        "status change" => ("Diesen", "Statuseintrag"),
        "target group" => ("Diese", "Zielgruppe"),
        "time zone" => ("Diese", "Zeitzone"),
        "user" => ("Dieses", "Konto"),
        "version" => ("Diese", "Fassung"),
        "webhook" => ("Diesen", "Webhook"),
        same => ("", same),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{german, no_such};

    /// Every noun that the sources name in a problem.
    fn named(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                named(&path, found);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for before in ["NoSuch(\"", "NotFound(\"", "Taken(\""] {
                let nouns = text.split(before).skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(nouns.map(str::to_owned));
            }
        }
    }

    #[test]
    fn whatever_a_problem_names_has_a_german_word() {
        let mut found = Vec::new();
        named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.len() > 30, "{found:?}");
        found.retain(|noun| !noun.is_empty() && !["Handlungsfeld", "Stadtteil"].contains(&&**noun));
        for noun in found {
            let word = german(String::leak(noun.clone()));
            assert!(word != noun || noun == "name", "{noun}");
        }
    }

    #[test]
    fn a_problem_points_at_what_it_names() {
        let cases = [
            ("carrier", "Diesen Träger gibt es nicht."),
            ("measure", "Diese Maßnahme gibt es nicht."),
            ("concept", "Dieses Konzept gibt es nicht."),
            ("population", "Bevölkerungszahlen dieses Jahres gibt es nicht."),
        ];
        for (noun, sentence) in cases {
            assert_eq!(no_such(noun), sentence);
        }
    }
}
