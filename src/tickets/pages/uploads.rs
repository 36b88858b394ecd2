// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files that came with a form go to disk before any transaction names them.

use actix_web::web;

use crate::people::Reader;
use crate::platform::failure::{Error, Result};
use crate::platform::web::form::{Checker, FieldError, Submitted, Upload};
use crate::tickets::{NewFile, sniff};

/// The field for files, as most forms call it.
pub(super) const FILES: &str = "files";
/// The field for the files of a note, which stands on one page with that of the answer.
pub(super) const NOTE_FILES: &str = "note-files";

/// Says what is wrong with the files of a form, at this field.
pub(super) fn check(checker: &mut Checker<'_>, reader: &Reader, field: &'static str) {
    let storage = &reader.ctx.config.storage;
    checker.uploads(field, storage.max_file_mb, storage.max_files);
}

/// What the file field of a form that goes back says: what is wrong, or that a browser forgets chosen files.
pub(super) fn message(reader: &Reader, form: &Submitted, errors: &[FieldError], field: &str) -> Option<String> {
    let wrong = errors.iter().find(|error| error.field == field);
    wrong
        .map(|error| error.text.clone())
        .or_else(|| (!form.uploads.is_empty()).then(|| reader.text("files-choose-again")))
}

/// Stores the files and returns when they are on disk.
///
/// # Errors
/// When the disk refuses.
pub(super) async fn store(reader: &Reader, uploads: Vec<Upload>) -> Result<Vec<NewFile>> {
    if uploads.is_empty() {
        return Ok(Vec::new());
    }
    let blobs = reader.ctx.blobs.clone();
    let stored = web::block(move || {
        let files = uploads.into_iter().map(|upload| {
            Ok(NewFile {
                content_id: None,
                inline: false,
                content_type: sniff(&upload.bytes),
                stored: blobs.store(&upload.bytes)?,
                filename: upload.filename,
            })
        });
        files.collect::<Result<Vec<_>>>()
    });
    stored.await.map_err(Error::unexpected)?
}
