use crate::api::problem::Problem;
use crate::domain::Error;
use crate::register::view::statistics::GroupBy;
use crate::register::view::{Dim, Filter};
use crate::web::{Link, Reader};

/// What a page is about.
pub struct About {
    pub path: String,
    pub title: String,
    /// The title is a name, in whatever language the page is.
    pub german: bool,
    /// Where pages elsewhere find it.
    pub embed: Option<String>,
    /// Where it belongs.
    pub above: Link,
    /// The JSON of it.
    pub json: String,
    pub facts: Vec<Fact>,
    /// Its measures, as an address asks for them and as they are found.
    pub own: (String, String),
    pub filter: Filter,
    /// What its measures are counted by, with a heading for it.
    pub by: Vec<(GroupBy, &'static str)>,
    /// What else there is to see.
    pub more: Vec<Link>,
}

/// Something known of it.
pub struct Fact {
    pub name: &'static str,
    pub text: String,
    pub href: Option<String>,
}

pub fn field(reader: &Reader, number: &str) -> Result<About, Problem> {
    let (page, field) = (reader.page(""), reader.field(number)?);
    let number = field.number.to_string();
    let mut filter = of(Dim::Handlungsfeld, vec![number.clone()]);
    filter.dims.push((Dim::Concept, vec![field.concept.clone()]));
    let guidelines = format!("/matrix/{number}");
    let map = format!("/karte?handlungsfeld={number}");
    let named = |de, en| page.t(de, en).to_owned();
    Ok(About {
        path: page.href(&format!("/handlungsfelder/{number}")),
        title: format!("{number} {}", page.label(&field.title)),
        german: false,
        embed: Some(page.absolute(&format!("/einbetten/handlungsfelder/{number}"))),
        above: Link::new(&page, "/", page.concept().to_owned()),
        json: "/v1/handlungsfelder".to_owned(),
        facts: Vec::new(),
        own: ("handlungsfeld".to_owned(), number),
        filter,
        by: vec![
            (GroupBy::Guideline, page.lang.pick("Nach Leitlinien", "By guideline")),
            (GroupBy::Stadtteil, page.lang.pick("Nach Stadtteilen", "By Stadtteil")),
        ],
        more: vec![
            Link::new(&page, &guidelines, named("Leitlinien und Lücken", "Guidelines and gaps")),
            Link::new(&page, &map, named("Auf der Karte", "On the map")),
        ],
    })
}

pub fn stadtteil(reader: &Reader, key: &str) -> Result<About, Problem> {
    let (page, view) = (reader.page(""), reader.view());
    let stadtteil = view.catalog.stadtteil(key).ok_or(Error::NotFound("Stadtteil"))?;
    let key_fact = Fact {
        name: page.lang.pick("Amtlicher Schlüssel", "Official key"),
        text: key.to_owned(),
        href: None,
    };
    // What the public is told: small numbers are not.
    let figures = view.populations().last().and_then(|population| {
        let residents = population.figures(key, false).total?;
        let number = page.number(&residents);
        let text = format!("{number} ({}, {})", population.year, population.content.source.text);
        Some(Fact { name: page.lang.pick("Einwohner", "Residents"), text, href: None })
    });
    Ok(About {
        path: page.href(&format!("/stadtteile/{key}")),
        title: stadtteil.name.clone(),
        german: true,
        embed: None,
        above: Link::new(&page, "/karte", page.t("Karte", "Map").to_owned()),
        json: "/v1/stadtteile".to_owned(),
        facts: [key_fact].into_iter().chain(figures).collect(),
        own: ("stadtteil".to_owned(), key.to_owned()),
        filter: of(Dim::Stadtteil, vec![key.to_owned()]),
        by: vec![(
            GroupBy::Handlungsfeld,
            page.lang.pick("Nach Handlungsfeldern", "By Handlungsfeld"),
        )],
        more: vec![
            Link::new(
                &page,
                "/massnahmen?reach=citywide",
                page.t("Was der ganzen Stadt gilt", "What is for the whole city").to_owned(),
            ),
            Link::new(
                &page,
                "/matrix",
                page.t("Lücken in der Matrix", "Gaps in the matrix").to_owned(),
            ),
        ],
    })
}

pub fn carrier(reader: &Reader, id: &str) -> Result<About, Problem> {
    let (page, view) = (reader.page(""), reader.view());
    let carrier =
        id.parse().ok().and_then(|id| view.carrier(id)).ok_or(Error::NotFound("carrier"))?;
    let content = &carrier.content;
    let plain = |name, text: String| Fact { name, text, href: None };
    let other = |name, id| {
        let other = view.carrier(id)?;
        let href = Some(page.href(&format!("/traeger/{id}")));
        Some(Fact { name, text: other.content.name.clone(), href })
    };
    let kind = view.catalog.carrier_kind(&content.kind);
    let mut facts = vec![plain(
        page.lang.pick("Art", "Kind"),
        kind.map(|k| page.label(&k.label).to_owned()).unwrap_or_default(),
    )];
    let into = page.lang.pick("Aufgegangen in", "Merged into");
    facts.extend(carrier.merged_into.and_then(|id| other(into, id)));
    let parent = page.lang.pick("Gehört zu", "Belongs to");
    facts.extend(content.parent.and_then(|id| other(parent, id)));
    let website = page.lang.pick("Webseite", "Website");
    facts.extend(content.website.iter().map(|url| Fact {
        name: website,
        text: url.clone(),
        href: Some(url.clone()),
    }));
    let email = page.lang.pick("E-Mail", "E-mail");
    facts.extend(content.email.iter().map(|address| Fact {
        name: email,
        text: address.clone(),
        href: Some(format!("mailto:{address}")),
    }));
    facts.extend(
        content
            .phone
            .iter()
            .map(|phone| plain(page.lang.pick("Telefon", "Telephone"), phone.clone())),
    );
    if !carrier.former_names.is_empty() {
        facts.push(plain(page.lang.pick("Früher", "Formerly"), carrier.former_names.join(", ")));
    }
    let carriers = view.with_children(carrier.id);
    Ok(About {
        path: page.href(&format!("/traeger/{}", carrier.id)),
        title: content.name.clone(),
        german: true,
        embed: None,
        above: Link::new(&page, "/traeger", page.t("Träger", "Carriers").to_owned()),
        json: format!("/v1/carriers/{}", carrier.id),
        facts,
        own: ("carrier".to_owned(), carrier.id.to_string()),
        filter: of(Dim::Carrier, carriers.iter().map(ToString::to_string).collect()),
        by: vec![(
            GroupBy::Handlungsfeld,
            page.lang.pick("Nach Handlungsfeldern", "By Handlungsfeld"),
        )],
        more: vec![Link::new(
            &page,
            &format!("/massnahmen?partner={}", carrier.id),
            page.t("Woran er als Partner mitwirkt", "What it takes part in as a partner")
                .to_owned(),
        )],
    })
}

fn of(dim: Dim, codes: Vec<String>) -> Filter {
    Filter { dims: vec![(dim, codes)], ..Filter::default() }
}
