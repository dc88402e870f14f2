//! Migrations: every step can be taken back, and both databases take the same.

use std::collections::BTreeSet;
use std::path::Path;

use diesel::connection::{Connection, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection, sql_query};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

use crate::harness::Database;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// All that SQLite was told to keep.
const SQLITE_SCHEMA: &str = "SELECT coalesce(sql, name) AS line FROM sqlite_schema
    WHERE name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY type, name";

/// Columns, constraints and indexes of the schema that is in use.
const POSTGRES_SCHEMA: &str = "
    SELECT line FROM (
        SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, collation_name,
               column_default) AS line
        FROM information_schema.columns
        WHERE table_schema = current_schema()
        UNION ALL
        SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        UNION ALL
        SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
    ) AS everything
    WHERE line NOT LIKE '%\\_\\_diesel%' ORDER BY line COLLATE \"C\"";

#[test]
fn every_step_can_be_taken_back_and_taken_again() {
    let database = Database::new();
    match database.is_postgres() {
        true => {
            let conn = PgConnection::establish(&database.url).unwrap();
            up_down_up(conn, "migrations/postgres", |conn| {
                sql_query(POSTGRES_SCHEMA).load(conn).unwrap()
            });
        }
        false => {
            let path = database.url.strip_prefix("sqlite://").unwrap();
            let mut conn = SqliteConnection::establish(path).unwrap();
            conn.batch_execute("PRAGMA foreign_keys = ON").unwrap();
            up_down_up(conn, "migrations/sqlite", |conn| {
                sql_query(SQLITE_SCHEMA).load(conn).unwrap()
            });
        }
    }
}

/// A step that makes the table of the log anew must not lose any of it.
#[test]
fn the_log_has_no_gap_whatever_step_is_taken_back() {
    const LOG: &str = "SELECT CAST(seq AS TEXT) AS line FROM changes ORDER BY seq";
    let database = Database::new();
    match database.is_postgres() {
        true => {
            let conn = PgConnection::establish(&database.url).unwrap();
            log_stays(conn, "migrations/postgres", |conn| sql_query(LOG).load(conn).unwrap());
        }
        false => {
            let path = database.url.strip_prefix("sqlite://").unwrap();
            let conn = SqliteConnection::establish(path).unwrap();
            log_stays(conn, "migrations/sqlite", |conn| sql_query(LOG).load(conn).unwrap());
        }
    }
}

fn log_stays<C>(mut conn: C, folder: &str, log: impl Fn(&mut C) -> Vec<Line>)
where
    C: MigrationHarness<C::Backend> + Connection,
{
    let steps = || FileBasedMigrations::from_path(folder).unwrap();
    conn.run_pending_migrations(steps()).unwrap();
    for (seq, noun) in [(1, "catalog"), (2, "population"), (3, "measure")] {
        let entry = format!(
            "INSERT INTO changes (seq, at, actor, standing, action, noun, noun_id)
             VALUES ({seq}, '2026-01-01 00:00:00', 'system', 'planner', 'load', '{noun}', '2021')"
        );
        conn.batch_execute(&entry).unwrap();
    }
    let seqs =
        |conn: &mut C| -> Vec<String> { log(conn).into_iter().map(|line| line.line).collect() };
    conn.revert_last_migration(steps()).unwrap();
    assert_eq!(seqs(&mut conn), ["1", "2", "3"], "taken back");
    conn.run_pending_migrations(steps()).unwrap();
    assert_eq!(seqs(&mut conn), ["1", "2", "3"], "taken again");
}

/// Takes each step, takes it back, and takes it again; then all back, and all again.
fn up_down_up<C>(mut conn: C, folder: &str, schema: impl Fn(&mut C) -> Vec<Line>)
where
    C: MigrationHarness<C::Backend> + Connection,
{
    let schema =
        |conn: &mut C| -> Vec<String> { schema(conn).into_iter().map(|line| line.line).collect() };
    let steps = || FileBasedMigrations::from_path(folder).unwrap();
    let mut seen = vec![schema(&mut conn)];
    while conn.has_pending_migration(steps()).unwrap() {
        let name = conn.run_next_migration(steps()).unwrap().to_string();
        let after = schema(&mut conn);
        conn.revert_last_migration(steps()).unwrap();
        assert_eq!(schema(&mut conn), *seen.last().unwrap(), "{name} is taken back whole");
        conn.run_next_migration(steps()).unwrap();
        assert_eq!(schema(&mut conn), after, "{name} is the same again");
        seen.push(after);
    }
    assert_eq!(seen.first(), Some(&Vec::new()), "the database was empty");
    assert!(seen.len() > 5 && seen.last().unwrap().len() > 10, "there is a schema to compare");
    while let Some(before) = seen.pop().and(seen.last()) {
        conn.revert_last_migration(steps()).unwrap();
        assert_eq!(schema(&mut conn), *before);
    }
}

#[test]
fn both_databases_take_the_same_steps_each_with_a_way_back() {
    let steps = |folder: &str| -> BTreeSet<String> {
        let folders = std::fs::read_dir(folder).unwrap();
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let (sqlite, postgres) = (steps("migrations/sqlite"), steps("migrations/postgres"));
    assert_eq!(sqlite, postgres);
    for step in &sqlite {
        for file in ["up.sql", "down.sql"] {
            for folder in ["sqlite", "postgres"] {
                let path = format!("migrations/{folder}/{step}/{file}");
                assert!(Path::new(&path).metadata().is_ok_and(|file| file.len() > 0), "{path}");
            }
        }
        let (stamp, words) = step.split_once('_').unwrap();
        assert!(stamp.len() == "2026-11-22-090000".len(), "{step} begins with its time");
        assert!(words.contains('_'), "{step} is named by a verb and a noun");
    }
}
