//! Where in the city the measures are: as a map, and as tiles of one size.

mod shapes;

use std::collections::HashMap;

use actix_web::HttpResponse;
use askama::Template;
use serde_json::Value;

use super::address::{address, with, without};
use super::facets::{Facet, facets};
use super::{Page, Reader, answer};
use crate::api::filter;
use crate::api::problem::Problem;
use crate::domain::Stadtteil;
use crate::domain::measure::Reach;
use crate::domain::words::words;
use crate::register::view::spell;
use crate::register::view::statistics::{Count, GroupBy, MeasureCounts, count_measures};
use shapes::Shapes;

words!(
    /// How the city is drawn.
    #[derive(Default)]
    Drawing {
        #[default]
        Map = "map",
        /// Of one size, so that small Stadtteile are seen as well as large ones.
        Tiles = "tiles",
    }
);

#[derive(Template)]
#[template(path = "map/page.html")]
struct Map {
    page: Page,
    sentence: String,
    facets: Vec<Facet>,
    hidden: Vec<(String, String)>,
    as_of: String,
    drawing: Drawing,
    /// The same in the other drawing.
    other: String,
    height: String,
    areas: Vec<Area>,
    tiles: Vec<TileArea>,
    steps: Vec<(usize, String)>,
    /// Beside the Stadtteile.
    wide: Vec<Line>,
    lines: Vec<Line>,
    /// Who drew the outlines, and where that is said.
    attribution: Option<(String, String)>,
    statistic: String,
    csv: String,
}

/// A number of measures, and where they are.
#[derive(Clone)]
struct Line {
    name: String,
    count: u64,
    /// How dark it is, from 0 = nothing.
    step: usize,
    href: String,
    /// Its list.
    list: String,
}

struct Area {
    line: Line,
    path: String,
    x: String,
    y: String,
}

struct TileArea {
    line: Line,
    x: u32,
    y: u32,
    /// The name, in lines that fit.
    words: Vec<(u32, String)>,
}

/// How many shades there are besides the one for nothing.
const STEPS: u64 = 4;

