use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::preview;
use crate::actions::measures::{self, At, BULK_MAX};
use crate::api::problem::Problem;
use crate::domain::words::words;
use crate::domain::{Action, Error, Lang, Result};
use crate::register::view::Entry;
use crate::web::session::{Form, Person, PlannerPage, Posted};

words!(
    /// What is done to many measures, as forms call it.
    Deed {
        Publish = "veroeffentlichen",
        Return = "zurueckgeben",
        Confirm = "bestaetigen",
        Archive = "archivieren",
        Restore = "wiederherstellen",
        Withdraw = "zurueckziehen",
    }
);

impl Deed {
    pub fn name(self, lang: Lang) -> &'static str {
        let (de, en) = match self {
            Self::Publish => ("Veröffentlichen", "Publish"),
            Self::Return => ("Zurückgeben", "Return"),
            Self::Confirm => ("Als weiterhin zutreffend bestätigen", "Confirm as still true"),
            Self::Archive => ("Archivieren", "Archive"),
            Self::Restore => ("Wiederherstellen", "Restore"),
            Self::Withdraw => ("Zurückziehen", "Withdraw"),
        };
        lang.pick(de, en)
    }

    /// What was done, after `1 Maßnahme`.
    pub fn done(self, lang: Lang) -> &'static str {
        let (de, en) = match self {
            Self::Publish => ("veröffentlicht", "published"),
            Self::Return => ("zurückgegeben", "returned"),
            Self::Confirm => ("als weiterhin zutreffend bestätigt", "confirmed as still true"),
            Self::Archive => ("archiviert", "archived"),
            Self::Restore => ("wiederhergestellt", "restored"),
            Self::Withdraw => ("zurückgezogen", "withdrawn"),
        };
        lang.pick(de, en)
    }

    /// What has to be said with it; `None` = nothing.
    pub fn asks(self, lang: Lang) -> Option<&'static str> {
        let (de, en) = match self {
            Self::Return => ("Bemerkung", "Remark"),
            Self::Archive | Self::Restore => ("Grund", "Reason"),
            Self::Publish | Self::Confirm | Self::Withdraw => return None,
        };
        Some(lang.pick(de, en))
    }

    /// What it means for one measure.
    pub fn action(self, entry: &Entry) -> Action {
        let revised = entry.measure.state.revision.is_some();
        match self {
            Self::Publish if revised => Action::AcceptRevision,
            Self::Publish => Action::Publish,
            Self::Return if revised => Action::ReturnRevision,
            Self::Return => Action::Return,
            Self::Confirm => Action::Confirm,
            Self::Archive => Action::Archive,
            Self::Restore => Action::Restore,
            Self::Withdraw => Action::Withdraw,
        }
    }

    pub fn body(self, text: &str) -> Value {
        match self {
            Self::Return => json!({"remarks": [{"text": text}]}),
            Self::Archive | Self::Restore => json!({"reason": text}),
            Self::Publish | Self::Confirm | Self::Withdraw => json!({}),
        }
    }
}

/// Measures that were chosen, and what is to be done to them.
pub struct Choice {
    pub deed: Deed,
    pub text: String,
    pub measures: Vec<(Action, At)>,
}

impl Choice {
    /// The measures stand in the form by their ids, each with the version that was looked
    /// at, if one was.
    pub fn of(person: &Person, form: &Form) -> Result<Self> {
        let deed: Deed = form.text("tun").parse().map_err(|()| Error::NotFound("action"))?;
        let one = |text: &str| {
            let (id, version) = text.split_once(':').unwrap_or((text, ""));
            let entry = person.view.measures.find(id.parse().ok()?)?;
            Some((deed.action(entry), (entry.measure.id, version.parse().ok())))
        };
        let mut measures: Vec<(Action, At)> = form.all("massnahme").filter_map(one).collect();
        measures.truncate(BULK_MAX);
        Ok(Self { deed, text: form.text("text").trim().to_owned(), measures })
    }
}

/// Does it: all of it, or nothing.
pub async fn send(
    Posted { by: PlannerPage(person), form }: Posted<PlannerPage>,
) -> std::result::Result<HttpResponse, Problem> {
    let choice = Choice::of(&person, &form)?;
    let lacking = choice.deed.asks(person.lang).is_some() && choice.text.is_empty();
    if form.was_kept() || lacking || choice.measures.is_empty() {
        return preview::refuse(&person, choice, None).await;
    }
    let (body, chosen) = (choice.deed.body(&choice.text), choice.measures.clone());
    let done =
        person.write(move |tx, by| measures::act_on_measures(tx, by, &chosen, &body, true)).await;
    match done {
        Ok(done) => {
            let (deed, count) = (choice.deed, done.len());
            Ok(person.to(&format!("/verwaltung/massnahmen?getan={deed}&zahl={count}")))
        }
        Err(Error::Together(_)) => {
            let failure = person.lang.pick(
                "Es ist nichts geschehen: Bei mindestens einer Maßnahme geht es nicht mehr so, wie Sie es gesehen haben. Hier der Stand jetzt.",
                "Nothing was done: at least one measure is no longer as you saw it. This is how it stands now.",
            );
            preview::refuse(&person, choice, Some(failure)).await
        }
        Err(error) => Err(error.into()),
    }
}
