//! How the coverage explains itself to people.

use super::axes::Chosen;
use super::{CoverageBy, CoverageQuery};
use crate::domain::Label;
use crate::register::view::statistics::Explanation;

pub fn explain(chosen: &Chosen, query: &CoverageQuery) -> Explanation {
    Explanation {
        formula: formula(query),
        counted: chosen.counted,
        not_counted: chosen.left_out.clone(),
        null_policy: Label::new(
            "Zellen ohne Maßnahme stehen als „empty“ da. Unbekannte oder nicht veröffentlichte Bevölkerungszahlen sind null, und mit ihnen die Zahl je 1000; gezeigt werden die heute bekannten.",
            "Cells without a measure are there as “empty”. Population figures that are unknown or not published are null, and so is the number per 1,000; shown are those known today.",
        ),
        additive: false,
        sums: Label::new(
            "Die Zahlen der Zellen je Zustand ergeben zusammen alle Zellen, je Leitlinie, je Stadtteil und im Ganzen. Die Zahlen der Maßnahmen dürfen nicht zusammengezählt werden: eine Maßnahme kann mehreren Leitlinien folgen, in mehreren Stadtteilen wirken und für mehrere Zielgruppen da sein, die sich überschneiden. Die Summe ist „counted“, mit „citywideBesides“ alles, was in den Zellen zählt.",
            "The numbers of cells by state add up to all cells, by guideline, by Stadtteil and in total. Numbers of measures must not be added up: a measure may follow several guidelines, work in several Stadtteile, and be for several target groups, which overlap. The total is “counted”, with “citywideBesides” all that counts in the cells.",
        ),
    }
}

fn formula(query: &CoverageQuery) -> Label {
    let mut formula = Label::new(
        "Je Leitlinie und Stadtteil, was am Tag „asOf“ zuerst zutrifft: „covered“: eine Maßnahme läuft oder ruht, die den Stadtteil nennt; „citywide“: eine für die ganze Stadt oder darüber hinaus; „planned“: eine ist geplant; „ended“: eine ist abgeschlossen oder abgebrochen; „empty“: nichts davon. Gezählt wird, was sichtbar ist und die Filter durchlassen, von dem Konzept „concept“. Ein Filter nach Stadtteil wählt Spalten; was für die ganze Stadt da ist, zählt in jeder und steht unter „citywideBesides“.",
        "By guideline and Stadtteil, what holds first on the day “asOf”: “covered”: a measure that names the Stadtteil is running or paused; “citywide”: one for the whole city or beyond is; “planned”: one is planned; “ended”: one was completed or discontinued; “empty”: none of these. Counted is what is visible and let through by the filters, of the concept “concept”. A filter by Stadtteil chooses columns; what is there for the whole city counts in each, and stands under “citywideBesides”.",
    );
    let mut add = |de, en| formula.add(Some((de, en)));
    if query.by == Some(CoverageBy::TargetGroup) {
        add(
            " Eine Maßnahme zählt für jede Zielgruppe, die sie nennt, und für die darüber.",
            " A measure counts for each target group it names, and for those above.",
        );
    }
    if query.population.is_some() {
        add(
            " „measuresPer1000“: alle laufenden und ruhenden Maßnahmen, die den Stadtteil nennen und in einer Zelle zählen, jede einmal, ohne die für die ganze Stadt; geteilt durch die Einwohnerzahl des Jahres der Bevölkerungszahlen, mal 1000, auf Tausendstel gerundet. „measuresPer1000ForeignResidents“: geteilt durch die Zahl derer ohne deutsche Staatsangehörigkeit.",
            " “measuresPer1000”: all measures that are running or paused, name the Stadtteil and count in a cell, each once, without those for the whole city; divided by the residents in the year of the population figures, times 1,000, rounded to thousandths. “measuresPer1000ForeignResidents”: divided by those without German citizenship.",
        );
    }
    formula
}
