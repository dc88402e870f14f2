//! What the keys of rows are called, so that a chart needs no second question.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::Label;
use crate::domain::measure::{FundingSource, Reach, Status};
use crate::domain::table::{Cell, Table};
use crate::register::View;

/// The names of keys, by what they are keys of: `{"handlungsfeld": {"2": {"de": …}}}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Names(BTreeMap<&'static str, BTreeMap<String, Label>>);

impl PartialSchema for Names {
    fn schema() -> RefOr<Schema> {
        let by_key = ObjectBuilder::new().additional_properties(Some(Label::schema()));
        ObjectBuilder::new()
            .description(Some("The names of keys, by what they are keys of"))
            .additional_properties(Some(by_key))
            .examples([json!({"handlungsfeld": {"2": Label::new("Spracherwerb", "Language")}})])
            .into()
    }
}

impl ToSchema for Names {
    fn name() -> Cow<'static, str> {
        "Names".into()
    }
}

/// The columns of a table that have another with the German name beside them.
const BESIDE: [(&str, &str); 9] = [
    ("handlungsfeld", "handlungsfeldName"),
    ("guideline", "guidelineName"),
    ("stadtteil", "stadtteilName"),
    ("targetGroup", "targetGroupName"),
    ("carrier", "carrierName"),
    ("carrierKind", "carrierKindName"),
    ("status", "statusName"),
    ("reach", "reachName"),
    ("source", "sourceName"),
];

impl Names {
    /// What one key is called.
    pub fn get(&self, of: &str, key: &str) -> Option<&Label> {
        self.0.get(of)?.get(key)
    }

    /// Adds what `keys` are called, of which `of` says what they are. Handlungsfelder and
    /// guidelines are those of `concept`.
    pub fn add<'k>(
        &mut self,
        view: &View,
        concept: Option<&str>,
        of: &'static str,
        keys: impl IntoIterator<Item = &'k str>,
    ) {
        for key in keys {
            if let Some(label) = label(view, concept, of, key) {
                self.0.entry(of).or_default().insert(key.to_owned(), label);
            }
        }
    }

    /// The table with a column of names beside each of keys.
    pub fn beside(&self, mut table: Table) -> Table {
        for (keys, heading) in BESIDE {
            let Some(place) = table.headings.iter().position(|other| *other == keys) else {
                continue;
            };
            table.headings.insert(place + 1, heading);
            let names = self.0.get(keys);
            for row in &mut table.rows {
                let name = match &row[place] {
                    Cell::Text(key) => names.and_then(|names| names.get(&**key)),
                    _ => None,
                };
                row.insert(
                    place + 1,
                    name.map_or(Cell::Empty, |name| Cell::Text(name.de.clone().into())),
                );
            }
        }
        table
    }
}

/// What one key is called.
pub fn label(view: &View, concept: Option<&str>, of: &str, key: &str) -> Option<Label> {
    let catalog = &view.catalog;
    let same = |name: &str| Label::new(name, name);
    match of {
        "handlungsfeld" => {
            let field = catalog.handlungsfeld(concept?, key.parse().ok()?);
            field.map(|field| field.short_title.clone())
        }
        "guideline" => catalog.guideline(concept?, key).map(|guideline| guideline.label.clone()),
        "stadtteil" => {
            let wide = || Some(key.parse::<Reach>().ok()?.label());
            catalog.stadtteil(key).map(|stadtteil| same(&stadtteil.name)).or_else(wide)
        }
        "targetGroup" => catalog.target_group(key).map(|group| group.label.clone()),
        "carrier" => view.carrier(key.parse().ok()?).map(|carrier| same(&carrier.content.name)),
        "carrierKind" => catalog.carrier_kind(key).map(|kind| kind.label.clone()),
        "status" => Some(key.parse::<Status>().ok()?.label()),
        "reach" => Some(key.parse::<Reach>().ok()?.label()),
        "source" => Some(key.parse::<FundingSource>().ok()?.label()),
        _ => None,
    }
}
