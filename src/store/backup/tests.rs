use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::*;
use crate::store::testing::Scratch;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[test]
fn no_table_is_left_out() {
    let scratch = Scratch::any();
    let mut store = Store::connect(&scratch.url).unwrap();
    store.migrate().unwrap();
    let query = match store.is_postgres() {
        true => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()",
        false => "SELECT name FROM sqlite_schema WHERE type = 'table'",
    };
    let found: Vec<Name> = sql_query(query).load(store.conn()).unwrap();
    // Where the log stands is in the header; the migrations are the program's.
    let rest = ["register", "__diesel_schema_migrations"];
    let mut found: Vec<_> = found.iter().map(|table| table.name.as_str()).collect();
    found.retain(|name| !rest.contains(name));
    found.sort_unstable();
    let mut known: Vec<_> = TABLES.iter().map(|table| table.name).collect();
    known.sort_unstable();
    assert_eq!(known, found);
}

#[test]
fn whoever_is_alone_keeps_others_away() {
    let scratch = Scratch::any();
    let mut first = Store::connect(&scratch.url).unwrap();
    first.migrate().unwrap();
    let other = Store::connect(&scratch.url).unwrap();
    assert!(!first.be_alone().unwrap());
    drop((first, other));
    let mut first = Store::connect(&scratch.url).unwrap();
    assert!(first.be_alone().unwrap());
}
