// SPDX-License-Identifier: AGPL-3.0-or-later
//! `/catalog`: what member bodies can ask help for. Strangers read it too; asking needs the sign-in.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::catalog::{self, AreaView, GroupView};
use crate::people::{Reader, View};
use crate::platform::web::failure::Failure;

#[derive(Serialize)]
struct CatalogPage {
    areas: Vec<AreaSection>,
}

#[derive(Serialize)]
struct AreaSection {
    anchor: String,
    name: String,
    count: usize,
    groups: Vec<GroupSection>,
}

#[derive(Serialize)]
struct GroupSection {
    name: String,
    services: Vec<ServiceLine>,
}

#[derive(Serialize)]
struct ServiceLine {
    name: String,
    kind: &'static str,
    confidential: bool,
    url: String,
}

/// Shows the whole catalogue.
///
/// # Errors
/// When the database does not answer.
pub async fn show(reader: Reader) -> Result<HttpResponse, Failure> {
    let tree = reader.read(|conn, reader| catalog::tree(conn, reader.locale)).await?;
    let view = View::new("catalog/catalog", reader.text("catalog-title")).section("catalog");
    let areas = tree.iter().map(area).collect();
    reader.page(view, &CatalogPage { areas })
}

fn area(area: &AreaView) -> AreaSection {
    AreaSection {
        anchor: format!("area-{}", area.code.to_lowercase()),
        name: area.name.clone(),
        count: area.groups.iter().map(|group| group.services.len()).sum(),
        groups: area.groups.iter().map(group).collect(),
    }
}

fn group(group: &GroupView) -> GroupSection {
    let services = group.services.iter();
    GroupSection {
        name: group.name.clone(),
        services: services
            .map(|service| ServiceLine {
                name: service.name.clone(),
                kind: service.kind.as_str(),
                confidential: service.confidential,
                // Codes are letters, digits and hyphens.
                url: format!("/requests/new?service={}", service.code),
            })
            .collect(),
    }
}
