//! One endpoint per step in the life of the record. They differ in their words
//! only, so they are written as a table.

use actix_web::web::Path;
use actix_web::{HttpResponse, post};
use utoipa::ToSchema;

use super::{id_of, written};
use crate::actions::measures;
use crate::api::body::{Nothing, OptionalJson};
use crate::api::caller::SignedIn;
use crate::api::etag::MaybeIfMatch;
use crate::api::problem::{Problem, WriteFailure};
use crate::api::write::Write;
use crate::domain::Caller;
use crate::domain::measure::Remark;
use crate::register::Tx;
use crate::register::view::MeasureRecord;

/// Why something is done.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct Why {
    #[schema(min_length = 1, max_length = 2000, examples("Doppelt erfasst"))]
    reason: String,
}

/// What a reviewer wants changed.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct Remarks {
    #[schema(min_items = 1, max_items = 100)]
    remarks: Vec<Remark>,
}

/// What was checked, and when.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read by the macro only")]
struct NewConfirmation {
    /// Today if not said.
    #[schema(value_type = Option<String>, format = Date, examples("2021-06-15"))]
    on: Option<String>,
    #[schema(max_length = 2000)]
    note: Option<String>,
}

macro_rules! steps {
    ($($(#[$doc:meta])* $handler:ident($body:ty, $example:expr) $path:literal => $action:path;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(
            tag = "review",
            params(
                ("id" = String, Path, description = "Id or reference of the measure", max_length = 60, example = "IK-4-0017"),
                ("If-Match" = Option<String>, Header, description = "The `ETag` of the measure as read", max_length = 200),
            ),
            request_body(content = $body, example = $example),
            responses((status = OK, description = "The measure", body = MeasureRecord), WriteFailure),
            security(("bearer" = []))
        )]
        #[post($path)]
        pub async fn $handler(
            SignedIn(caller): SignedIn,
            MaybeIfMatch(read): MaybeIfMatch,
            id: Path<String>,
            OptionalJson(body): OptionalJson,
            write: Write,
        ) -> Result<HttpResponse, Problem> {
            let step = move |tx: &mut Tx<'_>, by: &Caller| {
                let id = id_of(tx.view, &id)?;
                $action(tx, by, (id, read), &body).map(|()| id)
            };
            write.run(caller, step, written).await
        }
    )+};
}

steps! {
    /// Submit a measure
    ///
    /// For review by the planning office. What is still missing is listed, each
    /// with its JSON pointer. A trusted carrier's measure is published at once.
    submit_measure(Nothing, json!({})) "/measures/{id}/submissions" => measures::submit;

    /// Take a submission back
    ///
    /// As long as it was not reviewed.
    take_back_measure(Nothing, json!({})) "/measures/{id}/take-backs" => measures::take_back;

    /// Return a measure to its carrier
    ///
    /// With at least one remark; each may point at a field.
    return_measure(Remarks, json!({"remarks": [{"text": "Bitte das Ende ergänzen.", "pointer": "/planned/end"}]}))
        "/measures/{id}/returns" => measures::return_measure;

    /// Publish a measure
    ///
    /// Whoever submitted it does not publish it. The first publication gives the
    /// reference.
    publish_measure(Nothing, json!({})) "/measures/{id}/publications" => measures::publish;

    /// Withdraw a measure
    ///
    /// Before it is published.
    withdraw_measure(Nothing, json!({})) "/measures/{id}/withdrawals" => measures::withdraw;

    /// Archive a measure
    ///
    /// The public no longer sees it.
    archive_measure(Why, json!({"reason": "Doppelt erfasst"})) "/measures/{id}/archivings" => measures::archive;

    /// Restore an archived measure
    ///
    /// The public sees it again.
    restore_measure(Why, json!({"reason": "Irrtum"})) "/measures/{id}/restorations" => measures::restore;

    /// Confirm a measure
    ///
    /// "Unchanged, checked on …": keeps it from becoming stale.
    confirm_measure(NewConfirmation, json!({"on": "2021-06-15"})) "/measures/{id}/confirmations" => measures::confirm;

    /// Accept a pending revision
    ///
    /// Its material changes become public. Whoever proposed it does not accept it.
    accept_revision(Nothing, json!({})) "/measures/{id}/revisions/acceptances" => measures::accept_revision;

    /// Return a pending revision
    ///
    /// With at least one remark; the public goes on seeing the last accepted content.
    return_revision(Remarks, json!({"remarks": [{"text": "Bitte den Zeitraum belegen."}]}))
        "/measures/{id}/revisions/returns" => measures::return_revision;
}
