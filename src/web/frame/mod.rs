//! The frame that every page has: head, navigation, footer.

use actix_web::HttpRequest;
use actix_web::web::Data;
use chrono_tz::Tz;

use super::{Site, assets, format, reader};
use crate::api::Settings;
use crate::domain::{Date, Day, Instant, Label, Lang, Period};
use crate::register::{Register, View};

/// What leads where: path, German, English.
const SECTIONS: [(&str, &str, &str); 5] = [
    ("/", "Überblick", "Overview"),
    ("/karte", "Karte", "Map"),
    ("/matrix", "Matrix", "Matrix"),
    ("/massnahmen", "Maßnahmen", "Measures"),
    ("/traeger", "Träger", "Carriers"),
];

/// The frame of one page, and what every template asks for.
pub struct Page {
    pub lang: Lang,
    /// Of the document, without the name of the site.
    pub title: String,
    /// In a sentence, for search engines and those who share it.
    pub description: Option<String>,
    /// The JSON behind the page, as a path.
    pub json: Option<String>,
    /// The path without language.
    path: String,
    /// Path and query without language.
    address: String,
    /// Where the service is reached: what stands before every path, and all of it.
    base: String,
    origin: String,
    concept: String,
    pub municipality: String,
    pub today: Day,
    /// Where a moment is a day.
    zone: Tz,
    /// Pages elsewhere may embed some of ours.
    pub embeds: bool,
}

/// Something that leads somewhere.
pub struct Link {
    pub href: String,
    pub name: String,
}

impl Link {
    pub fn new(page: &Page, path: &str, name: String) -> Self {
        Self { href: page.href(path), name }
    }
}

/// An entry of the navigation.
pub struct Section {
    pub href: String,
    pub name: &'static str,
    /// `page` if it is this page, `true` if this page lies below it.
    pub current: Option<&'static str>,
}

impl Page {
    pub fn new(request: &HttpRequest, view: &View, title: String) -> Self {
        let settings: &Data<Settings> = request.app_data().expect("settings are app data");
        let register: &Data<Register> = request.app_data().expect("the register is app data");
        let site: &Data<Site> = request.app_data().expect("the site is app data");
        let (lang, uri) = (reader::language(request), request.uri());
        let address = uri.path_and_query().map_or("/", |address| address.as_str());
        let without = |path: &str| match lang {
            Lang::De => path.to_owned(),
            Lang::En => path.strip_prefix("/en").map(rooted).unwrap_or_default(),
        };
        let url = &settings.public_url;
        let scheme = url.find("://").map_or(0, |at| at + 3);
        let root = url[scheme..].find('/').map_or(url.len(), |at| at + scheme);
        let concept = view.catalog.current_concept();
        Self {
            lang,
            title,
            description: None,
            json: None,
            path: without(uri.path()),
            address: without(address),
            base: url[root..].to_owned(),
            origin: url[..root].to_owned(),
            concept: concept
                .map(|concept| format::together(concept.title.in_lang(lang)))
                .unwrap_or_default(),
            municipality: concept.map(|c| c.municipality.name.clone()).unwrap_or_default(),
            today: view.today,
            zone: register.clock.zone(),
            embeds: !site.embedders.is_empty(),
        }
    }

    /// One of two texts.
    pub fn t<'t>(&self, de: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(de, en)
    }

    pub fn label<'l>(&self, label: &'l Label) -> &'l str {
        label.in_lang(self.lang)
    }

    pub fn concept(&self) -> &str {
        &self.concept
    }

    /// Where a page is, in the language of this one.
    pub fn href(&self, path: &str) -> String {
        self.href_in(self.lang, path)
    }

    fn href_in(&self, lang: Lang, path: &str) -> String {
        let base = &self.base;
        match lang {
            Lang::De => format!("{base}{path}"),
            Lang::En if path == "/" => format!("{base}/en"),
            Lang::En if path.starts_with("/?") => format!("{base}/en{}", &path[1..]),
            Lang::En => format!("{base}/en{path}"),
        }
    }

    /// Where something is that has no language, such as `/v1/…`.
    pub fn raw(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The whole address of a page.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{}", self.origin, self.href(path))
    }

    /// The same in German and in English.
    pub fn both(&self, path: &str) -> (String, String) {
        let of = |lang| format!("{}{}", self.origin, self.href_in(lang, path));
        (of(Lang::De), of(Lang::En))
    }

    /// Where the service is reached, without a slash at the end.
    pub fn root(&self) -> String {
        format!("{}{}", self.origin, self.base)
    }

    pub fn asset(&self, name: &str) -> String {
        self.raw(&assets::path(name))
    }

    /// The same with the host, for those who load it from elsewhere.
    pub fn whole_asset(&self, name: &str) -> String {
        format!("{}{}", self.origin, self.asset(name))
    }

    /// The address of this page in a language, whole.
    pub fn url_in(&self, tag: &str) -> String {
        let lang = if tag == "en" { Lang::En } else { Lang::De };
        format!("{}{}", self.origin, self.href_in(lang, &self.address))
    }

    pub fn url(&self) -> String {
        self.url_in(self.lang.tag())
    }

    /// This page in the other language.
    pub fn other(&self) -> String {
        self.href_in(self.lang.pick(Lang::En, Lang::De), &self.address)
    }

    pub fn sections(&self) -> Vec<Section> {
        self.ways(&SECTIONS)
    }

    /// Entries of a navigation: path, German, English.
    pub fn ways<'w>(
        &self,
        ways: impl IntoIterator<Item = &'w (&'static str, &'static str, &'static str)>,
    ) -> Vec<Section> {
        let sections = ways.into_iter().map(|(path, de, en)| Section {
            href: self.href(path),
            name: self.t(de, en),
            current: self.current(path),
        });
        sections.collect()
    }

    /// Whether this page is at `path`, or belongs there.
    pub fn current(&self, path: &str) -> Option<&'static str> {
        let below = match path {
            "/" => "/handlungsfelder",
            "/karte" => "/stadtteile",
            _ => path,
        };
        match (self.path == path, self.path.strip_prefix(below)) {
            (true, _) => Some("page"),
            (_, Some(rest)) if rest.starts_with('/') => Some("true"),
            _ => None,
        }
    }

    /// The day of a moment, where the concept is.
    pub fn day_of(&self, at: &Instant) -> Day {
        at.day_in(self.zone)
    }

    pub fn day(&self, day: &Day) -> String {
        format::day(self.lang, *day)
    }

    /// What a page says of a day that is past.
    pub fn as_it_stood(&self, day: &Day) -> String {
        let day = self.day(day);
        self.lang.pick(format!("So stand es am\u{a0}{day}."), format!("As it stood on {day}."))
    }

    pub fn date(&self, date: &Date) -> String {
        format::date(self.lang, *date)
    }

    pub fn period(&self, period: &Period) -> Option<String> {
        format::period(self.lang, *period)
    }

    pub fn number(&self, number: &u64) -> String {
        format::number(self.lang, *number)
    }

    /// So many of something, as `1 Maßnahme`, `7 Maßnahmen`.
    pub fn measures(&self, number: &u64) -> String {
        let one = *number == 1;
        let noun = match self.lang {
            Lang::De => {
                if one {
                    "Maßnahme"
                } else {
                    "Maßnahmen"
                }
            }
            Lang::En => {
                if one {
                    "measure"
                } else {
                    "measures"
                }
            }
        };
        format!("{}\u{a0}{noun}", self.number(number))
    }
}

/// A path that begins at the root.
fn rooted(path: &str) -> String {
    match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("/{path}"),
    }
}
