//! The filters that lists and statistics share.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::query::Query;
use crate::domain::measure::{Flag, Publication, Reach, Status};
use crate::domain::shape::{Code, HandlungsfeldNumber, Year};
use crate::domain::{CarrierId, Kind, MeasureId, Rule, YEARS};
use crate::register::View;
use crate::register::view::{Dim, Filter};

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read by the macro only")]
pub struct FilterQuery {
    /// Id of a concept.
    #[param(max_items = 50, example = json!(["integrationskonzept-2020-2023"]))]
    concept: Option<Vec<Code>>,
    /// Number of a Handlungsfeld, primary or further.
    #[param(max_items = 50, example = json!([4]))]
    handlungsfeld: Option<Vec<HandlungsfeldNumber>>,
    /// Code of a guideline.
    #[param(max_items = 50, example = json!(["4.2"]))]
    guideline: Option<Vec<Code>>,
    /// Key of a Stadtteil.
    #[param(max_items = 50, example = json!(["06"]))]
    stadtteil: Option<Vec<Code>>,
    #[param(max_items = 3)]
    reach: Option<Vec<Reach>>,
    /// Code of a target group; the groups below it count too.
    #[param(rename = "targetGroup", max_items = 50, example = json!(["refugees"]))]
    target_group: Option<Vec<Code>>,
    /// Id of a lead carrier; the carriers below it count too.
    #[param(max_items = 50)]
    carrier: Option<Vec<CarrierId>>,
    /// Id of a carrier that is a partner.
    #[param(max_items = 50)]
    partner: Option<Vec<CarrierId>>,
    /// Kind of the lead carrier.
    #[param(rename = "carrierKind", max_items = 50, example = json!(["association"]))]
    carrier_kind: Option<Vec<Code>>,
    #[param(max_items = 6)]
    status: Option<Vec<Status>>,
    #[param(max_items = 6)]
    publication: Option<Vec<Publication>>,
    #[param(max_items = 5)]
    flag: Option<Vec<Flag>>,
    /// A year in which the work takes place.
    #[param(max_items = 50, example = json!([2021]))]
    year: Option<Vec<Year>>,
    /// The work ends on this day or later, or its end is not known.
    #[param(max_length = 10, format = Date, example = "2020-01-01")]
    from: Option<String>,
    /// The work begins on this day or earlier, or its start is not known.
    #[param(max_length = 10, format = Date, example = "2023-12-31")]
    to: Option<String>,
    /// Changed at this moment or later.
    #[param(rename = "updatedSince", max_length = 40, format = DateTime, example = "2022-01-15T12:00:00Z")]
    updated_since: Option<String>,
    /// Name of a partner's system that measures come from.
    #[param(max_items = 50, example = json!(["fundus"]))]
    source: Option<Vec<Code>>,
    /// Id of a measure that is carried on.
    #[param(max_items = 50)]
    predecessor: Option<Vec<MeasureId>>,
    /// Words to look for in title, summary, description and carrier: folded,
    /// inflected, and in compounds. All must be found.
    #[param(max_length = 200, example = "Sprachkurs")]
    q: Option<String>,
    /// What was true on this day; not one in the future.
    #[param(rename = "asOf", max_length = 10, format = Date, example = "2021-12-31")]
    as_of: Option<String>,
    /// What the register knew at this moment. Counts are those of then; records are
    /// shown to those who may see them now.
    #[param(rename = "knownAt", max_length = 40, format = DateTime, example = "2022-01-15T12:00:00Z")]
    known_at: Option<String>,
}

/// The filters of what has a `from` and a `to` of its own.
pub struct WithoutPeriod;

/// The filters of what has days of its own.
pub struct WithoutDays;

/// The filters of what has moments of its own.
pub struct WithoutMoments;

macro_rules! without {
    ($($name:ident: $left_out:expr),+) => {$(
        impl IntoParams for $name {
            fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                let mut all = FilterQuery::into_params(place);
                all.retain(|parameter| !$left_out.contains(&parameter.name.as_str()));
                all
            }
        }
    )+};
}

without! {
    WithoutPeriod: ["from", "to"],
    WithoutDays: ["from", "to", "asOf"],
    WithoutMoments: ["from", "to", "asOf", "knownAt"]
}

