// SPDX-License-Identifier: AGPL-3.0-or-later
//! Deciding where a new request goes.

use super::matching::{best_match, own_words};
use crate::catalog::{self, Service};
use crate::config::Mailbox;
use crate::event::RoutingReason;
use crate::ids::{ServiceId, TeamId};
use crate::platform::db::Conn;
use crate::platform::failure::Result;

/// Where a request goes and why; neither service nor team when nothing tells, and a technician has to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What it is about.
    pub service: Option<ServiceId>,
    /// Who answers.
    pub team: Option<TeamId>,
    /// Why.
    pub reason: RoutingReason,
}

/// Decides for a new request: the service that the requester chose, else the one that the mailbox is for, else the
/// words of the catalogue in the subject, else those in the text.
///
/// # Errors
/// `NotFound` when the chosen service does not exist.
pub fn decide(
    conn: &mut Conn,
    mailbox: Option<&Mailbox>,
    chosen: Option<ServiceId>,
    subject: &str,
    body: &str,
) -> Result<Decision> {
    if let Some(chosen) = chosen {
        return Ok(to(&catalog::service(conn, chosen)?, RoutingReason::Chosen));
    }
    if let Some((service, reason)) = by_mailbox(conn, mailbox)? {
        return Ok(to(&service, reason));
    }
    by_words(conn, subject, body)
}

fn to(service: &Service, reason: RoutingReason) -> Decision {
    Decision {
        service: Some(service.id),
        team: Some(service.team_id),
        reason,
    }
}

/// A mailbox for a service that the catalogue does not have is as good as one for none: the request must not be lost
/// over a setting.
fn by_mailbox(conn: &mut Conn, mailbox: Option<&Mailbox>) -> Result<Option<(Service, RoutingReason)>> {
    let Some(mailbox) = mailbox.filter(|mailbox| !mailbox.service.is_empty()) else {
        return Ok(None);
    };
    let service = catalog::service_by_code(conn, &mailbox.service)?;
    if service.is_none() {
        tracing::warn!(
            mailbox = mailbox.name,
            service = mailbox.service,
            "the catalogue has no such service"
        );
    }
    Ok(service.map(|service| {
        (
            service,
            RoutingReason::Mailbox {
                mailbox: mailbox.name.clone(),
            },
        )
    }))
}

fn by_words(conn: &mut Conn, subject: &str, body: &str) -> Result<Decision> {
    let keywords = catalog::keywords(conn)?;
    let in_subject = best_match(&keywords, subject).map(|k| (k, RoutingReason::Subject { word: k.word.clone() }));
    let found = in_subject
        .or_else(|| best_match(&keywords, &own_words(body)).map(|k| (k, RoutingReason::Body { word: k.word.clone() })));
    Ok(match found {
        Some((keyword, reason)) => Decision {
            service: Some(keyword.service),
            team: Some(keyword.team),
            reason,
        },
        None => Decision {
            service: None,
            team: None,
            reason: RoutingReason::Nothing,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::testing::Office;

    fn office() -> Office {
        let office = Office::new();
        let catalogue = catalog::parse_json(catalog::BUNDLED).unwrap();
        office.write(move |tx| catalog::import(tx, &catalogue)).unwrap();
        office
    }

    fn service(office: &Office, code: &str) -> Service {
        office
            .ctx
            .read(|conn| catalog::service_by_code(conn, code))
            .unwrap()
            .unwrap()
    }

    fn decided(office: &Office, mailbox: &str, chosen: Option<ServiceId>, subject: &str, body: &str) -> Decision {
        let mailbox = Mailbox {
            name: "sportello".into(),
            service: mailbox.into(),
            ..Mailbox::default()
        };
        office
            .ctx
            .read(|conn| decide(conn, Some(&mailbox), chosen, subject, body))
            .unwrap()
    }

    #[test]
    fn what_the_requester_chose_wins_over_everything() {
        let office = office();
        let dns = service(&office, "INF-INT-01");
        assert_eq!(
            decided(&office, "INF-CON-01", Some(dns.id), "vpn", "vpn"),
            to(&dns, RoutingReason::Chosen)
        );
    }

    #[test]
    fn the_mailbox_s_service_wins_over_words() {
        let office = office();
        let expected = to(
            &service(&office, "INF-CON-01"),
            RoutingReason::Mailbox {
                mailbox: "sportello".into(),
            },
        );
        assert_eq!(decided(&office, "INF-CON-01", None, "vpn", ""), expected);
    }

    #[test]
    fn a_mailbox_for_a_service_that_does_not_exist_leaves_it_to_the_words() {
        let office = office();
        let expected = to(
            &service(&office, "INF-CON-03"),
            RoutingReason::Subject { word: "vpn".into() },
        );
        assert_eq!(decided(&office, "GONE-01", None, "La VPN non va", ""), expected);
    }

    #[test]
    fn a_short_word_in_the_subject_wins_over_a_long_one_in_the_text() {
        let office = office();
        let expected = to(
            &service(&office, "INF-CON-03"),
            RoutingReason::Subject { word: "vpn".into() },
        );
        assert_eq!(decided(&office, "", None, "vpn", "la rete intranet è lenta"), expected);
    }

    #[test]
    fn the_text_decides_when_the_subject_says_nothing_but_what_is_quoted_does_not() {
        let office = office();
        let expected = to(
            &service(&office, "INF-CON-03"),
            RoutingReason::Body { word: "vpn".into() },
        );
        assert_eq!(
            decided(&office, "", None, "Problema", "Buongiorno,\nla vpn non va"),
            expected
        );
        assert_eq!(
            decided(&office, "", None, "Problema", "> la vpn non va").reason,
            RoutingReason::Nothing
        );
    }

    #[test]
    fn without_a_match_it_waits_for_a_technician() {
        let office = office();
        let nothing = Decision {
            service: None,
            team: None,
            reason: RoutingReason::Nothing,
        };
        assert_eq!(
            decided(&office, "", None, "Buongiorno", "Ho un problema, grazie"),
            nothing
        );
    }

    #[test]
    fn a_chosen_service_that_does_not_exist_is_not_found() {
        let office = office();
        assert!(
            office
                .ctx
                .read(|conn| decide(conn, None, Some(ServiceId::new()), "", ""))
                .is_err()
        );
    }
}
