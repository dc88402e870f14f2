//! Where in the city the measures are: as a map, and as tiles of one size.

mod picture;
mod shapes;

use actix_web::HttpResponse;
use askama::Template;

use super::address::{address, with, without};
use super::facets::{Facet, facets};
use super::{Page, Reader, answer};
use crate::api::filter;
use crate::api::problem::Problem;
use crate::domain::Day;
use crate::register::view::spell;
use crate::register::view::statistics::{Count, GroupBy, MeasureCounts, count_measures};
pub use picture::{Drawing, Line, Lines, Picture};

#[derive(Template)]
#[template(path = "map/page.html")]
struct Map {
    page: Page,
    sentence: String,
    facets: Vec<Facet>,
    hidden: Vec<(String, String)>,
    as_of: String,
    past: Option<Day>,
    drawing: Drawing,
    /// The same in the other drawing.
    other: String,
    picture: Picture,
    /// By name.
    lines: Vec<Line>,
    /// Beside the Stadtteile.
    wide: Vec<Line>,
    data: (String, String),
    /// Where pages elsewhere find it.
    embed: String,
}

pub async fn show(reader: Reader) -> Result<HttpResponse, Problem> {
    if let Some(answer) = reader.tidied().or_else(|| answer::ready(&reader)) {
        return Ok(answer);
    }
    let mut query = reader.query();
    let drawing = query.word("view").unwrap_or_default();
    let filter = filter::read(&mut query, reader.view());
    let moment = query.moment(reader.view());
    let asked = query.essence(&["view"]);
    query.finish()?;
    let counts = reader.count((filter, moment), |question| {
        count_measures(question, &[GroupBy::Stadtteil], Count::Measures)
    });
    let counts = counts.await??;
    answer::kept(&reader, &map(&reader, drawing, &asked, &counts.body))
}

fn map(
    reader: &Reader,
    drawing: Drawing,
    asked: &[(String, String)],
    counts: &MeasureCounts,
) -> Map {
    let mut page = reader.page(reader.lang.pick("Karte", "Map"));
    let data = |more: &[(&str, &str)]| {
        let by = [("groupBy", "stadtteil")].into_iter();
        address("/v1/statistics/measures", by.chain(with(asked, more)))
    };
    page.json = Some(data(&[]));
    let (first, _) = facets(reader, &page, asked);
    let facets: Vec<Facet> = first.into_iter().filter(|facet| facet.name != "stadtteil").collect();
    let known = |name: &str| name == "asOf" || facets.iter().any(|facet| facet.name == name);
    let hidden = without(asked, |name, _| known(name)).map(|(n, v)| (n.to_owned(), v.to_owned()));
    let hidden = hidden.collect();
    let lines = Lines::of(&page, &reader.view().catalog, asked, counts);
    let (drawing, picture) = lines.draw(&page, "karte", drawing);
    let other: &[(&str, &str)] = match drawing {
        Drawing::Map => &[("view", "tiles")],
        Drawing::Tiles => &[],
    };
    let as_of = asked.iter().find(|(name, _)| name == "asOf").map(|(_, day)| day.clone());
    let mut by_name: Vec<Line> = lines.stadtteile().cloned().collect();
    by_name.sort_by_cached_key(|line| spell(&line.name));
    Map {
        sentence: sentence(&page, &lines),
        facets,
        hidden,
        past: as_of.as_deref().and_then(|day| day.parse().ok()),
        as_of: as_of.unwrap_or_default(),
        drawing,
        other: page.href(&address("/karte", with(asked, other))),
        picture,
        lines: by_name,
        wide: lines.wide,
        data: (page.raw(&data(&[])), page.raw(&data(&[("format", "csv")]))),
        embed: page.absolute("/einbetten/karte"),
        page,
    }
}

/// What one sees.
pub fn sentence(page: &Page, lines: &Lines<'_>) -> String {
    let some = lines.stadtteile().filter(|line| line.count > 0).count();
    let all = lines.stadtteile().count();
    let wide = page.measures(&lines.wide.iter().map(|line| line.count).sum());
    page.lang.pick(
        format!("Maßnahmen in {some} von {all} Stadtteilen; dazu {wide} für die ganze Stadt und darüber hinaus"),
        format!("Measures in {some} of {all} Stadtteile; besides, {wide} for the whole city and beyond"),
    )
}
