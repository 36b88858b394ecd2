// SPDX-License-Identifier: AGPL-3.0-or-later
//! Outgoing mail as files, for demonstrations: each mail becomes `<id>.eml` in a folder instead of leaving. Blocking.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder.
#[derive(Debug, Clone)]
pub struct EmlFolder {
    folder: PathBuf,
}

#[allow(clippy::disallowed_methods, reason = "this is the home of mails in files")]
impl EmlFolder {
    /// Opens the folder, making it when it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Writes a mail under its identifier; writing it again replaces it. Nobody sees half a mail.
    ///
    /// # Errors
    /// When the disk refuses, or the identifier cannot be a file name.
    pub fn write(&self, id: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self
            .path(id)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not an identifier"))?;
        let aside = self.folder.join(format!(".{id}.part"));
        let mut file = fs::File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)?;
        fs::File::open(&self.folder)?.sync_all()
    }

    /// Identifiers of all mails, in their own order: time-ordered identifiers list the oldest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn list(&self) -> io::Result<Vec<String>> {
        let mut ids = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let id = name
                .to_str()
                .and_then(|name| name.strip_suffix(".eml"))
                .filter(|id| is_id(id));
            ids.extend(id.map(str::to_owned));
        }
        ids.sort_unstable();
        Ok(ids)
    }

    /// The bytes of a mail; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, id: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(path) = self.path(id) else { return Ok(None) };
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn path(&self, id: &str) -> Option<PathBuf> {
        is_id(id).then(|| self.folder.join(format!("{id}.eml")))
    }
}

/// Identifiers come from addresses of pages, too: letters, digits and hyphens only.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 100 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_listed_in_order_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let mails = EmlFolder::create(&folder.path().join("out")).unwrap();
        mails.write("0002-b", b"due").unwrap();
        mails.write("0001-a", b"uno").unwrap();
        mails.write("0001-a", b"uno di nuovo").unwrap();
        assert_eq!(mails.list().unwrap(), ["0001-a", "0002-b"]);
        assert_eq!(mails.read("0001-a").unwrap().unwrap(), b"uno di nuovo");
    }

    #[test]
    fn an_identifier_never_becomes_a_way_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mails = EmlFolder::create(folder.path()).unwrap();
        for id in ["", "../x", "a/b", ".x", "a.b"] {
            assert!(mails.write(id, b"x").is_err(), "{id:?}");
            assert_eq!(mails.read(id).unwrap(), None);
        }
    }
}
