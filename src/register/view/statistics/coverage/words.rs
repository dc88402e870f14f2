//! How the coverage explains itself to people.

use super::CoverageBy;
use super::axes::Chosen;
use crate::domain::Label;
use crate::register::view::statistics::Explanation;

pub fn explain(chosen: &Chosen, by: Option<CoverageBy>) -> Explanation {
    let mut formula = Label::new(
        "Je Leitlinie und Stadtteil, was am Tag „asOf“ zuerst zutrifft: „covered“: eine Maßnahme läuft oder ruht, die den Stadtteil nennt; „citywide“: eine für die ganze Stadt oder darüber hinaus; „planned“: eine ist geplant; „ended“: eine ist abgeschlossen oder abgebrochen; „empty“: nichts davon. Gezählt wird, was sichtbar ist und die Filter durchlassen.",
        "By guideline and Stadtteil, what holds first on the day “asOf”: “covered”: a measure that names the Stadtteil is running or paused; “citywide”: one for the whole city or beyond is; “planned”: one is planned; “ended”: one was completed or discontinued; “empty”: none of these. Counted is what is visible and let through by the filters.",
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
            "Zellen ohne Maßnahme stehen als „empty“ da. Unbekannte oder nicht veröffentlichte Bevölkerungszahlen sind null, und mit ihnen die Zahl je 1000; gezeigt werden die heute bekannten.",
            "Cells without a measure are there as “empty”. Population figures that are unknown or not published are null, and so is the number per 1,000; shown are those known today.",
        ),
        additive: false,
        sums: Label::new(
            "Die Zahlen der Zellen je Zustand ergeben zusammen alle Zellen, je Leitlinie, je Stadtteil und im Ganzen. Die Zahlen der Maßnahmen dürfen nicht zusammengezählt werden: eine Maßnahme kann mehreren Leitlinien folgen, in mehreren Stadtteilen wirken und für mehrere Zielgruppen da sein, die sich überschneiden. Die Summe ist „counted“.",
            "The numbers of cells by state add up to all cells, by guideline, by Stadtteil and in total. Numbers of measures must not be added up: a measure may follow several guidelines, work in several Stadtteile, and be for several target groups, which overlap. The total is “counted”.",
        ),
    }
}
