// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files by their content: each is stored once under its SHA-256, and is on disk before any row names it.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::platform::failure::{Error, Result};
use crate::platform::secrets;

/// The folder of stored files: `ab/abcdef…`, two digits of the digest as first level.
#[derive(Debug, Clone)]
pub struct BlobStore {
    folder: PathBuf,
}

/// A note that work goes on.
#[derive(Debug)]
pub struct Note {
    path: PathBuf,
    unended: u32,
    stays: bool,
}

impl Note {
    /// How often the work began before and did not come to an end.
    pub fn unended(&self) -> u32 {
        self.unended
    }

    /// Lets the note stay, because the work was not done.
    pub fn stay(mut self) {
        self.stays = true;
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the home of stored files")]
impl Drop for Note {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "a note of work that has ended stays behind");
        }
    }
}

/// A file that has been stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of the content, 64 hexadecimal digits.
    pub sha256: String,
    /// Length in bytes.
    pub size: i64,
}

#[allow(clippy::disallowed_methods, reason = "this is the home of stored files")]
impl BlobStore {
    /// Opens the folder, making it when it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Stores the bytes and returns when they are on disk: written aside, flushed, renamed, the folder flushed. Bytes
    /// that are already there are not written again.
    ///
    /// # Errors
    /// When the disk refuses; nothing is then visible under the digest.
    pub fn store(&self, bytes: &[u8]) -> Result<Stored> {
        let sha256 = secrets::sha256(bytes);
        let path = self.path(&sha256)?;
        let size = i64::try_from(bytes.len()).map_err(Error::unexpected)?;
        if fs::metadata(&path).is_ok_and(|found| found.len() == bytes.len() as u64) {
            return Ok(Stored { sha256, size });
        }
        let shelf = path.parent().ok_or_else(|| Error::bug("a blob without a folder"))?;
        if !shelf.is_dir() {
            fs::create_dir_all(shelf)?;
            fs::File::open(&self.folder)?.sync_all()?;
        }
        let aside = shelf.join(format!(".{}", secrets::new_token()));
        let mut file = fs::File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, &path)?;
        fs::File::open(shelf)?.sync_all()?;
        Ok(Stored { sha256, size })
    }

    /// Reads a stored file whole.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none with this digest.
    pub fn read(&self, sha256: &str) -> Result<Vec<u8>> {
        match fs::read(self.path(sha256)?) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    /// The first bytes of a stored file, at most so many.
    ///
    /// # Errors
    /// As [`BlobStore::read`].
    pub fn beginning(&self, sha256: &str, most: usize) -> Result<Vec<u8>> {
        let file = match fs::File::open(self.path(sha256)?) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Error::NotFound),
            Err(error) => return Err(error.into()),
        };
        let mut bytes = Vec::new();
        file.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Leaves a note that work begins which may take the program down; it goes away when the note is let go. Notes that
    /// stayed behind say how often the work did not come to an end.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn note(&self, name: &str) -> Result<Note> {
        let shelf = self.folder.join(".begun");
        fs::create_dir_all(&shelf)?;
        let path = shelf.join(name);
        // Not flushed: a note outlives the program, and after a power cut nobody is to blame.
        let mut file = fs::File::options().create(true).append(true).open(&path)?;
        let unended = u32::try_from(file.metadata()?.len()).unwrap_or(u32::MAX);
        file.write_all(b".")?;
        Ok(Note {
            path,
            unended,
            stays: false,
        })
    }

    /// Writes and removes a file, to see that it can be done.
    ///
    /// # Errors
    /// What the disk says.
    pub fn check(&self) -> Result<()> {
        let probe = self.folder.join(format!(".check-{}", secrets::new_token()));
        let mut file = fs::File::create(&probe)?;
        file.write_all(b"check")?;
        file.sync_all()?;
        fs::remove_file(&probe)?;
        Ok(())
    }

    /// Where a digest lives; anything that is not a digest is no path.
    fn path(&self, sha256: &str) -> Result<PathBuf> {
        match sha256.get(..2) {
            Some(shelf) if sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit()) => {
                Ok(self.folder.join(shelf).join(sha256))
            }
            _ => Err(Error::NotFound),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stored_is_read_back_and_stored_once() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobStore::open(folder.path()).unwrap();
        let first = blobs.store(b"ciao").unwrap();
        assert_eq!(first, blobs.store(b"ciao").unwrap());
        assert_eq!(blobs.read(&first.sha256).unwrap(), b"ciao");
        assert_eq!(blobs.beginning(&first.sha256, 2).unwrap(), b"ci");
    }

    #[test]
    fn a_note_stays_when_the_work_did_not_end() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobStore::open(folder.path()).unwrap();
        for unended in 0..2 {
            let note = blobs.note("7").unwrap();
            assert_eq!(note.unended(), unended);
            std::mem::forget(note);
        }
        assert_eq!(blobs.note("7").unwrap().unended(), 2);
        assert_eq!(
            blobs.note("7").unwrap().unended(),
            0,
            "work that ended is not remembered"
        );
    }

    #[test]
    fn a_name_that_is_no_digest_never_becomes_a_path() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobStore::open(folder.path()).unwrap();
        assert!(matches!(blobs.read("../../etc/passwd"), Err(Error::NotFound)));
    }
}
