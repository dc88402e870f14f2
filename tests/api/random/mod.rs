//! Random writes of every kind: numbers that mean something in whatever register
//! they are applied to, so that a failing sequence can be shortened.

mod figures;
mod people;

pub use people::{officer, planner};

use chrono::{Days, TimeDelta};
use massnahmenregister::actions::{carriers, catalog, measures};
use massnahmenregister::domain::measure::{Status, allowed_actions};
use massnahmenregister::domain::{Action, Caller, CarrierId, Error, Measure, Result};
use massnahmenregister::register::Tx;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::catalog as pack;

/// One write.
#[derive(Debug, Clone, Copy)]
pub struct Write {
    kind: Kind,
    which: usize,
    what: usize,
    how: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Create,
    Upsert,
    /// Whatever is allowed to the measure's carrier, or to the planning office.
    Act,
    /// The same, but nothing is deleted.
    Keep,
    Carrier,
    Merge,
    User,
    Session,
    Client,
    Webhook,
    Catalog,
    Population,
    /// Writes, and then fails.
    Fail,
}

/// Writes of every kind, most of them about measures.
pub fn any_write() -> impl Strategy<Value = Write> {
    use Kind::{
        Act, Carrier, Catalog, Client, Create, Fail, Merge, Population, Session, Upsert, User,
        Webhook,
    };
    let kinds = prop_oneof![
        4 => Just(Create), 2 => Just(Upsert), 18 => Just(Act), 3 => Just(Carrier),
        1 => Just(Merge), 2 => Just(User), 3 => Just(Session), 2 => Just(Client), 2 => Just(Webhook),
        1 => Just(Catalog), 2 => Just(Population), 1 => Just(Fail),
    ];
    write(kinds)
}

/// Writes about what is read: measures, carriers, the catalog.
pub fn record_write() -> impl Strategy<Value = Write> {
    write(prop_oneof![
        4 => Just(Kind::Create), 2 => Just(Kind::Upsert), 14 => Just(Kind::Act),
        3 => Just(Kind::Carrier), 1 => Just(Kind::Merge), 1 => Just(Kind::Catalog),
    ])
}

/// Writes about measures only, none of which deletes one.
pub fn measure_write() -> impl Strategy<Value = Write> {
    write(prop_oneof![4 => Just(Kind::Create), 2 => Just(Kind::Upsert), 14 => Just(Kind::Keep)])
}

fn write(kinds: impl Strategy<Value = Kind>) -> impl Strategy<Value = Write> {
    let number = 0..1_000usize;
    (kinds, number.clone(), number.clone(), number).prop_map(|(kind, which, what, how)| Write {
        kind,
        which,
        what,
        how,
    })
}

impl Write {
    /// Does it in `tx`. A refusal is an answer, too; but never of what is allowed.
    pub fn run(self, tx: &mut Tx<'_>) -> Result<()> {
        match self.kind {
            Kind::Create => {
                let mut body = self.content(tx);
                body["leadCarrier"] = json!(self.carrier(tx)?);
                if self.how.is_multiple_of(3) {
                    body["external"] = json!({"source": "alt", "id": self.what.to_string()});
                }
                if self.how.is_multiple_of(4) {
                    body["statusChanges"] = json!([
                        {"to": "planned", "effectiveOn": "2020-02-01"},
                        {"to": "running", "effectiveOn": "2020-05-01"},
                    ]);
                }
                measures::create_measure(tx, &planner(self.how), &body).map(|_| ())
            }
            Kind::Upsert => {
                let external = serde_json::from_value(json!({
                    "source": "fundus", "id": (self.which % 5).to_string(),
                }));
                let (carrier, body) = (self.carrier(tx)?, self.content(tx));
                let external = external.map_err(Error::internal)?;
                measures::upsert_measure(tx, &officer(carrier), carrier, external, None, &body)
                    .map(|_| ())
            }
            Kind::Act | Kind::Keep => self.act(tx),
            Kind::Carrier => self.change_carrier(tx),
            Kind::Merge => {
                let from = self.carrier(tx)?;
                let into = Self { which: self.what, ..self }.carrier(tx)?;
                carriers::merge_carriers(tx, &Caller::System, from, into).map(|_| ())
            }
            Kind::User | Kind::Session | Kind::Client | Kind::Webhook => self.change_person(tx),
            Kind::Catalog => {
                let mut pack = pack();
                pack.concepts[0].stale_after_days = 30 + u16::try_from(self.how).unwrap();
                let threshold = if self.which.is_multiple_of(3) { 1 + self.what % 5 } else { 3 };
                pack.concepts[0].suppression_threshold = u16::try_from(threshold).unwrap();
                catalog::load_catalog(tx, &Caller::System, pack).map(|_| ())
            }
            Kind::Population => self.change_population(tx),
            Kind::Fail => {
                let carrier = self.carrier(tx)?;
                let content = self.content(tx);
                let body = json!({"leadCarrier": carrier, "title": content["title"]});
                measures::create_measure(tx, &Caller::System, &body)?;
                Err(Error::Forbidden)
            }
        }
    }

