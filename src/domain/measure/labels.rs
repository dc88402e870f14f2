//! What the words of a measure are called, for people.

use super::{Flag, FundingSource, PartnerRole, Reach, Reason, Status};
use crate::domain::Label;

impl Status {
    pub fn label(self) -> Label {
        let (de, en) = match self {
            Self::Planned => ("geplant", "planned"),
            Self::Running => ("läuft", "running"),
            Self::Paused => ("ruht", "paused"),
            Self::Completed => ("abgeschlossen", "completed"),
            Self::Discontinued => ("abgebrochen", "discontinued"),
            Self::Dropped => ("nicht begonnen und aufgegeben", "dropped"),
        };
        Label::new(de, en)
    }
}

impl Reach {
    pub fn label(self) -> Label {
        let (de, en) = match self {
            Self::Stadtteile => ("bestimmte Stadtteile", "certain Stadtteile"),
            Self::Citywide => ("ganze Stadt", "whole city"),
            Self::BeyondCity => ("über die Stadt hinaus", "beyond the city"),
        };
        Label::new(de, en)
    }
}

impl FundingSource {
    pub fn label(self) -> Label {
        let (de, en) = match self {
            Self::Eu => ("Europäische Union", "European Union"),
            Self::Federal => ("Bund", "federal government"),
            Self::State => ("Land", "state"),
            Self::Municipal => ("Kommune", "municipality"),
            Self::Own => ("Eigenmittel", "own means"),
            Self::Foundation => ("Stiftung", "foundation"),
            Self::Other => ("andere", "other"),
        };
        Label::new(de, en)
    }
}

impl PartnerRole {
    pub fn label(self) -> Label {
        let (de, en) = match self {
            Self::Cooperating => ("wirkt mit", "cooperates"),
            Self::Funding => ("fördert", "funds"),
            Self::Accountable => ("trägt Verantwortung", "is accountable"),
        };
        Label::new(de, en)
    }
}

impl Reason {
    pub fn label(self) -> Label {
        let (de, en) = match self {
            Self::FundingMissing => ("Geld fehlt", "funding is missing"),
            Self::StaffMissing => ("Personal fehlt", "staff is missing"),
            Self::PremisesMissing => ("Räume fehlen", "premises are missing"),
            Self::DemandMissing => ("Nachfrage fehlt", "demand is missing"),
            Self::ExternalEvent => ("äußeres Ereignis", "external event"),
            Self::LegalChange => ("Rechtslage geändert", "change of law"),
            Self::CarrierGaveUp => ("Träger hat aufgegeben", "carrier gave up"),
            Self::MergedWithAnother => ("mit einer anderen zusammengelegt", "merged with another"),
            Self::Continued => ("wird fortgeführt", "is carried on"),
            Self::RecordedInError => ("irrtümlich eingetragen", "recorded in error"),
            Self::Other => ("anderer Grund", "another reason"),
        };
        Label::new(de, en)
    }
}

impl Flag {
    pub fn label(self) -> Label {
        let (de, en) = match self {
            Self::LateStart => ("Der geplante Beginn ist vorbei", "The planned start has passed"),
            Self::Overdue => ("Das geplante Ende ist vorbei", "The planned end has passed"),
            Self::Stale => (
                "Seit Langem hat niemand bestätigt, dass dies noch stimmt",
                "Nobody has confirmed for long that this is still true",
            ),
            Self::OutsidePeriod => (
                "Ein Teil liegt außerhalb des Zeitraums des Konzepts",
                "A part lies outside the period of the concept",
            ),
            Self::Incomplete => ("Angaben fehlen noch", "Something is still missing"),
        };
        Label::new(de, en)
    }
}
