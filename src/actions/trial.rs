//! A register for one test.

use crate::domain::measure::Content;
use crate::domain::{
    Caller, Carrier, CarrierContent, CarrierId, Clock, Deed, Measure, MeasureId, Result,
};
use crate::register::{Register, Tx};
use crate::store::testing::Scratch;

pub struct Testing {
    pub register: Register,
    scratch: Scratch,
}

impl Testing {
    /// An empty register.
    pub fn new() -> Self {
        let scratch = Scratch::any();
        let clock = Clock::new(chrono_tz::Europe::Berlin);
        let (register, _) = Register::open(&scratch.url, clock).unwrap();
        Self { register, scratch }
    }

    /// One with the built-in catalog.
    pub fn with_catalog() -> Self {
        let testing = Self::new();
        testing.write(super::catalog::load_default).unwrap();
        testing
    }

    pub fn url(&self) -> &str {
        &self.scratch.url
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.register.write_blocking(work)
    }

    pub fn seq(&self) -> i64 {
        self.register.view().seq
    }

    pub fn carrier(&self, name: &str) -> CarrierId {
        let name = name.to_owned();
        let create = move |tx: &mut Tx<'_>| {
            let content = CarrierContent {
                name,
                short_name: None,
                kind: "association".to_owned(),
                parent: None,
                website: None,
                email: None,
                phone: None,
                trusted: false,
                active: true,
            };
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
        };
        self.write(create).unwrap()
    }

    /// A draft of `carrier`, changed as `change` likes.
    pub fn measure(
        &self,
        carrier: CarrierId,
        change: impl FnOnce(&mut Measure) + Send + 'static,
    ) -> MeasureId {
        let create = move |tx: &mut Tx<'_>| {
            let concept = tx.view.catalog.current_concept().unwrap();
            let content = Content { title: "Sprachcafé".into(), ..Content::default() };
            let mut measure = Measure::new(concept, carrier, content, tx.now);
            change(&mut measure);
            let id = measure.id;
            tx.save_measure(Deed::Create, Caller::System.actor(Some(carrier)), measure)?;
            Ok(id)
        };
        self.write(create).unwrap()
    }
}
