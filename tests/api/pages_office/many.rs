//! Many measures at a time, and the list they are chosen from.

use serde_json::json;

use super::{id_of, planner, record, submitted};
use crate::harness::{TestApi, path_of};

#[test]
fn many_are_published_at_a_time_after_a_look_at_what_would_happen() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let paths = ["A", "B", "C"].map(|title| submitted(&api, carrier, title));
    let draft = path_of(&api.draft(&api.officer(carrier), carrier));
    let office = planner(&api);
    let mut form = office.open("/pruefung").form("massnahme").fill("tun", "veroeffentlichen");
    for path in paths.iter().take(2).chain([&draft]) {
        form = form.also("massnahme", id_of(path));
    }
    let preview = form.send(&office).expect(200, "/verwaltung/massnahmen/vorschau");
    let words = preview.words();
    assert!(words.contains("Das wird geschehen: 2"), "{words}");
    assert!(words.contains("Das geht nicht: 1"), "{words}");
    assert!(words.contains("Stand des Eintrags: Entwurf"), "{words}");
    assert_eq!(record(&api, &api.planner(), &paths[0])["publication"], "submitted", "only shown");
    let done = preview.form("tun").send(&office);
    assert!(done.words().contains("2 Maßnahmen veröffentlicht."), "{}", done.words());
    for (path, publication) in [
        (&paths[0], "published"),
        (&paths[1], "published"),
        (&paths[2], "submitted"),
        (&draft, "draft"),
    ] {
        assert_eq!(record(&api, &api.planner(), path)["publication"], publication);
    }
}

#[test]
fn if_one_of_many_changed_in_the_meantime_nothing_is_done() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    let paths = ["A", "B"].map(|_| api.published(carrier));
    let office = planner(&api);
    let list = office.open("/verwaltung/massnahmen?publication=published");
    let mut form = list.form("massnahme").fill("tun", "archivieren");
    for path in &paths {
        form = form.also("massnahme", id_of(path));
    }
    let preview = form.send(&office);
    let without = preview.form("tun").send(&office);
    assert_eq!(without.answer.status, 400, "a reason is needed");
    assert!(without.text().contains("<a href=\"#text\">"));
    let archive = without.fill("text", "Doppelt erfasst");
    let body = json!({"to": "running", "effectiveOn": "2021-04-01"});
    api.post(&api.planner(), &format!("{}/status-changes", paths[1]), body).expect(200);
    let stale = archive.send(&office);
    assert_eq!(stale.answer.status, 409, "{}", stale.text());
    assert!(stale.words().contains("Es ist nichts geschehen"), "{}", stale.words());
    assert_eq!(record(&api, &api.planner(), &paths[0])["publication"], "published");
    assert_eq!(stale.form("tun").value("text"), "Doppelt erfasst", "what was typed is there");
    let done = stale.form("tun").send(&office);
    assert!(done.words().contains("2 Maßnahmen archiviert."), "{}", done.words());
    for path in &paths {
        let archived = record(&api, &api.planner(), path);
        assert_eq!(archived["publication"], "archived");
        assert_eq!(archived["reviews"][0]["remarks"][0]["text"], "Doppelt erfasst");
    }
}

#[test]
fn the_list_of_the_office_is_narrowed_as_the_api_does_it() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein");
    submitted(&api, carrier, "Eingereicht");
    api.published(carrier);
    api.draft(&api.officer(carrier), carrier);
    let office = planner(&api);
    let planner = api.planner();
    for query in [
        "",
        "publication=draft",
        "publication=published",
        "q=Eingereicht",
        "flag=overdue",
        "status=running",
    ] {
        let total = api.get(&planner, &format!("/v1/measures?{query}")).expect(200)["total"]
            .as_u64()
            .unwrap();
        let list = office.open(&format!("/verwaltung/massnahmen?{query}"));
        assert_eq!(list.text().matches("<h3>").count() as u64, total, "{query}");
    }
    let tidy = office.open("/verwaltung/massnahmen?q=&publication=draft&flag=");
    assert_eq!(tidy.path, "/verwaltung/massnahmen?publication=draft");
}
