//! What is not for the public is in no public answer. Every private place holds a
//! word that stands nowhere else, and every read is searched for it.

mod numbers;
mod reads;

use massnahmenregister::domain::Catalog;
use serde_json::{Value, json};

use crate::exports::{file, text_of};
use crate::harness::{PUBLIC, TestApi, Who, catalog, complete, path_of};
use reads::reads;

/// What begins every private text.
const POISON: &str = "giftwort";

/// Numbers of people below the threshold, which stand nowhere else.
const FEW: [i64; 2] = [83, 97];

struct Poisoned {
    api: TestApi,
    /// A published measure with secrets in every private place, and a draft that
    /// is one secret.
    published: String,
    draft: String,
    officer: Who,
    /// Moments between the changes.
    moments: Vec<String>,
    /// Ids of people and programs, addresses, and what else names them.
    names: Vec<String>,
}

impl Poisoned {
    fn new() -> Self {
        let api = TestApi::new();
        api.load_catalog(with_threshold(100));
        let carrier = api.carrier("Verein Brücken e.V.");
        let member = json!({
            "email": format!("{POISON}-officer@example.org"), "name": format!("{POISON} Person"),
            "memberships": [{"carrier": carrier, "role": "officer"}],
        });
        let (officer, user) = api.person(member);
        let planner = json!({
            "email": format!("{POISON}-planner@example.org"), "name": format!("{POISON} Planung"),
            "role": "planner",
        });
        let (planner, reviewer) = api.person(planner);
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let names = vec![id(&user), id(&reviewer), "user:".into(), "client:".into()];
        let draft =
            path_of(&api.post(&officer, "/v1/measures", secret_content(&complete(carrier))));
        let body = secret_content(&complete(carrier));
        let published = path_of(&api.post(&officer, "/v1/measures", body));
        let webhook = json!({
            "url": format!("https://example.org/{POISON}"), "description": format!("{POISON} hier"),
        });
        api.post(&api.planner(), "/v1/webhooks", webhook).expect(201);
        let mut poisoned = Self { api, published, draft, officer, moments: Vec::new(), names };
        poisoned.live(&planner);
        poisoned
    }

    /// The life of the measure: all that is private is written at some time, and
    /// all that becomes public is clean by then.
    fn live(&mut self, planner: &Who) {
        let officer = self.officer.clone();
        let remark =
            json!({"remarks": [{"text": format!("{POISON} Anmerkung"), "pointer": "/title"}]});
        let reason = json!({"reason": format!("{POISON} Begründung")});
        self.step(&officer, "submissions", json!({}));
        self.step(planner, "returns", remark.clone());
        // What is public later holds secrets in its private members only.
        self.edit(
            &officer,
            json!({
                "title": "Sprachkurs für Eltern", "summary": null, "description": null,
                "objectives": null, "partners": null, "links": null, "milestones": null,
                "funding": null, "councilPapers": null,
                "internalNote": format!("{POISON} Notiz"),
                "contact": contact(false),
                "indicators": parents(true, FEW),
            }),
        );
        self.step(&officer, "submissions", json!({}));
        self.step(planner, "publications", json!({}));
        let note = format!("{POISON} Statusnotiz");
        self.step(
            &officer,
            "status-changes",
            json!({"to": "running", "effectiveOn": "2021-03-01", "note": note}),
        );
        self.step(
            &officer,
            "status-changes/1/corrections",
            json!({"to": "running", "effectiveOn": "2021-04-01", "note": note}),
        );
        self.step(&officer, "confirmations", json!({"note": format!("{POISON} bestätigt")}));
        self.step(planner, "archivings", reason.clone());
        self.step(planner, "restorations", reason);
        // Once public, and then no longer.
        self.edit(&officer, json!({"contact": contact(true)}));
        self.edit(&officer, json!({"contact": contact(false)}));
        // Few people, then more, then few again; and for a while nobody says that they are people.
        for (people, numbers) in
            [(true, [120, FEW[1]]), (true, [FEW[1], 130]), (false, FEW), (true, FEW)]
        {
            self.edit(&officer, json!({"indicators": parents(people, numbers)}));
        }
        // Proposed and returned, then proposed again.
        self.edit(&officer, json!({"title": format!("{POISON} Vorschlag")}));
        self.step(planner, "revisions/returns", remark);
        self.edit(
            &officer,
            json!({"title": format!("{POISON} noch ein Vorschlag"),
                                   "objectives": format!("{POISON} Ziel")}),
        );
    }

    fn step(&mut self, who: &Who, step: &str, body: Value) {
        self.api.post(who, &format!("{}/{step}", self.published), body).expect(200);
        self.moments.push(self.api.register.clock.now().to_string());
    }

    fn edit(&mut self, who: &Who, patch: Value) {
        let etag = self.api.get(who, &self.published).etag();
        self.api.patch(who, &self.published, &etag, patch).expect(200);
        self.moments.push(self.api.register.clock.now().to_string());
    }

    /// Every address the public can read something at.
    fn reads(&self) -> Vec<String> {
        let record = self.api.get(&self.officer, &self.published).expect(200);
        reads(&record, &self.draft, &self.moments)
    }
}

fn contact(public: bool) -> Value {
    json!({
        "name": format!("{POISON} Name"), "email": format!("{POISON}@example.org"),
        "phone": format!("{POISON} 0391"), "public": public,
    })
}

