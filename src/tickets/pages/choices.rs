// SPDX-License-Identifier: AGPL-3.0-or-later
//! What can be chosen in the selects of our forms.

use serde::Serialize;

use crate::catalog::AreaView;
use crate::people::Reader;
use crate::tickets::Priority;

/// One line of a select.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) selected: bool,
}

impl Choice {
    pub(super) fn new(value: impl ToString, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.to_string();
        Self {
            selected: value == chosen,
            value,
            label: label.into(),
        }
    }
}

/// Lines of a select under one heading.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChoiceGroup {
    pub(super) label: String,
    pub(super) options: Vec<Choice>,
}

/// The catalogue as headings `area: group` with their services, chosen by code.
pub(super) fn services(tree: &[AreaView], chosen: &str) -> Vec<ChoiceGroup> {
    let groups = tree
        .iter()
        .flat_map(|area| area.groups.iter().map(move |group| (area, group)));
    groups
        .filter(|(_, group)| !group.services.is_empty())
        .map(|(area, group)| ChoiceGroup {
            label: format!("{}: {}", area.name, group.name),
            options: group
                .services
                .iter()
                .map(|service| Choice::new(&service.code, &service.name, chosen))
                .collect(),
        })
        .collect()
}

/// The priorities, the least urgent first.
pub(super) fn priorities(reader: &Reader, chosen: &str) -> Vec<Choice> {
    let all = Priority::ALL.iter();
    all.map(|priority| Choice::new(priority, reader.text(&format!("priority-{priority}")), chosen))
        .collect()
}