    /// How far the clock moves before it.
    pub fn pause(self) -> TimeDelta {
        match self.how % 9 {
            0 => TimeDelta::days(i64::try_from(self.what % 40).unwrap()),
            _ => TimeDelta::minutes(i64::try_from(self.what % 90).unwrap()),
        }
    }

    fn carrier(self, tx: &Tx<'_>) -> Result<CarrierId> {
        let carriers: Vec<_> = tx.view.carriers().collect();
        nth(&carriers, self.which).map(|carrier| carrier.id).ok_or(Error::NotFound("carrier"))
    }

    fn measure(self, tx: &Tx<'_>) -> Result<std::sync::Arc<Measure>> {
        let measures: Vec<_> = tx.view.measures.entries().collect();
        let found = nth(&measures, self.which).map(|(_, entry)| entry.measure.clone());
        found.ok_or(Error::NotFound("measure"))
    }

    /// A content that may be submitted, or lacks something.
    fn content(self, tx: &Tx<'_>) -> Value {
        const TITLES: [&str; 6] =
            ["Sprachkurs", "Übergang Schule", "Straßenfest", "Ämterlotsen", "Kurs", "sprachkurs"];
        const DATES: [&str; 6] = ["2019", "2020-03", "2020-03-15", "2021", "2022-11", "2023-06-30"];
        let (a, b, c) = (self.which, self.what, self.how);
        let (first, last) = ((b % 6).min(c % 6), (b % 6).max(c % 6));
        let carrier = self.carrier(tx).ok();
        let further = (a + 1) % 6 + 1;
        let guidelines: Vec<_> = (1..=b % 3).map(|number| format!("{further}.{number}")).collect();
        let predecessor = self.measure(tx).ok().filter(|_| a % 7 == 0).map(|measure| measure.id);
        json!({
            "title": TITLES[b % 6],
            "summary": (a % 3 == 0).then(|| format!("Ein Kurs, Nummer {c}")),
            "handlungsfeld": (c % 8 != 0).then_some(a % 6 + 1),
            "furtherHandlungsfelder": [further],
            "guidelines": guidelines,
            "reach": if b % 3 == 0 { "citywide" } else { "stadtteile" },
            "stadtteile": if b % 3 == 0 { json!([]) } else { json!(&["06", "08"][..=b % 2]) },
            "targetGroups": if c % 9 == 1 { json!([]) } else { json!(&["families", "women"][..=a % 2]) },
            "planned": {"start": DATES[first], "end": DATES[last]},
            "partners": [{"carrier": carrier, "name": "Partner", "role": "funding"}],
            "funding": self.funding(),
            "indicators": self.indicators(),
            "internalNote": format!("Notiz {a}"),
            "predecessor": predecessor,
        })
    }

    /// Something that is allowed to somebody, so it must succeed.
    fn act(self, tx: &mut Tx<'_>) -> Result<()> {
        let measure = self.measure(tx)?;
        let caller = if self.how.is_multiple_of(2) {
            officer(measure.carrier)
        } else {
            planner(self.how % 3)
        };
        let catalog = tx.view.catalog.clone();
        let concept = catalog.concept(&measure.concept).unwrap();
        let mut allowed = allowed_actions(&caller, &measure, concept);
        allowed.retain(|action| self.kind == Kind::Act || *action != Action::Delete);
        // What ends a life is done seldom, so that lives are long.
        let ends = [Action::Withdraw, Action::TakeBack, Action::Archive, Action::Delete];
        allowed.retain(|action| self.which.is_multiple_of(5) || !ends.contains(action));
        // What takes several steps to get to is done soon.
        let rare = [Action::Publish, Action::AcceptRevision, Action::ReturnRevision];
        if allowed.iter().any(|action| rare.contains(action)) && !self.how.is_multiple_of(4) {
            allowed.retain(|action| rare.contains(action));
        }
        let Some(action) = nth(&allowed, self.what).copied() else { return Ok(()) };
        let done = self.do_action(tx, &caller, &measure, action);
        let refused_for_its_body = matches!(done, Err(Error::Invalid(_)));
        let carrier_is_gone = !tx.view.carrier(measure.carrier).unwrap().content.active;
        assert!(
            done.is_ok() || refused_for_its_body || carrier_is_gone,
            "{action} is allowed, and yet {done:?} of {measure:?}"
        );
        done
    }

