// SPDX-License-Identifier: AGPL-3.0-or-later
//! A real Postfix for one test, with the lines of `docs/MAIL.md`: on a free port, in a temporary folder. What it cannot
//! hand over it sends back through a sink. It starts as root only.

use std::io::{BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::program::Installation;
use super::warden::{Somebody, Warden, must};

/// How it hands mail over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    /// By a transport of its own.
    Transport,
    /// By an alias.
    Alias,
}

/// The server; it stops with the test run.
pub struct Postfix {
    port: u16,
    folder: PathBuf,
    _warden: Warden,
}

impl Postfix {
    /// Starts one that hands over to an installation. Says so and answers with nothing where it cannot run.
    pub fn start(road: Road, installation: &Installation, sink: u16) -> Option<Self> {
        let (root, somebody) = (Somebody::ourselves(), Somebody::like("postgres"));
        if root.names().0 != "root" {
            eprintln!("SKIPPED: Postfix starts as root only; nothing was handed over by a real Postfix");
            return None;
        }
        let folder = root.folder("sportello-mx-");
        must(Command::new("chmod").arg("755").args([&folder, installation.folder()]));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        write_settings(&folder, road, installation, somebody, port, sink);
        somebody.owns(installation.folder());
        let warden = Warden::over(&folder, root, "postfix -c \"$1/etc\" stop");
        // It goes on in the background, so it must not hold on to a pipe of ours.
        let mut start = Command::new("postfix");
        start.arg("-c").arg(folder.join("etc")).arg("start");
        let started = start
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let postfix = Self {
            port,
            folder,
            _warden: warden,
        };
        assert!(
            started.is_ok_and(|status| status.success()),
            "Postfix (Debian's package `postfix`) does not start: {}",
            postfix.log()
        );
        Some(postfix)
    }

    /// Brings a mail by SMTP; `Err` is what the server said instead of taking it.
    pub fn bring(&self, from: &str, to: &str, mail: &[u8]) -> Result<(), String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let mut answers = BufReader::new(stream.try_clone().unwrap());
        accepted(&mut answers)?;
        let commands = [
            "EHLO ente.example".to_owned(),
            format!("MAIL FROM:<{from}> SIZE={}", mail.len()),
            format!("RCPT TO:<{to}>"),
            "DATA".to_owned(),
        ];
        for command in commands {
            stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
            accepted(&mut answers)?;
        }
        stream.write_all(mail).unwrap();
        stream.write_all(b"\r\n.\r\n").unwrap();
        accepted(&mut answers)
    }

    /// For each mail that waits in it, in which of its queues.
    pub fn queue(&self) -> Vec<String> {
        let told = must(&mut self.post_queue("-j"));
        let mails = told
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        mails
            .map(|mail| mail["queue_name"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Asks it to try again now.
    pub fn flush(&self) {
        must(&mut self.post_queue("-f"));
    }

    fn post_queue(&self, asked: &str) -> Command {
        let mut command = Command::new("postqueue");
        command.arg("-c").arg(self.folder.join("etc")).arg(asked);
        command
    }

    /// What it wrote down.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

/// Reads an answer to its last line.
fn accepted(answers: &mut impl std::io::BufRead) -> Result<(), String> {
    loop {
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        match line.as_bytes() {
            [b'2' | b'3', _, _, b' ', ..] => return Ok(()),
            [b'2' | b'3', _, _, b'-', ..] => (),
            _ => return Err(line),
        }
    }
}

fn write_settings(folder: &Path, road: Road, installation: &Installation, somebody: Somebody, port: u16, sink: u16) {
    let etc = folder.join("etc");
    for name in ["etc", "queue", "data"] {
        std::fs::create_dir(folder.join(name)).unwrap();
    }
    must(Command::new("chown").arg("postfix").arg(folder.join("data")));
    // The account that it becomes must be able to reach the program, wherever that was built.
    let program = folder.join("sportello");
    std::fs::copy(env!("CARGO_BIN_EXE_sportello"), &program).unwrap();
    let account = somebody.names().0;
    let changed = |name: &str| {
        documented(name)
            .replace("/etc/postfix/", &format!("{}/", etc.display()))
            .replace("/etc/sportello.toml", &installation.settings().display().to_string())
            .replace("/usr/local/bin/sportello", &program.display().to_string())
            .replace("user=sportello", &format!("user={account}"))
    };
    let place = folder.display();
    let main = format!(
        "compatibility_level = 3.6\nqueue_directory = {place}/queue\ndata_directory = {place}/data\nmail_owner = postfix\n\
         setgid_group = postdrop\ndefault_privs = {account}\ninet_interfaces = loopback-only\ninet_protocols = ipv4\n\
         myhostname = mx.cstpu.example\nmydestination = cstpu.example\nmynetworks = 127.0.0.0/8\n\
         alias_maps = hash:{place}/etc/aliases\nmaillog_file = {place}/log\nmaillog_file_prefixes = /tmp\n\
         relayhost = [127.0.0.1]:{sink}\ndisable_dns_lookups = yes\n"
    );
    let (transport, aliases) = match road {
        Road::Transport => (changed("transport"), String::new()),
        Road::Alias => (String::new(), changed("aliases")),
    };
    let master = SERVICES.replace("{port}", &port.to_string());
    for (name, text) in [
        ("main.cf", main + &changed("main.cf")),
        ("master.cf", master + &changed("master.cf")),
        ("transport", transport),
        ("aliases", aliases),
    ] {
        std::fs::write(etc.join(name), text).unwrap();
    }
    must(
        Command::new("postalias")
            .arg("-c")
            .arg(&etc)
            .arg(format!("hash:{place}/etc/aliases")),
    );
}

/// The block of `docs/MAIL.md` that begins with that name as its comment.
fn documented(name: &str) -> String {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/MAIL.md");
    let book = std::fs::read_to_string(book).unwrap();
    let block = book.split_once(&format!("```\n# {name}\n"));
    let block = block.and_then(|(_, rest)| rest.split_once("```"));
    let (lines, _) = block.unwrap_or_else(|| panic!("docs/MAIL.md has no block for {name}"));
    lines.to_owned()
}

/// What every Postfix runs, as in Debian's `master.cf`, at another port.
const SERVICES: &str = "\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
";
