//! A database for one test: a file, or a schema of the PostgreSQL that
//! TEST_DATABASE_URL names.

use diesel::PgConnection;
use diesel::connection::{Connection, SimpleConnection};

pub struct Scratch {
    pub url: String,
    _folder: Option<tempfile::TempDir>,
}

impl Scratch {
    pub fn any() -> Self {
        Self::postgres().unwrap_or_else(Self::sqlite)
    }

    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.db");
        Self { url: format!("sqlite://{}", path.display()), _folder: Some(folder) }
    }

    pub fn postgres() -> Option<Self> {
        let url = std::env::var("TEST_DATABASE_URL").ok()?;
        let schema = format!("test_{}", uuid::Uuid::now_v7().simple());
        let mut conn = PgConnection::establish(&url).unwrap();
        conn.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        let sign = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{sign}options=-csearch_path%3D{schema}");
        Some(Self { url, _folder: None })
    }
}
