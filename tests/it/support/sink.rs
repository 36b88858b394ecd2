// SPDX-License-Identifier: AGPL-3.0-or-later
//! A mail server that takes everything and keeps it: what went out, as it went over the wire. A test tells it whom it does
//! not know, whom it puts off, at whom it hangs, and when it loses its confirmation.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use sportello::platform::mail::{Limits, ParsedMail, parse};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A mail that arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// The envelope's sender; empty for automatic mail.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The mail as it came.
    pub raw: Vec<u8>,
    /// The mail as a person reads it.
    pub mail: ParsedMail,
}

/// The server and what it has taken.
#[derive(Clone)]
pub struct Sink {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    taken: Arc<Mutex<Vec<Received>>>,
    unknown: Arc<Mutex<HashSet<String>>>,
    put_off: Arc<Mutex<HashMap<String, usize>>>,
    hanging: Arc<Mutex<HashSet<String>>>,
    unconfirmed: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    arrived: Arc<Notify>,
}

impl Sink {
    /// Opens it.
    pub async fn open() -> Self {
        Self::at(std::net::TcpListener::bind("127.0.0.1:0").unwrap())
    }

    /// Opens it at a door that is there already.
    pub fn at(door: std::net::TcpListener) -> Self {
        door.set_nonblocking(true).unwrap();
        let listener = TcpListener::from_std(door).unwrap();
        let sink = Self {
            port: listener.local_addr().unwrap().port(),
            taken: Arc::default(),
            unknown: Arc::default(),
            put_off: Arc::default(),
            hanging: Arc::default(),
            unconfirmed: Arc::default(),
            connections: Arc::default(),
            arrived: Arc::default(),
        };
        let server = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                server.connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move {
                    if let Err(error) = converse(stream, &server).await {
                        eprintln!("sink: {error}");
                    }
                });
            }
        });
        sink
    }

    /// From now on there is no such mailbox, and the server says so for good.
    pub fn forget(&self, address: &str) {
        self.unknown.lock().unwrap().insert(address.to_owned());
    }

    /// The mailbox is there again.
    pub fn know_again(&self, address: &str) {
        self.unknown.lock().unwrap().remove(address);
    }

    /// So many times from now on it asks to come back later when this address is named.
    pub fn put_off(&self, address: &str, times: usize) {
        self.put_off.lock().unwrap().insert(address.to_owned(), times);
    }

    /// From now on it says nothing any more once this address is named.
    pub fn hang_at(&self, address: &str) {
        self.hanging.lock().unwrap().insert(address.to_owned());
    }

    /// It answers again when this address is named.
    pub fn hang_no_more_at(&self, address: &str) {
        self.hanging.lock().unwrap().remove(address);
    }

    /// So many mails from now on are taken, and the connection breaks before the server says so.
    pub fn lose_confirmations(&self, times: usize) {
        self.unconfirmed.store(times, Ordering::Relaxed);
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Waits until a mail for this address has arrived.
    pub async fn wait_for(&self, address: &str) {
        loop {
            let next = self.arrived.notified();
            let here = |received: &Received| received.to.iter().any(|to| to == address);
            if self.taken.lock().unwrap().iter().any(here) {
                return;
            }
            next.await;
        }
    }

    fn puts_off(&self, address: &str) -> bool {
        let mut put_off = self.put_off.lock().unwrap();
        match put_off.get_mut(address) {
            Some(times) if *times > 0 => {
                *times -= 1;
                true
            }
            _ => false,
        }
    }

    fn loses_the_confirmation(&self) -> bool {
        let left = |times: usize| times.checked_sub(1);
        self.unconfirmed
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left)
            .is_ok()
    }

    /// Everything that arrived since the last look.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut *self.taken.lock().unwrap())
    }

    /// What arrived for this address since the last look at it; the rest stays.
    pub fn take_for(&self, address: &str) -> Vec<Received> {
        let mut taken = self.taken.lock().unwrap();
        let (theirs, others) = taken
            .drain(..)
            .partition(|received: &Received| received.to.iter().any(|to| to == address));
        *taken = others;
        theirs
    }

    /// The one mail that arrived for this address.
    pub fn one_for(&self, address: &str) -> Received {
        let mut theirs = self.take_for(address);
        let subjects: Vec<&str> = theirs.iter().map(|received| received.mail.subject.as_str()).collect();
        assert_eq!(theirs.len(), 1, "mails for {address}: {subjects:?}");
        theirs.remove(0)
    }
}

async fn converse(stream: TcpStream, server: &Sink) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    writer.write_all(b"220 sink\r\n").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line
            .split([' ', ':', '\r'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
            "MAIL" => {
                from = bracketed(&line);
                b"250 ok\r\n"
            }
            "RCPT" => {
                let address = bracketed(&line);
                if server.hanging.lock().unwrap().contains(&address) {
                    std::future::pending::<()>().await;
                }
                if server.puts_off(&address) {
                    b"451 4.3.0 come back later\r\n"
                } else if server.unknown.lock().unwrap().contains(&address) {
                    b"550 5.1.1 no such mailbox\r\n"
                } else {
                    to.push(address);
                    b"250 ok\r\n"
                }
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let raw = data(&mut reader).await?;
                let mail = parse(&raw, &Limits::default()).expect("what we send can be read");
                let (from, to) = (std::mem::take(&mut from), std::mem::take(&mut to));
                server.taken.lock().unwrap().push(Received { from, to, raw, mail });
                server.arrived.notify_waiters();
                if server.loses_the_confirmation() {
                    return Ok(());
                }
                b"250 taken\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(answer).await?;
    }
}

async fn data(reader: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).await?;
        match line.as_slice() {
            b".\r\n" | b"" => return Ok(raw),
            [b'.', rest @ ..] => raw.extend_from_slice(rest),
            line => raw.extend_from_slice(line),
        }
    }
}

fn bracketed(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(address, _)| address.to_owned()).unwrap_or_default()
}
