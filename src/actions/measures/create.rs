//! Registering.

use serde_json::Value;

use crate::domain::input::{CODE_MAX, Input};
use crate::domain::measure::{Content, Demonstration, External, Step, check_chain};
use crate::domain::{
    Caller, CarrierId, Catalog, Concept, Conflict, Deed, Error, Faults, Kind, Measure, MeasureId,
    Result, Rule,
};
use crate::register::view::Ground;
use crate::register::{Tx, View};

/// What is registered.
pub(super) struct New {
    concept: String,
    carrier: CarrierId,
    external: Option<External>,
    content: Content,
    steps: Vec<Step>,
}

/// What a body says, read before its turn to be written has come: to read it is a good
/// part of a write, and need not keep others waiting.
pub struct Draft {
    new: Option<New>,
    ground: Ground,
}

impl Draft {
    pub fn read(view: &View, caller: &Caller, body: &Value) -> Self {
        let new = New::read(view, caller, body).ok();
        // A predecessor may be gone by then.
        let new = new.filter(|new| new.content.predecessor.is_none());
        Self { new, ground: view.ground() }
    }

    /// What was read, if that still holds.
    fn on(self, view: &View) -> Option<New> {
        self.new.filter(|_| view.ground() == self.ground)
    }
}

/// Registers a draft: a content, with `leadCarrier`, and if wanted `concept`,
/// `external` and the whole chain of `statusChanges` so far.
pub fn create_measure(tx: &mut Tx<'_>, caller: &Caller, body: &Value) -> Result<MeasureId> {
    let new = New::read(tx.view, caller, body)?;
    create(tx, caller, new, None)
}

/// The same for a body that was read before.
pub fn create_drafted(
    tx: &mut Tx<'_>,
    caller: &Caller,
    draft: Draft,
    body: &Value,
) -> Result<MeasureId> {
    let new = draft.on(tx.view).map_or_else(|| New::read(tx.view, caller, body), Ok)?;
    create(tx, caller, new, None)
}

/// Registers demonstration data, with its sources.
pub fn create_demonstration(
    tx: &mut Tx<'_>,
    carrier: CarrierId,
    body: &Value,
    demonstration: Demonstration,
) -> Result<MeasureId> {
    let new = New::of_carrier(tx.view, carrier, None, body)?;
    create(tx, &Caller::System, new, Some(demonstration))
}

impl New {
    fn read(view: &View, caller: &Caller, body: &Value) -> Result<Self> {
        let faults = Faults::default();
        let Some(mut input) = Input::new(body, "", &faults) else {
            return Err(Error::invalid("", Rule::Kind(Kind::Object)));
        };
        let carrier = input.id::<CarrierId>("leadCarrier");
        let carrier = input.required("leadCarrier", carrier);
        if let Some(carrier) = carrier {
            caller.may_create(carrier)?;
            let known = view.carrier(carrier);
            faults.require(known.is_some(), "/leadCarrier", Rule::NoSuch("carrier"));
        } else if *caller == Caller::Public {
            return Err(Error::Unauthenticated);
        }
        let external = input.object("external", |input| {
            let source = input.line("source", 60);
            let id = input.line("id", 200);
            let source = input.required("source", source);
            let id = input.required("id", id);
            Some(External { source: source?, id: id? })
        });
        Self::read_rest(view, carrier, external, input)
    }

    /// The same for a body that does not say whose it is.
    pub(super) fn of_carrier(
        view: &View,
        carrier: CarrierId,
        external: Option<External>,
        body: &Value,
    ) -> Result<Self> {
        let faults = Faults::default();
        let Some(input) = Input::new(body, "", &faults) else {
            return Err(Error::invalid("", Rule::Kind(Kind::Object)));
        };
        Self::read_rest(view, Some(carrier), external, input)
    }

    fn read_rest(
        view: &View,
        carrier: Option<CarrierId>,
        external: Option<External>,
        mut input: Input<'_>,
    ) -> Result<Self> {
        let concept = concept(&mut input, &view.catalog);
        let content = concept.map(|concept| Content::read(&mut input, concept, view));
        let steps = super::status::read_steps(&mut input, "statusChanges");
        let chain = steps.iter().map(|step| (step.to, step.effective_on, step.reason));
        let faults = input.faults();
        check_chain(chain, view.today, place_of_step, faults);
        input.finish();
        let (Some(carrier), Some(content), Some(concept)) = (carrier, content, concept) else {
            return Err(faults.check().err().unwrap_or(Error::NotFound("concept")));
        };
        faults.check()?;
        let concept = concept.id.clone();
        Ok(Self { concept, carrier, external, content, steps })
    }
}

fn place_of_step(index: usize, name: &str) -> String {
    format!("/statusChanges/{index}/{name}")
}

pub(super) fn create(
    tx: &mut Tx<'_>,
    caller: &Caller,
    new: New,
    demonstration: Option<Demonstration>,
) -> Result<MeasureId> {
    let New { concept, carrier, external, content, steps } = new;
    require_active(tx, carrier)?;
    if let Some(external) = &external
        && tx.view.measures.find_external(carrier, external).is_some()
    {
        return Err(Error::Conflict(Conflict::Taken("external")));
    }
    let catalog = &tx.view.catalog;
    let concept = catalog.concept(&concept).ok_or(Error::NotFound("concept"))?;
    let mut measure = Measure::new(concept, carrier, content, tx.now);
    measure.external = external.map(Box::new);
    measure.state.demonstration = demonstration.map(Box::new);
    if !steps.is_empty() {
        let permit = caller.may(measure.action_of_step(), &measure)?;
        measure.change_status(permit, steps, (tx.today, tx.now), place_of_step)?;
    }
    let (id, by) = (measure.id, caller.actor(Some(carrier)));
    tx.save_measure(Deed::Create, by, measure)?;
    Ok(id)
}

fn concept<'c>(input: &mut Input<'_>, catalog: &'c Catalog) -> Option<&'c Concept> {
    match input.line("concept", CODE_MAX) {
        None => catalog.current_concept(),
        Some(id) => catalog.concept(&id).or_else(|| {
            input.faults().add("/concept", Rule::NoSuch("concept"));
            None
        }),
    }
}

fn require_active(tx: &Tx<'_>, carrier: CarrierId) -> Result<()> {
    match tx.view.carrier(carrier) {
        Some(carrier) if carrier.content.active => Ok(()),
        Some(_) => Err(Error::Conflict(Conflict::Inactive)),
        None => Err(Error::NotFound("carrier")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::actions::carriers::merge_carriers;
    use crate::actions::trial::Testing;

    #[test]
    fn a_body_that_was_read_early_is_held_against_what_is_there_when_it_is_written() {
        let testing = Testing::with_catalog();
        let (own, partner) = (testing.carrier("A"), testing.carrier("B"));
        let body = json!({
            "leadCarrier": own, "title": "Lesekreis", "partners": [{"carrier": partner}],
        });
        let read = || Draft::read(&testing.register.view(), &Caller::System, &body);
        let write = |draft: Draft| {
            let body = body.clone();
            testing.write(move |tx| create_drafted(tx, &Caller::System, draft, &body))
        };
        let early = read();
        write(read()).unwrap();
        testing.write(move |tx| merge_carriers(tx, &Caller::System, partner, own)).unwrap();
        let Err(Error::Invalid(faults)) = write(early) else { panic!("B is no more") };
        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/partners/0/carrier"]);
    }
}
