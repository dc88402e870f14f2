use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::actions::trial::Testing;
use crate::domain::measure::{External, Partner, PartnerRole};
use crate::domain::{
    Client, ClientId, Hidden, Instant, MemberRole, Membership, Role, Scope, SessionId, User, UserId,
};

fn user(role: Option<Role>, member: Option<(CarrierId, MemberRole)>) -> Caller {
    let memberships = member.map(|(carrier, role)| Membership { carrier, role });
    Caller::User {
        id: UserId::new(),
        session: SessionId::new(),
        role,
        memberships: memberships.into_iter().collect(),
    }
}

fn update(testing: &Testing, by: Caller, id: CarrierId, patch: Value) -> Result<Carrier> {
    testing.write(move |tx| update_carrier(tx, &by, id, None, &patch))
}

fn merge(testing: &Testing, from: CarrierId, into: CarrierId) -> Result<usize> {
    testing.write(move |tx| merge_carriers(tx, &Caller::System, from, into))
}

fn carrier(testing: &Testing, id: CarrierId) -> Carrier {
    Carrier::clone(testing.register.view().carrier(id).unwrap())
}

#[test]
fn a_carrier_is_registered_with_every_fault_at_once() {
    let testing = Testing::with_catalog();
    let create = |by: Caller, body: Value| testing.write(move |tx| create_carrier(tx, &by, &body));
    let id = create(Caller::System, json!({"name": "A", "kind": "association"})).unwrap();
    assert!(carrier(&testing, id).content.active);
    let bad = json!({"name": " ", "kind": "club", "parent": CarrierId::new(), "x": 1});
    let Err(Error::Invalid(faults)) = create(Caller::System, bad) else { panic!("taken") };
    let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(pointers, ["/name", "/kind", "/parent", "/x"]);
    let taken = create(Caller::System, json!({"name": "A", "kind": "association"}));
    assert!(matches!(taken, Err(Error::Conflict(Conflict::Taken("name")))));
}

#[test]
fn planners_change_everything_and_officers_the_address() {
    let testing = Testing::with_catalog();
    let (own, other) = (testing.carrier("A"), testing.carrier("B"));
    let member = |role, of| user(None, Some((of, role)));
    let name = || json!({"name": "C"});
    let address = || json!({"website": "https://a.example", "email": null, "phone": "1"});
    let cases = [
        (Caller::Public, address(), "sign in to continue"),
        (user(None, None), address(), "not allowed"),
        (user(Some(Role::Reader), None), address(), "not allowed"),
        (member(MemberRole::Editor, own), address(), "not allowed"),
        (member(MemberRole::Officer, other), address(), "not allowed"),
        (member(MemberRole::Officer, own), name(), "not allowed"),
        (member(MemberRole::Officer, own), json!({"active": false}), "not allowed"),
        (member(MemberRole::Officer, own), address(), ""),
        (user(Some(Role::Planner), None), name(), ""),
    ];
    for (by, patch, refusal) in cases {
        let told = format!("{by:?}: {patch}");
        let error = update(&testing, by, own, patch).err();
        assert_eq!(error.map(|error| error.to_string()).unwrap_or_default(), refusal, "{told}");
    }
}

#[test]
fn a_change_makes_a_version_and_remembers_the_name() {
    let testing = Testing::with_catalog();
    let id = testing.carrier("A");
    let system = || Caller::System;
    assert_eq!(update(&testing, system(), id, json!({"name": " A "})).unwrap().version, 1);
    assert_eq!(testing.seq(), 2);
    for (name, former) in [("B", vec!["A"]), ("C", vec!["A", "B"]), ("A", vec!["B", "C"])] {
        let carrier = update(&testing, system(), id, json!({"name": name})).unwrap();
        assert_eq!(carrier.former_names, former);
    }
    let stale =
        testing.write(move |tx| update_carrier(tx, &system(), id, Some(3), &json!({"phone": "1"})));
    assert!(matches!(stale, Err(Error::Stale)));
    let nobody = update(&testing, system(), CarrierId::new(), json!({}));
    assert!(matches!(nobody, Err(Error::NotFound("carrier"))));
}

#[test]
fn a_carrier_never_lies_below_itself() {
    let testing = Testing::with_catalog();
    let (a, b, c) = (testing.carrier("A"), testing.carrier("B"), testing.carrier("C"));
    let hang =
        |id, parent: CarrierId| update(&testing, Caller::System, id, json!({"parent": parent}));
    hang(b, a).unwrap();
    hang(c, b).unwrap();
    for parent in [a, b, c] {
        let Err(Error::Invalid(faults)) = hang(a, parent) else { panic!("a cycle") };
        assert_eq!((faults[0].pointer.as_str(), &faults[0].rule), ("/parent", &Rule::Cycle));
    }
}

