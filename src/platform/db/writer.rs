// SPDX-License-Identifier: AGPL-3.0-or-later
//! SQLite's one writer: a thread that takes work from a queue, runs each piece in a savepoint and commits many
//! together, so that one flush to disk confirms all of them. Nobody is answered before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use diesel::Connection;

use super::{Conn, OpenError, begin_write, commit_write};
use crate::platform::failure::{Error, Result};

/// More than this in one transaction gains nothing and makes the first caller wait.
const MOST_IN_ONE_COMMIT: usize = 64;

/// The way to the writer thread; the thread ends when the last clone is dropped.
#[derive(Clone)]
pub(super) struct Writer {
    queue: Sender<Job>,
}

/// A new connection, or why there is none.
type Opened = std::result::Result<Conn, OpenError>;

enum Job {
    Write(Box<dyn Work>),
    Exclusive(Box<dyn FnOnce(&mut Conn) + Send>),
}

impl Writer {
    /// Starts the thread that owns the connection; `open` makes it, and makes another one when it has broken.
    pub(super) fn start(open: impl Fn() -> Opened + Send + 'static) -> std::result::Result<Self, OpenError> {
        let conn = open()?;
        let (queue, jobs) = channel();
        thread::spawn(move || serve(conn, &jobs, &open));
        Ok(Self { queue })
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

/// A write panicked; the writer lives on.
#[derive(Debug, thiserror::Error)]
#[error("a database write panicked")]
pub(super) struct Panicked;

fn gone() -> Error {
    Error::unexpected(anyhow::anyhow!("the database writer has stopped"))
}

/// Work that ran and is not confirmed yet.
struct Ran {
    /// What is left to say once the outcome of the commit is known.
    answer: Box<dyn FnOnce(std::result::Result<(), String>)>,
    /// Whether it failed in a way that nobody foresaw: a full disk takes the whole transaction back, not the savepoint.
    is_broken: bool,
}

/// Work that has been queued, with its type forgotten.
trait Work: Send {
    /// Runs in a savepoint.
    fn run(self: Box<Self>, conn: &mut Conn) -> Ran;
    /// Answers that it could not even begin.
    fn refuse(self: Box<Self>, why: &str);
}

struct Pending<F, T> {
    work: F,
    answer: SyncSender<Result<T>>,
}

impl<T: Send + 'static, F: FnOnce(&mut Conn) -> Result<T> + Send> Work for Pending<F, T> {
    fn run(self: Box<Self>, conn: &mut Conn) -> Ran {
        let Pending { work, answer } = *self;
        // A panic in one caller's work must not take the writer, and with it every other caller, down.
        let guarded = |conn: &mut Conn| {
            catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| Err(Error::unexpected(Panicked)))
        };
        let result = conn.transaction(guarded);
        Ran {
            is_broken: matches!(result, Err(Error::Unexpected(_))),
            answer: Box::new(move |committed| {
                let result = result.and_then(|value| committed.map(|()| value).map_err(|why| failed(&why)));
                deliver(&answer, result);
            }),
        }
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

fn serve(mut conn: Conn, jobs: &Receiver<Job>, open: &dyn Fn() -> Opened) {
    let mut next = jobs.recv().ok();
    while let Some(job) = next.take() {
        match job {
            Job::Exclusive(work) => work(&mut conn),
            Job::Write(first) => next = commit_together(&mut conn, first, jobs, open),
        }
        if next.is_none() {
            next = jobs.recv().ok();
        }
    }
}

/// Commits the first piece of work with whatever else is already waiting; returns a job that cannot be part of it.
fn commit_together(
    conn: &mut Conn,
    first: Box<dyn Work>,
    jobs: &Receiver<Job>,
    open: &dyn Fn() -> Opened,
) -> Option<Job> {
    if let Err(error) = begin_write(conn) {
        tracing::error!(%error, "the database does not begin a transaction");
        first.refuse(&error.to_string());
        renew(conn, open);
        return None;
    }
    let mut ran = vec![first.run(conn)];
    let mut left_over = None;
    // Nothing more runs after work that broke: its savepoint might be a transaction of its own, on disk but refused.
    while ran.len() < MOST_IN_ONE_COMMIT && ran.last().is_some_and(|last| !last.is_broken) {
        match jobs.try_recv() {
            Ok(Job::Write(work)) => ran.push(work.run(conn)),
            Ok(other) => {
                left_over = Some(other);
                break;
            }
            Err(_) => break,
        }
    }
    let outcome = commit_write(conn).map_err(|error| {
        tracing::error!(%error, "the database does not commit");
        renew(conn, open);
        error.to_string()
    });
    ran.into_iter().for_each(|ran| (ran.answer)(outcome.clone()));
    left_over
}

/// Takes another connection: one that did not begin or commit may never do so again. The old one stays when there is no
/// other, and is tried again.
fn renew(conn: &mut Conn, open: &dyn Fn() -> Opened) {
    match open() {
        Ok(new) => *conn = new,
        Err(error) => tracing::error!(%error, "the database does not open again"),
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::super::pool;
    use super::*;

    fn fill(conn: &mut Conn) -> Result<()> {
        Ok(conn.batch_execute("INSERT INTO t VALUES (randomblob(4000000))")?)
    }

    fn add(conn: &mut Conn) -> Result<()> {
        Ok(conn.batch_execute("INSERT INTO t VALUES (x'00')")?)
    }

    #[test]
    fn after_a_full_disk_what_had_room_is_confirmed_and_later_writes_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("a.db").display().to_string();
        let writer = Writer::start(move || pool::sqlite_writer(&url)).unwrap();
        writer
            .write(|conn| Ok(conn.batch_execute("CREATE TABLE t (a BLOB)")?))
            .unwrap();
        writer
            .exclusive(|conn| Ok(conn.batch_execute("PRAGMA max_page_count=100")?))
            .unwrap();
        assert!(writer.write(fill).is_err());
        writer
            .exclusive(|conn| Ok(conn.batch_execute("PRAGMA max_page_count=100000")?))
            .unwrap();
        for _ in 0..3 {
            writer.write(add).unwrap();
        }
        writer.write(fill).unwrap();
    }

    #[test]
    fn work_that_came_together_with_a_full_disk_is_either_confirmed_and_there_or_refused_and_not_there() {
        use diesel::prelude::*;

        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("a.db").display().to_string();
        let writer = Writer::start(move || pool::sqlite_writer(&url)).unwrap();
        writer
            .write(|conn| Ok(conn.batch_execute("CREATE TABLE t (a BLOB)")?))
            .unwrap();
        writer
            .exclusive(|conn| Ok(conn.batch_execute("PRAGMA max_page_count=100")?))
            .unwrap();
        // While the writer waits for the word, all of these are queued in this order: it takes them into one commit.
        let (word, hold) = channel::<()>();
        writer
            .send(Job::Exclusive(Box::new(move |_| hold.recv().unwrap())))
            .unwrap();
        let waiting: Vec<_> = (0..9)
            .map(|position| {
                let (answer, wait) = sync_channel(1);
                let work = if position == 4 { fill } else { add };
                writer.send(Job::Write(Box::new(Pending { work, answer }))).unwrap();
                wait
            })
            .collect();
        word.send(()).unwrap();
        let confirmed = waiting.into_iter().map(|one| one.recv().unwrap());
        let confirmed = confirmed.filter(Result::is_ok).count();
        let there: i64 = writer
            .write(|conn| {
                let count = diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM t)");
                Ok(diesel::select(count).get_result(conn)?)
            })
            .unwrap();
        assert_eq!(usize::try_from(there).unwrap(), confirmed);
    }
}
