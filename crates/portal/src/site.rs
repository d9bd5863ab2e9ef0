//! What every page says about the municipality that runs this counter.

/// The municipality as pages name it, and how the counter is run.
#[derive(Debug, Clone)]
pub struct Site {
    /// The name on every page: `仙台市`.
    pub city: String,
    /// The origin that links in PDFs and letters begin with, without a slash at the end.
    pub public_url: String,
    /// Whether this is a demonstration; every page then says so.
    pub demo: bool,
    /// The office to call when nothing else helps, for every page's foot: name, telephone, hours.
    pub help_desk: String,
}
