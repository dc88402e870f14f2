//! Every table, row by row, as JSON. A column that is missing here, or is of
//! another type, does not compile; a missing table fails a test.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::domain::Result;
use crate::store::row::{from_json, to_json};
use crate::store::{AnyConnection, schema};

/// How many rows are read or written at a time.
pub const BATCH: usize = 1_000;

/// Is handed one row after the other.
type Each<'a> = &'a mut dyn FnMut(String) -> Result<()>;

/// What is done to a table when the register is backed up or restored.
pub struct Table {
    pub name: &'static str,
    pub dump: fn(&mut AnyConnection, Each<'_>) -> Result<()>,
    /// Whether a row is one of this table.
    pub check: fn(&RawValue) -> Result<()>,
    pub insert: fn(&mut AnyConnection, &[Box<RawValue>]) -> Result<()>,
    pub clear: fn(&mut AnyConnection) -> Result<usize>,
    pub count: fn(&mut AnyConnection) -> Result<i64>,
}

impl Table {
    pub fn find(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }
}

macro_rules! tables {
    ($($table:ident $(by $key:ident)? { $($column:ident: $type:ty,)+ })+) => {
        /// In an order in which each may point at those before it.
        pub const TABLES: &[Table] = &[$(Table {
            name: stringify!($table),
            dump: $table::dump,
            check: |row| from_json::<$table::Row>(row.get()).map(|_| ()),
            insert: $table::insert,
            clear: |conn| Ok(diesel::delete(schema::$table::table).execute(conn)?),
            count: |conn| Ok(schema::$table::table.count().get_result(conn)?),
        }),+];

        $(mod $table {
            use super::*;

            #[derive(Queryable, Insertable, Serialize, Deserialize)]
            #[diesel(table_name = schema::$table, treat_none_as_default_value = false)]
            #[serde(deny_unknown_fields)]
            pub struct Row {
                $($column: $type,)+
            }

            pub fn dump(conn: &mut AnyConnection, each: Each<'_>) -> Result<()> {
                rows!(schema::$table, $($key)?, conn, |row: &Row| each(to_json(row)?))
            }

            pub fn insert(conn: &mut AnyConnection, rows: &[Box<RawValue>]) -> Result<()> {
                let rows: Result<Vec<Row>> = rows.iter().map(|row| from_json(row.get())).collect();
                let rows = rows?;
                let insert = diesel::insert_into(schema::$table::table).values(&rows);
                match conn {
                    AnyConnection::Sqlite(conn) => insert.execute(conn)?,
                    AnyConnection::Postgres(conn) => insert.execute(conn)?,
                };
                Ok(())
            }
        })+
    };
}

/// Reads a small table whole, a large one in pieces along its key.
macro_rules! rows {
    (schema::$table:ident, , $conn:expr, $each:expr) => {{
        let table = schema::$table::table;
        let ordered = table.order(diesel::Table::primary_key(&table));
        let rows: Vec<Row> = ordered.load($conn)?;
        rows.iter().try_for_each($each)
    }};
    (schema::$table:ident, $key:ident, $conn:expr, $each:expr) => {{
        let mut each = $each;
        let mut last = None;
        loop {
            let ordered = schema::$table::table.order(schema::$table::$key).limit(BATCH as i64);
            let rows: Vec<Row> = match last {
                None => ordered.load($conn)?,
                Some(last) => ordered.filter(schema::$table::$key.gt(last)).load($conn)?,
            };
            rows.iter().try_for_each(&mut each)?;
            last = match rows.into_iter().next_back() {
                Some(row) => Some(row.$key),
                None => return Ok(()),
            };
        }
    }};
}

tables! {
    catalog_entries {
        kind: String,
        code: String,
        position: i32,
        record: String,
    }
    carriers {
        id: String,
        name: String,
        kind: String,
        parent_id: Option<String>,
        merged_into_id: Option<String>,
        version: i32,
        record: String,
    }
    populations {
        year: i32,
        version: i32,
        record: String,
    }
    measures by id {
        id: String,
        concept: String,
        carrier_id: String,
        reference: Option<String>,
        source: Option<String>,
        external_id: Option<String>,
        publication: String,
        status: String,
        version: i32,
        record: String,
        content: String,
    }
    users {
        id: String,
        version: i32,
        email: String,
        name: String,
        role: Option<String>,
        password_hash: String,
        must_change_password: bool,
        disabled: bool,
        created_at: NaiveDateTime,
        updated_at: NaiveDateTime,
    }
    memberships {
        user_id: String,
        carrier_id: String,
        role: String,
    }
    clients {
        id: String,
        version: i32,
        name: String,
        carrier_id: Option<String>,
        scopes: String,
        secret_hash: String,
        expires_at: Option<NaiveDateTime>,
        last_used_on: Option<NaiveDate>,
        revoked_at: Option<NaiveDateTime>,
        created_at: NaiveDateTime,
    }
    sessions {
        id: String,
        user_id: String,
        created_at: NaiveDateTime,
        expires_at: NaiveDateTime,
        refreshed_at: NaiveDateTime,
        generation: i32,
        refresh_hash: String,
        revoked_at: Option<NaiveDateTime>,
    }
    signing_keys {
        kid: String,
        private_key: String,
        created_at: NaiveDateTime,
    }
    webhooks {
        id: String,
        version: i32,
        client_id: Option<String>,
        url: String,
        event_types: String,
        description: Option<String>,
        active: bool,
        stopped: Option<String>,
        secret: String,
        old_secret: Option<String>,
        old_secret_until: Option<NaiveDateTime>,
        created_at: NaiveDateTime,
        updated_at: NaiveDateTime,
        seq: i64,
        attempts: i32,
        failing_since: Option<NaiveDateTime>,
        next_attempt_at: Option<NaiveDateTime>,
    }
    deliveries {
        id: String,
        webhook_id: String,
        event_id: String,
        event_type: String,
        seq: Option<i64>,
        attempt: i32,
        at: NaiveDateTime,
        outcome: String,
        status: Option<i32>,
        millis: Option<i32>,
    }
    kept_answers {
        caller: String,
        key: String,
        digest: String,
        status: i32,
        headers: String,
        body: String,
        kept_at: NaiveDateTime,
    }
    imports {
        id: String,
        owner: String,
        version: i32,
        expires_at: NaiveDateTime,
        record: String,
    }
    import_rows {
        import_id: String,
        number: i32,
        outcome: String,
        record: String,
        work: Option<String>,
    }
    changes by seq {
        seq: i64,
        at: NaiveDateTime,
        actor: String,
        standing: String,
        carrier_id: Option<String>,
        action: String,
        noun: String,
        noun_id: String,
        record: Option<String>,
        content: Option<String>,
    }
}