pub async fn show(reader: Reader) -> Result<HttpResponse, Problem> {
    if let Some(ready) = answer::ready(&reader) {
        return Ok(ready);
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
    let map = map(&reader, drawing, &asked, &counts.body);
    answer::kept(&reader, &map)
}

fn map(
    reader: &Reader,
    drawing: Drawing,
    asked: &[(String, String)],
    counts: &MeasureCounts,
) -> Map {
    let catalog = &reader.view().catalog;
    let mut page = reader.page(reader.lang.pick("Karte", "Map"));
    let by = [("groupBy", "stadtteil")];
    let statistic = address("/v1/statistics/measures", by.into_iter().chain(with(asked, &[])));
    let csv = page.raw(&address(
        "/v1/statistics/measures",
        by.into_iter().chain(with(asked, &[("format", "csv")])),
    ));
    page.json = Some(statistic.clone());
    let counts: HashMap<&str, u64> = counts
        .rows
        .iter()
        .filter_map(|row| Some((row.key(GroupBy::Stadtteil)?, row.measures)))
        .collect();
    let count = |key: &str| counts.get(key).copied().unwrap_or(0);
    let most = catalog.stadtteile.iter().map(|stadtteil| count(&stadtteil.key)).max().unwrap_or(0);
    let line = |stadtteil: &Stadtteil| {
        let list = list(&page, asked, "stadtteil", &stadtteil.key);
        let own = page.href(&format!("/stadtteile/{}", stadtteil.key));
        let href = if asked.is_empty() { own } else { list.clone() };
        let count = count(&stadtteil.key);
        Line { name: stadtteil.name.clone(), count, step: step(count, most), href, list }
    };
    let mut lines: Vec<Line> = catalog.stadtteile.iter().map(line).collect();
    let wide = [Reach::Citywide, Reach::BeyondCity].map(|reach| {
        let list = list(&page, asked, "reach", reach.as_str());
        let (name, count) = (page.label(&reach.label()).to_owned(), count(reach.as_str()));
        Line { name, count, step: 0, href: list.clone(), list }
    });
    let shapes = catalog.geometry.as_ref().and_then(Shapes::of);
    let drawing = if shapes.is_some() { drawing } else { Drawing::Tiles };
    let tiles = catalog.stadtteile.iter().filter(|_| drawing == Drawing::Tiles);
    let attribution = catalog.geometry.as_ref().and_then(attribution);
    let (first, _) = facets(reader, &page, asked);
    let facets: Vec<Facet> = first.into_iter().filter(|facet| facet.name != "stadtteil").collect();
    let known = |name: &str| name == "asOf" || facets.iter().any(|facet| facet.name == name);
    let sentence = sentence(&page, &lines, &wide);
    let other = match drawing {
        Drawing::Map => address("/karte", with(asked, &[("view", "tiles")])),
        Drawing::Tiles => address("/karte", with(asked, &[])),
    };
    let areas = shapes.as_ref().filter(|_| drawing == Drawing::Map).map(|shapes| {
        let areas = shapes.all.iter().filter_map(|shape| {
            let (x, y) = shape.middle;
            let line = line(catalog.stadtteil(&shape.key)?);
            Some(Area {
                line,
                path: shape.path.clone(),
                x: format!("{x:.1}"),
                y: format!("{y:.1}"),
            })
        });
        areas.collect()
    });
    let tiles = tiles.filter_map(|stadtteil| {
        let tile = stadtteil.grid?;
        let (x, y) = (u32::from(tile.col) * 100, u32::from(tile.row) * 100);
        Some(TileArea { line: line(stadtteil), x, y, words: wrapped(&stadtteil.name) })
    });
    let tiles: Vec<TileArea> = tiles.collect();
    lines.sort_by_cached_key(|line| spell(&line.name));
    let rows = tiles.iter().map(|tile| tile.y + 100).max().unwrap_or(0);
    Map {
        sentence,
        as_of: asked
            .iter()
            .find(|(name, _)| name == "asOf")
            .map(|(_, day)| day.clone())
            .unwrap_or_default(),
        hidden: without(asked, |name, _| known(name))
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect(),
        facets,
        drawing,
        other: page.href(&other),
        height: shapes.map_or(rows.to_string(), |shapes| match drawing {
            Drawing::Map => format!("{:.0}", shapes.height),
            Drawing::Tiles => rows.to_string(),
        }),
        areas: areas.unwrap_or_default(),
        tiles,
        steps: legend(&page, most),
        wide: wide.into(),
        lines,
        attribution: attribution.filter(|_| drawing == Drawing::Map),
        statistic: page.raw(&statistic),
        csv,
        page,
    }
}

/// `© … (https://…)`, in two parts.
fn attribution(geometry: &Value) -> Option<(String, String)> {
    let text = geometry["attribution"].as_str()?;
    let (name, url) =
        text.split_once(" (").unwrap_or((text, "https://www.openstreetmap.org/copyright"));
    Some((name.to_owned(), url.trim_end_matches(')').to_owned()))
}

/// The list behind a number.
fn list(page: &Page, asked: &[(String, String)], name: &str, value: &str) -> String {
    let rest = without(asked, |other, _| other == name);
    page.href(&address("/massnahmen", rest.chain([(name, value)])))
}

/// What one sees.
fn sentence(page: &Page, lines: &[Line], wide: &[Line]) -> String {
    let (all, some) = (lines.len(), lines.iter().filter(|line| line.count > 0).count());
    let wide: u64 = wide.iter().map(|line| line.count).sum();
    let wide = page.measures(&wide);
    page.lang.pick(
        format!("Maßnahmen in {some} von {all} Stadtteilen; dazu {wide} für die ganze Stadt und darüber hinaus"),
        format!("Measures in {some} of {all} Stadtteile; besides, {wide} for the whole city and beyond"),
    )
}

/// How dark a number is.
fn step(count: u64, most: u64) -> usize {
    let steps = most.clamp(1, STEPS);
    usize::try_from((count * steps).div_ceil(most.max(1))).unwrap_or(0)
}

/// Which numbers a shade stands for.
fn legend(page: &Page, most: u64) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, u64, u64)> = Vec::new();
    for count in 0..=most {
        match found.last_mut() {
            Some((last, _, to)) if *last == step(count, most) => *to = count,
            _ => found.push((step(count, most), count, count)),
        }
    }
    let name = |(step, from, to): (usize, u64, u64)| match (from, to) {
        (0, _) => (step, page.t("keine", "none").to_owned()),
        (from, to) if from == to => (step, page.measures(&from)),
        (from, to) => (step, format!("{}–{}", page.number(&from), page.measures(&to))),
    };
    found.into_iter().map(name).collect()
}

/// A name in lines that a tile has room for.
fn wrapped(name: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split([' ', '-']) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 13 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    (0..).zip(lines).map(|(place, line)| (20 + place * 16, line)).collect()
}
