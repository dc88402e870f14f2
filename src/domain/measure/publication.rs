use crate::domain::Label;
use crate::domain::words::words;

words!(
    /// Where the record stands.
    #[derive(Default)]
    Publication {
        #[default]
        Draft = "draft",
        Submitted = "submitted",
        Returned = "returned",
        Published = "published",
        Withdrawn = "withdrawn",
        Archived = "archived",
    }
);

impl Publication {
    pub fn label(self) -> Label {
        let (de, en) = match self {
            Self::Draft => ("Entwurf", "draft"),
            Self::Submitted => ("eingereicht, wird geprüft", "submitted, under review"),
            Self::Returned => ("zur Überarbeitung zurückgegeben", "returned to be revised"),
            Self::Published => ("veröffentlicht", "published"),
            Self::Withdrawn => ("zurückgezogen", "withdrawn"),
            Self::Archived => ("archiviert", "archived"),
        };
        Label::new(de, en)
    }
}
