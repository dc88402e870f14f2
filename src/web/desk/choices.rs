//! What there is to choose from.

use crate::domain::Label;
use crate::domain::measure::{FundingSource, PartnerRole, Reach, Reason, Status};
use crate::web::forms::{Choice, Known};

fn labelled(value: impl ToString, label: &Label, known: &Known<'_>) -> Choice {
    Choice::new(value.to_string(), label.in_lang(known.lang))
}

pub fn fields(known: &Known<'_>) -> Vec<Choice> {
    let fields = &known.view.catalog.handlungsfelder;
    let own = fields.iter().filter(|field| field.concept == known.concept);
    own.map(|field| {
        let title = format!("{} {}", field.number, field.title.in_lang(known.lang));
        Choice::new(field.number.to_string(), title)
    })
    .collect()
}

pub fn guidelines(known: &Known<'_>) -> Vec<Choice> {
    let all = &known.view.catalog.guidelines;
    let own = all.iter().filter(|guideline| guideline.concept == known.concept);
    own.map(|guideline| {
        let label = guideline.label.in_lang(known.lang);
        Choice::new(&guideline.code, format!("{} {label}", guideline.code))
    })
    .collect()
}

pub fn reaches(known: &Known<'_>) -> Vec<Choice> {
    Reach::ALL.iter().map(|reach| labelled(reach, &reach.label(), known)).collect()
}

/// By name: nobody knows their keys.
pub fn stadtteile(known: &Known<'_>) -> Vec<Choice> {
    let mut all: Vec<_> = known.view.catalog.stadtteile.iter().collect();
    all.sort_by_cached_key(|stadtteil| crate::register::view::spell(&stadtteil.name));
    all.iter().map(|stadtteil| Choice::new(&stadtteil.key, &stadtteil.name)).collect()
}

pub fn target_groups(known: &Known<'_>) -> Vec<Choice> {
    let groups = known.view.catalog.target_groups.iter();
    groups.map(|group| labelled(&group.code, &group.label, known)).collect()
}

/// Those that can be named, by name.
pub fn carriers(known: &Known<'_>) -> Vec<Choice> {
    let there = |carrier: &&std::sync::Arc<crate::domain::Carrier>| carrier.merged_into.is_none();
    let mut all: Vec<_> = known.view.carriers().filter(there).collect();
    all.sort_by_cached_key(|carrier| crate::register::view::spell(&carrier.content.name));
    all.iter().map(|carrier| Choice::new(carrier.id.to_string(), &carrier.content.name)).collect()
}

pub fn partner_roles(known: &Known<'_>) -> Vec<Choice> {
    PartnerRole::ALL.iter().map(|role| labelled(role, &role.label(), known)).collect()
}

pub fn funding_sources(known: &Known<'_>) -> Vec<Choice> {
    FundingSource::ALL.iter().map(|source| labelled(source, &source.label(), known)).collect()
}

/// Where the work may go from where it stands.
pub fn next_statuses(known: &Known<'_>) -> Vec<Choice> {
    let next = known.status.map_or(Status::ALL, Status::next);
    next.iter().map(|status| labelled(status, &status.label(), known)).collect()
}

pub fn reasons(known: &Known<'_>) -> Vec<Choice> {
    Reason::ALL.iter().map(|reason| labelled(reason, &reason.label(), known)).collect()
}
