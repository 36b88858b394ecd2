// SPDX-License-Identifier: AGPL-3.0-or-later
//! Servers that outlive no test run: a shell holds one end of a pipe, and when the test process is gone, however it
//! went, it runs the words that stop the server and sweeps its folder.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Servers refuse to run as root, so they run as somebody else when we are root.
#[derive(Clone, Copy)]
pub struct Somebody {
    ids: Option<(u32, u32)>,
}

impl Somebody {
    /// The account, when we are root; ourselves otherwise.
    pub fn like(account: &str) -> Self {
        let ids = (number(&["-u"]) == 0).then(|| (number(&["-u", account]), number(&["-g", account])));
        Self { ids }
    }

    /// Whoever runs the tests.
    pub fn ourselves() -> Self {
        Self { ids: None }
    }

    /// A command that this somebody runs.
    pub fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/tmp");
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        command
    }

    /// A new empty folder that this somebody owns. Short, because a socket's path must not be long.
    pub fn folder(self, name: &str) -> PathBuf {
        let folder = tempfile::Builder::new()
            .prefix(name)
            .tempdir_in("/tmp")
            .expect("a temporary folder")
            .keep();
        if let Some((user, group)) = self.ids {
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).expect("the folder changes hands");
        }
        folder
    }

    /// Everything in a folder becomes theirs.
    pub fn owns(self, folder: &Path) {
        if let Some((user, group)) = self.ids {
            must(
                Command::new("chown")
                    .args(["-R", &format!("{user}:{group}")])
                    .arg(folder),
            );
        }
    }

    /// Everything in a folder becomes theirs, while somebody else moves its files about: what was not found where it had
    /// been is looked for again.
    pub fn owns_what_moves(self, folder: &Path) {
        let Some((user, group)) = self.ids else { return };
        let owner = format!("{user}:{group}");
        let done = || Command::new("chown").args(["-Rf", &owner]).arg(folder).status();
        assert!(
            (0..100).any(|_| done().is_ok_and(|status| status.success())),
            "the files do not change hands"
        );
    }

    /// The names of user and group, as settings files want them.
    pub fn names(self) -> (String, String) {
        let ids = self.ids.map(|(user, _)| user.to_string());
        let arguments = |flag: &str| {
            let mut list = vec![flag.to_owned()];
            list.extend(ids.clone());
            list
        };
        (said("id", &arguments("-un")), said("id", &arguments("-gn")))
    }
}

/// Keeps watch until the process that made it is gone.
pub struct Warden {
    _shell: Child,
}

impl Warden {
    /// Runs `stop` (shell words, `$1` is the folder) when this process has ended, then sweeps the folder.
    pub fn over(folder: &Path, somebody: Somebody, stop: &str) -> Self {
        let script = format!("trap '' INT TERM HUP; read -r _; {stop}; rm -rf \"$1\"");
        let shell = somebody
            .command("sh")
            .args(["-c", &script, "warden"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("a shell");
        Self { _shell: shell }
    }
}

/// Runs a command that must go well.
pub fn must(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn said(program: &str, arguments: &[String]) -> String {
    must(Command::new(program).args(arguments))
}

fn number(arguments: &[&str]) -> u32 {
    must(Command::new("id").args(arguments)).parse().expect("a number")
}
