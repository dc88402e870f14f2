use std::collections::HashMap;

use askama::Template;
use serde_json::Value;

use super::shapes::Shapes;
use crate::domain::measure::Reach;
use crate::domain::words::words;
use crate::domain::{Catalog, Lang, Stadtteil};
use crate::register::view::statistics::{GroupBy, MeasureCounts};
use crate::web::Page;
use crate::web::address::{address, without};

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

/// The city, each Stadtteil as dark as it has measures.
#[derive(Template)]
#[template(path = "map/picture.html")]
pub struct Picture {
    /// The id of the element that says what one sees.
    caption: &'static str,
    height: String,
    areas: Vec<Area>,
    tiles: Vec<TileArea>,
    legend: Vec<(usize, String)>,
    /// What reaches further than Stadtteile.
    wide: Vec<Line>,
    /// What that is called.
    besides: &'static str,
    /// Who drew the outlines, and where that is said.
    attribution: Option<(String, String)>,
}

/// A number of measures, and where they are.
#[derive(Clone)]
pub struct Line {
    pub name: String,
    pub count: u64,
    /// As it is written, alone and with its noun.
    pub number: String,
    pub measures: String,
    /// How dark it is, from 0 = nothing.
    step: usize,
    pub href: String,
    /// Its list.
    pub list: String,
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
    /// The name, in lines that fit, each with its height.
    words: Vec<(u32, String)>,
}

/// How many shades there are besides the one for nothing.
const STEPS: u64 = 4;

/// What the picture and the table beside it are made of.
pub struct Lines<'a> {
    catalog: &'a Catalog,
    most: u64,
    stadtteile: Vec<(&'a Stadtteil, Line)>,
    pub wide: Vec<Line>,
}

impl<'a> Lines<'a> {
    pub fn of(
        page: &Page,
        catalog: &'a Catalog,
        asked: &[(String, String)],
        counts: &MeasureCounts,
    ) -> Self {
        let counts = counts.rows.iter();
        let counts = counts.filter_map(|row| Some((row.key(GroupBy::Stadtteil)?, row.measures)));
        let counts: HashMap<&str, u64> = counts.collect();
        let count = |key: &str| counts.get(key).copied().unwrap_or(0);
        let keys = catalog.stadtteile.iter().map(|stadtteil| &stadtteil.key);
        let most = keys.map(|key| count(key)).max().unwrap_or(0);
        let line = |name: &str, count: u64, list: String, href: String| Line {
            name: name.to_owned(),
            count,
            number: page.number(&count),
            measures: page.measures(&count),
            step: step(count, most),
            href,
            list,
        };
        let stadtteile = catalog.stadtteile.iter().map(|stadtteil| {
            let list = list(page, asked, "stadtteil", &stadtteil.key);
            let own = || page.href(&format!("/stadtteile/{}", stadtteil.key));
            let href = if asked.is_empty() { own() } else { list.clone() };
            (stadtteil, line(&stadtteil.name, count(&stadtteil.key), list, href))
        });
        let wide = [Reach::Citywide, Reach::BeyondCity].map(|reach| {
            let list = list(page, asked, "reach", reach.as_str());
            line(page.label(&reach.label()), count(reach.as_str()), list.clone(), list)
        });
        Self { catalog, most, stadtteile: stadtteile.collect(), wide: wide.into() }
    }

    pub fn stadtteile(&self) -> impl Iterator<Item = &Line> {
        self.stadtteile.iter().map(|(_, line)| line)
    }

    /// As a map if there are outlines and they are wanted, else as tiles.
    pub fn draw(&self, page: &Page, caption: &'static str, drawing: Drawing) -> (Drawing, Picture) {
        let geometry = self.catalog.geometry.as_ref().filter(|_| drawing == Drawing::Map);
        let shapes = geometry.and_then(Shapes::of);
        let drawing = if shapes.is_some() { Drawing::Map } else { Drawing::Tiles };
        let tiles = if shapes.is_some() { Vec::new() } else { self.tiles() };
        let rows = tiles.iter().map(|tile| tile.y + 100).max().unwrap_or(0);
        let height = shapes.as_ref().map(|shapes| format!("{:.0}", shapes.height + 4.0));
        let picture = Picture {
            caption,
            height: height.unwrap_or_else(|| rows.to_string()),
            areas: shapes.map(|shapes| self.areas(shapes)).unwrap_or_default(),
            tiles,
            legend: legend(page, self.most),
            wide: self.wide.clone(),
            besides: page
                .lang
                .pick("Nicht auf einzelne Stadtteile beschränkt", "Not limited to Stadtteile"),
            attribution: geometry.and_then(|geometry| attribution(page.lang, geometry)),
        };
        (drawing, picture)
    }

    fn areas(&self, shapes: Shapes) -> Vec<Area> {
        let areas = shapes.all.into_iter().filter_map(|shape| {
            let (_, line) =
                self.stadtteile.iter().find(|(stadtteil, _)| stadtteil.key == shape.key)?;
            let (x, y) = shape.middle;
            let (x, y) = (format!("{x:.1}"), format!("{y:.1}"));
            Some(Area { line: line.clone(), path: shape.path, x, y })
        });
        areas.collect()
    }

    fn tiles(&self) -> Vec<TileArea> {
        let tiles = self.stadtteile.iter().filter_map(|(stadtteil, line)| {
            let tile = stadtteil.grid?;
            let (x, y) = (u32::from(tile.col) * 100, u32::from(tile.row) * 100);
            Some(TileArea { line: line.clone(), x, y, words: wrapped(&stadtteil.name) })
        });
        tiles.collect()
    }
}

/// `© … (https://…)`, in two parts.
fn attribution(lang: Lang, geometry: &Value) -> Option<(String, String)> {
    let text = geometry["attribution"].as_str()?;
    let (name, url) =
        text.split_once(" (").unwrap_or((text, "https://www.openstreetmap.org/copyright"));
    let name = match lang {
        Lang::De => name.to_owned(),
        Lang::En => name.replace("-Mitwirkende", " contributors"),
    };
    Some((name, url.trim_end_matches(')').to_owned()))
}

/// The list behind a number.
fn list(page: &Page, asked: &[(String, String)], name: &str, value: &str) -> String {
    let rest = without(asked, |other, _| other == name);
    page.href(&address("/massnahmen", rest.chain([(name, value)])))
}

/// How dark a number is.
fn step(count: u64, most: u64) -> usize {
    let steps = most.clamp(1, STEPS);
    usize::try_from((count.min(most) * steps).div_ceil(most.max(1))).unwrap_or(0)
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
    for word in name.split_inclusive([' ', '-']) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.trim_end().chars().count() < 14 => {
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    (0..).zip(lines).map(|(place, line)| (20 + place * 16, line)).collect()
}
