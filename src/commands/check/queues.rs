// SPDX-License-Identifier: AGPL-3.0-or-later
//! Whether mail moves: what came in is read, what is to go out leaves, and nothing waits for somebody unseen.

use super::{Finding, Health, Measure};
use crate::app;
use crate::config::{Alarms, Config};
use crate::intake::{MailHealth, REMINDED_DAYS, mail_health};
use crate::platform::clock::{Clock, Timestamp};

/// From which value on it is a warning, and from which it is critical.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) warning: i64,
    pub(super) critical: i64,
}

impl Limits {
    fn of(warning: u32, critical: u32) -> Self {
        Self {
            warning: warning.into(),
            critical: critical.into(),
        }
    }

    fn judge(self, value: i64) -> Health {
        match value {
            value if value >= self.critical => Health::Critical,
            value if value >= self.warning => Health::Warning,
            _ => Health::Ok,
        }
    }
}

/// How both ledgers are.
pub(super) fn queues(config: &Config) -> Vec<Finding> {
    let looked = app::open(config.clone(), Clock::system()).and_then(|ctx| {
        let now = ctx.now();
        Ok((ctx.read(|conn| mail_health(conn, now))?, now))
    });
    match looked {
        Ok((health, now)) => judged(&health, &config.mail.alarms, now),
        Err(error) => vec![Finding::new("mail", Health::Critical, format!("{error:#}"))],
    }
}

fn judged(health: &MailHealth, alarms: &Alarms, now: Timestamp) -> Vec<Finding> {
    let minutes = |since: Option<Timestamp>| since.map_or(0, |since| now.seconds_since(since).max(0) / 60);
    let (waiting, due) = (minutes(health.oldest_waiting), minutes(health.outbox.oldest_due));
    let trying = minutes(health.outbox.oldest_unsent) / 60;
    let days = REMINDED_DAYS;
    let unread = Limits::of(alarms.unread_warning, alarms.unread_critical);
    let handed = Limits::of(alarms.due_warning, alarms.due_critical);
    let unsent = Limits::of(alarms.unsent_warning, alarms.unsent_critical);
    let quarantined = Limits::of(alarms.quarantined_warning, alarms.quarantined_critical);
    let dead = Limits::of(alarms.dead_warning, alarms.dead_critical);
    let held = Limits::of(alarms.held_warning, alarms.held_critical);
    vec![
        finding(
            "mail to be read",
            format!("{} wait, the oldest for {waiting} minutes", health.waiting),
            Measure::new("oldest_unread_mail", waiting * 60, "s", unread.in_seconds(60)),
            unread.judge(waiting),
        ),
        finding(
            "mail in quarantine",
            format!("{} in {days} days", health.quarantined),
            Measure::new("quarantined_mails", health.quarantined, "", quarantined),
            quarantined.judge(health.quarantined),
        ),
        finding(
            "held mail",
            format!("{} wait for a technician", health.held),
            Measure::new("held_mails", health.held, "", held),
            held.judge(health.held),
        ),
        finding(
            "mail to be handed over",
            format!("the oldest that is due waits for {due} minutes"),
            Measure::new("oldest_due_mail", due * 60, "s", handed.in_seconds(60)),
            handed.judge(due),
        ),
        finding(
            "mail to be sent",
            format!("{} in the outbox, the oldest for {trying} hours", health.queued()),
            Measure::new("oldest_unsent_mail", trying * 3600, "s", unsent.in_seconds(3600)),
            unsent.judge(trying),
        ),
        finding(
            "dead letters",
            format!("{} in {days} days", health.dead),
            Measure::new("dead_letters", health.dead, "", dead),
            dead.judge(health.dead),
        ),
    ]
}

impl Limits {
    fn in_seconds(self, unit: i64) -> Self {
        Self {
            warning: self.warning * unit,
            critical: self.critical * unit,
        }
    }
}

fn finding(part: &str, text: String, measure: Measure, health: Health) -> Finding {
    Finding {
        measure: Some(measure),
        ..Finding::new(part, health, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::mail::outbox::Fill;

    fn now() -> Timestamp {
        Timestamp::from_seconds(1_800_000_000).unwrap()
    }

    fn worst(health: &MailHealth) -> Health {
        judged(health, &Alarms::default(), now())
            .iter()
            .map(|finding| finding.status)
            .max()
            .unwrap()
    }

    #[test]
    fn nothing_waiting_is_in_order_and_measured() {
        let findings = judged(&MailHealth::default(), &Alarms::default(), now());
        assert_eq!(worst(&MailHealth::default()), Health::Ok);
        assert!(findings.iter().all(|finding| finding.measure.is_some()));
    }

    #[test]
    fn mail_that_nobody_reads_is_a_warning_and_then_critical() {
        let waiting = |minutes: i64| MailHealth {
            waiting: 1,
            oldest_waiting: Some(now().plus_minutes(-minutes)),
            ..MailHealth::default()
        };
        assert_eq!(worst(&waiting(14)), Health::Ok);
        assert_eq!(worst(&waiting(15)), Health::Warning);
        assert_eq!(worst(&waiting(60)), Health::Critical);
    }

    #[test]
    fn the_settings_decide_from_when_on_somebody_is_called() {
        let health = MailHealth {
            quarantined: 2,
            ..MailHealth::default()
        };
        let alarms = Alarms {
            quarantined_warning: 3,
            ..Alarms::default()
        };
        let findings = judged(&health, &alarms, now());
        assert!(
            findings.iter().all(|finding| finding.status == Health::Ok),
            "{findings:?}"
        );
        let measured: Vec<String> = findings
            .iter()
            .filter_map(|f| f.measure.as_ref())
            .map(ToString::to_string)
            .collect();
        assert!(
            measured.contains(&"quarantined_mails=2;2;19;0".to_owned()),
            "{measured:?}"
        );
    }

    #[test]
    fn one_mail_in_quarantine_or_one_dead_letter_is_a_warning() {
        let quarantined = MailHealth {
            quarantined: 1,
            ..MailHealth::default()
        };
        let dead = MailHealth {
            dead: 1,
            ..MailHealth::default()
        };
        assert_eq!((worst(&quarantined), worst(&dead)), (Health::Warning, Health::Warning));
    }

    #[test]
    fn a_mail_that_is_tried_for_hours_is_in_order_and_one_that_nobody_hands_over_is_not() {
        let fill = |due: Option<i64>| MailHealth {
            outbox: Fill {
                oldest_unsent: Some(now().plus_minutes(-300)),
                oldest_due: due.map(|minutes| now().plus_minutes(-minutes)),
                ..Fill::default()
            },
            ..MailHealth::default()
        };
        assert_eq!(worst(&fill(None)), Health::Ok);
        assert_eq!(worst(&fill(Some(61))), Health::Critical);
    }
}
