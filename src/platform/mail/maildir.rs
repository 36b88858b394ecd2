// SPDX-License-Identifier: AGPL-3.0-or-later
//! A Maildir: one file a mail, `new` until somebody looked, then `cur` with flags in the name. Blocking.

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use crate::platform::secrets;

/// A folder of mails.
#[derive(Debug, Clone)]
pub struct Maildir {
    folder: PathBuf,
}

#[allow(clippy::disallowed_methods, reason = "this is the home of Maildirs")]
impl Maildir {
    /// Opens a Maildir, making it when it is missing.
    ///
    /// # Errors
    /// When the folders cannot be made.
    pub fn create(folder: &Path) -> io::Result<Self> {
        for part in ["tmp", "new", "cur"] {
            fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Opens a Maildir that must be there.
    ///
    /// # Errors
    /// When it is missing or is none.
    pub fn open(folder: &Path) -> io::Result<Self> {
        for part in ["tmp", "new", "cur"] {
            if !folder.join(part).is_dir() {
                let text = format!("{} is not a Maildir: \"{part}\" is missing", folder.display());
                return Err(io::Error::new(io::ErrorKind::NotFound, text));
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Names of the mails that nobody has taken, oldest first: all in `new`, and those in `cur` without the flag `S`, which
    /// another program may have moved there. A name is the part before the flags and stays the same.
    ///
    /// # Errors
    /// When the folders cannot be read.
    pub fn waiting(&self) -> io::Result<Vec<String>> {
        let mut waiting = Vec::new();
        for (part, file) in self.files()? {
            let (name, flags) = split(&file);
            if part == "new" || !flags.contains(['S', 'T']) {
                waiting.push(name.to_owned());
            }
        }
        // Delivery agents begin names with the time of arrival.
        waiting.sort_by(|a, b| arrival(a).cmp(&arrival(b)).then_with(|| a.cmp(b)));
        waiting.dedup();
        Ok(waiting)
    }

    /// The bytes of a mail; `None` when it is gone.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match self.find(name)? {
            None => Ok(None),
            Some(path) => fs::read(path).map(Some),
        }
    }

    /// The first bytes of a mail, `most` of them; `None` when it is gone.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn beginning(&self, name: &str, most: usize) -> io::Result<Option<Vec<u8>>> {
        let Some(path) = self.find(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Marks a mail as taken: moves it to `cur` with the flag `S` beside those it has. One that is gone is taken already.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn mark_taken(&self, name: &str) -> io::Result<()> {
        let Some(path) = self.find(name)? else { return Ok(()) };
        let file = path
            .file_name()
            .map(|file| file.to_string_lossy().into_owned())
            .unwrap_or_default();
        let mut flags: Vec<char> = split(&file)
            .1
            .chars()
            .filter(|flag| *flag != 'S')
            .chain(['S'])
            .collect();
        // The format asks for ASCII order.
        flags.sort_unstable();
        let flags: String = flags.into_iter().collect();
        fs::rename(path, self.folder.join("cur").join(format!("{name}:2,{flags}")))
    }

    /// Delivers a mail and returns its name when it is on disk: written aside, flushed, moved to `new`. `arrived` is its
    /// arrival in microseconds since 1970.
    ///
    /// # Errors
    /// When the disk refuses; nothing is then in `new`.
    pub fn deliver(&self, bytes: &[u8], arrived: i64) -> io::Result<String> {
        let token: String = secrets::new_token().chars().take(24).collect();
        let name = format!(
            "{}.M{:06}R{token}.sportello",
            arrived.div_euclid(1_000_000),
            arrived.rem_euclid(1_000_000)
        );
        let aside = self.folder.join("tmp").join(&name);
        let mut file = fs::File::create_new(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        let shelf = self.folder.join("new");
        fs::rename(&aside, shelf.join(&name))?;
        fs::File::open(shelf)?.sync_all()?;
        Ok(name)
    }

    /// Whether mails can be listed and moved here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn check(&self) -> io::Result<()> {
        self.waiting()?;
        let probe = self.folder.join("tmp").join(format!("check-{}", secrets::new_token()));
        fs::File::create_new(&probe)?;
        fs::remove_file(probe)
    }

    /// Where a mail is now. Another program may move it at any time, so both folders are looked through.
    fn find(&self, name: &str) -> io::Result<Option<PathBuf>> {
        let found = self.files()?.into_iter().find(|(_, file)| split(file).0 == name);
        Ok(found.map(|(part, file)| self.folder.join(part).join(file)))
    }

    fn files(&self) -> io::Result<Vec<(&'static str, String)>> {
        let mut files = Vec::new();
        for part in ["new", "cur"] {
            for entry in fs::read_dir(self.folder.join(part))? {
                let entry = entry?;
                let name = entry.file_name().into_string();
                // A leading dot means that it is not a mail; other names were never made by a delivery agent.
                if let Some(name) = name
                    .ok()
                    .filter(|name| !name.starts_with('.') && entry.path().is_file())
                {
                    files.push((part, name));
                }
            }
        }
        Ok(files)
    }
}

/// A file name as the lasting name and the flags.
fn split(file: &str) -> (&str, &str) {
    file.split_once(":2,").unwrap_or((file, ""))
}

/// Seconds since 1970 at the beginning of a name.
fn arrival(name: &str) -> u64 {
    name.split('.')
        .next()
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maildir() -> (tempfile::TempDir, Maildir) {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::create(&folder.path().join("in")).unwrap();
        (folder, maildir)
    }

    #[test]
    fn a_delivered_mail_waits_until_it_is_taken() {
        let (_folder, maildir) = maildir();
        let later = maildir.deliver(b"due", 2_000_000_000_000_000).unwrap();
        let first = maildir.deliver(b"uno", 1_000_000_000_000_000).unwrap();
        assert_eq!(maildir.waiting().unwrap(), [first.clone(), later.clone()]);
        assert_eq!(maildir.read(&first).unwrap().unwrap(), b"uno");
        maildir.mark_taken(&first).unwrap();
        assert_eq!(maildir.waiting().unwrap(), [later]);
        assert_eq!(
            maildir.read(&first).unwrap().unwrap(),
            b"uno",
            "a taken mail stays readable"
        );
    }

    #[test]
    fn a_mail_that_another_program_moved_unread_still_waits_and_keeps_its_flags() {
        let (folder, maildir) = maildir();
        let cur = folder.path().join("in/cur");
        fs::write(cur.join("1.a.host:2,F"), b"x").unwrap();
        fs::write(cur.join("2.b.host:2,S"), b"x").unwrap();
        assert_eq!(maildir.waiting().unwrap(), ["1.a.host"]);
        maildir.mark_taken("1.a.host").unwrap();
        assert!(cur.join("1.a.host:2,FS").is_file());
        assert!(maildir.waiting().unwrap().is_empty());
    }

    #[test]
    fn marking_twice_or_a_mail_that_is_gone_is_harmless() {
        let (_folder, maildir) = maildir();
        let name = maildir.deliver(b"x", 0).unwrap();
        maildir.mark_taken(&name).unwrap();
        maildir.mark_taken(&name).unwrap();
        maildir.mark_taken("never-was").unwrap();
        assert_eq!(maildir.read("../../etc/passwd").unwrap(), None);
        maildir.check().unwrap();
    }

    #[test]
    fn a_folder_that_is_no_maildir_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Maildir::open(folder.path()).is_err());
    }
}
