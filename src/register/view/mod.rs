//! The view: everything there is to read, in memory. A value that is never
//! changed once it is published; a batch of writes clones it (which is cheap,
//! the parts are shared), patches the clone, and publishes that.

mod bitmaps;
mod build;
mod entry;
mod feed;
mod filter;
mod finder;
mod ground;
mod history;
mod index;
mod kept;
mod page;
mod past;
mod record;
mod reread;
mod revisions;
mod row;
mod search;
mod sight;
mod slots;
pub mod statistics;
mod webhooks;

use std::sync::Arc;

use imbl::{HashMap, OrdMap};

pub use bitmaps::Dim;
pub use entry::{Entry, Rendered, Tag, Version};
pub use feed::{Feed, News, Seen};
pub use filter::Filter;
pub use ground::Ground;
pub use history::HistoryEntry;
pub use index::Index;
pub use kept::Kept;
pub use page::{Cursor, Page, Sort, SortBy, Value};
pub use past::Moment;
pub use record::{CarrierRef, Insight, MeasureRecord, StatusEntry};
use revisions::Revisions;
pub use search::{Merged, Searches, fold, spell};
pub use sight::Sight;

use crate::domain::measure::Known;
use crate::domain::{
    Carrier, CarrierId, Catalog, Change, Client, ClientId, Day, Instant, Measure, MeasureId,
    Population, Session, SessionId, User, UserId, Webhook, WebhookId,
};

/// The register as it stands after the change `seq`.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub seq: i64,
    /// When that change was made.
    pub last_change_at: Instant,
    /// The changes of something that is read: a measure, a carrier, the catalog,
    /// figures of the population.
    revisions: Revisions,
    /// Of those, the ones that the public notices.
    public_revisions: Revisions,
    pub feed: Feed,
    /// The day flags are computed for.
    pub today: Day,
    pub catalog: Arc<Catalog>,
    pub measures: Index,
    carriers: OrdMap<CarrierId, Arc<Carrier>>,
    /// By year.
    populations: OrdMap<u16, Arc<Population>>,
    users: OrdMap<UserId, Arc<User>>,
    emails: HashMap<String, UserId>,
    clients: OrdMap<ClientId, Arc<Client>>,
    sessions: HashMap<SessionId, Arc<Session>>,
    webhooks: OrdMap<WebhookId, Arc<Webhook>>,
    /// The highest number given in a reference, by concept.
    references: HashMap<String, u32>,
    pub kept: Kept,
}

/// A record after a change, or that it is gone.
#[derive(Debug, Clone)]
pub enum Record {
    Measure(Arc<Measure>),
    NoMeasure(MeasureId),
    Carrier(Arc<Carrier>),
    User(Arc<User>),
    Client(Arc<Client>),
    Session(Arc<Session>),
    NoSession(SessionId),
    Catalog(Arc<Catalog>),
    Population(Arc<Population>),
    Webhook(Arc<Webhook>),
    NoWebhook(WebhookId),
}

impl View {
    /// An empty register.
    pub fn new(today: Day) -> Self {
        Self {
            seq: 0,
            revisions: Revisions::default(),
            public_revisions: Revisions::default(),
            feed: Feed::default(),
            last_change_at: Instant::default(),
            today,
            catalog: Arc::default(),
            measures: Index::default(),
            carriers: OrdMap::new(),
            populations: OrdMap::new(),
            users: OrdMap::new(),
            emails: HashMap::new(),
            clients: OrdMap::new(),
            sessions: HashMap::new(),
            webhooks: OrdMap::new(),
            references: HashMap::new(),
            kept: Kept::default(),
        }
    }

    /// Takes one change, with the record after it.
    pub fn apply(&mut self, change: &Change, record: Record) {
        self.note(change);
        self.tell(change, &record);
        match record {
            Record::Measure(measure) => {
                let (deed, by) = (change.deed, Arc::new(change.by.clone()));
                self.put(Version { seq: change.seq, deed, by, measure });
            }
            other => self.put_record(other),
        }
        self.note_public(change.seq - 1);
    }

    /// Notes that a change was made.
    pub(super) fn note(&mut self, change: &Change) {
        self.seq = change.seq;
        self.last_change_at = change.at;
        if change.noun.is_read() {
            self.revisions.note(change.at, change.seq);
        }
    }

    /// When the change `seq` of something that is read was made: those of one
    /// moment have its last number.
    fn made_at(&self, seq: i64) -> Instant {
        self.revisions.made_at(seq).unwrap_or(self.last_change_at)
    }