fn parents(people: bool, [planned, actual]: [i64; 2]) -> Value {
    json!([
        {"name": "Eltern", "countsPersons": people, "year": 2021, "planned": planned, "actual": actual},
        {"name": "Kurse", "year": 2021, "planned": 4, "actual": 2},
    ])
}

/// The catalog, with which numbers of people below this are not published.
fn with_threshold(threshold: u16) -> Catalog {
    let mut pack = catalog();
    pack.concepts[0].suppression_threshold = threshold;
    pack
}

/// A content that is one secret.
fn secret_content(base: &Value) -> Value {
    let mut body = base.clone();
    let more = json!({
        "title": format!("{POISON} Titel"), "summary": format!("{POISON} kurz"),
        "description": format!("{POISON} lang"), "objectives": format!("{POISON} Ziel"),
        "internalNote": format!("{POISON} Notiz"), "contact": contact(true),
        "partners": [{"name": format!("{POISON} Partner")}],
        "links": [{"url": format!("https://example.org/{POISON}"), "title": format!("{POISON} Seite")}],
        "milestones": [{"title": format!("{POISON} Etappe")}],
        "funding": [{"source": "eu", "programme": format!("{POISON} Topf")}],
        "indicators": [{"name": format!("{POISON} Zahl")}],
        "councilPapers": [{"number": format!("{POISON} 1")}],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn nothing_private_is_in_any_public_answer() {
    let poisoned = Poisoned::new();
    let other = poisoned.api.carrier("Ein anderer Verein");
    let stranger = poisoned.api.officer(other);
    let mut seen = 0;
    for path in poisoned.reads() {
        for (who, name) in [(&PUBLIC, "the public"), (&stranger, "another carrier")] {
            let answer = poisoned.api.get(who, &path);
            assert!(answer.status < 500, "{path}");
            seen += usize::from(answer.status == 200);
            let text = answer.text.to_lowercase();
            let own = name == "another carrier" && path == "/v1/me";
            let names = poisoned.names.iter().map(String::as_str);
            for secret in names.chain([POISON]).filter(|_| !own) {
                // The description speaks of such names, but of nobody's.
                let described = path.ends_with("openapi.json") && secret.ends_with(':');
                assert!(described || !text.contains(secret), "{name}: {path}: {secret}: {text}");
            }
            let mut words = text.split(|letter: char| !letter.is_alphanumeric());
            let few = words.find(|word| FEW.iter().any(|few| few.to_string() == *word));
            assert_eq!(few, None, "{name}: {path}: {text}");
        }
    }
    assert!(seen > 80, "{seen} answers were read");
}

#[test]
fn a_search_for_what_is_private_finds_and_counts_nothing() {
    let poisoned = Poisoned::new();
    let states = ["publication=draft", "flag=incomplete", "publication=archived"];
    for query in ["q=giftwort", "q=Vorschlag"].into_iter().chain(states) {
        let found = poisoned.api.get(&PUBLIC, &format!("/v1/measures?{query}")).expect(200);
        assert_eq!((&found["total"], &found["items"]), (&json!(0), &json!([])), "{query}");
        let path = format!("/v1/statistics/measures?groupBy=status&{query}");
        let counts = poisoned.api.get(&PUBLIC, &path).expect(200);
        assert_eq!((&counts["counted"], &counts["rows"]), (&json!(0), &json!([])), "{query}");
    }
}

/// A workbook is packed, so it is searched by its cells.
#[test]
fn nothing_private_is_in_a_public_workbook() {
    let poisoned = Poisoned::new();
    let path = "/v1/measures?format=xlsx";
    let cells = |who| text_of(file(&poisoned.api, who, path)).to_lowercase();
    assert!(!cells(&PUBLIC).contains(POISON) && cells(&PUBLIC).contains("sprachkurs"));
    assert!(cells(&PUBLIC).contains("eltern||true|2021|withheld|withheld"));
    let own = cells(&poisoned.officer);
    assert!(own.contains(POISON) && own.contains("|83|97"), "else this would prove nothing");
}

/// Else the other tests would prove nothing.
#[test]
fn whoever_may_see_it_sees_all_of_it() {
    let poisoned = Poisoned::new();
    let own = poisoned.api.get(&poisoned.officer, &poisoned.published).expect(200);
    let places = [
        "/internalNote",
        "/contact/name",
        "/contact/email",
        "/contact/phone",
        "/statusChanges/0/note",
        "/confirmation/note",
        "/reviews/0/remarks/0/text",
        "/pendingRevision/title",
        "/pendingRevision/objectives",
    ];
    for place in places {
        let text = own.pointer(place).and_then(Value::as_str);
        assert!(text.is_some_and(|text| text.contains(POISON)), "{place}: {own}");
    }
    let few = ["/indicators/0/planned", "/indicators/0/actual"].map(|place| own.pointer(place));
    assert_eq!(few, [Some(&json!(FEW[0])), Some(&json!(FEW[1]))]);
    let found = poisoned.api.get(&poisoned.officer, "/v1/measures?q=giftwort").expect(200);
    assert_eq!(found["total"], 1, "the draft");
    let history = format!("{}/history", poisoned.published);
    let all = poisoned.api.get(&poisoned.officer, &history).expect(200)["items"].clone();
    let public = poisoned.api.get(&PUBLIC, &history).expect(200)["items"].clone();
    assert!(public.as_array().unwrap().len() < all.as_array().unwrap().len());
}
