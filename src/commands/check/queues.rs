// SPDX-License-Identifier: AGPL-3.0-or-later
//! Whether mail moves: what came in is read, what is to go out leaves, and nothing waits for somebody unseen.

use super::{Finding, Health, Measure};
use crate::app;
use crate::config::Config;
use crate::intake::{MailHealth, REMINDED_DAYS, mail_health};
use crate::platform::clock::{Clock, Timestamp};

/// Minutes that a mail may wait to be read, or to be handed over once it is due.
const WAITING: Limits = Limits {
    warning: 15,
    critical: 60,
};
/// Hours that a mail may be tried: servers that ask to come back later mean hours, not days.
const TRYING: Limits = Limits {
    warning: 24,
    critical: 96,
};
/// Mails that could not be read, or were given up.
const SET_ASIDE: Limits = Limits {
    warning: 1,
    critical: 20,
};
/// Mails that wait for a technician to let them through.
const HELD: Limits = Limits {
    warning: 25,
    critical: 200,
};

/// From which value on it is a warning, and from which it is critical.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) warning: i64,
    pub(super) critical: i64,
}

impl Limits {
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
        Ok((health, now)) => judged(&health, now),
        Err(error) => vec![Finding::new("mail", Health::Critical, format!("{error:#}"))],
    }
}

fn judged(health: &MailHealth, now: Timestamp) -> Vec<Finding> {
    let minutes = |since: Option<Timestamp>| since.map_or(0, |since| now.seconds_since(since).max(0) / 60);
    let (waiting, due) = (minutes(health.oldest_waiting), minutes(health.outbox.oldest_due));
    let trying = minutes(health.outbox.oldest_unsent) / 60;
    let days = REMINDED_DAYS;
    vec![
        finding(
            "mail to be read",
            format!("{} wait, the oldest for {waiting} minutes", health.waiting),
            Measure::new("oldest_unread_mail", waiting * 60, "s", WAITING.in_seconds(60)),
            WAITING.judge(waiting),
        ),
        finding(
            "mail in quarantine",
            format!("{} in {days} days", health.quarantined),
            Measure::new("quarantined_mails", health.quarantined, "", SET_ASIDE),
            SET_ASIDE.judge(health.quarantined),
        ),
        finding(
            "held mail",
            format!("{} wait for a technician", health.held),
            Measure::new("held_mails", health.held, "", HELD),
            HELD.judge(health.held),
        ),
        finding(
            "mail to be handed over",
            format!("the oldest that is due waits for {due} minutes"),
            Measure::new("oldest_due_mail", due * 60, "s", WAITING.in_seconds(60)),
            WAITING.judge(due),
        ),
        finding(
            "mail to be sent",
            format!("{} in the outbox, the oldest for {trying} hours", health.queued()),
            Measure::new("oldest_unsent_mail", trying * 3600, "s", TRYING.in_seconds(3600)),
            TRYING.judge(trying),
        ),
        finding(
            "dead letters",
            format!("{} in {days} days", health.dead),
            Measure::new("dead_letters", health.dead, "", SET_ASIDE),
            SET_ASIDE.judge(health.dead),
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
        judged(health, now())
            .iter()
            .map(|finding| finding.status)
            .max()
            .unwrap()
    }

    #[test]
    fn nothing_waiting_is_in_order_and_measured() {
        let findings = judged(&MailHealth::default(), now());
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
