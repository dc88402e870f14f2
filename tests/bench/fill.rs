//! Writes what the generator plans, through the same door as everybody else.

use std::sync::Arc;

use actix_web::rt;
use massnahmenregister::actions::catalog::load_default;
use massnahmenregister::actions::measures::{change_status, create_measure, publish, submit};
use massnahmenregister::domain::{
    Caller, Carrier, CarrierContent, CarrierId, Deed, Error, MeasureId, MemberRole, Membership,
    Result, Role, SessionId, UserId,
};
use massnahmenregister::register::{Register, Tx};
use serde_json::{Value, json};

use super::generator::{Fate, Generator, Plan, carrier, carriers_for};

/// How many measures are under way at a time; the writer commits them in groups.
const CROWD: usize = 1_024;

/// Fills an empty register with `count` measures.
pub fn fill(register: &Register, count: usize) -> Result<()> {
    register.write_blocking(load_default)?;
    let catalog = Arc::clone(&register.view().catalog);
    let carriers = fill_carriers(register, carriers_for(count))?;
    let mut generator = Generator::new(catalog, carriers.clone());
    let cast = Cast::new(&carriers);
    rt::System::new().block_on(async {
        for first in (0..count).step_by(CROWD) {
            let crowd = CROWD.min(count - first);
            let plans: Vec<Plan> = (0..crowd).map(|_| generator.plan()).collect();
            cast.play(register, plans).await?;
        }
        Ok(())
    })
}

fn fill_carriers(register: &Register, count: usize) -> Result<Vec<CarrierId>> {
    register.write_blocking(move |tx| {
        let catalog = Arc::clone(&tx.view.catalog);
        (0..count).map(|number| save_carrier(tx, carrier(&catalog, number))).collect()
    })
}

fn save_carrier(tx: &mut Tx<'_>, (name, kind): (String, String)) -> Result<CarrierId> {
    let content = json!({"name": name, "kind": kind, "active": true});
    let content: CarrierContent = serde_json::from_value(content).map_err(Error::internal)?;
    let id = CarrierId::new();
    let carrier = Carrier {
        id,
        version: 1,
        content,
        merged_into: None,
        former_names: Vec::new(),
        created_at: tx.now,
        updated_at: tx.now,
    };
    tx.save_carrier(Deed::Create, Caller::System.actor(None), carrier)?;
    Ok(id)
}

/// Who does what: an officer for each carrier, and one planner.
struct Cast {
    officers: Vec<Caller>,
    planner: Caller,
}

impl Cast {
    fn new(carriers: &[CarrierId]) -> Self {
        let officer = |carrier: &CarrierId| {
            let membership = Membership { carrier: *carrier, role: MemberRole::Officer };
            user(None, vec![membership])
        };
        let officers = carriers.iter().map(officer).collect();
        Self { officers, planner: user(Some(Role::Planner), Vec::new()) }
    }

    async fn play(&self, register: &Register, plans: Vec<Plan>) -> Result<()> {
        let bodies = plans.iter().map(|plan| (self.officer(plan), plan.body.clone()));
        let creating =
            bodies.map(|(by, body)| write(register, move |tx| create_measure(tx, &by, &body)));
        let ids: Vec<MeasureId> = all(creating).await?;
        let plans: Vec<(MeasureId, Plan)> = ids.into_iter().zip(plans).collect();

        let handed_in = plans.iter().filter(|(_, plan)| plan.fate != Fate::Draft);
        let submitting = handed_in.map(|(id, plan)| {
            let (by, at) = (self.officer(plan), (*id, None));
            write(register, move |tx| submit(tx, &by, at, &json!({})))
        });
        all(submitting).await?;

        let accepted = plans.iter().filter(|(_, plan)| plan.fate == Fate::Published);
        let publishing = accepted.map(|(id, _)| {
            let (by, at) = (self.planner.clone(), (*id, None));
            write(register, move |tx| publish(tx, &by, at, &json!({})))
        });
        all(publishing).await?;

        let longest = plans.iter().map(|(_, plan)| plan.steps.len()).max().unwrap_or(0);
        for number in 0..longest {
            let next =
                plans.iter().filter_map(|(id, plan)| Some((id, plan, plan.steps.get(number)?)));
            let stepping = next.map(|(id, plan, step)| {
                let (by, at, step): (_, _, Value) = (self.officer(plan), (*id, None), step.clone());
                write(register, move |tx| change_status(tx, &by, at, &step))
            });
            all(stepping).await?;
        }
        Ok(())
    }

    fn officer(&self, plan: &Plan) -> Caller {
        self.officers[plan.carrier].clone()
    }
}

fn user(role: Option<Role>, memberships: Vec<Membership>) -> Caller {
    Caller::User { id: UserId::new(), session: SessionId::new(), role, memberships }
}

type Pending<T> = rt::task::JoinHandle<Result<T>>;

fn write<T: Send + 'static>(
    register: &Register,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Pending<T> {
    let register = register.clone();
    rt::spawn(async move { register.write(work).await })
}

/// Starts all of them before it waits for the first.
async fn all<T>(pending: impl Iterator<Item = Pending<T>>) -> Result<Vec<T>> {
    let pending: Vec<_> = pending.collect();
    let mut done = Vec::with_capacity(pending.len());
    for one in pending {
        done.push(one.await.map_err(Error::internal)??);
    }
    Ok(done)
}
