//! What problems speak of, in German. Handlungsfeld and Stadtteil are the same in both
//! languages.

/// The German word for an English one that a problem names.
pub fn german(noun: &'static str) -> &'static str {
    match noun {
        "action" => "Handlung",
        "carrier" => "Träger",
        "carrier kind" => "Art des Trägers",
        "catalog of open data" => "Katalog offener Daten",
        "client" => "Client",
        "concept" => "Konzept",
        "delivery" => "Zustellung",
        "email" => "E-Mail-Adresse",
        "external" => "externe Kennung",
        "import" => "Import",
        "file" => "Datei",
        "geometry" => "Geometrie",
        "guideline" => "Leitlinie",
        "measure" => "Maßnahme",
        "name" => "Name",
        "population" => "Bevölkerungszahlen dieses Jahres",
        "status change" => "Statuseintrag",
        "target group" => "Zielgruppe",
        "time zone" => "Zeitzone",
        "user" => "Konto",
        "version" => "Fassung",
        "webhook" => "Webhook",
        same => same,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::german;

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
}