/// How long a search may be.
const Q_MAX: usize = 200;

/// Reads the filters of a query; codes that the catalog does not know are faults.
pub fn read(query: &mut Query, view: &View) -> Filter {
    let (from, to) = (query.day("from"), query.day("to"));
    Filter { from, to, ..read_without_period(query, view) }
}

/// The same for what has a `from` and a `to` of its own.
pub fn read_without_period(query: &mut Query, view: &View) -> Filter {
    let catalog = &view.catalog;
    let mut filter = Filter::default();
    let mut add = |dim, codes: Vec<String>| {
        if !codes.is_empty() {
            filter.dims.push((dim, codes));
        }
    };
    let known = |query: &mut Query, name, what, exists: &dyn Fn(&str) -> bool| {
        let codes = query.all(name);
        if codes.iter().any(|code| !exists(code)) {
            query.fail::<()>(name, Rule::NoSuch(what));
        }
        codes
    };
    let concept = |code: &str| catalog.concept(code).is_some();
    add(Dim::Concept, known(query, "concept", "concept", &concept));
    let field = |code: &str| catalog.handlungsfelder.iter().any(|hf| hf.number.to_string() == code);
    add(Dim::Handlungsfeld, known(query, "handlungsfeld", "Handlungsfeld", &field));
    let guideline = |code: &str| catalog.guidelines.iter().any(|guide| guide.code == code);
    add(Dim::Guideline, known(query, "guideline", "guideline", &guideline));
    let stadtteil = |code: &str| catalog.stadtteil(code).is_some();
    add(Dim::Stadtteil, known(query, "stadtteil", "Stadtteil", &stadtteil));
    let kind = |code: &str| catalog.carrier_kind(code).is_some();
    add(Dim::CarrierKind, known(query, "carrierKind", "carrier kind", &kind));
    add(Dim::TargetGroup, target_groups(query, view));
    let carriers: Vec<CarrierId> = ids(query, "carrier");
    let carriers = carriers.into_iter().flat_map(|id| view.with_children(id));
    add(Dim::Carrier, carriers.map(|id| id.to_string()).collect());
    add(Dim::Partner, texts(&ids::<CarrierId>(query, "partner")));
    add(Dim::Predecessor, texts(&ids::<MeasureId>(query, "predecessor")));
    add(Dim::Reach, texts(&query.words::<Reach>("reach")));
    add(Dim::Status, texts(&query.words::<Status>("status")));
    add(Dim::Publication, texts(&query.words::<Publication>("publication")));
    add(Dim::Flag, texts(&query.words::<Flag>("flag")));
    add(Dim::Source, query.all("source"));
    add(Dim::Year, years(query));
    filter.updated_since = query.instant("updatedSince");
    filter.q = query.one("q");
    if filter.q.as_ref().is_some_and(|q| q.chars().count() > Q_MAX) {
        query.fail::<()>("q", Rule::TooLong { max: Q_MAX });
    }
    filter
}

/// The target groups asked for, with those below them.
pub fn target_groups(query: &mut Query, view: &View) -> Vec<String> {
    let groups = query.all("targetGroup");
    if groups.iter().any(|code| view.catalog.target_group(code).is_none()) {
        query.fail::<()>("targetGroup", Rule::NoSuch("target group"));
    }
    groups.iter().flat_map(|group| view.catalog.with_descendants(group)).collect()
}

fn texts(values: &[impl ToString]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn ids<T: std::str::FromStr>(query: &mut Query, name: &'static str) -> Vec<T> {
    let values = query.all(name);
    let ids = values
        .iter()
        .filter_map(|value| value.parse().ok().or_else(|| query.fail(name, Rule::Kind(Kind::Id))));
    ids.collect()
}

fn years(query: &mut Query) -> Vec<String> {
    let years = query.all("year");
    let (min, max) = (i64::from(*YEARS.start()), i64::from(*YEARS.end()));
    let good = |year: &String| year.parse().is_ok_and(|year: i64| (min..=max).contains(&year));
    if !years.iter().all(good) {
        query.fail::<()>("year", Rule::OutOfRange { min, max });
    }
    years
}
