//! Every kind of problem there is: the one table from kind to status.

use actix_web::http::StatusCode;

/// A kind of problem: status, code, and a title in German and English.
pub struct Kind {
    pub status: StatusCode,
    pub code: &'static str,
    pub title: (&'static str, &'static str),
}

macro_rules! kinds {
    ($($name:ident = $status:ident $code:literal $de:literal $en:literal;)+) => {
        $(pub(super) const $name: Kind = Kind {
            status: StatusCode::$status,
            code: $code,
            title: ($de, $en),
        };)+
        /// All kinds there are; each has a page.
        pub const KINDS: &[&Kind] = &[$(&$name),+];
    };
}

kinds! {
    INVALID = BAD_REQUEST "invalid" "Ungültige Angaben" "Invalid input";
    ITEMS = BAD_REQUEST "refused-items" "Einträge abgelehnt" "Items refused";
    OTHERS = FAILED_DEPENDENCY "others-refused" "Andere Einträge abgelehnt" "Other items refused";
    MALFORMED = BAD_REQUEST "malformed" "Unlesbare Anfrage" "Unreadable request";
    UNAUTHENTICATED = UNAUTHORIZED "unauthenticated" "Nicht angemeldet" "Not signed in";
    CREDENTIALS = UNAUTHORIZED "credentials" "Anmeldung abgelehnt" "Sign-in refused";
    PASSWORD = FORBIDDEN "password-change-required" "Passwort zuerst ändern" "Change the password first";
    FORBIDDEN = FORBIDDEN "forbidden" "Nicht erlaubt" "Not allowed";
    NOT_FOUND = NOT_FOUND "not-found" "Nicht gefunden" "Not found";
    METHOD = METHOD_NOT_ALLOWED "method" "Falsche Methode" "Wrong method";
    NOT_ACCEPTABLE = NOT_ACCEPTABLE "not-acceptable" "Format nicht verfügbar" "Format not available";
    TIMEOUT = REQUEST_TIMEOUT "timeout" "Anfrage kam nicht an" "Request did not arrive";
    CONFLICT = CONFLICT "conflict" "Regel des Zustands" "Rule of the state";
    PUBLICATION = CONFLICT "publication" "Nicht in diesem Stand" "Not in this publication state";
    INCOMPLETE = CONFLICT "incomplete" "Noch unvollständig" "Still incomplete";
    FOUR_EYES = CONFLICT "four-eyes" "Vier-Augen-Prinzip" "Four-eyes rule";
    TAKEN = CONFLICT "taken" "Schon vergeben" "Already taken";
    IN_USE = CONFLICT "in-use" "Wird noch verwendet" "Still in use";
    UNDER_WAY = CONFLICT "under-way" "Noch in Arbeit" "Still under way";
    STALE = PRECONDITION_FAILED "stale" "Inzwischen geändert" "Changed in the meantime";
    TOO_LARGE = PAYLOAD_TOO_LARGE "too-large" "Zu groß" "Too large";
    MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE "media-type" "Falsches Format" "Wrong format";
    KEY_REUSED = UNPROCESSABLE_ENTITY "idempotency-key-reused" "Schlüssel schon verwendet" "Key already used";
    UNCONDITIONAL = PRECONDITION_REQUIRED "unconditional" "If-Match fehlt" "If-Match is missing";
    TOO_MANY = TOO_MANY_REQUESTS "too-many-requests" "Zu viele Versuche" "Too many attempts";
    INTERNAL = INTERNAL_SERVER_ERROR "internal" "Unser Fehler" "Our mistake";
    BUSY = SERVICE_UNAVAILABLE "busy" "Ausgelastet" "Busy";
    BEHIND = SERVICE_UNAVAILABLE "behind" "Noch nicht so weit" "Not yet that far";
}
