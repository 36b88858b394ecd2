// SPDX-License-Identifier: AGPL-3.0-or-later
//! Sending to a scripted server on this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// A server that answers each command as `answer` says; `None` never answers.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
    mails: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Server {
    async fn start(answer: fn(&str) -> Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (connections, mails) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(std::sync::Mutex::new(Vec::new())),
        );
        let (counted, kept) = (connections.clone(), mails.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(converse(stream, answer, kept.clone()));
            }
        });
        Self {
            port,
            connections,
            mails,
        }
    }

    fn client(&self, security: Security) -> Smtp {
        Smtp::new(&SmtpSettings {
            host: "127.0.0.1".into(),
            port: self.port,
            security,
            username: String::new(),
            password: String::new(),
            ca_file: None,
            hello_name: "cstpu.example".into(),
            timeout: Duration::from_millis(300),
        })
        .unwrap()
    }
}

async fn converse(
    stream: TcpStream,
    answer: fn(&str) -> Option<&'static str>,
    mails: Arc<std::sync::Mutex<Vec<String>>>,
) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 server.example ESMTP\r\n").await.unwrap();
    let mut mail: Option<String> = None;
    while let Ok(Some(line)) = lines.next_line().await {
        let command = match mail.take() {
            Some(text) if line == "." => {
                mails.lock().unwrap().push(text);
                "."
            }
            Some(text) => {
                mail = Some(text + &line + "\n");
                continue;
            }
            None => line.as_str(),
        };
        let Some(said) = answer(command) else {
            std::future::pending().await
        };
        if command == "DATA" && said.starts_with("354") {
            mail = Some(String::new());
        }
        if writer.write_all(format!("{said}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn willing(command: &str) -> Option<&'static str> {
    Some(if command == "DATA" { "354 go on" } else { "250 ok" })
}

fn envelope() -> Envelope {
    Envelope {
        sender: None,
        recipient: "anna@comune.example".into(),
    }
}

#[tokio::test]
async fn mails_go_out_one_after_the_other_over_one_connection() {
    let server = Server::start(willing).await;
    let client = server.client(Security::Plain);
    for text in ["uno\r\n.due\r\n", "tre\r\n"] {
        client.send(&envelope(), text.as_bytes()).await.unwrap();
    }
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
    let mails = server.mails.lock().unwrap().clone();
    assert!(
        mails[0].contains("uno\n..due\n") && mails[1].contains("tre\n"),
        "{mails:?}"
    );
}

#[tokio::test]
async fn four_hundreds_are_tried_again_and_five_hundreds_are_not() {
    let busy = Server::start(|command| {
        if command.starts_with("RCPT") {
            Some("451 later")
        } else {
            willing(command)
        }
    })
    .await;
    assert!(matches!(
        busy.client(Security::Plain).send(&envelope(), b"x").await,
        Err(SendError::Transient(_))
    ));
    let stranger = Server::start(|command| {
        if command.starts_with("RCPT") {
            Some("550 5.1.1 no such user")
        } else {
            willing(command)
        }
    })
    .await;
    let refused = stranger.client(Security::Plain).send(&envelope(), b"x").await;
    assert!(
        matches!(&refused, Err(SendError::Permanent(text)) if text.contains("550") || text.contains("no such user")),
        "{refused:?}"
    );
    let strict = Server::start(|command| {
        if command.starts_with("MAIL") {
            Some("530 5.7.0 sign in first")
        } else {
            willing(command)
        }
    })
    .await;
    assert!(matches!(
        strict.client(Security::Plain).send(&envelope(), b"x").await,
        Err(SendError::Transient(_))
    ));
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let server = Server::start(willing).await;
    let client = server.client(Security::StartTls);
    assert!(matches!(
        client.send(&envelope(), b"x").await,
        Err(SendError::Transient(_))
    ));
    assert!(matches!(client.check().await, Err(SendError::Transient(_))));
    assert!(server.mails.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_stops_answering_is_left_and_its_connection_is_not_used_again() {
    let server = Server::start(|command| if command == "." { None } else { willing(command) }).await;
    let client = server.client(Security::Plain);
    for tried in 1..=2 {
        assert!(matches!(
            client.send(&envelope(), b"x\r\n").await,
            Err(SendError::Transient(_))
        ));
        assert_eq!(server.connections.load(Ordering::SeqCst), tried);
    }
}

#[tokio::test]
async fn nobody_at_the_port_is_a_transient_error() {
    let server = Server::start(willing).await;
    let free = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let client = Server { port: free, ..server }.client(Security::Plain);
    assert!(matches!(client.check().await, Err(SendError::Transient(_))));
}

#[tokio::test]
async fn an_address_that_is_none_is_a_permanent_error() {
    let server = Server::start(willing).await;
    let wrong = Envelope {
        sender: None,
        recipient: "anna@@x>\r\nRCPT TO:<y@z.example".into(),
    };
    assert!(matches!(
        server.client(Security::Plain).send(&wrong, b"x").await,
        Err(SendError::Permanent(_))
    ));
}

#[test]
fn clear_text_to_another_machine_is_refused_at_once() {
    let settings = SmtpSettings {
        host: "mail.example".into(),
        port: 25,
        security: Security::Plain,
        username: "u".into(),
        password: "p".into(),
        ca_file: None,
        hello_name: String::new(),
        timeout: Duration::from_secs(1),
    };
    assert!(matches!(Smtp::new(&settings), Err(SettingsError::PlainToStranger(_))));
}
