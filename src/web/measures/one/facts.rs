use crate::domain::measure::Partner;
use crate::domain::{CarrierId, MeasureId};
use crate::register::View;
use crate::register::view::{Entry, MeasureRecord};
use crate::web::format::together;
use crate::web::{Link, Page};

/// What is known of a measure, in words and with what it leads to.
pub struct Facts {
    pub carrier: Link,
    pub carrier_kind: Option<String>,
    pub fields: Vec<Link>,
    pub guidelines: Vec<String>,
    /// In words, where no Stadtteile are named.
    pub reach: Option<String>,
    pub places: Vec<Link>,
    pub groups: Vec<String>,
    pub planned: Option<String>,
    /// As it really was, where that is known.
    pub actual: Option<String>,
    pub partners: Vec<PartnerLine>,
    pub before: Option<Link>,
    pub after: Vec<Link>,
}

pub struct PartnerLine {
    pub name: String,
    pub href: Option<String>,
    pub role: String,
}

impl Facts {
    pub fn of(page: &Page, view: &View, measure: &MeasureRecord, entry: &Entry) -> Self {
        let (catalog, content) = (&view.catalog, &measure.content);
        let concept = measure.concept.as_str();
        let fields = content.handlungsfeld.iter().chain(&content.further_handlungsfelder);
        let fields = fields.filter_map(|number| catalog.handlungsfeld(concept, *number));
        let fields = fields.map(|field| {
            let name = format!("{}\u{a0}{}", field.number, page.label(&field.title));
            Link::new(page, &format!("/handlungsfelder/{}", field.number), name)
        });
        let guidelines =
            content.guidelines.iter().filter_map(|code| catalog.guideline(concept, code));
        let places = content.stadtteile.iter().filter_map(|key| catalog.stadtteil(key));
        let places = places.map(|stadtteil| {
            Link::new(page, &format!("/stadtteile/{}", stadtteil.key), stadtteil.name.clone())
        });
        let places: Vec<Link> = places.collect();
        let groups = content.target_groups.iter().filter_map(|code| catalog.target_group(code));
        let known = content.actual.start.is_some() || content.actual.end.is_some();
        let kind = catalog.carrier_kind(&measure.lead_carrier.kind);
        let carrier = &measure.lead_carrier;
        Self {
            carrier: Link::new(page, &format!("/traeger/{}", carrier.id), together(&carrier.name)),
            carrier_kind: kind.map(|kind| page.label(&kind.label).to_owned()),
            fields: fields.collect(),
            guidelines: guidelines
                .map(|g| format!("{}\u{a0}{}", g.code, page.label(&g.label)))
                .collect(),
            reach: content
                .reach
                .filter(|_| places.is_empty())
                .map(|r| page.label(&r.label()).to_owned()),
            places,
            groups: groups.map(|group| together(page.label(&group.label))).collect(),
            planned: page.period(&content.planned),
            actual: known.then(|| page.period(&entry.measure.period())).flatten(),
            partners: content
                .partners
                .iter()
                .map(|partner| partner_line(page, view, partner))
                .collect(),
            before: content.predecessor.and_then(|id| other(page, view, id)),
            after: measure.successors.iter().filter_map(|id| other(page, view, *id)).collect(),
        }
    }
}

fn partner_line(page: &Page, view: &View, partner: &Partner) -> PartnerLine {
    let page_of = |id: CarrierId| view.carrier(id).map(|_| page.href(&format!("/traeger/{id}")));
    PartnerLine {
        name: partner.name.clone().unwrap_or_default(),
        href: partner.carrier.and_then(page_of),
        role: page.label(&partner.role.label()).to_owned(),
    }
}

/// Another measure, if everybody may see it.
fn other(page: &Page, view: &View, id: MeasureId) -> Option<Link> {
    let entry = view.measures.find(id).filter(|entry| entry.public.is_some())?;
    let measure = &entry.measure;
    Some(Link::new(page, &super::super::path(measure), measure.content.title.to_string()))
}
