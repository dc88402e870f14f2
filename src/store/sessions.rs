use diesel::prelude::*;

use super::row::{count, naive, parse, uncount};
use super::schema::sessions;
use super::{AnyConnection, one_row};
use crate::domain::{Hidden, Result, Session, SessionId};

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = sessions, treat_none_as_null = true)]
struct Row {
    id: String,
    user_id: String,
    created_at: chrono::NaiveDateTime,
    expires_at: chrono::NaiveDateTime,
    refreshed_at: chrono::NaiveDateTime,
    generation: i32,
    refresh_hash: String,
    revoked_at: Option<chrono::NaiveDateTime>,
}

impl Row {
    fn of(session: &Session) -> Self {
        Self {
            id: session.id.to_string(),
            user_id: session.user.to_string(),
            created_at: session.created_at.naive(),
            expires_at: session.expires_at.naive(),
            refreshed_at: session.refreshed_at.naive(),
            generation: count(session.generation),
            refresh_hash: session.refresh_hash.0.clone(),
            revoked_at: naive(session.revoked_at),
        }
    }

    fn into_session(self) -> Result<Session> {
        Ok(Session {
            id: parse("id", &self.id)?,
            user: parse("user_id", &self.user_id)?,
            created_at: self.created_at.into(),
            expires_at: self.expires_at.into(),
            refreshed_at: self.refreshed_at.into(),
            generation: uncount(self.generation),
            refresh_hash: Hidden(self.refresh_hash),
            revoked_at: self.revoked_at.map(Into::into),
        })
    }
}

pub fn insert(conn: &mut AnyConnection, session: &Session) -> Result<()> {
    diesel::insert_into(sessions::table).values(&Row::of(session)).execute(conn)?;
    Ok(())
}

pub fn update(conn: &mut AnyConnection, session: &Session) -> Result<()> {
    let row = Row::of(session);
    one_row(diesel::update(sessions::table.find(&row.id)).set(&row).execute(conn)?)
}

pub fn delete(conn: &mut AnyConnection, id: SessionId) -> Result<()> {
    one_row(diesel::delete(sessions::table.find(id.to_string())).execute(conn)?)
}

pub fn all(conn: &mut AnyConnection) -> Result<Vec<Session>> {
    let rows: Vec<Row> = sessions::table.order(sessions::id).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::into_session).collect()
}

pub fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<Session>> {
    let row = sessions::table.find(id).select(Row::as_select()).first::<Row>(conn);
    row.optional()?.map(Row::into_session).transpose()
}
