//! Laws that hold for all inputs: of status chains, and of merge patches.

use chrono::{Days, TimeDelta};
use massnahmenregister::domain::measure::{Content, Reason, Status, Step};
use massnahmenregister::domain::{Caller, input::merge};
use massnahmenregister::domain::{CarrierId, Clock, Conflict, Day, Error, Measure};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::{TestApi, catalog, complete, path_of};
use crate::random::{officer, planner};

/// The life of the work (DESIGN §3), written once more.
fn may_follow(from: Status, to: Status) -> bool {
    use Status::{Completed, Discontinued, Dropped, Paused, Planned, Running};
    matches!(
        (from, to),
        (Planned, Running | Dropped)
            | (Running, Completed | Paused | Discontinued)
            | (Paused, Running | Discontinued)
            | (Completed | Discontinued, Running)
            | (Dropped, Planned)
    )
}

fn is_over(status: Status) -> bool {
    matches!(status, Status::Completed | Status::Discontinued | Status::Dropped)
}

/// Whether the chain as a whole is one that can have happened.
fn is_possible(chain: &[Step], today: Day) -> bool {
    let first_is_planned = chain.first().is_some_and(|step| step.to == Status::Planned);
    let chain_before = std::iter::once((Status::Planned, Day::MIN));
    let chain_before = chain_before.chain(chain.iter().map(|step| (step.to, step.effective_on)));
    chain.iter().zip(chain_before).enumerate().all(|(index, (step, (from, on)))| {
        let start = index == 0 && first_is_planned;
        let stops = matches!(step.to, Status::Paused | Status::Discontinued | Status::Dropped);
        (start || may_follow(from, step.to))
            && (start || step.reason.is_some() || !(stops || is_over(from)))
            && on <= step.effective_on
            && step.effective_on <= today
    })
}

fn reopens(chain: &[Step]) -> bool {
    chain.windows(2).any(|pair| is_over(pair[0].to))
}

/// Chains most of which are possible, or nearly.
fn any_chain() -> impl Strategy<Value = Vec<Step>> {
    vec((0..20usize, 0..24u64, 0..12u8), 1..7).prop_map(|picks| {
        let (mut status, mut on) = (Status::Planned, "2025-12-01".parse::<Day>().unwrap());
        let step = |(pick, days, slip): (usize, u64, u8)| {
            let next = status.next();
            status =
                if pick < 18 { next[pick % next.len()] } else { Status::ALL[days as usize % 6] };
            on = if slip == 0 { on - Days::new(20) } else { on + Days::new(days * 3) };
            let reason = (slip != 1).then_some(Reason::Other);
            Step { to: status, effective_on: on, reason, note: None }
        };
        picks.into_iter().map(step).collect()
    })
}

fn take(
    caller: &Caller,
    measure: &mut Measure,
    steps: Vec<Step>,
    clock: &Clock,
) -> Result<(), Error> {
    let permit = caller.may(measure.action_of_step(), measure)?;
    let place = |index, name| format!("/{index}/{name}");
    let today = "2026-06-30".parse().unwrap();
    measure.change_status(permit, steps, (today, clock.now()), place)
}

proptest! {
    #[test]
    fn a_chain_is_taken_exactly_if_it_can_have_happened(chain in any_chain()) {
        let (clock, carrier) = (Clock::new(chrono_tz::Europe::Berlin), CarrierId::new());
        let catalog = catalog();
        let content = Content { title: "Kurs".into(), ..Content::default() };
        let new = Measure::new(&catalog.concepts[0], carrier, content, clock.now());
        let today: Day = "2026-06-30".parse().unwrap();

        let mut whole = new.clone();
        let taken = take(&planner(0), &mut whole, chain.clone(), &clock);
        prop_assert_eq!(taken.is_ok(), is_possible(&chain, today), "{:?}", taken);
        prop_assert_eq!(whole == new, taken.is_err(), "a refused chain leaves no trace");

        let mut stepwise = new.clone();
        for end in 1..=chain.len() {
            let taken = take(&planner(0), &mut stepwise, vec![chain[end - 1].clone()], &clock);
            prop_assert_eq!(taken.is_ok(), is_possible(&chain[..end], today), "step {}", end);
            if taken.is_err() {
                break;
            }
        }
        if is_possible(&chain, today) {
            prop_assert_eq!(stepwise.state.status(), whole.state.status());
            let mut own = new.clone();
            match take(&officer(carrier), &mut own, chain.clone(), &clock) {
                Ok(()) => prop_assert!(!reopens(&chain), "reopening is the planner's"),
                Err(Error::Conflict(Conflict::Final)) => prop_assert!(reopens(&chain)),
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3).prop_map(Value::from),
        Just(json!("a")),
        Just(json!([1, null])),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        btree_map("[a-d]", inner, 0..4).prop_map(|members| json!(members))
    })
}

