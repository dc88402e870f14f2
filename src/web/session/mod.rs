//! Who is signed in in a browser: the cookie, forms that only our own pages send, the
//! pages to sign in and out, and the account.

mod account;
mod cookie;
mod form;
mod guest;
mod kept;
mod once;
mod origin;
mod password;
mod posted;
mod refused;
mod sign_in;
mod upload;
mod visit;

use actix_web::web::ServiceConfig;

pub use form::Form;
pub use guest::{Account, AdministratorPage, ImporterPage, Person, PlannerPage};
pub use posted::{By, Posted};
pub use upload::Uploaded;
pub use visit::{Visit, browser_of};

use super::routes::{button, form, page};

pub fn routes(config: &mut ServiceConfig) {
    form(config, "/anmelden", sign_in::show, sign_in::send);
    button(config, "/abmelden", sign_in::sign_out);
    page(config, "/konto", account::show);
    form(config, "/konto/passwort", password::show, password::send);
    button(config, "/konto/abmelden", account::sign_out_everywhere);
}
