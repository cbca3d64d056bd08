//! The options of `plimsoll completions`.

/// Print the completions for a shell.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  plimsoll completions bash > ~/.local/share/bash-completion/completions/plimsoll
  plimsoll completions zsh > ~/.zfunc/_plimsoll
  plimsoll completions fish > ~/.config/fish/completions/plimsoll.fish")]
pub(in crate::cli) struct CompletionsOptions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(in crate::cli) shell: clap_complete::Shell,
}
