use super::details::{FieldProblem, ProblemDetails};
use super::{INTERNAL, INVALID, KINDS};
use crate::domain::{Fault, Lang, Rule};

/// An example of a failure with this status.
pub fn example(status: u16) -> serde_json::Value {
    let kind = KINDS.iter().find(|kind| kind.status.as_u16() == status).unwrap_or(&&INTERNAL);
    let invalid = kind.code == INVALID.code;
    let fault = Fault { pointer: "/title".to_owned(), rule: Rule::Required };
    let advice = crate::api::problems::advice(kind.code, Lang::En).to_owned();
    let details = ProblemDetails {
        status,
        errors: if invalid { vec![FieldProblem::of(&fault, Lang::En)] } else { Vec::new() },
        ..ProblemDetails::new(kind, advice, Lang::En, "5f3a-12")
    };
    serde_json::to_value(details).expect("a problem is plain JSON")
}
