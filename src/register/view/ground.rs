use std::sync::Arc;

use imbl::OrdMap;

use super::View;
use crate::domain::{Carrier, CarrierId, Catalog, Day};

/// What a body is held against when it is read, but for other measures. Equal as long
/// as it is the very same.
#[derive(Clone)]
pub struct Ground {
    catalog: Arc<Catalog>,
    carriers: OrdMap<CarrierId, Arc<Carrier>>,
    today: Day,
}

impl PartialEq for Ground {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.catalog, &other.catalog)
            && self.carriers.ptr_eq(&other.carriers)
            && self.today == other.today
    }
}

impl View {
    pub fn ground(&self) -> Ground {
        let (catalog, carriers) = (Arc::clone(&self.catalog), self.carriers.clone());
        Ground { catalog, carriers, today: self.today }
    }
}
