//! The side of the carriers, as they use it: pages, forms and buttons, no JavaScript.

mod keeping;
mod meanwhile;
mod writing;

use chrono::TimeDelta;
use massnahmenregister::domain::CarrierId;
use serde_json::{Value, json};

use crate::browser::{Browser, Shown};
use crate::harness::{TestApi, Who, complete, path_of};
use crate::people::{PASSWORD, token};

const ANNA: &str = "anna@example.org";

/// A member of a carrier.
fn member(api: &TestApi, carrier: CarrierId, role: &str) {
    let membership = json!([{"carrier": carrier, "role": role}]);
    api.person(json!({"email": ANNA, "name": "Anna Berg", "memberships": membership}));
}

/// The same person as a program.
fn anna(api: &TestApi) -> Who {
    token(&api.sign_in(ANNA, PASSWORD).expect(201))
}

/// The id in the address of a page about a measure.
fn id_of(shown: &Shown) -> String {
    shown.path.trim_start_matches("/en").split(['/', '?']).nth(2).unwrap().to_owned()
}

fn record(api: &TestApi, id: &str) -> Value {
    api.get(&anna(api), &format!("/v1/measures/{id}")).expect(200)
}
