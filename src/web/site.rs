/// What the operator says about the pages.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Who answers for them: name and postal address, a line each.
    pub operator: String,
    pub email: String,
}
