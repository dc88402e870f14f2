//! What an administrator writes about a user or a client, and its rules.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::input::{Input, word};
use super::{CarrierId, Client, Faults, Instant, Membership, Role, Rule, Scope, User};

const NAME_MAX: usize = 200;
const MEMBERSHIPS_MAX: usize = 100;

/// What is written about a user.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserContent {
    /// By which the user signs in; upper and lower case are the same.
    #[schema(max_length = 254, format = Email, examples("a.muster@example.org"))]
    pub email: String,
    #[schema(min_length = 1, max_length = 200, examples("Alex Muster"))]
    pub name: String,
    /// In the whole register; null for staff of carriers.
    pub role: Option<Role>,
    #[schema(max_items = 100)]
    pub memberships: Vec<Membership>,
    /// Cannot sign in, and is signed out at once.
    pub disabled: bool,
}

impl UserContent {
    /// Reads what a client sent. `exists` says which carriers there are.
    pub fn read(
        value: &Value,
        exists: impl Fn(CarrierId) -> bool,
        faults: &Faults,
    ) -> Option<Self> {
        let mut input = Input::new(value, "", faults)?;
        let email = input.email("email").map(|email| email.to_lowercase());
        let email = input.required("email", email);
        let name = input.line("name", NAME_MAX);
        let name = input.required("name", name);
        let role = input.word("role");
        let memberships = read_memberships(&mut input, exists);
        let disabled = input.boolean("disabled").unwrap_or(false);
        input.finish();
        Some(Self { email: email?, name: name?, role, memberships, disabled })
    }
}

/// In the order of their carriers, in which the database gives them back.
fn read_memberships(input: &mut Input<'_>, exists: impl Fn(CarrierId) -> bool) -> Vec<Membership> {
    let mut seen = Vec::new();
    let mut memberships = input.objects("memberships", MEMBERSHIPS_MAX, |input| {
        let carrier = input.id::<CarrierId>("carrier");
        let carrier = input.required("carrier", carrier);
        let role = input.word("role");
        let role = input.required("role", role);
        let carrier = carrier?;
        let (at, faults) = (input.pointer("carrier"), input.faults());
        faults.require(exists(carrier), at, Rule::NoSuch("carrier"));
        faults.require(!seen.contains(&carrier), at, Rule::Repeated);
        seen.push(carrier);
        Some(Membership { carrier, role: role? })
    });
    memberships.sort_unstable();
    memberships
}

impl From<&User> for UserContent {
    fn from(user: &User) -> Self {
        Self {
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            memberships: user.memberships.clone(),
            disabled: user.disabled,
        }
    }
}

/// What is written about an API client.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientContent {
    #[schema(min_length = 1, max_length = 200, examples("Export aus der Fachanwendung"))]
    pub name: String,
    /// The carrier it belongs to; null for the planning office.
    pub carrier: Option<CarrierId>,
    #[schema(min_items = 1, max_items = 4)]
    pub scopes: Vec<Scope>,
    /// From when on it is refused; null = never.
    pub expires_at: Option<Instant>,
}

impl ClientContent {
    /// Reads what a client sent. `exists` says which carriers there are.
    pub fn read(
        value: &Value,
        exists: impl Fn(CarrierId) -> bool,
        faults: &Faults,
    ) -> Option<Self> {
        let mut input = Input::new(value, "", faults)?;
        let name = input.line("name", NAME_MAX);
        let name = input.required("name", name);
        let carrier = input.id::<CarrierId>("carrier");
        let known = carrier.is_none_or(exists);
        faults.require(known, "/carrier", Rule::NoSuch("carrier"));
        let scopes = input.set("scopes", Scope::ALL.len(), word::<Scope>);
        let named = value.get("scopes").is_some_and(is_filled);
        faults.require(named, "/scopes", Rule::Required);
        faults.require(go_together(&scopes, carrier), "/scopes", Rule::ScopeNotHere);
        let expires_at = input.instant("expiresAt");
        input.finish();
        Some(Self { name: name?, carrier, scopes, expires_at })
    }
}

/// Whether something stands there, so that it has a fault of its own.
fn is_filled(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty())
}

/// Review is for the planning office, writing for carriers, and who submits
/// must be able to write.
fn go_together(scopes: &[Scope], carrier: Option<CarrierId>) -> bool {
    let has = |scope| scopes.contains(&scope);
    match carrier {
        None => !has(Scope::Write) && !has(Scope::Submit),
        Some(_) => !has(Scope::Review) && (has(Scope::Write) || !has(Scope::Submit)),
    }
}

impl From<&Client> for ClientContent {
    fn from(client: &Client) -> Self {
        Self {
            name: client.name.clone(),
            carrier: client.carrier,
            scopes: client.scopes.clone(),
            expires_at: client.expires_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(faults: Faults) -> Vec<String> {
        let faults = faults.into_vec();
        faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.rule.code())).collect()
    }

    #[test]
    fn a_user_is_read_with_every_fault_at_once() {
        let known = CarrierId::new();
        let (id, none) = (known.to_string(), CarrierId::new().to_string());
        let cases = [
            (json!({"email": "A@B.de", "name": "A"}), vec![]),
            (json!({}), vec!["/email required", "/name required"]),
            (
                json!({"email": "a", "name": " ", "role": "king", "id": 1}),
                vec![
                    "/email wrong-kind",
                    "/name blank",
                    "/role unknown-value",
                    "/id unknown-field",
                ],
            ),
            (
                json!({"email": "a@b.de", "name": "A", "memberships": [
                    {"carrier": id, "role": "editor"},
                    {"carrier": id, "role": "officer"},
                    {"carrier": none, "role": "x"},
                ]}),
                vec![
                    "/memberships/1/carrier repeated",
                    "/memberships/2/role unknown-value",
                    "/memberships/2/carrier no-such",
                ],
            ),
        ];
        for (body, expected) in cases {
            let faults = Faults::default();
            let user = UserContent::read(&body, |id| id == known, &faults);
            assert_eq!(found(faults), expected, "{body}");
            assert!(user.is_none_or(|user| user.email == user.email.to_lowercase()));
        }
    }

    #[test]
    fn scopes_go_with_each_other_and_with_the_owner() {
        let carrier = json!(CarrierId::new());
        let (read, write) = ("measures:read", "measures:write");
        let (submit, review) = ("measures:submit", "measures:review");
        let cases = [
            (json!(null), json!([read, review]), None),
            (json!(null), json!([write]), Some("/scopes scope-not-here")),
            (json!(null), json!([submit]), Some("/scopes scope-not-here")),
            (carrier.clone(), json!([read, write, submit]), None),
            (carrier.clone(), json!([submit]), Some("/scopes scope-not-here")),
            (carrier.clone(), json!([review]), Some("/scopes scope-not-here")),
            (carrier.clone(), json!([]), Some("/scopes required")),
            (carrier.clone(), json!(null), Some("/scopes required")),
            (carrier.clone(), json!(["all"]), Some("/scopes/0 unknown-value")),
            (carrier, json!([read, read]), Some("/scopes/1 repeated")),
        ];
        for (carrier, scopes, expected) in cases {
            let body = json!({"name": "A", "carrier": carrier, "scopes": scopes});
            let faults = Faults::default();
            ClientContent::read(&body, |_| true, &faults);
            assert_eq!(found(faults), Vec::from_iter(expected), "{body}");
        }
    }
}
