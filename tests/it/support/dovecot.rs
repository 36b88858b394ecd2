// SPDX-License-Identifier: AGPL-3.0-or-later
//! A real Dovecot for one test: on a free port, over TLS with a certificate of an authority made for the occasion.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sportello::config::{Mailbox, MailboxKind, Security};
use sportello::platform::mail::Maildir;

use super::warden::{Somebody, Warden, must};

/// The server; it stops with the test run.
pub struct Dovecot {
    /// Where it listens on 127.0.0.1, with TLS from the first byte.
    pub port: u16,
    /// Where it listens without, for who spoils what goes over the line.
    pub plain_port: u16,
    folder: PathBuf,
    somebody: Somebody,
    _warden: Warden,
}

impl Dovecot {
    /// Starts one and waits until it greets.
    pub fn start() -> Self {
        let somebody = Somebody::like("nobody");
        let folder = somebody.folder("sportello-imap-");
        certificates(&folder);
        let (port, plain_port) = (free_port(), free_port());
        let settings = folder.join("dovecot.conf");
        std::fs::write(&settings, settings_of(&folder, port, plain_port, somebody)).unwrap();
        let warden = Warden::over(&folder, somebody, "kill $(cat \"$1/run/master.pid\")");
        // It goes on in the background, so it must not hold on to a pipe of ours.
        let started = somebody
            .command("/usr/sbin/dovecot")
            .arg("-c")
            .arg(&settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(started.is_ok_and(|status| status.success()), "{}", log(&folder));
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "Dovecot does not listen: {}", log(&folder));
            std::thread::yield_now();
        }
        Self {
            port,
            plain_port,
            folder,
            somebody,
            _warden: warden,
        }
    }

    /// The settings of a mailbox on it.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox {
            kind: MailboxKind::Imap,
            host: "localhost".into(),
            port: self.port,
            security: Security::Tls,
            username: "assistenza".into(),
            password: "segreta".into(),
            ca_file: self.folder.join("ca.pem"),
            ..Mailbox::default()
        }
    }

    /// Somebody's mail arrives there.
    pub fn deliver(&self, bytes: &[u8]) {
        let folder = self.folder.join("mail/assistenza");
        let maildir = Maildir::create(&folder).unwrap();
        maildir.deliver(bytes, 1_800_000_000_000_000).unwrap();
        self.somebody.owns_what_moves(&folder);
    }

    /// Much mail arrives there.
    pub fn deliver_all(&self, mails: &[Vec<u8>]) {
        let folder = self.folder.join("mail/assistenza");
        let maildir = Maildir::create(&folder).unwrap();
        self.somebody.owns_what_moves(&folder);
        for (number, mail) in mails.iter().enumerate() {
            maildir.deliver(mail, 1_800_000_000_000_000 + number as i64).unwrap();
        }
        self.somebody.owns_what_moves(&folder);
    }

    /// The mailbox is made anew: other numbers, and nothing is marked as read.
    pub fn renumber(&self) {
        let folder = self.folder.join("mail/assistenza");
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
        for entry in std::fs::read_dir(folder.join("cur")).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = name.split(":2,").next().unwrap_or_default();
            std::fs::rename(entry.path(), folder.join("new").join(name)).unwrap();
        }
    }

    /// Puts the mailbox away as it is, as a backup does.
    pub fn back_up(&self) {
        let copied = Command::new("cp")
            .args(["-a", "mail", "backup"])
            .current_dir(&self.folder)
            .status();
        assert!(copied.unwrap().success());
    }

    /// Puts the backup in place of the mailbox.
    pub fn restore(&self) {
        std::fs::remove_dir_all(self.folder.join("mail")).unwrap();
        std::fs::rename(self.folder.join("backup"), self.folder.join("mail")).unwrap();
    }

    /// How many mails lie there unread, and how many were taken.
    pub fn unread_and_read(&self) -> (usize, usize) {
        let folder = self.folder.join("mail/assistenza");
        let names = |shelf: &str| {
            let entries = std::fs::read_dir(folder.join(shelf)).into_iter().flatten().flatten();
            entries
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        let seen = |name: &String| name.split_once(":2,").is_some_and(|(_, flags)| flags.contains('S'));
        let all: Vec<String> = names("new").into_iter().chain(names("cur")).collect();
        let read = all.iter().filter(|name| seen(name)).count();
        (all.len() - read, read)
    }

    /// What the server wrote down, for a failing test.
    pub fn log(&self) -> String {
        log(&self.folder)
    }
}

/// A mailbox as a section of the settings file.
pub fn mailbox_of(mailbox: &Mailbox) -> String {
    format!(
        "[[mailboxes]]\nname = \"{}\"\nkind = \"imap\"\nhost = \"{}\"\nport = {}\nsecurity = \"tls\"\nusername = \"{}\"\n\
         password = \"{}\"\nca_file = \"{}\"\n",
        mailbox.name,
        mailbox.host,
        mailbox.port,
        mailbox.username,
        mailbox.password,
        mailbox.ca_file.display()
    )
}

fn log(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn settings_of(folder: &Path, port: u16, plain_port: u16, somebody: Somebody) -> String {
    let (user, group) = somebody.names();
    let folder = folder.display();
    format!(
        "base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
disable_plaintext_auth = no
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
mail_location = maildir:{folder}/mail/%u
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=segreta
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"
    )
}

/// An authority, and a certificate of it for `localhost`.
fn certificates(folder: &Path) {
    let openssl = |arguments: &[&str]| must(Command::new("openssl").args(arguments).current_dir(folder));
    std::fs::write(
        folder.join("names"),
        "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    openssl(&[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=Prova CA",
        "-days",
        "3650",
        "-addext",
        "keyUsage=critical,keyCertSign",
    ]);
    openssl(&[
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        "server.key",
        "-out",
        "server.csr",
        "-subj",
        "/CN=localhost",
    ]);
    openssl(&[
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "3650",
        "-extfile",
        "names",
        "-out",
        "server.pem",
    ]);
    readable(folder);
}

/// Dovecot is not root, and neither are those who trust the authority.
fn readable(folder: &Path) {
    must(
        Command::new("chmod")
            .args(["a+r", "server.key", "ca.pem", "server.pem"])
            .current_dir(folder),
    );
}
