// SPDX-License-Identifier: AGPL-3.0-or-later
//! The folder of a demonstration: recognised by the first line of its settings, made, and thrown away.
#![allow(clippy::disallowed_methods, reason = "this is the home of the demo's folder")]

use std::fs;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::platform::mail::{EmlFolder, Maildir};

/// Where mail comes in, below the folder.
pub(super) const INCOMING: &str = "mail/in";
const OUTGOING: &str = "mail/out";
const SETTINGS: &str = "sportello.toml";
/// Everything that a demonstration writes; nothing else is ever thrown away.
const WRITTEN: [&str; 6] = [
    "sportello.db",
    "sportello.db-wal",
    "sportello.db-shm",
    "blobs",
    "mail",
    SETTINGS,
];
const MARKER: &str = "# Settings of the Sportello demonstration in this folder.";

/// A folder that is a demonstration, or is going to be one.
pub(super) struct Folder {
    path: PathBuf,
    settings: PathBuf,
    begun: bool,
}

impl Folder {
    /// Looks at the folder.
    ///
    /// # Errors
    /// When something else is in it: the demonstration touches nothing that is not its own.
    pub(super) fn at(path: &Path) -> anyhow::Result<Self> {
        let settings = path.join(SETTINGS);
        let begun = match fs::read_to_string(&settings) {
            Ok(text) if text.starts_with(MARKER) => true,
            Ok(_) => bail!("{} is not of a demonstration: choose another --dir", settings.display()),
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(error).with_context(|| settings.display().to_string()),
        };
        if !begun && !is_empty(path)? {
            bail!("{} has other things in it: choose another --dir", path.display());
        }
        Ok(Self {
            path: path.to_owned(),
            settings,
            begun,
        })
    }

    /// The settings, when the demonstration has been started before.
    pub(super) fn settings_file(&self) -> Option<&Path> {
        self.begun.then_some(self.settings.as_path())
    }

    /// Throws away what the demonstration wrote.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub(super) fn clear(&self) -> anyhow::Result<()> {
        if !self.begun {
            return Ok(());
        }
        for name in WRITTEN {
            let path = self.path.join(name);
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            match removed {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("cannot remove {}", path.display()));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Makes the folder and its settings; settings that are there stay, unless the address is another. Says where they are.
    ///
    /// # Errors
    /// When something cannot be written.
    pub(super) fn prepare(&self, address: SocketAddr) -> anyhow::Result<PathBuf> {
        let doing = || format!("cannot make {}", self.path.display());
        fs::create_dir_all(&self.path).with_context(doing)?;
        Maildir::create(&self.path.join(INCOMING)).with_context(doing)?;
        EmlFolder::create(&self.path.join(OUTGOING)).with_context(doing)?;
        let same = fs::read_to_string(&self.settings).is_ok_and(|text| text.contains(&listen_line(address)));
        if !same {
            fs::write(&self.settings, settings(address)).with_context(doing)?;
        }
        Ok(self.settings.clone())
    }
}

fn is_empty(path: &Path) -> anyhow::Result<bool> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn listen_line(address: SocketAddr) -> String {
    format!("listen = \"{address}\"")
}

/// Complete, so that every command works on a running demonstration with `--config`.
fn settings(address: SocketAddr) -> String {
    let reached = if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    };
    format!(
        "{MARKER}\n\
         # Paths are taken from this folder. sportello.example.toml explains every setting.\n\n\
         [server]\n{}\nbase_url = \"http://{reached}\"\n\n\
         [database]\nurl = \"sportello.db\"\n\n\
         [storage]\nblobs = \"blobs\"\n\n\
         [mail]\ntransport = \"folder\"\nfolder = \"{OUTGOING}\"\npoll_seconds = 1\n\n\
         [[mailboxes]]\nname = \"assistenza\"\naddress = \"assistenza@cstpu.example\"\nkind = \"maildir\"\nmaildir = \"{INCOMING}\"\n\n\
         [surveys]\ndelay_hours = 0\n\n\
         [log]\nlevel = \"warn\"\n",
        listen_line(address)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 8080))
    }

    #[test]
    fn a_demo_is_made_recognised_and_thrown_away_with_nothing_else() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("demo");
        let file = Folder::at(&path).unwrap().prepare(address()).unwrap();
        let config = crate::config::load(Some(&file), std::iter::empty()).unwrap();
        assert_eq!((config.server.listen, config.surveys.delay_hours), (address(), 0));
        fs::write(path.join("notes.txt"), "mine").unwrap();
        let again = Folder::at(&path).unwrap();
        assert_eq!(again.settings_file(), Some(file.as_path()));
        again.clear().unwrap();
        assert!(path.join("notes.txt").exists() && !path.join("mail").exists());
    }

    #[test]
    fn a_folder_with_other_things_in_it_is_not_touched() {
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("thesis.txt"), "years of work").unwrap();
        assert!(Folder::at(outer.path()).is_err());
        fs::write(outer.path().join("sportello.toml"), "[server]\n").unwrap();
        assert!(Folder::at(outer.path()).is_err());
    }

    #[test]
    fn another_address_is_written_into_the_settings_and_the_same_one_keeps_them() {
        let outer = tempfile::tempdir().unwrap();
        let file = Folder::at(outer.path()).unwrap().prepare(address()).unwrap();
        let edited = fs::read_to_string(&file).unwrap().replace("\"warn\"", "\"debug\"");
        fs::write(&file, &edited).unwrap();
        Folder::at(outer.path()).unwrap().prepare(address()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), edited);
        let other = SocketAddr::from(([0, 0, 0, 0], 9090));
        Folder::at(outer.path()).unwrap().prepare(other).unwrap();
        let config = crate::config::load(Some(&file), std::iter::empty()).unwrap();
        assert_eq!(config.server.base_url, "http://127.0.0.1:9090");
    }
}
