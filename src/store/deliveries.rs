use diesel::prelude::*;

use super::AnyConnection;
use super::row::{count, parse, uncount};
use super::schema::deliveries;
use crate::domain::webhook::{Delivery, Outcome};
use crate::domain::{DeliveryId, Error, Result, WebhookId};

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = deliveries, treat_none_as_null = true)]
struct Row {
    id: String,
    webhook_id: String,
    event_id: String,
    event_type: String,
    seq: Option<i64>,
    attempt: i32,
    at: chrono::NaiveDateTime,
    outcome: String,
    status: Option<i32>,
    millis: Option<i32>,
}

/// Adds a delivery, or says how one went that waited; keeps the last
/// [`Delivery::KEPT`] of the webhook.
pub fn save(conn: &mut AnyConnection, delivery: &Delivery) -> Result<()> {
    let row = Row::of(delivery);
    let known = diesel::update(deliveries::table.find(&row.id)).set(&row).execute(conn)?;
    if known == 0 {
        diesel::insert_into(deliveries::table).values(&row).execute(conn)?;
    }
    let own = deliveries::table.filter(deliveries::webhook_id.eq(&row.webhook_id));
    let oldest = own.order(deliveries::id.desc()).offset(Delivery::KEPT).select(deliveries::id);
    let oldest: Option<String> = oldest.first(conn).optional()?;
    if let Some(oldest) = oldest {
        let old = deliveries::table
            .filter(deliveries::webhook_id.eq(&row.webhook_id))
            .filter(deliveries::id.le(oldest));
        diesel::delete(old).execute(conn)?;
    }
    Ok(())
}

/// Those of a webhook, the newest first.
pub fn all(conn: &mut AnyConnection, webhook: WebhookId) -> Result<Vec<Delivery>> {
    let rows: Vec<Row> = deliveries::table
        .filter(deliveries::webhook_id.eq(webhook.to_string()))
        .order(deliveries::id.desc())
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_delivery).collect()
}

pub fn find(conn: &mut AnyConnection, id: DeliveryId) -> Result<Option<Delivery>> {
    let row = deliveries::table.find(id.to_string()).select(Row::as_select()).first::<Row>(conn);
    row.optional()?.map(Row::into_delivery).transpose()
}

/// Those that somebody asked for, the oldest first.
pub fn waiting(conn: &mut AnyConnection) -> Result<Vec<Delivery>> {
    let rows: Vec<Row> = deliveries::table
        .filter(deliveries::outcome.eq(Outcome::Waiting.as_str()))
        .order(deliveries::id)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::into_delivery).collect()
}

impl Row {
    fn of(delivery: &Delivery) -> Self {
        Self {
            id: delivery.id.to_string(),
            webhook_id: delivery.webhook.to_string(),
            event_id: delivery.event.clone(),
            event_type: delivery.event_type.clone(),
            seq: delivery.seq,
            attempt: count(delivery.attempt),
            at: delivery.at.naive(),
            outcome: delivery.outcome.to_string(),
            status: delivery.status.map(i32::from),
            millis: delivery.millis.map(count),
        }
    }

    fn into_delivery(self) -> Result<Delivery> {
        let status = self.status.map(u16::try_from).transpose();
        Ok(Delivery {
            id: parse("id", &self.id)?,
            webhook: parse("webhook_id", &self.webhook_id)?,
            event: self.event_id,
            event_type: self.event_type,
            seq: self.seq,
            attempt: uncount(self.attempt),
            at: self.at.into(),
            outcome: parse("outcome", &self.outcome)?,
            status: status.map_err(Error::internal)?,
            millis: self.millis.map(uncount),
        })
    }
}
