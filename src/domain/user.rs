use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::words;
use super::{CarrierId, ClientId, Day, Instant, SessionId, UserId};

words!(
    /// What a user may do in the whole register.
    Role {
        /// Reads everything, changes nothing.
        Reader = "reader",
        /// Reviews and publishes measures.
        Planner = "planner",
        /// A planner who also looks after users, clients, carriers and the catalog.
        Administrator = "administrator",
    }
);

words!(
    /// What a user may do for one carrier.
    MemberRole {
        /// Writes measures and keeps their status.
        Editor = "editor",
        /// An editor who also submits.
        Officer = "officer",
    }
);

words!(
    /// What an API client may do.
    Scope {
        /// Read what the carrier, or the planning office, may read.
        Read = "measures:read",
        /// Register and edit measures, and change their status.
        Write = "measures:write",
        /// Submit measures.
        Submit = "measures:submit",
        /// Review and publish; for clients of the planning office only.
        Review = "measures:review",
    }
);

/// Text that is never shown: a hash of a password or a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A user's part in a carrier.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub struct Membership {
    pub carrier: CarrierId,
    pub role: MemberRole,
}

/// A person who signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub id: UserId,
    pub version: u32,
    /// Lower case; unique.
    pub email: String,
    pub name: String,
    pub role: Option<Role>,
    pub memberships: Vec<Membership>,
    pub password_hash: Hidden,
    /// The password was given, not chosen: nothing else until it is changed.
    pub must_change_password: bool,
    pub disabled: bool,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// A program of a carrier, or of the planning office.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    pub id: ClientId,
    pub version: u32,
    pub name: String,
    /// `None` = the planning office.
    pub carrier: Option<CarrierId>,
    pub scopes: Vec<Scope>,
    /// SHA-256 of the secret, which is random and long.
    pub secret_hash: Hidden,
    pub expires_at: Option<Instant>,
    pub last_used_on: Option<Day>,
    pub revoked_at: Option<Instant>,
    pub created_at: Instant,
}

impl Client {
    pub fn is_active(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// A user being signed in, kept alive by refreshing.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub created_at: Instant,
    /// The end, however often it is refreshed.
    pub expires_at: Instant,
    /// When it was last refreshed; it ends when that is too long ago.
    pub refreshed_at: Instant,
    /// Counts refreshes: a token of an earlier one is a stolen or replayed one. 0 = the
    /// session is one of a browser, whose secret is never replaced.
    pub generation: u32,
    /// SHA-256 of the present refresh token, or of the browser's secret.
    pub refresh_hash: Hidden,
    pub revoked_at: Option<Instant>,
}

impl Session {
    /// Whether its secret is a cookie, which no program may refresh.
    pub fn in_a_browser(&self) -> bool {
        self.generation == 0
    }

    pub fn is_alive(&self, now: Instant, idle: chrono::TimeDelta) -> bool {
        self.revoked_at.is_none() && now < self.expires_at && now < self.refreshed_at.plus(idle)
    }
}
