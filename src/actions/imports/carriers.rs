//! For which carrier a row is.

use std::collections::HashMap;

use super::cells::{Given, given, text};
use super::faults::at;
use crate::domain::import::{CellFault, Suggestion, brief};
use crate::domain::measure::table;
use crate::domain::{CarrierId, Label, Rule};
use crate::register::View;

/// The carriers that can be named, by their names in lower case.
pub struct Carriers<'v> {
    view: &'v View,
    names: HashMap<String, Vec<CarrierId>>,
    short_names: HashMap<String, Vec<CarrierId>>,
}

impl<'v> Carriers<'v> {
    pub fn of(view: &'v View) -> Self {
        let (mut names, mut short_names) = (HashMap::new(), HashMap::new());
        for carrier in view.carriers().filter(|carrier| carrier.merged_into.is_none()) {
            let add = |to: &mut HashMap<String, Vec<CarrierId>>, name: &str| {
                to.entry(name.to_lowercase()).or_default().push(carrier.id);
            };
            add(&mut names, &carrier.content.name);
            if let Some(short) = &carrier.content.short_name {
                add(&mut short_names, short);
            }
        }
        Self { view, names, short_names }
    }

    /// The carrier that a row names, by its id, its name or its short name; `None` = it
    /// names none.
    pub fn named(&self, cells: &[Given]) -> Result<Option<CarrierId>, Box<CellFault>> {
        let one = self.in_cell("leadCarrier", cells)?;
        match (one, self.in_cell("leadCarrier.name", cells)) {
            (None, two) => two,
            (Some(one), Ok(Some(two))) if one != two => Err(Box::new(contradiction(cells))),
            // A former name may stand beside an id.
            (one, _) => Ok(one),
        }
    }

    fn in_cell(&self, name: &str, cells: &[Given]) -> Result<Option<CarrierId>, Box<CellFault>> {
        let text = text(cells, name);
        // Whether there is one with this id is asked with all the rest.
        if let Some(id) = text.parse().ok().or_else(|| self.called(text)) {
            return Ok(Some(id));
        }
        let wanted = text.to_lowercase();
        let several = self.names.get(&wanted).or_else(|| self.short_names.get(&wanted));
        match several {
            _ if text.is_empty() => Ok(None),
            Some(several) => Err(Box::new(self.ambiguous(name, cells, several))),
            None => {
                let column = table::find(name).expect("columns have names");
                Err(Box::new(at(column, &Rule::NoSuch("carrier"), cells, self.view)))
            }
        }
    }

    /// The only one of that name; of several, the one that is written just so.
    fn called(&self, text: &str) -> Option<CarrierId> {
        let wanted = text.to_lowercase();
        let found = self.names.get(&wanted).or_else(|| self.short_names.get(&wanted))?;
        let exact = |id: &&CarrierId| self.view.carrier_ref(**id).name == text;
        let mut exact = found.iter().filter(exact);
        match (found.as_slice(), exact.next(), exact.next()) {
            ([only], _, _) => Some(*only),
            (_, Some(one), None) => Some(*one),
            _ => None,
        }
    }

    fn ambiguous(&self, name: &str, cells: &[Given], several: &[CarrierId]) -> CellFault {
        let message = Label::new(
            "So heißen mehrere Träger; geben Sie die ID an.",
            "Several carriers are called so; give the id.",
        );
        let text = text(cells, name);
        let suggestions = several.iter().take(100).map(|id| Suggestion {
            instead_of: brief(text, 1_000),
            value: id.to_string(),
            name: Some(self.view.carrier_ref(*id).name),
        });
        let fault = CellFault {
            suggestions: suggestions.collect(),
            ..CellFault::new("ambiguous", message)
        };
        fault.at(heading(cells, name), name, text)
    }
}

fn contradiction(cells: &[Given]) -> CellFault {
    let message = Label::new(
        "Die ID daneben ist die eines anderen Trägers.",
        "The id beside it is that of another carrier.",
    );
    let name = "leadCarrier.name";
    CellFault::new("ambiguous", message).at(heading(cells, name), name, text(cells, name))
}

fn heading<'g>(cells: &'g [Given], name: &str) -> &'g str {
    given(cells, name).map_or("", |cell| &*cell.heading)
}