    fn do_action(
        self,
        tx: &mut Tx<'_>,
        caller: &Caller,
        measure: &Measure,
        action: Action,
    ) -> Result<()> {
        let (at, nothing) = ((measure.id, Some(measure.version)), json!({}));
        let remarks = json!({"remarks": [{"text": "Bitte ergänzen", "pointer": "/planned"}]});
        let reason = json!({"reason": "Irrtum"});
        match action {
            Action::Create => unreachable!("nothing is created twice"),
            Action::Edit => {
                let patch = self.content(tx);
                measures::edit_measure(tx, caller, measure.id, measure.version, patch).map(drop)
            }
            Action::Delete => measures::delete_measure(tx, caller, measure.id, measure.version),
            Action::Submit => measures::submit(tx, caller, at, &nothing),
            Action::TakeBack => measures::take_back(tx, caller, at, &nothing),
            Action::Return => measures::return_measure(tx, caller, at, &remarks),
            Action::Publish => measures::publish(tx, caller, at, &nothing),
            Action::Withdraw => measures::withdraw(tx, caller, at, &nothing),
            Action::Archive => measures::archive(tx, caller, at, &reason),
            Action::Restore => measures::restore(tx, caller, at, &reason),
            Action::ChangeStatus | Action::Reopen => {
                let step = self.step(tx, measure, measure.state.status().next());
                measures::change_status(tx, caller, at, &step)
            }
            Action::CorrectStatus => {
                let numbers: Vec<u32> =
                    measure.state.status_changes.iter().map(|change| change.number).collect();
                let number = nth(&numbers, self.how).copied().unwrap_or(1);
                let body = match self.how % 3 {
                    0 => json!({"void": true, "note": "Nie so gewesen"}),
                    _ => self.step(tx, measure, Status::ALL),
                };
                let done = measures::correct_status(tx, caller, at, number, &body);
                // Numbers of corrections and of void entries cannot be corrected.
                if matches!(done, Err(Error::NotFound("status change"))) { Ok(()) } else { done }
            }
            Action::Confirm => measures::confirm(tx, caller, at, &nothing),
            Action::AcceptRevision => measures::accept_revision(tx, caller, at, &nothing),
            Action::ReturnRevision => measures::return_revision(tx, caller, at, &remarks),
        }
    }

    /// A step, often an old one that is entered late.
    fn step(self, tx: &Tx<'_>, measure: &Measure, to: &[Status]) -> Value {
        let last = measure.state.last_entry().map(|entry| entry.effective_on);
        let first = last.unwrap_or("2020-06-01".parse().unwrap());
        let on = first.checked_add_days(Days::new(self.what as u64 % 200)).unwrap();
        let on = if self.how.is_multiple_of(5) { tx.today } else { on };
        json!({"to": nth(to, self.how), "effectiveOn": on, "reason": "other", "note": "Notiz"})
    }

    fn change_carrier(self, tx: &mut Tx<'_>) -> Result<()> {
        const NAMES: [&str; 5] = ["Brücken e.V.", "Übersee", "Anker", "Zentrum", "Kurs und Ziel"];
        let name = format!("{} {}", NAMES[self.what % 5], self.how % 3);
        if self.which.is_multiple_of(3) || tx.view.carriers().count() < 2 {
            let body =
                json!({"name": name, "kind": "association", "trusted": self.how.is_multiple_of(4)});
            return carriers::create_carrier(tx, &Caller::System, &body).map(|_| ());
        }
        let patch = match self.how % 4 {
            0 => json!({"name": name}),
            1 => json!({"kind": nth(&["chamber", "sports-club"], self.what)}),
            2 => json!({"phone": self.what.to_string(), "trusted": self.what.is_multiple_of(2)}),
            _ => json!({"parent": tx.view.carriers().next().map(|carrier| carrier.id)}),
        };
        let id = self.carrier(tx)?;
        carriers::update_carrier(tx, &Caller::System, id, None, &patch).map(|_| ())
    }
}

fn nth<T>(items: &[T], number: usize) -> Option<&T> {
    items.get(number.checked_rem(items.len())?)
}
