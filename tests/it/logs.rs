// SPDX-License-Identifier: AGPL-3.0-or-later
//! The real program with all it can log: what happened stands there, and never who or what it was about.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sportello::platform::mail::{Limits, Maildir, ParsedMail, parse};

use crate::support::town::{ANNA, DAVIDE, PASSWORD};
use crate::support::world::town_file;
use crate::support::{Browser, Letter};

const SUBJECT: &str = "Oggettosegreto";
const BODY: &str = "Corposegreto";

/// Ends with the test, however that ends.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("it can be ended");
    }
}

#[test]
fn no_address_subject_text_password_or_token_reaches_the_log() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(town_file(), folder.path().join("sportello.db")).unwrap();
    let maildir = Maildir::create(&folder.path().join("in")).unwrap();
    let (_program, base) = start(folder.path());

    let deliver = |bytes: &[u8]| maildir.deliver(bytes, 1_800_000_000_000_000).unwrap();
    deliver(&Letter::from(ANNA, SUBJECT, BODY).bytes());
    deliver(
        &Letter::from(ANNA, SUBJECT, BODY)
            .header("Auto-Submitted", "auto-replied")
            .bytes(),
    );
    deliver(format!("From: {ANNA} <\r\nSubject: {SUBJECT}\r\nContent-Type: multipart/mixed\r\n\r\n{BODY}").as_bytes());
    let receipt = mail_with(folder.path(), "/requests/");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let token = runtime.block_on(walk(folder.path(), &base));

    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(
        log.contains("/sign-in/link/{token}") && log.contains("SettleMail"),
        "{log}"
    );
    let message_id = receipt.message_id.unwrap();
    for secret in [
        ANNA,
        "anna.neri",
        DAVIDE,
        SUBJECT,
        BODY,
        PASSWORD,
        "secondoposto",
        &token,
        &message_id,
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}

/// Both ways in, mistakes included; gives the token of the link.
async fn walk(folder: &Path, base: &str) -> String {
    let (anna, davide) = (Browser::new(base), Browser::new(base));
    let form = anna.open("/sign-in").await.form_to("/sign-in/link");
    anna.send(form.set("email", ANNA)).await.must_be(200);
    let mail = mail_with(folder, "/sign-in/link/");
    let token: String = mail
        .text
        .split("/sign-in/link/")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .into();
    let link = format!("/sign-in/link/{token}");
    let page = anna.open(&link).await;
    anna.send(page.form_to(&link))
        .await
        .must_be(200)
        .must_say("Oggettosegreto");
    anna.send(page.form_to(&link)).await;
    anna.open(&format!("/survey/{token}")).await.must_be(404);
    anna.open(&format!("/reopening/{token}")).await.must_be(404);

    let form = davide.open("/sign-in").await.form_to("/sign-in/password");
    let wrong = form.clone().set("account", DAVIDE).set("password", "secondoposto");
    davide.send(wrong).await.must_be(422);
    davide
        .send(form.set("account", DAVIDE).set("password", PASSWORD))
        .await
        .must_be(200);
    davide.open(&format!("/desk?text={SUBJECT}")).await.must_be(200);
    token
}

/// Starts the program with everything it can say of itself, and gives the address at which it listens.
fn start(folder: &Path) -> (Program, String) {
    let settings = folder.join("sportello.toml");
    let text = "[server]\nlisten = \"127.0.0.1:0\"\n[database]\nurl = \"sportello.db\"\n[storage]\nblobs = \"blobs\"\n\
        [log]\nlevel = \"info,sportello=trace\"\n[mail]\ntransport = \"folder\"\nfolder = \"out\"\npoll_seconds = 1\n\
        [[mailboxes]]\nname = \"assistenza\"\nkind = \"maildir\"\nmaildir = \"in\"\n";
    std::fs::write(&settings, text).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_sportello"))
        .args(["serve", "--config"])
        .arg(settings)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(folder.join("log")).unwrap())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let program = Program(program);
    let base = lines.find_map(|line| {
        let line = line.unwrap();
        line.split_whitespace()
            .find(|word| word.starts_with("http://"))
            .map(|word| word.trim_end_matches('/').to_owned())
    });
    std::thread::spawn(move || lines.for_each(drop));
    (program, base.expect("it says where it listens"))
}

/// The first mail that has gone out with an address like this.
fn mail_with(folder: &Path, address: &str) -> ParsedMail {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        let out = std::fs::read_dir(folder.join("out")).into_iter().flatten();
        let paths = out.map(|entry| entry.unwrap().path());
        for path in paths.filter(|path| path.extension().is_some_and(|end| end == "eml")) {
            let mail = parse(&std::fs::read(path).unwrap(), &Limits::default()).unwrap();
            if mail.text.contains(address) {
                return mail;
            }
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("no mail with {address} has gone out");
}
