// SPDX-License-Identifier: AGPL-3.0-or-later
//! A way to a server that fails again and again in the middle of an answer: it is cut, loses some bytes, or falls silent.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::post::Dice;

/// What happens on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection ends.
    Cut,
    /// Some bytes never arrive: what was announced is longer than what comes.
    Swallow,
    /// Nothing comes any more, and the connection stays open.
    Stall,
}

/// How many bytes are swallowed.
const SWALLOWED: usize = 500;

/// The way; it lasts as long as the test run.
pub struct Proxy {
    /// Where it begins, on 127.0.0.1.
    pub port: u16,
    cuts: Arc<AtomicUsize>,
}

impl Proxy {
    /// A way to this port that is cut so often, each time after a few thousand bytes; then it stays open.
    pub fn cutting(to: u16, most: usize, seed: u64) -> Self {
        Self::failing(to, Fault::Cut, most, seed)
    }

    /// A way to this port that fails so often, each time after a few thousand bytes; then it stays open.
    pub fn failing(to: u16, fault: Fault, most: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        Self::carrying(to, fault, most, move || 6_000 + dice.roll(54_000) as usize)
    }

    /// A way to this port that is never open for longer than these bytes.
    pub fn cutting_always(to: u16, bytes: usize) -> Self {
        Self::carrying(to, Fault::Cut, usize::MAX, move || bytes)
    }

    fn carrying(to: u16, fault: Fault, most: usize, mut lasts: impl FnMut() -> usize + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&cuts);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else {
                    continue;
                };
                let left = lasts();
                let counted = Arc::clone(&counted);
                std::thread::spawn(move || carry(client, server, fault, left, most, &counted));
            }
        });
        Self { port, cuts }
    }

    /// How often it failed.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

fn carry(
    mut client: TcpStream,
    mut server: TcpStream,
    fault: Fault,
    mut left: usize,
    most: usize,
    faults: &AtomicUsize,
) {
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || {
        if std::io::copy(&mut from, &mut to).is_err() {
            eprintln!("the client is gone");
        }
        to.shutdown(Shutdown::Both).unwrap_or_default();
    });
    let (mut some, mut swallowing, mut is_silent) = ([0; 1024], 0_usize, false);
    while let Ok(count @ 1..) = server.read(&mut some) {
        // A silent way ends when the client goes, and its server with it.
        if is_silent {
            continue;
        }
        let skipped = count.min(swallowing);
        swallowing -= skipped;
        let may_fail = left > 0 && faults.load(Ordering::SeqCst) < most;
        let passes = if may_fail {
            (count - skipped).min(left)
        } else {
            count - skipped
        };
        if client.write_all(&some[skipped..skipped + passes]).is_err() {
            break;
        }
        left = left.saturating_sub(passes);
        if may_fail && left == 0 {
            faults.fetch_add(1, Ordering::SeqCst);
            match fault {
                Fault::Cut => break,
                Fault::Stall => is_silent = true,
                Fault::Swallow => {
                    let rest = &some[skipped + passes..count];
                    swallowing = SWALLOWED.saturating_sub(rest.len());
                    let late = rest.get(SWALLOWED..).unwrap_or_default();
                    if client.write_all(late).is_err() {
                        break;
                    }
                }
            }
        }
    }
    for stream in [client, server] {
        stream.shutdown(Shutdown::Both).unwrap_or_default();
    }
}
