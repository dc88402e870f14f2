use super::import::ImportState;
use super::measure::Publication;
use super::nouns::german;
use super::{Action, Fault, Lang};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, in the words of the domain. What HTTP calls it
/// is the business of `api::problem`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("sign in to continue")]
    Unauthenticated,
    #[error("wrong e-mail, password, client or secret")]
    BadCredentials,
    #[error("the password must be changed first")]
    PasswordChangeRequired,
    #[error("not allowed")]
    Forbidden,
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{} fields cannot be taken as they are", .0.len())]
    Invalid(Vec<Fault>),
    #[error("the state does not allow it: {0:?}")]
    Conflict(Conflict),
    #[error("a version must be named")]
    Unconditional,
    #[error("the version read is no longer the latest")]
    Stale,
    #[error("the idempotency key was used for another request")]
    KeyReused,
    #[error("{} items were refused", .0.len())]
    Items(Vec<(usize, Error)>),
    /// Of items that are done together or not at all: why each was refused, if it was.
    #[error("of {} items some were refused", .0.len())]
    Together(Vec<Option<Error>>),
    #[error("too many attempts")]
    TooMany { seconds: u64 },
    #[error("busy")]
    Busy,
    #[error("something broke")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A rule of the state that stands against an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Not from this publication.
    Publication { action: Action, publication: Publication },
    /// What is still missing before it can be submitted.
    Incomplete(Vec<Fault>),
    /// Whoever submitted does not publish.
    FourEyes,
    /// There is no pending revision.
    NoRevision,
    /// A final status is reopened by a planner only.
    Final,
    /// It was submitted once, so it can only be withdrawn.
    OnceSubmitted,
    /// Somebody else has it already.
    Taken(&'static str),
    /// Other records still point at it.
    InUse(Vec<String>),
    /// The carrier is inactive or merged into another.
    Inactive,
    /// Nobody would be left to look after users.
    LastAdministrator,
    /// The client was revoked, which is for good.
    Revoked,
    /// The same request is not yet answered.
    UnderWay,
    /// The import was done, or taken back, already.
    Imported(ImportState),
    /// The caller has as many imports as are kept.
    ManyImports,
    /// So many rows of an import are refused.
    RefusedRows(u32),
}

impl Error {
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// One fault at one place.
    pub fn invalid(pointer: &str, rule: super::Rule) -> Self {
        Self::Invalid(vec![Fault { pointer: pointer.to_owned(), rule }])
    }

    /// The items that were refused.
    pub fn items(&self) -> impl Iterator<Item = (usize, &Self)> {
        let (some, all): (&[_], &[_]) = match self {
            Self::Items(some) => (some, &[]),
            Self::Together(all) => (&[], all),
            _ => (&[], &[]),
        };
        let some = some.iter().map(|(index, error)| (*index, error));
        let all = all.iter().enumerate();
        some.chain(all.filter_map(|(index, error)| Some((index, error.as_ref()?))))
    }

