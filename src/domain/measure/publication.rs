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
