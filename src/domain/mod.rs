//! What is true: the register's types and rules. No I/O, no HTTP, no SQL.

mod account;
pub mod address;
mod answer;
mod carrier;
pub mod catalog;
mod change;
mod date;
mod difference;
mod error;
mod fault;
mod ids;
pub mod import;
pub mod input;
mod kind;
mod lang;
pub mod measure;
mod nouns;
pub mod permission;
pub mod population;
pub mod shape;
pub mod suppression;
pub mod table;
mod time;
mod user;
pub mod webhook;
pub(crate) mod words;

pub use account::{ClientContent, UserContent};
pub use answer::{Answer, Repetition};
pub use carrier::{Carrier, CarrierContent};
pub use catalog::{
    CarrierKind, Catalog, Concept, Dimension, Guideline, Handlungsfeld, Stadtteil, TargetGroup,
};
pub use change::{Change, Deed, Noun};
pub use date::{Date, PartialDate, Period, YEARS};
pub use difference::{Difference, differences};
pub use error::{Conflict, Error, Result};
pub use fault::{Fault, Faults, Rule};
pub use ids::{CarrierId, ClientId, DeliveryId, ImportId, MeasureId, SessionId, UserId, WebhookId};
pub use kind::Kind;
pub use lang::{Label, Lang};
pub use measure::Measure;
pub use permission::{Action, Actor, Caller, Permit, Standing};
pub use population::{Population, PopulationContent};
pub use time::{Clock, Day, Instant};
pub use user::{Client, Hidden, MemberRole, Membership, Role, Scope, Session, User};
pub use webhook::{Webhook, WebhookContent};
