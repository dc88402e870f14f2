use diesel::prelude::*;

use super::row::{count, naive, parse, parse_some, uncount};
use super::schema::clients;
use super::{AnyConnection, one_row};
use crate::domain::{Client, Hidden, Result};

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = clients, treat_none_as_null = true)]
struct Row {
    id: String,
    version: i32,
    name: String,
    carrier_id: Option<String>,
    /// Separated by spaces, as in OAuth.
    scopes: String,
    secret_hash: String,
    expires_at: Option<chrono::NaiveDateTime>,
    last_used_on: Option<chrono::NaiveDate>,
    revoked_at: Option<chrono::NaiveDateTime>,
    created_at: chrono::NaiveDateTime,
}

/// Stores a client: version 1 as a new row, any other in place of the one before.
pub fn save(conn: &mut AnyConnection, client: &Client) -> Result<()> {
    let scopes: Vec<&str> = client.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = Row {
        id: client.id.to_string(),
        version: count(client.version),
        name: client.name.clone(),
        carrier_id: client.carrier.map(|id| id.to_string()),
        scopes: scopes.join(" "),
        secret_hash: client.secret_hash.0.clone(),
        expires_at: naive(client.expires_at),
        last_used_on: client.last_used_on,
        revoked_at: naive(client.revoked_at),
        created_at: client.created_at.naive(),
    };
    if client.version == 1 {
        diesel::insert_into(clients::table).values(&row).execute(conn)?;
        return Ok(());
    }
    let changed = diesel::update(clients::table.find(&row.id))
        .filter(clients::version.eq(row.version - 1))
        .set(&row)
        .execute(conn)?;
    one_row(changed)
}

pub fn all(conn: &mut AnyConnection) -> Result<Vec<Client>> {
    let rows: Vec<Row> = clients::table.order(clients::id).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::into_client).collect()
}

pub fn find(conn: &mut AnyConnection, id: &str) -> Result<Client> {
    clients::table.find(id).select(Row::as_select()).first::<Row>(conn)?.into_client()
}

impl Row {
    fn into_client(self) -> Result<Client> {
        let scopes = self.scopes.split_whitespace().map(|scope| parse("scopes", scope));
        Ok(Client {
            id: parse("id", &self.id)?,
            version: uncount(self.version),
            name: self.name,
            carrier: parse_some("carrier_id", self.carrier_id.as_deref())?,
            scopes: scopes.collect::<Result<_>>()?,
            secret_hash: Hidden(self.secret_hash),
            expires_at: self.expires_at.map(Into::into),
            last_used_on: self.last_used_on,
            revoked_at: self.revoked_at.map(Into::into),
            created_at: self.created_at.into(),
        })
    }
}
