// SPDX-License-Identifier: AGPL-3.0-or-later
//! The member bodies: municipalities, unions and the others that the centre serves, and the mail domains that tell
//! whose employee somebody is.

mod entity;
mod finding;
mod importing;
#[cfg(test)]
pub(crate) mod testing;

pub use entity::{Entity, EntityKind};
pub use finding::{all, by_domain, find, names};
pub use importing::{BUNDLED, EntityRow, import, parse_csv};
