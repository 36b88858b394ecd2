// SPDX-License-Identifier: AGPL-3.0-or-later
//! The invented town of `data/demo.toml`.

use serde::Deserialize;

use crate::people::StaffRole;
use crate::tickets::{Channel, Priority};

const BUNDLED: &str = include_str!("../../../data/demo.toml");

/// Everything invented.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Invented {
    pub(super) staff: Vec<Member>,
    pub(super) employees: Vec<Employee>,
    pub(super) stories: Vec<Story>,
    pub(super) comments: Vec<Comment>,
}

/// Somebody of the centre.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) roles: Vec<String>,
    pub(super) teams: Vec<String>,
}

/// Somebody of a member body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Employee {
    pub(super) name: String,
    /// IPA code of the body.
    pub(super) entity: String,
    pub(super) email: String,
    pub(super) contact: bool,
}

/// What a request may be about, and how it goes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// Code of the service; empty when nothing in it tells.
    pub(super) service: String,
    pub(super) channel: String,
    pub(super) priority: String,
    pub(super) subject: String,
    pub(super) body: String,
    /// How it ends; empty when it has not ended.
    pub(super) resolution: String,
    /// Whether the requester says thanks.
    pub(super) thanks: bool,
    #[serde(default)]
    pub(super) exchange: Vec<Line>,
}

/// One message of a story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) from: Side,
    pub(super) text: String,
}

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    Requester,
    Technician,
    Note,
}

/// What people write under their vote.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    pub(super) score: u8,
    pub(super) text: String,
}

impl Member {
    pub(super) fn roles(&self) -> anyhow::Result<Vec<StaffRole>> {
        self.roles.iter().map(|role| word(role)).collect()
    }
}

impl Member {
    /// Whether the person works on requests about a service; every technician when it is not known which one.
    pub(super) fn answers_for(&self, service: &str) -> bool {
        let in_team = service.is_empty() || self.teams.iter().any(|team| service.starts_with(team.as_str()));
        in_team && self.roles.iter().any(|role| role == "technician")
    }
}

impl Story {
    pub(super) fn channel(&self) -> anyhow::Result<Channel> {
        word(&self.channel)
    }

    pub(super) fn priority(&self) -> anyhow::Result<Priority> {
        word(&self.priority)
    }
}

fn word<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> anyhow::Result<T> {
    text.parse().map_err(|error| anyhow::anyhow!("data/demo.toml: {error}"))
}

/// Reads the bundled file.
pub(super) fn read() -> anyhow::Result<Invented> {
    Ok(toml::from_str(BUNDLED)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_town_can_be_read_and_every_word_in_it_is_known() {
        let invented = read().unwrap();
        assert!(invented.staff.iter().all(|member| member.roles().is_ok()));
        for story in &invented.stories {
            assert!(story.channel().is_ok() && story.priority().is_ok(), "{}", story.subject);
        }
        assert!(invented.comments.iter().all(|comment| (1..=5).contains(&comment.score)));
        let domains = invented.staff.iter().map(|member| &member.email);
        let domains = domains.chain(invented.employees.iter().map(|employee| &employee.email));
        assert!(domains.into_iter().all(|address| address.ends_with(".example")));
    }
}
