// SPDX-License-Identifier: AGPL-3.0-or-later
//! SQLite's one writer: a thread that takes work from a queue, runs each piece in a savepoint and commits many
//! together, so that one flush to disk confirms all of them. Nobody is answered before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use diesel::Connection;

use super::{Conn, begin_write, commit_write, roll_back_write};
use crate::platform::failure::{Error, Result};

/// More than this in one transaction gains nothing and makes the first caller wait.
const MOST_IN_ONE_COMMIT: usize = 64;

/// The way to the writer thread; the thread ends when the last clone is dropped.
#[derive(Clone)]
pub(super) struct Writer {
    queue: Sender<Job>,
}

enum Job {
    Write(Box<dyn Work>),
    Exclusive(Box<dyn FnOnce(&mut Conn) + Send>),
}

impl Writer {
    /// Starts the thread that owns the connection.
    pub(super) fn start(conn: Conn) -> Self {
        let (queue, jobs) = channel();
        thread::spawn(move || serve(conn, &jobs));
        Self { queue }
    }

    /// Queues the work and waits until it is committed, or refused.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, wait) = sync_channel(1);
        self.send(Job::Write(Box::new(Pending { work, answer })))?;
        wait.recv().map_err(|_| gone())?
    }

    /// Runs something that manages its own transactions, alone.
    pub(super) fn exclusive<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, wait) = sync_channel(1);
        self.send(Job::Exclusive(Box::new(move |conn| deliver(&answer, work(conn)))))?;
        wait.recv().map_err(|_| gone())?
    }

    fn send(&self, job: Job) -> Result<()> {
        self.queue.send(job).map_err(|_| gone())
    }
}

fn gone() -> Error {
    Error::unexpected(anyhow::anyhow!("the database writer has stopped"))
}

/// Work that has been queued, with its type forgotten.
trait Work: Send {
    /// Runs in a savepoint and returns what is left to say once the outcome of the commit is known.
    fn run(self: Box<Self>, conn: &mut Conn) -> Box<dyn FnOnce(std::result::Result<(), String>)>;
    /// Answers that it could not even begin.
    fn refuse(self: Box<Self>, why: &str);
}

struct Pending<F, T> {
    work: F,
    answer: SyncSender<Result<T>>,
}

impl<T: Send + 'static, F: FnOnce(&mut Conn) -> Result<T> + Send> Work for Pending<F, T> {
    fn run(self: Box<Self>, conn: &mut Conn) -> Box<dyn FnOnce(std::result::Result<(), String>)> {
        let Pending { work, answer } = *self;
        // A panic in one caller's work must not take the writer, and with it every other caller, down.
        let guarded = |conn: &mut Conn| {
            catch_unwind(AssertUnwindSafe(|| work(conn)))
                .unwrap_or_else(|_| Err(Error::unexpected(anyhow::anyhow!("a database write panicked"))))
        };
        let result = conn.transaction(guarded);
        Box::new(move |committed| {
            let result = result.and_then(|value| committed.map(|()| value).map_err(|why| failed(&why)));
            deliver(&answer, result);
        })
    }

    fn refuse(self: Box<Self>, why: &str) {
        deliver(&self.answer, Err(failed(why)));
    }
}

fn failed(why: &str) -> Error {
    Error::unexpected(anyhow::anyhow!("the database did not commit: {why}"))
}

/// A caller that no longer waits (its request was dropped) misses nothing: the outcome is on disk either way.
fn deliver<T>(answer: &SyncSender<Result<T>>, result: Result<T>) {
    if answer.send(result).is_err() {
        tracing::debug!("nobody waits for the outcome of a write any more");
    }
}

fn serve(mut conn: Conn, jobs: &Receiver<Job>) {
    let mut next = jobs.recv().ok();
    while let Some(job) = next.take() {
        match job {
            Job::Exclusive(work) => work(&mut conn),
            Job::Write(first) => next = commit_together(&mut conn, first, jobs),
        }
        if next.is_none() {
            next = jobs.recv().ok();
        }
    }
}

/// Commits the first piece of work with whatever else is already waiting; returns a job that cannot be part of it.
fn commit_together(conn: &mut Conn, first: Box<dyn Work>, jobs: &Receiver<Job>) -> Option<Job> {
    if let Err(error) = begin_write(conn) {
        tracing::error!(%error, "the database does not begin a transaction");
        first.refuse(&error.to_string());
        return None;
    }
    let mut answers = vec![first.run(conn)];
    let mut left_over = None;
    while answers.len() < MOST_IN_ONE_COMMIT {
        match jobs.try_recv() {
            Ok(Job::Write(work)) => answers.push(work.run(conn)),
            Ok(other) => {
                left_over = Some(other);
                break;
            }
            Err(_) => break,
        }
    }
    let outcome = commit_write(conn).map_err(|error| {
        tracing::error!(%error, "the database does not commit");
        if let Err(error) = roll_back_write(conn) {
            tracing::error!(%error, "the database does not roll back");
        }
        error.to_string()
    });
    answers.into_iter().for_each(|answer| answer(outcome.clone()));
    left_over
}
