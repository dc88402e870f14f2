use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::queue::{Sort, age, waiting};
use super::ways::ways;
use crate::actions::imports;
use crate::api::problem::Problem;
use crate::domain::import::{Import, ImportState};
use crate::domain::measure::{Flag, Publication};
use crate::register::view::{Dim, Filter};
use crate::web::frame::Section;
use crate::web::session::{Account, Person};
use crate::web::{Page, answer};

/// What waits for the planning office.
#[derive(Template)]
#[template(path = "office/home.html")]
struct Home {
    page: Page,
    account: Account,
    ways: Vec<Section>,
    done: Option<&'static str>,
    /// Since when the oldest waits.
    oldest: Option<String>,
    total: u64,
    sorts: Vec<(String, &'static str, u64)>,
    /// What is noticed about published measures.
    noticed: Vec<Figure>,
    /// What lies with the carriers.
    elsewhere: Vec<Figure>,
    /// Own files that were looked at, not yet confirmed.
    imports: u64,
    /// Belongs to a carrier as well.
    member: bool,
}

/// A number, and where the measures behind it are.
struct Figure {
    count: u64,
    name: &'static str,
    href: String,
}

/// The home of planners.
pub async fn show(person: &Person, done: Option<&'static str>) -> Result<HttpResponse, Problem> {
    let by = person.caller().clone();
    let own = by.actor(None).who;
    let files = person.register.write(move |tx| imports::list_imports(tx, &by)).await?;
    let waits = |i: &&Import| i.state == ImportState::Preview && i.uploaded_by == own;
    let pending = files.iter().filter(waits).count();
    let (lang, all) = (person.lang, waiting(&person.view));
    let page = person.page(lang.pick("Meine Aufgaben", "My tasks"));
    let sorts = Sort::ALL.iter().map(|sort| {
        let count = all.iter().filter(|waiting| waiting.sort == *sort).count() as u64;
        (page.href(&format!("/pruefung?art={sort}")), sort.name(lang), count)
    });
    let oldest = all.first().map(|oldest| page.day_of(&oldest.since));
    let flagged = |flag: Flag, de, en| {
        let asked = [("publication", Publication::Published.as_str()), ("flag", flag.as_str())];
        figure(person, &page, lang.pick(de, en), &asked)
    };
    let lies = |publication: Publication, de, en| {
        figure(person, &page, lang.pick(de, en), &[("publication", publication.as_str())])
    };
    let home = Home {
        account: person.account(),
        ways: ways(person, &page),
        done,
        oldest: oldest.map(|day| age(lang, day, person.view.today)),
        total: all.len() as u64,
        sorts: sorts.collect(),
        noticed: vec![
            flagged(Flag::Overdue, "über das geplante Ende hinaus", "past the planned end"),
            flagged(
                Flag::LateStart,
                "geplanter Beginn vorbei, noch nicht begonnen",
                "planned start past, not begun",
            ),
            flagged(Flag::Stale, "lange nicht bestätigt", "not confirmed for a long time"),
        ],
        elsewhere: vec![
            lies(
                Publication::Returned,
                "zur Überarbeitung zurückgegeben",
                "returned to be revised",
            ),
            lies(Publication::Draft, "als Entwurf angefangen", "begun as drafts"),
        ],
        imports: pending as u64,
        member: !person.caller().own_carriers().is_empty(),
        page,
    };
    answer::private(StatusCode::OK, lang, &home)
}

/// How many measures there are of a kind, as the list counts them.
fn figure(person: &Person, page: &Page, name: &'static str, asked: &[(&str, &str)]) -> Figure {
    let dim = |name: &str| if name == "flag" { Dim::Flag } else { Dim::Publication };
    let dims = asked.iter().map(|(name, value)| (dim(name), vec![(*value).to_owned()]));
    let filter = Filter { dims: dims.collect(), ..Filter::default() };
    let path = crate::web::address::address("/verwaltung/massnahmen", asked.iter().copied());
    Figure {
        count: filter.select_all(&person.view.measures, person.caller()).len(),
        name,
        href: page.href(&path),
    }
}