    /// Puts a record in its place, whatever change made it.
    pub fn put_record(&mut self, record: Record) {
        match record {
            Record::Measure(_) => unreachable!("a measure comes with its change"),
            Record::NoMeasure(id) => self.remove_measure(id),
            Record::Carrier(carrier) => self.put_carrier(carrier),
            Record::User(user) => {
                // Whoever took the address over in the meantime keeps it.
                if let Some(old) = self.users.get(&user.id)
                    && self.emails.get(&old.email) == Some(&user.id)
                {
                    self.emails.remove(&old.email);
                }
                self.emails.insert(user.email.clone(), user.id);
                self.users.insert(user.id, user);
            }
            Record::Client(client) => {
                self.clients.insert(client.id, client);
            }
            Record::Session(session) => {
                self.sessions.insert(session.id, session);
            }
            Record::NoSession(id) => {
                self.sessions.remove(&id);
            }
            Record::Webhook(webhook) => self.put_webhook(webhook),
            Record::NoWebhook(id) => self.remove_webhook(id),
            Record::Population(figures) => {
                self.populations.insert(figures.year, figures);
                self.kept.forget();
            }
            Record::Catalog(catalog) => {
                self.catalog = catalog;
                self.refresh_all();
                // With another threshold, it notices other changes.
                self.public_revisions = Revisions::default();
                self.note_public(0);
            }
        }
    }

    fn put_carrier(&mut self, carrier: Arc<Carrier>) {
        let id = carrier.id;
        self.kept.forget();
        let old = self.carriers.insert(id, Arc::clone(&carrier));
        if old.is_some_and(|old| old != carrier) {
            self.refresh(|measure| {
                let partners = &measure.content.partners;
                measure.carrier == id || partners.iter().any(|p| p.carrier == Some(id))
            });
        }
    }

    /// Moves to another day: flags change by themselves.
    pub fn turn_to(&mut self, today: Day) {
        if today != self.today {
            self.today = today;
            self.refresh_all();
        }
    }

    pub fn carrier(&self, id: CarrierId) -> Option<&Arc<Carrier>> {
        self.carriers.get(&id)
    }

    /// All carriers, oldest first.
    pub fn carriers(&self) -> impl Iterator<Item = &Arc<Carrier>> {
        self.carriers.values()
    }

    /// A carrier and all below it.
    pub fn with_children(&self, id: CarrierId) -> Vec<CarrierId> {
        let mut found = vec![id];
        let mut at = 0;
        while let Some(parent) = found.get(at).copied() {
            let below = self.carriers.values().filter(|c| c.content.parent == Some(parent));
            for child in below {
                if !found.contains(&child.id) {
                    found.push(child.id);
                }
            }
            at += 1;
        }
        found
    }

    /// How many people lived where in a year.
    pub fn population(&self, year: u16) -> Option<&Arc<Population>> {
        self.last_population(year).filter(|figures| !figures.deleted)
    }

    /// The same, also if it was deleted.
    pub fn last_population(&self, year: u16) -> Option<&Arc<Population>> {
        self.populations.get(&year)
    }

    /// All that there are, by year.
    pub fn populations(&self) -> impl Iterator<Item = &Arc<Population>> {
        self.populations.values().filter(|figures| !figures.deleted)
    }

    pub fn user(&self, id: UserId) -> Option<&Arc<User>> {
        self.users.get(&id)
    }

    pub fn user_by_email(&self, email: &str) -> Option<&Arc<User>> {
        self.users.get(self.emails.get(email)?)
    }

    pub fn users(&self) -> impl Iterator<Item = &Arc<User>> {
        self.users.values()
    }

    pub fn client(&self, id: ClientId) -> Option<&Arc<Client>> {
        self.clients.get(&id)
    }

    pub fn clients(&self) -> impl Iterator<Item = &Arc<Client>> {
        self.clients.values()
    }

    pub fn session(&self, id: SessionId) -> Option<&Arc<Session>> {
        self.sessions.get(&id)
    }

    pub fn sessions(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.sessions.values()
    }

    /// The next reference of a concept, such as `IK-4-0017`.
    pub fn next_reference(&self, measure: &Measure) -> String {
        let number = self.references.get(&*measure.concept).copied().unwrap_or(0) + 1;
        let concept = self.catalog.concept(&measure.concept);
        let prefix = concept.map_or("M", |concept| &concept.reference_prefix);
        format!("{prefix}-{}-{number:04}", measure.content.handlungsfeld.unwrap_or(0))
    }
}

impl Known for View {
    fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    fn has_carrier(&self, id: CarrierId) -> bool {
        self.carriers.get(&id).is_some_and(|carrier| carrier.merged_into.is_none())
    }

    fn has_measure(&self, id: MeasureId) -> bool {
        self.measures.find(id).is_some()
    }
}
