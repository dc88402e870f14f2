//! What the words of a measure are called, for people.

use super::{FundingSource, Reach, Status};
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
