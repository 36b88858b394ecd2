// SPDX-License-Identifier: AGPL-3.0-or-later
//! Packings built byte by byte, and what comes out of them.

use super::*;
use crate::platform::mail::{Limits, parse};

fn attribute(level: u8, tag: u32, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    [&[level], tag.to_le_bytes().as_slice(), &length, data, &[0, 0]].concat()
}

fn property(kind: u16, id: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = [kind.to_le_bytes(), id.to_le_bytes()].concat();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend_from_slice(data);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn properties_of(all: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = u32::try_from(all.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend(all.concat());
    bytes
}

fn packing(attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = SIGNATURE.to_le_bytes().to_vec();
    bytes.extend([1, 0]);
    bytes.extend(attributes.concat());
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn text_and_files_come_out_with_their_long_names_and_exact_bytes() {
    let packed = open(
        &packing(&[
            attribute(1, BODY, b"Buongiorno\0"),
            attribute(2, FILE_BEGINS, &[0; 14]),
            attribute(2, FILE_TITLE, b"RELAZI~1.PDF\0"),
            attribute(2, FILE_DATA, b"%PDF\0\x01"),
            attribute(
                2,
                FILE_PROPERTIES,
                &properties_of(&[
                    property(0x001f, 0x3707, &wide("Relazione perché.pdf")),
                    property(0x001e, 0x370e, b"application/pdf\0"),
                ]),
            ),
            attribute(2, FILE_BEGINS, &[0; 14]),
            attribute(2, FILE_TITLE, b"b.txt\0"),
            attribute(2, FILE_DATA, b"due"),
        ]),
        100,
    )
    .unwrap();
    assert_eq!(packed.text.as_deref(), Some("Buongiorno"));
    let files: Vec<_> = packed
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()))
        .collect();
    assert_eq!(
        files,
        [("Relazione perché.pdf", b"%PDF\0\x01".as_slice()), ("b.txt", b"due")]
    );
    assert_eq!(packed.files[0].content_type.as_deref(), Some("application/pdf"));
}

#[test]
fn html_and_rich_text_are_bodies() {
    let html = packing(&[attribute(
        1,
        MESSAGE_PROPERTIES,
        &properties_of(&[property(0x0102, 0x1013, b"<p>Citt\xe0</p>")]),
    )]);
    assert_eq!(open(&html, 9).unwrap().html.as_deref(), Some("<p>Città</p>"));
    let mut rtf = b"\0\0\0\0\0\0\0\0MELA\0\0\0\0".to_vec();
    rtf.extend(b"{\\rtf1\\ansi ciao}");
    let rich = packing(&[attribute(
        1,
        MESSAGE_PROPERTIES,
        &properties_of(&[property(0x0102, 0x1009, &rtf)]),
    )]);
    assert_eq!(open(&rich, 9).unwrap().text.as_deref(), Some("ciao"));
}

#[test]
fn a_mail_within_the_mail_gives_its_text_and_its_files() {
    let inner = packing(&[
        attribute(1, BODY, b"dentro\0"),
        attribute(2, FILE_BEGINS, &[0; 14]),
        attribute(2, FILE_TITLE, b"a.txt\0"),
        attribute(2, FILE_DATA, b"uno"),
    ]);
    let object = [[0; 16].as_slice(), &inner].concat();
    let outer = packing(&[
        attribute(2, FILE_BEGINS, &[0; 14]),
        attribute(2, FILE_TITLE, b"Inoltrata\0"),
        attribute(2, FILE_PROPERTIES, &properties_of(&[property(0x000d, 0x3701, &object)])),
    ]);
    let packed = open(&outer, 9).unwrap();
    let files: Vec<_> = packed
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()))
        .collect();
    assert_eq!(files, [("a.txt", b"uno".as_slice()), ("Inoltrata.txt", b"dentro")]);
}

