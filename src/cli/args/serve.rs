//! The options of `plimsoll serve`.

/// Serve the site on this machine while the register is edited.
///
/// The site is built into a temporary folder, and built again when a file of
/// the register changes or a commit is made; open pages then show the new
/// state where they stand, with what `check` finds in a corner. While a file
/// cannot be read, the last good site stays and says why.
///
/// Only this machine is answered, unless --allow-remote says otherwise. Ctrl-C
/// ends it. Ends with 2 if the port is taken.
#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll serve --open               and show it in the browser
  plimsoll serve --port 0             on any free port, which is printed
  plimsoll serve --audience board     what that audience will see
  plimsoll serve --host 0.0.0.0 --allow-remote")]
pub(in crate::cli) struct ServeOptions {
    /// The port; 0 takes any free one.
    #[arg(long, value_name = "N", default_value_t = 4270)]
    pub(in crate::cli) port: u16,

    /// Open the site in the browser.
    #[arg(long)]
    pub(in crate::cli) open: bool,

    /// The address of the interface.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(in crate::cli) host: std::net::IpAddr,

    /// Let other machines read the register: for a --host that they reach.
    #[arg(long)]
    pub(in crate::cli) allow_remote: bool,

    /// Show of each risk what this `[[site.audience]]` may see of it.
    #[arg(long, value_name = "AUDIENCE")]
    pub(in crate::cli) audience: Option<String>,
}