#[test]
fn merging_moves_everything_and_loses_nothing() {
    let testing = Testing::with_catalog();
    let (from, into, third) = (testing.carrier("A"), testing.carrier("B"), testing.carrier("C"));
    update(&testing, Caller::System, third, json!({"parent": from})).unwrap();
    let external = External { source: "s".to_owned(), id: "1".to_owned() };
    let moved = testing.measure(from, move |measure| measure.external = Some(external.into()));
    let partners = |ids: [CarrierId; 2]| {
        let role = PartnerRole::Cooperating;
        ids.map(|id| Partner { carrier: Some(id), name: None, role }).to_vec()
    };
    let joint = testing.measure(third, move |measure| {
        Arc::make_mut(&mut measure.content).partners = partners([from, into]).into();
    });
    let (staff, program) = testing.write(move |tx| add_staff(tx, from, into)).unwrap();

    assert_eq!(merge(&testing, from, into).unwrap(), 1);
    let view = testing.register.view();
    let entry = view.measures.find(moved).unwrap();
    assert_eq!((entry.measure.carrier, entry.measure.version), (into, 2));
    assert_eq!(entry.versions[0].measure.carrier, from);
    assert_eq!(entry.versions[1].deed, Deed::Move);
    let joint = &view.measures.find(joint).unwrap().measure;
    assert_eq!((joint.carrier, &joint.content.partners[..]), (third, &partners([into, into])[..1]));
    assert_eq!(view.carrier(third).unwrap().content.parent, Some(into));
    let gone = view.carrier(from).unwrap();
    assert_eq!((gone.content.active, gone.merged_into), (false, Some(into)));
    let member = Membership { carrier: into, role: MemberRole::Officer };
    assert_eq!(view.user(staff).unwrap().memberships, [member]);
    assert_eq!(view.client(program).unwrap().carrier, Some(into));
    for again in [merge(&testing, from, into), merge(&testing, into, from)] {
        assert!(matches!(again, Err(Error::Conflict(Conflict::Inactive))), "{again:?}");
    }
}

fn add_staff(tx: &mut Tx<'_>, from: CarrierId, into: CarrierId) -> Result<(UserId, ClientId)> {
    let by = || Caller::System.actor(None);
    let user = User {
        id: UserId::new(),
        version: 1,
        email: "a@b.de".to_owned(),
        name: "A".to_owned(),
        role: None,
        memberships: vec![
            Membership { carrier: from, role: MemberRole::Officer },
            Membership { carrier: into, role: MemberRole::Editor },
        ],
        password_hash: Hidden(String::new()),
        must_change_password: false,
        disabled: false,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let client = Client {
        id: ClientId::new(),
        version: 1,
        name: "A".to_owned(),
        carrier: Some(from),
        scopes: vec![Scope::Write],
        secret_hash: Hidden(String::new()),
        expires_at: Some(Instant::default()),
        last_used_on: None,
        revoked_at: None,
        created_at: tx.now,
    };
    let ids = (user.id, client.id);
    tx.save_user(Deed::Create, by(), user)?;
    tx.save_client(Deed::Create, by(), client)?;
    Ok(ids)
}

#[test]
fn merging_into_one_below_turns_the_tree() {
    let testing = Testing::with_catalog();
    let [top, from, between, into] = ["A", "B", "C", "D"].map(|name| testing.carrier(name));
    for (id, parent) in [(from, top), (between, from), (into, between)] {
        update(&testing, Caller::System, id, json!({"parent": parent})).unwrap();
    }
    merge(&testing, from, into).unwrap();
    let parent = |id| carrier(&testing, id).content.parent;
    assert_eq!((parent(between), parent(into)), (Some(into), Some(top)));
}

#[test]
fn a_clash_of_external_ids_is_named() {
    let testing = Testing::with_catalog();
    let (from, into) = (testing.carrier("A"), testing.carrier("B"));
    for carrier in [from, into] {
        let external = External { source: "fundus".to_owned(), id: "4711".to_owned() };
        testing.measure(carrier, move |measure| measure.external = Some(external.into()));
    }
    let before = testing.seq();
    let Err(Error::Conflict(conflict)) = merge(&testing, from, into) else { panic!("merged") };
    assert_eq!(conflict, Conflict::InUse(vec!["fundus/4711".to_owned()]));
    assert_eq!(testing.seq(), before);
    assert!(matches!(merge(&testing, from, from), Err(Error::Invalid(_))));
    assert!(matches!(merge(&testing, from, CarrierId::new()), Err(Error::Invalid(_))));
    assert!(matches!(merge(&testing, CarrierId::new(), into), Err(Error::NotFound(_))));
}