#[test]
fn a_message_within_without_a_text_is_kept_as_it_is_packed() {
    let within = |inner: &[u8]| {
        let object = [[0; 16].as_slice(), inner].concat();
        let properties = properties_of(&[property(0x000d, 0x3701, &object)]);
        let outer = packing(&[
            attribute(2, FILE_BEGINS, &[0; 14]),
            attribute(2, FILE_TITLE, b"Elenco\0"),
            attribute(2, FILE_PROPERTIES, &properties),
        ]);
        let file = open(&outer, 9).unwrap().files.remove(0);
        (file.name, file.content_type.unwrap(), file.bytes)
    };
    let people = packing(&[attribute(1, CODE_PAGE, &1252_u32.to_le_bytes())]);
    assert_eq!(
        within(&people),
        ("Elenco.tnef".into(), "application/ms-tnef".into(), people.clone())
    );
    let html = properties_of(&[property(0x0102, 0x1013, b"<p>a</p>")]);
    let page = packing(&[attribute(1, MESSAGE_PROPERTIES, &html)]);
    assert_eq!(
        within(&page),
        ("Elenco.html".into(), "text/html".into(), b"<p>a</p>".to_vec())
    );
}

#[test]
fn html_is_read_in_the_code_page_that_the_message_names_for_it() {
    let page = |codepage: Option<u32>, html: &[u8]| {
        let mut all = vec![property(0x0102, 0x1013, html)];
        all.extend(codepage.map(|number| {
            let head = [0x0003_u16.to_le_bytes(), 0x3fde_u16.to_le_bytes()].concat();
            [head.as_slice(), &number.to_le_bytes()].concat()
        }));
        let packed = packing(&[attribute(1, MESSAGE_PROPERTIES, &properties_of(&all))]);
        open(&packed, 9).unwrap().html.unwrap()
    };
    assert_eq!(page(Some(1251), b"<p>\xcf\xf0\xe8</p>"), "<p>При</p>");
    assert_eq!(page(Some(28592), b"<p>\xb1</p>"), "<p>ą</p>");
    let meta = b"<meta charset=iso-8859-2><p>\xb1</p>";
    assert!(page(None, meta).ends_with("<p>ą</p>"));
}

#[test]
fn what_is_cut_off_or_none_is_no_harm() {
    let whole = packing(&[
        attribute(1, BODY, b"ciao\0"),
        attribute(2, FILE_BEGINS, &[0; 14]),
        attribute(2, FILE_TITLE, b"a.txt\0"),
        attribute(2, FILE_DATA, b"abcdef"),
    ]);
    for end in 6..whole.len() {
        assert!(open(&whole[..end], 9).is_some(), "{end}");
    }
    for bytes in [b"".as_slice(), b"ciao", &[0xff; 100]] {
        assert!(open(bytes, 9).is_none());
    }
    let file = [attribute(2, FILE_BEGINS, b""), attribute(2, FILE_TITLE, b"a\0")].concat();
    let many = packing(&[file.repeat(500)]);
    assert!(open(&many, 9).unwrap().files.len() <= 10);
}

#[test]
fn a_zero_amid_packed_words_reaches_no_database() {
    let packed = packing(&[
        attribute(
            1,
            MESSAGE_PROPERTIES,
            &properties_of(&[property(0x001f, 0x1000, &wide("cia\0o"))]),
        ),
        attribute(2, FILE_BEGINS, &[0; 14]),
        attribute(2, FILE_DATA, b"uno"),
        attribute(
            2,
            FILE_PROPERTIES,
            &properties_of(&[
                property(0x001f, 0x3707, &wide("a\0.txt")),
                property(0x001f, 0x3712, &wide("<i\0d@x>")),
            ]),
        ),
    ]);
    let head = b"Subject: a\r\nContent-Type: application/ms-tnef\r\n\r\n";
    let mail = parse(&[head.as_slice(), &packed].concat(), &Limits::default()).unwrap();
    let file = &mail.attachments[0];
    assert_eq!(
        (mail.text.trim(), file.filename.as_str(), file.content_id.as_deref()),
        ("ciao", "a.txt", Some("id@x"))
    );
}
