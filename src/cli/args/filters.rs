//! Which risks several commands are about.

/// Which risks are listed.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(in crate::cli) struct Filters {
    /// Risks owned by this person.
    #[arg(long, value_name = "PERSON", value_delimiter = ',')]
    pub(in crate::cli) owner: Vec<String>,

    /// Risks at this level.
    #[arg(long, value_name = "LEVEL", value_delimiter = ',')]
    pub(in crate::cli) level: Vec<String>,

    /// Risks of this status.
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    pub(in crate::cli) status: Vec<String>,

    /// Open risks above the acceptance line.
    #[arg(long)]
    pub(in crate::cli) above_line: bool,

    /// Risks whose treatment, action or review is late.
    #[arg(long)]
    pub(in crate::cli) overdue: bool,

    /// Risks with something due within this time, late ones included: 30d, 2w, 3m.
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) due_within: Option<String>,

    /// Risks that put this asset at stake.
    #[arg(long, value_name = "ASSET", value_delimiter = ',')]
    pub(in crate::cli) asset: Vec<String>,

    /// Risks that count on this control or plan it.
    #[arg(long, value_name = "CONTROL", value_delimiter = ',')]
    pub(in crate::cli) control: Vec<String>,

    /// Risks with this tag.
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    pub(in crate::cli) tag: Vec<String>,

    /// Risks without likelihood and impact.
    #[arg(long)]
    pub(in crate::cli) unassessed: bool,

    /// Risks that meet this condition: level == "high" && treatment.due < today.
    ///
    /// In CEL, over the keys that --format json prints of a risk; own rules
    /// (`[[rule]]` in plimsoll.toml) are written in the same language. What is
    /// absent meets no condition but `== null`. `today`, `days(from, to)` and
    /// ranks (levels[level] >= levels.high) are there beside them.
    #[arg(long = "where", value_name = "EXPR")]
    pub(in crate::cli) condition: Option<String>,
}
