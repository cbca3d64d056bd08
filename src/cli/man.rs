//! `plimsoll man`

use std::fs;
use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{Args, ManOptions};
use super::failure::Failure;
use super::{Exit, Outcome};

pub(super) fn run(options: &ManOptions) -> Outcome {
    let mut command = Args::command();
    command.build();
    let Some(directory) = &options.directory else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        io::stdout().write_all(&page)?;
        return Ok(Exit::Clean);
    };
    let failed = |error: io::Error| {
        Failure::new(format!("cannot write the manual pages to {}", directory.display()), error.to_string())
            .help("name a folder that can be written to")
    };
    fs::create_dir_all(directory).map_err(failed)?;
    clap_mangen::generate_to(command, directory).map_err(failed)?;
    Ok(Exit::Clean)
}
