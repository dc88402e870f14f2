//! What happens to the record: submitting, reviewing, publishing, archiving.

use serde_json::Value;

use super::act;
use crate::actions::read;
use crate::domain::measure::{LIST_MAX, Remark};
use crate::domain::{Action, Caller, Conflict, Day, Error, MeasureId, Result, Rule};
use crate::register::Tx;

/// A measure, and the version of it that the caller has read, if that is named.
pub type At = (MeasureId, Option<u32>);

/// Does one of the actions below, whichever it is; `body` is what it takes.
pub fn act_on(
    tx: &mut Tx<'_>,
    caller: &Caller,
    action: Action,
    at: At,
    body: &Value,
) -> Result<()> {
    let step = match action {
        Action::Submit => submit,
        Action::TakeBack => take_back,
        Action::Return => return_measure,
        Action::Publish => publish,
        Action::Withdraw => withdraw,
        Action::Archive => archive,
        Action::Restore => restore,
        Action::Confirm => confirm,
        Action::AcceptRevision => accept_revision,
        Action::ReturnRevision => return_revision,
        _ => return Err(Error::internal("this is not done to the record alone")),
    };
    step(tx, caller, at, body)
}

/// Hands a measure in; that of a trusted carrier is published at once.
pub fn submit(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    read_nothing(body)?;
    act(tx, caller, at, Action::Submit, |tx, measure, permit, concept| {
        let carrier = tx.view.carrier(measure.carrier);
        let carrier = carrier.filter(|carrier| carrier.content.active);
        let carrier = carrier.ok_or(Error::Conflict(Conflict::Inactive))?;
        measure.submit(permit, concept, tx.now)?;
        if carrier.content.trusted {
            let reference = tx.view.next_reference(measure);
            measure.make_public(|| reference, tx.now);
        }
        Ok(())
    })
}

pub fn take_back(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    read_nothing(body)?;
    act(tx, caller, at, Action::TakeBack, |_, measure, permit, _| {
        measure.take_back(permit);
        Ok(())
    })
}

/// Gives a measure back with at least one remark.
pub fn return_measure(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    let remarks = read_remarks(body);
    act(tx, caller, at, Action::Return, |tx, measure, permit, _| {
        measure.give_back(permit, remarks?, tx.now);
        Ok(())
    })
}

pub fn publish(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    read_nothing(body)?;
    act(tx, caller, at, Action::Publish, |tx, measure, permit, _| {
        let reference = tx.view.next_reference(measure);
        measure.publish(permit, || reference, tx.now);
        Ok(())
    })
}

pub fn withdraw(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    read_nothing(body)?;
    act(tx, caller, at, Action::Withdraw, |_, measure, permit, _| {
        measure.withdraw(permit);
        Ok(())
    })
}

pub fn archive(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    let reason = read_reason(body);
    act(tx, caller, at, Action::Archive, |tx, measure, permit, _| {
        measure.archive(permit, reason?, tx.now);
        Ok(())
    })
}

pub fn restore(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    let reason = read_reason(body);
    act(tx, caller, at, Action::Restore, |tx, measure, permit, _| {
        measure.restore(permit, reason?, tx.now);
        Ok(())
    })
}

pub fn accept_revision(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    read_nothing(body)?;
    act(tx, caller, at, Action::AcceptRevision, |_, measure, permit, _| {
        measure.accept_revision(permit)
    })
}

pub fn return_revision(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    let remarks = read_remarks(body);
    act(tx, caller, at, Action::ReturnRevision, |tx, measure, permit, _| {
        measure.return_revision(permit, remarks?, tx.now)
    })
}

/// "Unchanged, checked on …": today, unless another day is named.
pub fn confirm(tx: &mut Tx<'_>, caller: &Caller, at: At, body: &Value) -> Result<()> {
    let today = tx.today;
    let confirmation = read(body, |input| {
        let on = input.day("on").unwrap_or(today);
        input.faults().require(on <= today, "/on", Rule::InTheFuture);
        Some((on, input.text("note", 2_000)))
    });
    act(tx, caller, at, Action::Confirm, |_, measure, permit, _| {
        let (on, note): (Day, _) = confirmation?;
        measure.confirm(permit, on, note);
        Ok(())
    })
}

fn read_nothing(body: &Value) -> Result<()> {
    read(body, |_| Some(()))
}

fn read_reason(body: &Value) -> Result<String> {
    read(body, |input| {
        let reason = input.text("reason", 2_000);
        input.required("reason", reason)
    })
}

fn read_remarks(body: &Value) -> Result<Vec<Remark>> {
    read(body, |input| {
        let remarks = input.objects("remarks", LIST_MAX, |remark| {
            let text = remark.text("text", 2_000);
            let text = remark.required("text", text);
            let pointer = remark.line("pointer", 200);
            if pointer.as_deref().is_some_and(|pointer| !pointer.starts_with('/')) {
                let rule = Rule::Format("/planned/end (RFC 6901)");
                remark.faults().add(remark.pointer("pointer"), rule);
            }
            Some(Remark { text: text?, pointer })
        });
        if remarks.is_empty() && input.faults().is_empty() {
            input.faults().add("/remarks", Rule::Required);
        }
        Some(remarks)
    })
}
