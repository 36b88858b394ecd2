// SPDX-License-Identifier: AGPL-3.0-or-later
//! Names of attachments: what a mail says they are called, made harmless. They are shown and offered for download;
//! nothing is ever stored under them.

use crate::platform::text;

/// Longest name, in bytes: what file systems allow.
const MAX_BYTES: usize = 255;
/// Longest name that is looked at, in characters.
const MAX_WRITTEN: usize = 2_000;
/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The last path part without anything dangerous; `None` when nothing is left of it.
pub fn clean_filename(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty())?;
    let shown: String = last
        .chars()
        .map(|c| if r#"<>:"|?*"#.contains(c) { '_' } else { c })
        .collect();
    // The end decides what opens the file: it is the middle that is cut, below.
    let line = text::one_line(&shown, MAX_WRITTEN);
    let bare: String = line.chars().filter(|c| !is_zero_width(*c)).collect();
    let bare = bare.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if bare.is_empty() {
        return None;
    }
    let stem = bare.split('.').next().unwrap_or(bare);
    let device = DEVICES.iter().any(|device| stem.trim().eq_ignore_ascii_case(device));
    Some(shorten(&if device { format!("_{bare}") } else { bare.to_owned() }))
}

/// A name for an attachment that has none. A title that already ends as files of the type do stays as it is.
pub(super) fn invent_filename(content_type: &str, number: usize, title: Option<&str>) -> String {
    let extension = extension(content_type);
    title.and_then(clean_filename).map_or_else(
        || format!("allegato-{number}.{extension}"),
        |title| match title.to_lowercase().ends_with(&format!(".{extension}")) {
            true => title,
            false => shorten(&format!("{title}.{extension}")),
        },
    )
}

/// Cuts the stem, not the extension, so that the file still opens.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 20 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let room = MAX_BYTES.saturating_sub(extension.len());
    let end = stem
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= room)
        .last()
        .unwrap_or(0);
    format!("{}{extension}", stem.get(..end).unwrap_or_default().trim_end())
}

/// Invisible characters that hide one extension behind another.
fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{00ad}')
}

fn extension(content_type: &str) -> &'static str {
    match content_type {
        "text/plain" | "message/delivery-status" | "message/disposition-notification" | "text/rfc822-headers" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "message/rfc822" | "message/global" => "eml",
        "image/png" => "png",
        "image/jpeg" | "image/jpg" => "jpg",
        "image/gif" => "gif",
        "image/svg+xml" => "svg",
        "image/webp" => "webp",
        "image/bmp" | "image/x-ms-bmp" => "bmp",
        "image/tiff" => "tif",
        "image/heic" => "heic",
        "audio/mpeg" => "mp3",
        "audio/wav" | "audio/x-wav" => "wav",
        "video/mp4" => "mp4",
        "text/css" => "css",
        "text/x-vcard" | "text/vcard" | "text/directory" => "vcf",
        "text/rtf" | "application/rtf" => "rtf",
        "text/x-patch" | "text/x-diff" => "patch",
        "application/json" => "json",
        "application/msword" => "doc",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.oasis.opendocument.text" => "odt",
        "application/ics" => "ics",
        "message/rfc822-headers" | "message/partial" | "message/external-body" | "message/feedback-report" => "txt",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/xml" | "text/xml" => "xml",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "application/pgp-signature" => "asc",
        "application/ms-tnef" | "application/vnd.ms-tnef" => "dat",
        kind if kind.starts_with("text/") => "txt",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_its_folder() {
        for (written, clean) in [
            ("../../etc/cron.d/x", "x"),
            ("C:\\Users\\anna\\foto.png", "foto.png"),
            ("C:foto.png", "C_foto.png"),
            (".htaccess", "htaccess"),
            ("\u{200b}.htaccess", "htaccess"),
            ("fattura\u{202e}fdp.exe", "fatturafdp.exe"),
            ("a\r\nX: b\0.txt", "a X_ b.txt"),
            ("con.txt", "_con.txt"),
            ("relazione finale.pdf. ", "relazione finale.pdf"),
        ] {
            assert_eq!(clean_filename(written).as_deref(), Some(clean), "{written:?}");
        }
        for nothing in ["", "..", "/", "\\\\", "\u{200b}", " . "] {
            assert_eq!(clean_filename(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let clean = clean_filename(&format!("{}.pdf", "è".repeat(240))).unwrap();
        assert!(clean.len() <= 255 && clean.ends_with("è.pdf"), "{clean}");
        let plain = clean_filename(&format!("{}.pdf", "a".repeat(300))).unwrap();
        assert!(plain.len() == 255 && plain.ends_with("a.pdf"), "{plain}");
    }

    #[test]
    fn an_attachment_without_a_name_gets_one_from_its_type() {
        assert_eq!(invent_filename("image/png", 2, None), "allegato-2.png");
        assert_eq!(
            invent_filename("message/rfc822", 1, Some("Re: guasto")),
            "Re_ guasto.eml"
        );
    }
}
