use std::collections::HashSet;
use std::sync::Arc;

use super::replay::replay;
use super::view::{Record, View};
use crate::domain::{Day, Noun, Result};
use crate::store::{
    AnyConnection, Store, carriers, catalog, changes, clients, populations, sessions, users,
    webhooks,
};

/// The view of everything the database holds: one pass over the tables, and one
/// over the log; of one moment, since others may be writing.
pub fn rebuild(store: &mut Store, today: Day) -> Result<View> {
    store.snapshot(|conn| read(conn, today))
}

/// The same in a transaction that has begun.
pub(super) fn read(conn: &mut AnyConnection, today: Day) -> Result<View> {
    let mut view = View::new(today);
    view.put_record(Record::Catalog(Arc::new(catalog::load(conn)?)));
    for carrier in carriers::all(conn)? {
        view.put_record(Record::Carrier(Arc::new(carrier)));
    }
    for figures in populations::all(conn)? {
        view.put_record(Record::Population(Arc::new(figures)));
    }
    for user in users::all(conn)? {
        view.put_record(Record::User(Arc::new(user)));
    }
    for client in clients::all(conn)? {
        view.put_record(Record::Client(Arc::new(client)));
    }
    for session in sessions::all(conn)? {
        view.put_record(Record::Session(Arc::new(session)));
    }
    for webhook in webhooks::all(conn)? {
        view.put_record(Record::Webhook(Arc::new(webhook)));
    }
    replay(conn, &mut view)?;
    view.note_public(0);
    Ok(view)
}

/// The records behind changes that other processes made; loaded as they are now,
/// which is at least as new.
pub(super) fn follow(conn: &mut AnyConnection, view: &mut View) -> Result<()> {
    let mut codes = HashSet::new();
    loop {
        let latest = |id: &str| {
            let entry = view.measures.find(id.parse().ok()?)?;
            Some(Arc::clone(&entry.versions.last()?.measure.content))
        };
        let entries = changes::after(conn, view.seq, &mut codes)?.read(latest)?;
        if entries.is_empty() {
            return Ok(());
        }
        for changes::Entry { change, measure } in entries {
            let id = change.noun_id.as_str();
            let record = match (change.noun, measure) {
                (_, Some(measure)) => Some(Record::Measure(Arc::new(measure))),
                (Noun::Measure, None) => id.parse().ok().map(Record::NoMeasure),
                (Noun::Carrier, _) => Some(Record::Carrier(Arc::new(carriers::find(conn, id)?))),
                (Noun::User, _) => Some(Record::User(Arc::new(users::find(conn, id)?))),
                (Noun::Client, _) => Some(Record::Client(Arc::new(clients::find(conn, id)?))),
                (Noun::Catalog, _) => Some(Record::Catalog(Arc::new(catalog::load(conn)?))),
                (Noun::Population, _) => {
                    Some(Record::Population(Arc::new(populations::find(conn, id)?)))
                }
                (Noun::Session, _) => match sessions::find(conn, id)? {
                    Some(session) => Some(Record::Session(Arc::new(session))),
                    None => id.parse().ok().map(Record::NoSession),
                },
                (Noun::Webhook, _) => match webhooks::find(conn, id)? {
                    Some(webhook) => Some(Record::Webhook(Arc::new(webhook))),
                    None => id.parse().ok().map(Record::NoWebhook),
                },
            };
            match record {
                Some(record) => view.apply(&change, record),
                None => view.note(&change),
            }
        }
    }
}
