// SPDX-License-Identifier: AGPL-3.0-or-later
//! The work that time brings: which job, how often. Every job asks the database what is due, so running one twice, late or
//! on two machines does no harm.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio_cron_scheduler::{Job as Tick, JobScheduler, JobSchedulerError};

use crate::config::Config;
use crate::context::Context;
use crate::intake::jobs::Mailboxes;
use crate::notices::jobs::Postman;
use crate::platform::failure::Result;
use crate::{intake, notices, people, surveys, tickets};

/// How long a run may take after the program was asked to stop.
const LONGEST_GOODBYE: Duration = Duration::from_secs(20);

/// A kind of due work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Job {
    /// Takes new mail out of the mailboxes into the ledger. The running program does not tick it: it keeps watch over each
    /// mailbox instead.
    FetchMail,
    /// Turns the mails of the ledger into tickets and replies.
    SettleMail,
    /// Hands over what waits in the outbox.
    SendMail,
    /// Asks for opinions after resolutions.
    SendSurveys,
    /// Wakes held tickets and closes resolved ones.
    MoveTickets,
    /// Forgets sessions, links and form keys that are over, and lets go of mail that was held too long.
    Forget,
}

impl Job {
    /// Every job.
    pub const ALL: [Self; 6] = [
        Self::FetchMail,
        Self::SettleMail,
        Self::SendMail,
        Self::SendSurveys,
        Self::MoveTickets,
        Self::Forget,
    ];

    /// How long after one run the next one begins.
    pub fn every(self, config: &Config) -> Duration {
        match self {
            Self::FetchMail => Duration::from_secs(u64::from(config.mail.poll_seconds)),
            Self::SettleMail | Self::SendMail => Duration::from_secs(2),
            Self::SendSurveys => Duration::from_secs(if config.surveys.delay_hours == 0 { 2 } else { 60 }),
            Self::MoveTickets => Duration::from_secs(60),
            Self::Forget => Duration::from_secs(3600),
        }
    }

    /// Runs it once and says how much was done.
    ///
    /// # Errors
    /// What kept it from being done; the next run tries again.
    pub async fn run(self, workers: &Workers) -> Result<usize> {
        let ctx = &workers.ctx;
        match self {
            Self::FetchMail => intake::jobs::fetch(ctx, &workers.mailboxes).await,
            Self::SettleMail => intake::jobs::settle_due(ctx).await,
            Self::SendMail => notices::jobs::send_due(ctx, &workers.postman).await,
            Self::SendSurveys => surveys::jobs::send_due(ctx).await,
            Self::MoveTickets => tickets::jobs::move_due(ctx).await,
            Self::Forget => Ok(people::jobs::forget(ctx).await? + intake::jobs::let_go(ctx).await?),
        }
    }
}

/// What jobs work with: the surroundings, and the connections that outlive a run.
pub struct Workers {
    /// The surroundings.
    pub ctx: Context,
    /// Where mail comes from.
    pub mailboxes: Mailboxes,
    /// Where mail goes.
    pub postman: Postman,
}

/// The ticking of every job and the watch over the mailboxes, until they are stopped.
pub struct Work {
    scheduler: JobScheduler,
    mailboxes: JoinHandle<()>,
    stop: watch::Sender<bool>,
    running: Vec<(Job, Arc<Mutex<()>>)>,
}

impl Work {
    /// Stops the ticking and waits for the runs that are under way; what a run does not finish in time is due again at
    /// the next start.
    ///
    /// # Errors
    /// When the scheduler does not stop.
    pub async fn stop(mut self) -> std::result::Result<(), JobSchedulerError> {
        self.stop.send_replace(true);
        self.scheduler.shutdown().await?;
        if tokio::time::timeout(LONGEST_GOODBYE, self.mailboxes).await.is_err() {
            tracing::warn!("a mailbox is still being read; not waiting any longer");
        }
        for (job, running) in self.running {
            if tokio::time::timeout(LONGEST_GOODBYE, running.lock()).await.is_err() {
                tracing::warn!(?job, "still running; not waiting any longer");
            }
        }
        Ok(())
    }
}

/// Starts the watch over the mailboxes and the ticking of every other job; a tick that finds the last run still going is passed over.
///
/// # Errors
/// When the scheduler does not start.
pub async fn start(workers: Arc<Workers>) -> std::result::Result<Work, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let mut all_running = Vec::new();
    let (stop, stopped) = watch::channel(false);
    for job in Job::ALL.into_iter().filter(|job| *job != Job::FetchMail) {
        let (workers, running) = (Arc::clone(&workers), Arc::new(Mutex::new(())));
        all_running.push((job, Arc::clone(&running)));
        let every = job.every(&workers.ctx.config);
        let tick = Tick::new_repeated_async(every, move |_, _| {
            let (workers, running) = (Arc::clone(&workers), Arc::clone(&running));
            Box::pin(async move {
                if let Ok(_alone) = running.try_lock() {
                    run_logged(job, &workers).await;
                }
            })
        })?;
        scheduler.add(tick).await?;
    }
    scheduler.start().await?;
    Ok(Work {
        scheduler,
        mailboxes: keep_watch(workers, stopped),
        stop,
        running: all_running,
    })
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is the home of work that outlives a request"
)]
fn keep_watch(workers: Arc<Workers>, stop: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move { intake::jobs::watch(&workers.ctx, &workers.mailboxes, stop).await })
}

async fn run_logged(job: Job, workers: &Workers) {
    match job.run(workers).await {
        Ok(0) => tracing::trace!(?job, "nothing to do"),
        Ok(done) => tracing::info!(?job, done, "job"),
        Err(error) => tracing::error!(?job, error = format!("{error:#}"), "job failed"),
    }
}
