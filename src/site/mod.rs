//! The static site: pages in, files out, in stable order.
//!
//! [`build`](build::build) is the way in. A [`scene`] is the judged register
//! made ready; `pages` turn it into views; `view` holds what templates show;
//! `templates/` holds the markup; [`mod@write`] makes the folder appear at once or
//! not at all. No rule runs here.

mod arrow;
pub mod assets;
pub mod build;
pub mod catalogue;
pub mod chart;
pub mod data;
pub mod difference;
pub mod failure;
mod former;
pub mod grid;
pub mod index;
mod label;
mod links;
pub mod markdown;
pub mod minify;
pub mod moved;
pub mod new_risk;
pub mod options;
pub mod origin;
pub mod output;
pub mod own;
pub mod pages;
pub mod paging;
pub mod palette;
pub mod path;
pub mod picture;
pub mod scene;
pub mod standby;
mod target;
mod template_fault;
pub mod templates;
pub mod text;
pub mod uses;
pub mod variables;
pub mod view;
pub mod watched;
pub mod write;

pub use build::{Built, build};
pub use failure::SiteFailure;
pub use options::{Commit, Options};
