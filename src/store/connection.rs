use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;
use diesel::{PgConnection, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::on;
use super::schema::{changes, register};
use crate::domain::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Set on every SQLite connection. FULL: what was acknowledged survives a power
/// cut.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
                       PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

/// Set on every PostgreSQL connection: whoever is frozen in the middle of a write
/// loses the lock that all others wait for.
const SETTINGS: &str = "SET idle_in_transaction_session_timeout = '30s'";

/// Given to PostgreSQL unless the URL says otherwise: a server that is gone without
/// a word is noticed.
const PATIENCE: [(&str, &str); 2] = [("connect_timeout", "10"), ("tcp_user_timeout", "30000")];

/// Keeps two processes from migrating one PostgreSQL at a time; any number will do.
pub(super) const MIGRATION_LOCK: i64 = 0x4d61_c39f;

#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// One connection to the database a URL names, and its transactions.
pub struct Store {
    pub(super) conn: AnyConnection,
}

#[derive(QueryableByName)]
struct Seq {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

impl Store {
    /// Opens `sqlite://<path>` or `postgres://…`.
    ///
    /// (The derived `establish` tries one variant after the other, and would hide
    /// why PostgreSQL refused.)
    pub fn connect(url: &str) -> Result<Self> {
        let conn = if url.starts_with("postgres") {
            let mut conn = establish(url)?;
            conn.batch_execute(SETTINGS)?;
            AnyConnection::Postgres(conn)
        } else {
            let path = url.strip_prefix("sqlite://").unwrap_or(url);
            make_folder(path)?;
            let mut conn = SqliteConnection::establish(path).map_err(Error::internal)?;
            conn.batch_execute(PRAGMAS)?;
            AnyConnection::Sqlite(conn)
        };
        let mut store = Self { conn };
        store.arrive()?;
        Ok(store)
    }

    pub fn conn(&mut self) -> &mut AnyConnection {
        &mut self.conn
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.conn, AnyConnection::Postgres(_))
    }

    /// Takes every step that is still missing, and names them.
    pub fn migrate(&mut self) -> Result<Vec<String>> {
        let lock = format!("SELECT pg_advisory_lock({MIGRATION_LOCK})");
        let unlock = format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})");
        if self.is_postgres() {
            self.conn.batch_execute(&lock)?;
        }
        let done = self.take_steps();
        if self.is_postgres() {
            self.conn.batch_execute(&unlock)?;
        }
        done
    }

    /// On SQLite under its write lock, so that of two processes one waits.
    fn take_steps(&mut self) -> Result<Vec<String>> {
        if self.is_postgres() {
            return self.take_steps_begun();
        }
        self.begin_with("BEGIN IMMEDIATE")?;
        match self.take_steps_begun() {
            Ok(names) => {
                AnyConnection::commit_transaction(&mut self.conn)?;
                Ok(names)
            }
            Err(cause) => {
                self.rollback();
                Err(cause)
            }
        }
    }

    fn take_steps_begun(&mut self) -> Result<Vec<String>> {
        let steps = self.conn.pending_migrations(self.steps()).map_err(Error::Internal)?;
        self.conn.run_migrations(&steps).map_err(Error::Internal)?;
        Ok(steps.iter().map(|step| step.name().to_string()).collect())
    }

    /// Takes every step back.
    pub fn unmigrate(&mut self) -> Result<()> {
        let steps = self.steps();
        self.conn.revert_all_migrations(steps).map(|_| ()).map_err(Error::Internal)
    }

    /// The latest step the database took; `None` if it is new.
    pub fn migration(&mut self) -> Result<Option<String>> {
        let steps = self.conn.applied_migrations().map_err(Error::Internal)?;
        Ok(steps.iter().max().map(ToString::to_string))
    }

    /// The latest step this program knows.
    pub fn newest() -> String {
        let steps = MigrationSource::<Sqlite>::migrations(&SQLITE);
        let steps = steps.expect("what is built in can be read");
        let versions = steps.iter().map(|step| step.name().version().to_string());
        versions.max().unwrap_or_default()
    }

    fn steps(&self) -> EmbeddedMigrations {
        if self.is_postgres() { POSTGRES } else { SQLITE }
    }

    /// Runs statements that are written out.
    pub fn execute(&mut self, statements: &str) -> Result<()> {
        Ok(self.conn.batch_execute(statements)?)
    }

    /// The numbers of all entries of the log, in order; for checks.
    pub fn log(&mut self) -> Result<Vec<i64>> {
        Ok(changes::table.select(changes::seq).order(changes::seq).load(&mut self.conn)?)
    }

    /// Where the log stands.
    pub fn seq(&mut self) -> Result<i64> {
        let seq = register::table.select(register::seq);
        Ok(on!(&mut self.conn, conn => seq.first(conn))?)
    }

    /// Begins the one write transaction there is at a time, over all processes,
    /// and says where the log stands.
    ///
    /// SQLite must take its write lock at once: a reader that turns writer later
    /// fails, however long the busy timeout.
    pub fn begin(&mut self) -> Result<i64> {
        self.begin_with(if self.is_postgres() { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
        let seq = self.lock();
        if seq.is_err() {
            self.rollback();
        }
        seq
    }

    fn lock(&mut self) -> Result<i64> {
        match &mut self.conn {
            AnyConnection::Sqlite(_) => self.seq(),
            AnyConnection::Postgres(conn) => {
                let lock = sql_query("SELECT seq FROM register WHERE id = 1 FOR UPDATE");
                Ok(lock.get_result::<Seq>(conn)?.seq)
            }
        }
    }

    fn begin_with(&mut self, statement: &str) -> Result<()> {
        match &mut self.conn {
            AnyConnection::Sqlite(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, statement)?;
            }
            AnyConnection::Postgres(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, statement)?;
            }
        }
        Ok(())
    }

    /// Reads everything as it stands at one moment, whoever writes meanwhile.
    pub fn snapshot<T>(&mut self, read: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        self.begin_with(match self.is_postgres() {
            true => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            false => "BEGIN",
        })?;
        let result = read(&mut self.conn);
        self.rollback();
        result
    }

    /// [`savepoint`] on this connection.
    pub fn savepoint<T>(
        &mut self,
        work: impl FnOnce(&mut AnyConnection) -> Option<T>,
    ) -> Result<Option<T>> {
        savepoint(&mut self.conn, work)
    }

    /// Makes everything durable, with the log standing at `seq`, and wakes the
    /// other processes.
    pub fn commit(&mut self, seq: i64) -> Result<()> {
        let stand = diesel::update(register::table).set(register::seq.eq(seq));
        on!(&mut self.conn, conn => stand.execute(conn))?;
        if self.is_postgres() {
            self.conn.batch_execute(&format!("NOTIFY massnahmen, '{seq}'"))?;
        }
        Ok(AnyConnection::commit_transaction(&mut self.conn)?)
    }

    /// Leaves it to another connection to copy what is committed on SQLite from the log into
    /// the database file, unless the log grows to 16 MB.
    pub fn put_off_checkpoints(&mut self) -> Result<()> {
        self.execute("PRAGMA wal_autocheckpoint = 4000")
    }

    /// Copies what was committed on SQLite from the log into the database file, while
    /// others read and write.
    pub fn checkpoint(&mut self) -> Result<()> {
        self.execute("PRAGMA wal_checkpoint(PASSIVE)")
    }

    /// Undoes everything; if that fails the connection is gone, and with it the
    /// transaction.
    pub fn rollback(&mut self) {
        if let Err(cause) = AnyConnection::rollback_transaction(&mut self.conn) {
            tracing::warn!(%cause, "could not roll back");
        }
    }
}

/// Runs `work` in a transaction that was begun, and undoes it alone if it gives
/// `None`. An error is the database's; then nothing is certain but that the
/// transaction must end.
pub fn savepoint<T>(
    conn: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Option<T>,
) -> Result<Option<T>> {
    AnyConnection::begin_transaction(conn)?;
    let result = work(conn);
    match &result {
        Some(_) => AnyConnection::commit_transaction(conn)?,
        None => AnyConnection::rollback_transaction(conn)?,
    }
    Ok(result)
}

/// An embedded database creates its folder, for nobody else: it holds keys.
fn make_folder(path: &str) -> Result<()> {
    let Some(folder) = Path::new(path).parent() else { return Ok(()) };
    let mut make = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    make.recursive(true).create(folder).map_err(Error::internal)
}

pub(super) fn establish(url: &str) -> Result<PgConnection> {
    let mut url = url.to_owned();
    for (name, value) in PATIENCE {
        if !url.contains(&format!("{name}=")) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={value}"));
        }
    }
    PgConnection::establish(&url).map_err(Error::internal)
}
