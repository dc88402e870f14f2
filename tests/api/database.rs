use std::sync::atomic::{AtomicU32, Ordering};

use massnahmenregister::store::Store;
use tempfile::TempDir;

/// A database for one test: a file, or a schema in the PostgreSQL that
/// `TEST_DATABASE_URL` names.
pub struct Database {
    pub url: String,
    _folder: TempDir,
}

impl Database {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let url = match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => own_schema(&url),
            Err(_) => format!("sqlite://{}", folder.path().join("register.db").display()),
        };
        Self { url, _folder: folder }
    }

    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }
}

fn own_schema(url: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    Store::connect(url).unwrap().execute(&format!("CREATE SCHEMA {name}")).unwrap();
    format!("{url}?options=-csearch_path%3D{name}")
}
