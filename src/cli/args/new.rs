//! The options of `plimsoll new`.

/// Write a new risk from the template.
///
/// The id is one more than the highest that any risk has or ever had: in the
/// working tree, in its history, and in those of all local and remote-tracking
/// branches; gaps are never filled. On a terminal, what is missing is asked for
/// and the file is opened
/// in $EDITOR.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll new \"Supplier outage stops order intake\" --owner it-manager
  plimsoll new \"Flood\" --owner facilities --likelihood low --impact high")]
pub(in crate::cli) struct NewOptions {
    /// What the risk is called.
    #[arg(value_name = "TITLE")]
    pub(in crate::cli) title: Option<String>,

    /// The risk's owner, an id of people.toml.
    #[arg(long, value_name = "PERSON")]
    pub(in crate::cli) owner: Option<String>,

    /// The current likelihood, an id of the methodology.
    #[arg(long, value_name = "ID", requires = "impact")]
    pub(in crate::cli) likelihood: Option<String>,

    /// The current impact, an id of the methodology.
    #[arg(long, value_name = "ID", requires = "likelihood")]
    pub(in crate::cli) impact: Option<String>,

    /// A grouping; the file goes into a folder of that name.
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) category: Option<String>,

    /// Do not open the file in $EDITOR.
    #[arg(long)]
    pub(in crate::cli) no_edit: bool,
}