    /// Every place that cannot be taken as it is, also in items.
    pub fn faults(&self) -> Vec<Fault> {
        let of_item = |index: usize, error: &Self| {
            let below = move |fault: Fault| {
                let pointer = format!("/items/{index}{}", fault.pointer);
                Fault { pointer, ..fault }
            };
            error.faults().into_iter().map(below)
        };
        match self {
            Self::Invalid(faults) => faults.clone(),
            Self::Items(_) | Self::Together(_) => {
                self.items().flat_map(|(index, error)| of_item(index, error)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What happened this time and what to do next, for people.
    pub fn detail(&self, lang: Lang) -> String {
        let (de, en) = match self {
            Self::Unauthenticated => (
                "Melden Sie sich an und schicken Sie das Token als „Authorization: Bearer …“.",
                "Sign in and send the token as “Authorization: Bearer …”.",
            ),
            Self::BadCredentials => (
                "Kennung und Geheimnis passen nicht zusammen.",
                "Identifier and secret do not belong together.",
            ),
            Self::PasswordChangeRequired => (
                "Ändern Sie zuerst das Einmal-Passwort: PUT /v1/me/password.",
                "Change the one-time password first: PUT /v1/me/password.",
            ),
            Self::Forbidden => (
                "Ihre Rolle, Mitgliedschaft oder Ihr Scope erlaubt das nicht.",
                "Your role, membership or scope does not allow this.",
            ),
            Self::NotFound(what) => {
                return lang.pick(
                    format!("Nicht gefunden oder nicht für Sie sichtbar: {}.", german(what)),
                    format!("Not found, or not visible to you: {what}."),
                );
            }
            Self::Invalid(_) => (
                "Die Anfrage lässt sich so nicht annehmen; „errors“ nennt jede Stelle.",
                "The request cannot be taken as it is; “errors” names every place.",
            ),
            Self::Conflict(conflict) => return conflict.detail(lang),
            Self::Unconditional => (
                "Lesen Sie den Datensatz und schicken Sie sein ETag als If-Match mit.",
                "Read the record and send its ETag along as If-Match.",
            ),
            Self::Stale => (
                "Der Datensatz wurde inzwischen geändert; lesen Sie ihn neu.",
                "The record was changed in the meantime; read it again.",
            ),
            Self::KeyReused => (
                "Unter diesem „Idempotency-Key“ wurde etwas anderes angefragt; nehmen Sie einen neuen.",
                "Something else was asked for with this “Idempotency-Key”; take a new one.",
            ),
            Self::Items(_) | Self::Together(_) => (
                "Es wurde nichts gespeichert; „errors“ nennt jede Stelle jedes Eintrags.",
                "Nothing was stored; “errors” names every place of every item.",
            ),
            Self::TooMany { seconds } => {
                return lang.pick(
                    format!("Zu viele Versuche; wieder in {seconds} Sekunden."),
                    format!("Too many attempts; again in {seconds} seconds."),
                );
            }
            Self::Busy => (
                "Der Dienst ist gerade ausgelastet; versuchen Sie es gleich noch einmal.",
                "The service is busy; try again in a moment.",
            ),
            Self::Internal(_) => (
                "Bei uns ist etwas schiefgegangen; nennen Sie uns „instance“.",
                "Something went wrong on our side; tell us the “instance”.",
            ),
        };
        lang.pick(de, en).to_owned()
    }
}

impl Conflict {
    fn detail(&self, lang: Lang) -> String {
        let (de, en) = match self {
            Self::Publication { action, publication } => {
                return lang.pick(
                    format!("„{action}“ geht nicht, solange die Maßnahme „{publication}“ ist."),
                    format!("“{action}” is not possible while the measure is “{publication}”."),
                );
            }
            Self::Incomplete(_) => (
                "Es fehlen noch Angaben; „errors“ nennt jede.",
                "Something is still missing; “errors” names each item.",
            ),
            Self::FourEyes => (
                "Wer einreicht, veröffentlicht nicht selbst; das übernimmt jemand anderes.",
                "Whoever submits does not publish; somebody else has to.",
            ),
            Self::NoRevision => {
                ("Es liegt keine Änderung zur Prüfung vor.", "There is no pending revision.")
            }
            Self::Final => (
                "Der Status ist endgültig; nur die Planung nimmt ihn wieder auf.",
                "The status is final; only a planner reopens it.",
            ),
            Self::OnceSubmitted => (
                "Die Maßnahme wurde schon einmal eingereicht; ziehen Sie sie zurück.",
                "The measure was submitted before; withdraw it instead.",
            ),
            Self::Taken(what) => {
                let (de, en) = (german(what), what);
                return lang
                    .pick(format!("Schon vergeben: {de}."), format!("Already taken: {en}."));
            }
            Self::InUse(what) => {
                let what = what.join(", ");
                return lang.pick(
                    format!("Wird noch verwendet: {what}."),
                    format!("Still in use: {what}."),
                );
            }
            Self::Inactive => {
                ("Der Träger ist nicht mehr aktiv.", "The carrier is no longer active.")
            }
            Self::LastAdministrator => (
                "Das ist das letzte aktive Konto mit Administrationsrechten; \
                 geben Sie sie zuerst jemand anderem.",
                "This is the last active administrator; appoint another one first.",
            ),
            Self::Revoked => (
                "Der Client ist gesperrt, und das bleibt so; legen Sie einen neuen an.",
                "The client is revoked for good; create a new one.",
            ),
            Self::Imported(state) => {
                return lang.pick(
                    format!("Das geht nicht, solange der Import „{state}“ ist."),
                    format!("This is not possible while the import is “{state}”."),
                );
            }
            Self::RefusedRows(rows) => {
                return lang.pick(
                    format!("Abgelehnte Zeilen: {rows}. Berichtigen Sie die Datei, oder übergehen Sie diese Zeilen mit „skipRefused=true“."),
                    format!("Refused rows: {rows}. Correct the file, or pass over these rows with “skipRefused=true”."),
                );
            }
            Self::ManyImports => (
                "Sie haben schon so viele Importe, wie aufgehoben werden; löschen Sie einen.",
                "You have as many imports as are kept already; delete one.",
            ),
            Self::UnderWay => (
                "Dieselbe Anfrage ist noch in Arbeit; wiederholen Sie sie gleich.",
                "The same request is still under way; repeat it in a moment.",
            ),
        };
        lang.pick(de, en).to_owned()
    }
}
