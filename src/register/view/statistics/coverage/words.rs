//! How the coverage explains itself to people.

use super::CoverageBy;
use super::axes::Chosen;
use crate::domain::Label;
use crate::register::view::statistics::Explanation;

pub fn explain(chosen: &Chosen, by: Option<CoverageBy>) -> Explanation {
    let mut formula = Label::new(
        "Je Leitlinie und Stadtteil: „covered“, wenn eine Maßnahme läuft oder ruht, die den Stadtteil nennt; sonst „citywide“, wenn eine für die ganze Stadt oder darüber hinaus läuft oder ruht; sonst „planned“, wenn eine geplant ist; sonst „ended“, wenn eine abgeschlossen oder abgebrochen ist; sonst „empty“. Gezählt wird, was sichtbar ist für den, der fragt, was die Filter durchlassen, im Stand des Tages „asOf“. Bevölkerungszahlen sind die heute bekannten.",
        "By guideline and Stadtteil: “covered” if a measure that names the Stadtteil is running or paused; else “citywide” if one for the whole city or beyond is running or paused; else “planned” if one is planned; else “ended” if one was completed or discontinued; else “empty”. Counted is what is visible to whoever asks and let through by the filters, as it stood on the day “asOf”. Population figures are those known today.",
    );
    if by == Some(CoverageBy::TargetGroup) {
        formula.de +=
            " Eine Maßnahme zählt für jede Zielgruppe, die sie nennt, und für die darüber.";
        formula.en += " A measure counts for each target group it names, and for those above.";
    }
    Explanation {
        formula,
        counted: chosen.slots.len(),
        not_counted: chosen.left_out.clone(),
        null_policy: Label::new(
            "Zellen ohne Maßnahme stehen als „empty“ da. Unbekannte oder nicht veröffentlichte Bevölkerungszahlen sind null, und mit ihnen die Zahl je 1000.",
            "Cells without a measure are there as “empty”. Population figures that are unknown or not published are null, and so is the number per 1,000.",
        ),
        additive: false,
        sums: Label::new(
            "Die Zahlen der Zellen je Zustand ergeben zusammen alle Zellen, je Leitlinie, je Stadtteil und im Ganzen. Die Zahlen der Maßnahmen dürfen nicht zusammengezählt werden: eine Maßnahme kann mehreren Leitlinien folgen, in mehreren Stadtteilen wirken und für mehrere Zielgruppen da sein, die sich überschneiden. Die Summe ist „counted“.",
            "The numbers of cells by state add up to all cells, by guideline, by Stadtteil and in total. Numbers of measures must not be added up: a measure may follow several guidelines, work in several Stadtteile, and be for several target groups, which overlap. The total is “counted”.",
        ),
    }
}
