// SPDX-License-Identifier: AGPL-3.0-or-later
//! Fetching from a scripted server on this machine; the suite as a whole uses a real one.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;

/// A server with two messages (7 unread, 9 read by somebody); it answers nothing to a command that holds `silent`.
async fn server(silent: &'static str) -> (ImapSettings, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (reader, mut writer) = listener.accept().await.unwrap().0.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = Vec::new();
        writer.write_all(b"* OK ready\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let (tag, command) = line.split_once(' ').unwrap();
            heard.push(command.to_owned());
            if silent.is_empty() || !command.contains(silent) {
                let answer = format!("{}{tag} OK done\r\n", untagged(command));
                writer.write_all(answer.as_bytes()).await.unwrap();
            }
        }
        heard
    });
    let settings = ImapSettings {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        username: "anna".into(),
        password: "segreta \"1\"".into(),
        token_file: None,
        folder: "INBOX".into(),
        processed_folder: Some("Presi".into()),
        ca_file: None,
        timeout: Duration::from_millis(300),
    };
    (settings, heard)
}

fn untagged(command: &str) -> &'static str {
    match command {
        "CAPABILITY" => "* CAPABILITY IMAP4rev1 MOVE\r\n",
        "UID SEARCH UNDELETED UNSEEN" | "UID SEARCH UNDELETED OR UNSEEN UID 10:4294967295" => "* SEARCH 7\r\n",
        "UID SEARCH UNDELETED OR UNSEEN UID 9:4294967295" => "* SEARCH 9 7\r\n",
        command if command.starts_with("SELECT") => "* 2 EXISTS\r\n* OK [UIDVALIDITY 42] ok\r\n",
        command if command.starts_with("STATUS") => "* STATUS Presi (UIDVALIDITY 1)\r\n",
        "UID FETCH 7 (UID BODY.PEEK[]<0.4>)" => "* 1 FETCH (UID 7 BODY[]<0> {4}\r\nSubj)\r\n",
        "UID FETCH 7 (UID BODY.PEEK[])" => "* 1 FETCH (UID 7 BODY[] {12}\r\nSubject: x\r\n)\r\n",
        _ => "",
    }
}

#[tokio::test]
async fn mail_is_found_fetched_unchanged_and_marked_only_when_told() {
    let (settings, heard) = server("").await;
    let mut imap = Imap::connect(&settings).await.unwrap();
    assert_eq!(imap.uid_validity(), 42);
    assert_eq!(imap.waiting(None).await.unwrap(), [7]);
    assert_eq!(
        imap.waiting(Some(8)).await.unwrap(),
        [7, 9],
        "what somebody read meanwhile is found, too"
    );
    assert_eq!(
        imap.waiting(Some(9)).await.unwrap(),
        [7],
        "the last message is not new for ever"
    );
    assert_eq!(imap.fetch_raw(7).await.unwrap().unwrap(), b"Subject: x\r\n");
    assert_eq!(imap.fetch_raw(8).await.unwrap(), None);
    assert_eq!(imap.fetch_beginning(7, 4).await.unwrap().unwrap(), b"Subj");
    imap.mark_taken(&[7, 9]).await.unwrap();
    imap.close().await.unwrap();
    let heard = heard.await.unwrap();
    let changes: Vec<&str> = heard
        .iter()
        .map(String::as_str)
        .filter(|c| c.contains("STORE") || c.contains("MOVE"))
        .collect();
    assert_eq!(
        changes,
        ["UID STORE 7,9 +FLAGS.SILENT (\\Seen)", "UID MOVE 7,9 \"Presi\""]
    );
}

#[tokio::test]
async fn a_server_that_stalls_is_left_within_the_limit() {
    let (settings, _heard) = server("FETCH").await;
    let mut imap = Imap::connect(&settings).await.unwrap();
    let stalled = imap.fetch_raw(7).await;
    assert!(
        matches!(
            stalled,
            Err(ImapError::TimedOut {
                step: "fetching a mail",
                ..
            })
        ),
        "{stalled:?}"
    );
}

#[tokio::test]
async fn clear_text_to_another_machine_is_refused_before_connecting() {
    let (settings, _heard) = server("").await;
    let stranger = ImapSettings {
        host: "mail.example".into(),
        ..settings
    };
    assert!(matches!(
        Imap::check(&stranger).await,
        Err(ImapError::Settings(SettingsError::PlainToStranger(_)))
    ));
}

#[tokio::test]
async fn an_error_never_tells_the_password() {
    let (settings, _heard) = server("LOGIN").await;
    let error = Imap::check(&settings).await.err().unwrap();
    assert!(!format!("{error} {error:?}").contains("segreta"));
}

/// A server that takes one token and refuses others as Google and Microsoft do: first with reasons, then with a no.
async fn token_server(taken: &'static str) -> (ImapSettings, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (reader, mut writer) = listener.accept().await.unwrap().0.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = Vec::new();
        writer.write_all(b"* OK ready\r\n").await.unwrap();
        let command = lines.next_line().await.unwrap().unwrap();
        let (tag, _) = command.split_once(' ').unwrap();
        writer.write_all(b"+ \r\n").await.unwrap();
        heard.push(lines.next_line().await.unwrap().unwrap());
        if heard[0] == taken {
            writer
                .write_all(format!("{tag} OK welcome\r\n").as_bytes())
                .await
                .unwrap();
        } else {
            writer.write_all(b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n").await.unwrap();
            heard.push(lines.next_line().await.unwrap().unwrap());
            writer
                .write_all(format!("{tag} NO sorry\r\n").as_bytes())
                .await
                .unwrap();
        }
        heard
    });
    let (settings, _heard) = server("").await;
    (ImapSettings { port, ..settings }, heard)
}

#[tokio::test]
async fn the_token_of_the_file_signs_in_and_an_old_one_is_refused_without_being_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    for (token, is_taken) in [("fresco", true), ("vecchio", false)] {
        std::fs::write(&file, token).unwrap();
        let (settings, heard) = token_server("dXNlcj1hbm5hAWF1dGg9QmVhcmVyIGZyZXNjbwEB").await;
        let settings = ImapSettings {
            token_file: Some(file.clone()),
            ..settings
        };
        let error = Imap::check(&settings).await.err().unwrap().to_string();
        let heard = heard.await.unwrap();
        if is_taken {
            assert!(!error.starts_with("signing in"), "{error}");
        } else {
            assert!(
                error.starts_with("signing in") && error.contains("status 401"),
                "{error}"
            );
            assert_eq!(heard[1], "", "the reasons of a refusal are answered with nothing");
        }
        assert!(!error.contains(token) && !error.contains(heard[0].as_str()), "{error}");
    }
}
