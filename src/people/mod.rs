// SPDX-License-Identifier: AGPL-3.0-or-later
//! People: who they are, which bodies they belong to, what they may do at the centre, and how they sign in.
//!
//! Employees sign in with one-time links, staff with passwords; both get the same kind of session. What a reader may
//! see is decided by the features themselves, from the [`Viewer`].

mod finding;
pub mod jobs;
mod language;
mod links;
mod meeting;
mod memberships;
pub mod pages;
mod passwords;
mod person;
mod reaching;
mod roles;
mod sessions;
mod staffing;
mod teams;
mod viewing;

pub use finding::{by_email, find};
pub use language::choose_language;
pub use links::{Link, LinkState, UsedLink, ask_for_link, link_state, local_path, use_link};
pub use meeting::meet;
pub use memberships::{Membership, begin_membership, entities_of, is_of_body, memberships_of};
pub use pages::{Reader, View};
pub use passwords::{PasswordHash, SHORTEST_PASSWORD, check_password, set_password};
pub use person::Person;
pub use reaching::{MailFailure, mail_fails, mail_failure, mail_reaches};
pub use roles::{MembershipRole, StaffRole};
pub use sessions::{OpenSession, begin_session, end_session, purge_expired, session_viewer, touch_session};
pub use staffing::{StaffMember, add_staff, grant_role, staff, technicians};
pub use teams::{Team, ensure_team, join_team, members_of, team, team_by_code, teams};
pub use viewing::Viewer;
