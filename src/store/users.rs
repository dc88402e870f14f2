use diesel::prelude::*;

use super::row::{count, parse, parse_some, uncount};
use super::schema::{memberships, users};
use super::{AnyConnection, OrTaken, one_row};
use crate::domain::{Hidden, Membership, Result, User};

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = users, treat_none_as_null = true)]
struct Row {
    id: String,
    version: i32,
    email: String,
    name: String,
    role: Option<String>,
    password_hash: String,
    must_change_password: bool,
    disabled: bool,
    created_at: chrono::NaiveDateTime,
    updated_at: chrono::NaiveDateTime,
}

/// Stores a user with all memberships: version 1 as a new row, any other in place
/// of the one before.
pub fn save(conn: &mut AnyConnection, user: &User) -> Result<()> {
    let row = Row {
        id: user.id.to_string(),
        version: count(user.version),
        email: user.email.clone(),
        name: user.name.clone(),
        role: user.role.map(|role| role.to_string()),
        password_hash: user.password_hash.0.clone(),
        must_change_password: user.must_change_password,
        disabled: user.disabled,
        created_at: user.created_at.naive(),
        updated_at: user.updated_at.naive(),
    };
    if user.version == 1 {
        diesel::insert_into(users::table).values(&row).execute(conn).or_taken("email")?;
    } else {
        let changed = diesel::update(users::table.find(&row.id))
            .filter(users::version.eq(row.version - 1))
            .set(&row)
            .execute(conn)
            .or_taken("email")?;
        one_row(changed)?;
        diesel::delete(memberships::table.filter(memberships::user_id.eq(&row.id)))
            .execute(conn)?;
    }
    for membership in &user.memberships {
        diesel::insert_into(memberships::table)
            .values((
                memberships::user_id.eq(&row.id),
                memberships::carrier_id.eq(membership.carrier.to_string()),
                memberships::role.eq(membership.role.as_str()),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub fn all(conn: &mut AnyConnection) -> Result<Vec<User>> {
    let rows: Vec<Row> = users::table.order(users::id).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(|row| row.into_user(conn)).collect()
}

pub fn find(conn: &mut AnyConnection, id: &str) -> Result<User> {
    users::table.find(id).select(Row::as_select()).first::<Row>(conn)?.into_user(conn)
}

impl Row {
    fn into_user(self, conn: &mut AnyConnection) -> Result<User> {
        let members: Vec<(String, String)> = memberships::table
            .filter(memberships::user_id.eq(&self.id))
            .order(memberships::carrier_id)
            .select((memberships::carrier_id, memberships::role))
            .load(conn)?;
        let members = members.iter().map(|(carrier, role)| {
            Ok(Membership { carrier: parse("carrier_id", carrier)?, role: parse("role", role)? })
        });
        Ok(User {
            id: parse("id", &self.id)?,
            version: uncount(self.version),
            email: self.email,
            name: self.name,
            role: parse_some("role", self.role.as_deref())?,
            memberships: members.collect::<Result<_>>()?,
            password_hash: Hidden(self.password_hash),
            must_change_password: self.must_change_password,
            disabled: self.disabled,
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
        })
    }
}
