//! What people see: pages, charts, the map. Each page is a struct with what it shows,
//! a handler that fills it from the view, and a template beside it; `Page` is the
//! frame that all of them have.
//!
//! A new page: a file with the struct (`page: Page` and ready fields) and the handler
//! (`reader: Reader` for what everybody may read), a template that extends
//! `frame/frame.html` and says everything as `page.t("deutsch", "English")`, and a line
//! in [`routes`]. A handler that fails answers a `Problem`,
//! which `failure` shows as a page. Colours are classes: there are no inline styles.

mod address;
mod answer;
mod assets;
mod carriers;
mod chart;
mod crawlers;
mod desk;
mod facets;
mod failure;
mod format;
mod forms;
mod frame;
mod legal;
mod map;
mod matrix;
mod measures;
mod office;
mod overview;
mod reader;
mod routes;
mod session;
mod site;
mod subject;
mod widget;

use actix_web::web::{Data, ServiceConfig};

pub use site::Site;

use crate::api::Painter;
use frame::{Link, Page};
use reader::Reader;
use routes::{page, plain};

/// The routes of all pages.
pub fn routes(site: Site) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let site = Data::new(site);
    move |config| {
        config.app_data(site.clone()).app_data(Painter(failure::paint));
        plain(config, "/assets/{hash}/{name}", assets::get);
        page(config, "/", overview::show);
        page(config, "/karte", map::show);
        page(config, "/matrix", matrix::show);
        page(config, "/matrix/{handlungsfeld}", matrix::show_field);
        page(config, "/handlungsfelder/{number}", subject::show_field);
        page(config, "/stadtteile/{key}", subject::show_stadtteil);
        page(config, "/traeger", carriers::list);
        page(config, "/traeger/{id}", subject::show_carrier);
        page(config, "/massnahmen", measures::list);
        page(config, "/massnahmen/{id}", measures::find);
        page(config, "/einbetten/karte", widget::show_map);
        page(config, "/einbetten/handlungsfelder/{number}", widget::show_field);
        page(config, "/einbetten/massnahmen/{id}", widget::show_measure);
        page(config, "/impressum", legal::show_imprint);
        page(config, "/datenschutz", legal::show_privacy);
        page(config, "/barrierefreiheit", legal::show_accessibility);
        plain(config, "/robots.txt", crawlers::get_robots);
        plain(config, "/sitemap.xml", crawlers::get_sitemaps);
        plain(config, "/sitemaps/{number}.xml", crawlers::get_sitemap);
        plain(config, "/.well-known/security.txt", crawlers::get_security);
        session::routes(config);
        desk::routes(config);
        office::routes(config);
    }
}
