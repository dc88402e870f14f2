use actix_web::HttpResponse;
use actix_web::web::Path;
use serde_json::json;

use super::check;
use super::edit::failure_of;
use super::own::Own;
use crate::actions::measures;
use crate::api::problem::Problem;
use crate::domain::measure::Publication;
use crate::domain::{Caller, Error, MeasureId, Result};
use crate::register::Tx;
use crate::web::session::{By, Person, Posted};

/// What a button does, by the last part of its address.
#[derive(Clone, Copy, PartialEq)]
enum Deed {
    Submit,
    TakeBack,
    Withdraw,
    Confirm,
    Delete,
    Copy,
}

impl Deed {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "einreichen" => Self::Submit,
            "zuruecknehmen" => Self::TakeBack,
            "zurueckziehen" => Self::Withdraw,
            "bestaetigen" => Self::Confirm,
            "loeschen" => Self::Delete,
            "kopieren" => Self::Copy,
            _ => return None,
        })
    }

    /// Gives the measure that is to be looked at next.
    fn run(
        self,
        tx: &mut Tx<'_>,
        by: &Caller,
        id: MeasureId,
        read: Option<u32>,
    ) -> Result<MeasureId> {
        let (at, nothing) = ((id, read), json!({}));
        match self {
            Self::Submit => measures::submit(tx, by, at, &nothing)?,
            Self::TakeBack => measures::take_back(tx, by, at, &nothing)?,
            Self::Withdraw => measures::withdraw(tx, by, at, &nothing)?,
            Self::Confirm => measures::confirm(tx, by, at, &nothing)?,
            Self::Delete => {
                measures::delete_measure(tx, by, id, read.ok_or(Error::Unconditional)?)?;
            }
            Self::Copy => return measures::copy_measure(tx, by, id),
        }
        Ok(id)
    }
}

pub async fn send(
    Posted { by: person, form }: Posted<Person>,
    path: Path<(String, String)>,
) -> std::result::Result<HttpResponse, Problem> {
    let (name, word) = path.into_inner();
    let deed = Deed::of(&word).ok_or(Problem::Path)?;
    let own = Own::find(&person, &name)?;
    let (id, read) = (own.id(), form.text("version").parse().ok());
    let work = move |tx: &mut Tx<'_>, by: &Caller| deed.run(tx, by, id, read);
    let done = match deed {
        Deed::Copy => person.write_once(form.text("key"), &id, work).await,
        _ => person.write(work).await,
    };
    let next = match done {
        Ok(next) => next,
        Err(error @ (Error::Conflict(_) | Error::Stale | Error::Busy | Error::Invalid(_))) => {
            let now = Own::find_now(&person, &name)?;
            return check::refused(&person, &now, failure_of(&error, &person));
        }
        Err(error) => return Err(error.into()),
    };
    Ok(person.to(&match deed {
        Deed::Copy => format!("/erfassen/{next}?getan=kopieren"),
        Deed::Confirm | Deed::Delete => format!("/start?getan={word}"),
        Deed::Submit if is_public(&person, next) => {
            format!("/erfassen/{next}?getan=veroeffentlicht")
        }
        Deed::Submit => format!("/erfassen/{next}?getan=eingereicht"),
        Deed::TakeBack | Deed::Withdraw => format!("/erfassen/{next}?getan={word}"),
    }))
}

/// Where a button is, there is nothing to be read: to the measure it is about.
pub async fn lead_back(
    By(person): By<Person>,
    path: Path<(String, String)>,
) -> std::result::Result<HttpResponse, Problem> {
    let (name, word) = path.into_inner();
    Deed::of(&word).ok_or(Problem::Path)?;
    Ok(person.to(&format!("/erfassen/{}", Own::find(&person, &name)?.id())))
}

/// A trusted carrier's measures are published at once.
fn is_public(person: &Person, id: MeasureId) -> bool {
    let view = person.register.view();
    let entry = view.measures.find(id);
    entry.is_some_and(|entry| entry.measure.state.publication == Publication::Published)
}
