use crate::domain::Day;

/// What the operator says on the pages. What is empty is not said.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Who answers for them.
    pub operator: String,
    /// The lines of their postal address.
    pub address: Vec<String>,
    pub email: String,
    pub phone: String,
    pub privacy_officer: String,
    /// Whom to turn to about accessibility if nobody answers.
    pub enforcement_body: String,
    /// When accessibility was last checked; `None` = never.
    pub checked_on: Option<Day>,
    /// What is known not to be accessible.
    pub gaps: String,
    /// Origins whose pages may embed ours; `*` = all.
    pub embedders: Vec<String>,
}
