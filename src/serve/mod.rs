//! The development server: the built site on loopback, with a script of its
//! own that shows new states in place and what is wrong in a corner.
//!
//! [`server`] talks HTTP and [`watch`] to the file system; what they answer is
//! decided in [`mod@answer`] without either. The site itself is a folder that
//! `site` wrote: nothing of the server is ever in it. While the next one is
//! written, [`fresh`] has the pages that somebody looks at.

pub mod answer;
pub mod fresh;
pub mod host;
pub mod page;
pub mod path;
pub mod server;
pub mod state;
pub mod watch;