/// The algorithm as RFC 7396 §2 prints it.
fn merge_patch(target: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut target = target.as_object().cloned().unwrap_or_default();
    for (name, value) in patch {
        let old = target.remove(name);
        if !value.is_null() {
            target.insert(name.clone(), merge_patch(old.unwrap_or_default(), value));
        }
    }
    Value::Object(target)
}

/// A patch that leads from one to the other.
fn difference(from: &Value, to: &Value) -> Value {
    let (Value::Object(from), Value::Object(to)) = (from, to) else { return to.clone() };
    let gone = from.keys().filter(|name| !to.contains_key(*name));
    let gone = gone.map(|name| (name.clone(), Value::Null));
    let new = to.iter().filter(|(name, value)| from.get(*name) != Some(value));
    let new = new.map(|(name, value)| {
        (name.clone(), difference(from.get(name).unwrap_or(&Value::Null), value))
    });
    gone.chain(new).collect::<serde_json::Map<_, _>>().into()
}

fn has_null_member(value: &Value) -> bool {
    let members = value.as_object().into_iter().flat_map(|members| members.values());
    members.into_iter().any(|member| member.is_null() || has_null_member(member))
}

fn merged(mut target: Value, patch: &Value) -> Value {
    merge(&mut target, patch.clone());
    target
}

proptest! {
    #[test]
    fn a_merge_patch_obeys_its_laws(a in any_json(), b in any_json(), patch in any_json()) {
        let once = merged(a.clone(), &patch);
        prop_assert_eq!(&once, &merge_patch(a.clone(), &patch), "as the RFC has it");
        prop_assert_eq!(&merged(once.clone(), &patch), &once, "twice is once");
        if a.is_object() {
            prop_assert_eq!(&merged(a.clone(), &json!({})), &a, "nothing changes nothing");
        }
        if !has_null_member(&b) {
            prop_assert_eq!(&merged(a.clone(), &difference(&a, &b)), &b, "anything can be reached");
        }
    }
}

#[test]
fn a_patch_that_changes_nothing_makes_no_version() {
    let api = TestApi::new();
    let carrier = api.carrier("Verein Brücken e.V.");
    let officer = api.officer(carrier);
    let draft = api.post(&officer, "/v1/measures", complete(carrier));
    let (path, title) = (path_of(&draft), draft.json()["title"].clone());
    let cases = [
        (json!({}), "nothing is said"),
        (json!({"title": title}), "what is so already"),
        (json!({"summary": null, "contact": null}), "what is not there is removed"),
        (json!({"planned": {}}), "nothing is said about a part"),
        (json!({"planned": {"openEnded": null}}), "back to the default"),
    ];
    for (patch, reason) in cases {
        let answer = api.patch(&officer, &path, &draft.etag(), patch);
        assert_eq!((answer.status, answer.etag()), (200, draft.etag()), "{reason}");
    }
    api.register.clock.advance(TimeDelta::minutes(1));
    let patch = json!({"planned": {"end": "2023"}, "summary": "Vormittags"});
    let first = api.patch(&officer, &path, &draft.etag(), patch.clone());
    let second = api.patch(&officer, &path, &first.etag(), patch);
    assert_eq!((first.expect(200)["version"].as_u64(), first.text), (Some(2), second.text));
}
