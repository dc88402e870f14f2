use diesel::prelude::*;

use super::row::{count, naive, parse, parse_some, uncount};
use super::schema::webhooks;
use super::{AnyConnection, one_row};
use crate::domain::webhook::Position;
use crate::domain::{Hidden, Result, Webhook, WebhookContent, WebhookId};

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
struct Row {
    id: String,
    version: i32,
    client_id: Option<String>,
    url: String,
    /// Separated by spaces.
    event_types: String,
    description: Option<String>,
    active: bool,
    stopped: Option<String>,
    secret: String,
    old_secret: Option<String>,
    old_secret_until: Option<chrono::NaiveDateTime>,
    created_at: chrono::NaiveDateTime,
    updated_at: chrono::NaiveDateTime,
}

/// How far it was told, which changes without a version.
#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
struct PositionRow {
    id: String,
    seq: i64,
    attempts: i32,
    failing_since: Option<chrono::NaiveDateTime>,
    next_attempt_at: Option<chrono::NaiveDateTime>,
}

/// Stores a new webhook that is told what comes after `seq`.
pub fn insert(conn: &mut AnyConnection, webhook: &Webhook, seq: i64) -> Result<()> {
    let position = (webhooks::seq.eq(seq), webhooks::attempts.eq(0));
    diesel::insert_into(webhooks::table).values((Row::of(webhook), position)).execute(conn)?;
    Ok(())
}

/// Stores the next version of a webhook.
pub fn update(conn: &mut AnyConnection, webhook: &Webhook) -> Result<()> {
    let row = Row::of(webhook);
    let changed = diesel::update(webhooks::table.find(&row.id))
        .filter(webhooks::version.eq(row.version - 1))
        .set(&row)
        .execute(conn)?;
    one_row(changed)
}

/// Forgets a webhook and its deliveries.
pub fn delete(conn: &mut AnyConnection, id: WebhookId) -> Result<()> {
    one_row(diesel::delete(webhooks::table.find(id.to_string())).execute(conn)?)
}

pub fn all(conn: &mut AnyConnection) -> Result<Vec<Webhook>> {
    let rows: Vec<Row> = webhooks::table.order(webhooks::id).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::into_webhook).collect()
}

pub fn find(conn: &mut AnyConnection, id: &str) -> Result<Option<Webhook>> {
    let row = webhooks::table.find(id).select(Row::as_select()).first::<Row>(conn);
    row.optional()?.map(Row::into_webhook).transpose()
}

/// How far each was told.
pub fn positions(conn: &mut AnyConnection) -> Result<Vec<Position>> {
    let rows: Vec<PositionRow> =
        webhooks::table.order(webhooks::id).select(PositionRow::as_select()).load(conn)?;
    rows.into_iter().map(PositionRow::into_position).collect()
}

/// Moves a webhook on, if nobody else did since `before` was read; says whether.
pub fn advance(conn: &mut AnyConnection, before: &Position, after: &Position) -> Result<bool> {
    let row = PositionRow::of(after);
    let changed = diesel::update(webhooks::table.find(&row.id))
        .filter(webhooks::seq.eq(before.seq))
        .filter(webhooks::attempts.eq(count(before.attempts)))
        .set(&row)
        .execute(conn)?;
    Ok(changed == 1)
}

/// Lets the next attempt be the first one, and now.
pub fn begin_anew(conn: &mut AnyConnection, id: WebhookId) -> Result<()> {
    let none = None::<chrono::NaiveDateTime>;
    let changed = diesel::update(webhooks::table.find(id.to_string()))
        .set((
            webhooks::attempts.eq(0),
            webhooks::failing_since.eq(none),
            webhooks::next_attempt_at.eq(none),
        ))
        .execute(conn)?;
    one_row(changed)
}

impl Row {
    fn of(webhook: &Webhook) -> Self {
        let content = &webhook.content;
        let types: Vec<&str> = content.event_types.iter().map(|event| event.as_str()).collect();
        let old = webhook.old_secret.as_ref();
        Self {
            id: webhook.id.to_string(),
            version: count(webhook.version),
            client_id: webhook.client.map(|id| id.to_string()),
            url: content.url.clone(),
            event_types: types.join(" "),
            description: content.description.clone(),
            active: content.active,
            stopped: webhook.stopped.map(|stop| stop.to_string()),
            secret: webhook.secret.0.clone(),
            old_secret: old.map(|(secret, _)| secret.0.clone()),
            old_secret_until: naive(old.map(|(_, until)| *until)),
            created_at: webhook.created_at.naive(),
            updated_at: webhook.updated_at.naive(),
        }
    }

    fn into_webhook(self) -> Result<Webhook> {
        let types = self.event_types.split_whitespace().map(|word| parse("event_types", word));
        let until = self.old_secret_until.map(Into::into);
        Ok(Webhook {
            id: parse("id", &self.id)?,
            version: uncount(self.version),
            client: parse_some("client_id", self.client_id.as_deref())?,
            content: WebhookContent {
                url: self.url,
                event_types: types.collect::<Result<_>>()?,
                active: self.active,
                description: self.description,
            },
            stopped: parse_some("stopped", self.stopped.as_deref())?,
            secret: Hidden(self.secret),
            old_secret: self.old_secret.map(Hidden).zip(until),
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
        })
    }
}

impl PositionRow {
    fn of(position: &Position) -> Self {
        Self {
            id: position.webhook.to_string(),
            seq: position.seq,
            attempts: count(position.attempts),
            failing_since: naive(position.failing_since),
            next_attempt_at: naive(position.next_attempt_at),
        }
    }

    fn into_position(self) -> Result<Position> {
        Ok(Position {
            webhook: parse("id", &self.id)?,
            seq: self.seq,
            attempts: uncount(self.attempts),
            failing_since: self.failing_since.map(Into::into),
            next_attempt_at: self.next_attempt_at.map(Into::into),
        })
    }
}
