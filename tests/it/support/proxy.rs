// SPDX-License-Identifier: AGPL-3.0-or-later
//! A way to a server that is cut again and again in the middle of an answer.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::post::Dice;

/// The way; it lasts as long as the test run.
pub struct Proxy {
    /// Where it begins, on 127.0.0.1.
    pub port: u16,
    cuts: Arc<AtomicUsize>,
}

impl Proxy {
    /// A way to this port that is cut so often, each time after a few thousand bytes; then it stays open.
    pub fn cutting(to: u16, most: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        Self::carrying(to, most, move || 6_000 + dice.roll(54_000) as usize)
    }

    /// A way to this port that is never open for longer than these bytes.
    pub fn cutting_always(to: u16, bytes: usize) -> Self {
        Self::carrying(to, usize::MAX, move || bytes)
    }

    fn carrying(to: u16, most: usize, mut lasts: impl FnMut() -> usize + Send + 'static) -> Self {
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
                std::thread::spawn(move || carry(client, server, left, most, &counted));
            }
        });
        Self { port, cuts }
    }

    /// How often it was cut.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

fn carry(mut client: TcpStream, mut server: TcpStream, mut left: usize, most: usize, cuts: &AtomicUsize) {
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || {
        if std::io::copy(&mut from, &mut to).is_err() {
            eprintln!("the client is gone");
        }
        to.shutdown(Shutdown::Both).unwrap_or_default();
    });
    let mut some = [0; 1024];
    while let Ok(count @ 1..) = server.read(&mut some) {
        let may_cut = cuts.load(Ordering::SeqCst) < most;
        let passes = if may_cut { count.min(left) } else { count };
        if client.write_all(&some[..passes]).is_err() {
            break;
        }
        left = left.saturating_sub(passes);
        if may_cut && left == 0 {
            cuts.fetch_add(1, Ordering::SeqCst);
            break;
        }
    }
    for stream in [client, server] {
        stream.shutdown(Shutdown::Both).unwrap_or_default();
    }
}
