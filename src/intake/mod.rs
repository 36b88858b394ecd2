// SPDX-License-Identifier: AGPL-3.0-or-later
//! Intake: a mail becomes a ticket or a reply. Fetched and kept first, then read, recognised, and accepted.

pub mod jobs;
