// SPDX-License-Identifier: AGPL-3.0-or-later
//! Odd charsets, and what must be read.

use super::*;

#[test]
fn the_declared_charset_is_believed_when_it_fits() {
    assert_eq!(decode(b"perch\xe9", Some("iso-8859-1")), ("perché".into(), true));
    assert_eq!(
        decode(b"\x1b$B%F%9%H\x1b(B", Some("ISO-2022-JP")),
        ("テスト".into(), true)
    );
    assert_eq!(decode(b"+AOA-", Some("UTF-7")), ("à".into(), true));
}

#[test]
fn a_wrong_or_missing_charset_falls_back_to_utf_8_and_then_to_what_it_looks_like() {
    assert_eq!(decode(b"perch\xe9", Some("utf-8")), ("perché".into(), false));
    assert_eq!(decode("perché".as_bytes(), Some("us-ascii")), ("perché".into(), true));
    assert_eq!(decode("perché".as_bytes(), Some("x-klingon")), ("perché".into(), false));
    assert_eq!(decode(b"costa 5 \x80", None), ("costa 5 €".into(), false));
    assert_eq!(decode("così è".as_bytes(), Some("iso-8859-1")).0, "così è");
}

#[test]
fn utf_8_is_read_as_such_although_chinese_or_japanese_is_declared() {
    let text = "你好，请查收附件中的发票。";
    for label in ["gb2312", "big5", "shift_jis", "euc-kr", "euc-jp"] {
        assert_eq!(decode(text.as_bytes(), Some(label)).0, text, "{label}");
    }
    assert_eq!(decode(b"\xd6\xd0\xb9\xfa", Some("gb2312")), ("中国".into(), true));
}

#[test]
fn half_a_character_after_text_of_two_bytes_is_nothing() {
    assert_eq!(decode(b"c\0i\0\xe0\0\n", Some("utf-16")).0, "cià");
    assert_eq!(decode(b"\xff\xfec\0i\0\xe0\0\n", Some("utf-16")).0, "cià");
}

#[test]
fn names_of_charsets_that_mailers_made_up_are_understood() {
    for (bytes, label, text) in [
        (b"perch\xc3\xa9".as_slice(), "utf8mb4", "perché"),
        (b"perch\xc3\xa9", "\"UTF-8\"", "perché"),
        (b"perch\xc3\xa9", "utf-8*it", "perché"),
        (b"perch\x82", "cp-850", "perché"),
        (b"perch\x82", "ibm850", "perché"),
        (b"perch\xe9", "ISO_8859_1", "perché"),
        (b"perch\xe9", "cp-1252", "perché"),
        (b"5 \xa4", "iso8859-15", "5 €"),
        (b"perch\xe9", "windows1252", "perché"),
        (b"\xcf\xf0\xe8\xe2\xe5\xf2", "win-1251", "Привет"),
        (b"\xf0\xd2\xc9\xd7\xc5\xd4", "koi8r", "Привет"),
        (b"\x1b$B%F%9%H\x1b(B", "_iso-2022-jp$esc", "テスト"),
        (b"\x83e\x83X\x83g", "cp932", "テスト"),
        (b"\xb0\xa1\xb3\xaa", "ks_c_5601-1987", "가나"),
        (b"\xb0\xa1\xb3\xaa", "cp949", "가나"),
        (b"\xc4\xe3\xba\xc3", "gb2312", "你好"),
        (b"\xc4\xe3\xba\xc3", "cp936", "你好"),
        (b"~{Dc:C~} ok", "hz-gb-2312", "你好 ok"),
        (b"\x1b$)C\x0e0!3*\x0f ok", "iso-2022-kr", "가나 ok"),
        (b"\xf9\xec\xe5\xed", "iso-8859-8-i", "שלום"),
        (b"\xf9\xec\xe5\xed", "iso-8859-8-e", "שלום"),
        (b"+AOA-", "unicode-1-1-utf-7", "à"),
        (b"\0c\0i\0\xe0", "utf-16", "cià"),
        (b"c\0i\0\xe0\0", "utf-16", "cià"),
        (b"\xff\xfec\0i\0", "utf-16", "ci"),
        (b"\0\0\0c\0\0\0\xe0", "utf-32", "cà"),
        (b"perch\x8e", "x-mac-roman", "perché"),
    ] {
        assert_eq!(decode(bytes, Some(label)), (text.into(), true), "{label}");
    }
    for label in ["x-unknown", "unknown-8bit", "ANSI_X3.4-1968", "", "x-user-defined"] {
        assert_eq!(decode(b"perch\xe9", Some(label)).0, "perché", "{label}");
    }
}

#[test]
fn a_charset_that_nobody_names_is_recognised_by_its_bytes() {
    for (bytes, text) in [
        (
            b"\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0? \xd3 \xec\xe5\xed\xff \xe2\xf1\xb8 \xf5\xee\xf0\xee\xf8\xee."
                .as_slice(),
            "Привет, как дела? У меня всё хорошо.",
        ),
        (
            b"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\x81A\x90\xa2\x8aE\x81B",
            "こんにちは、世界。",
        ),
        (b"\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\xa1\xa3\xce\xd2\xca\xc7\xd6\xd0\xb9\xfa\xc8\xcb\xa1\xa3", "你好，世界。我是中国人。"),
        (b"\x1b$B%F%9%H\x1b(B", "テスト"),
        (b"Perch\xe9 non funziona pi\xf9? La citt\xe0 \xe8 \x93bella\x94.", "Perché non funziona più? La città è “bella”."),
        (b"c\0i\0a\0o\0", "ciao"),
    ] {
        assert_eq!(decode(bytes, None).0, text);
    }
}

#[test]
fn a_damaged_character_costs_itself_only() {
    assert_eq!(
        decode(b"cos\xc3\xac, perch\xc3\xa9 no\xe9", Some("utf-8")),
        ("così, perché noé".into(), true)
    );
    assert_eq!(decode(b"cos\xc3\xac \xc3\xa8 l\xc3", Some("utf-8")).0, "così è lÃ");
}

#[test]
fn characters_written_as_two_halves_are_whole() {
    for label in [Some("utf-8"), None] {
        assert_eq!(decode(b"ok \xed\xa0\xbd\xed\xb1\x8d!", label).0, "ok 👍!");
    }
}

#[test]
fn shifts_with_nothing_between_them_cost_no_character() {
    assert_eq!(
        decode(b"\x1b$B%F\x1b(B\x1b$B%9%H\x1b(B", Some("iso-2022-jp")),
        ("テスト".into(), true)
    );
}

#[test]
fn raw_headers_are_read_in_the_charset_of_the_body() {
    assert_eq!(repair(b"\xf0\xd2\xc9\xd7\xc5\xd4", Some("koi8-r")), "Привет");
    assert_eq!(repair("perché".as_bytes(), Some("koi8-r")), "perché");
    assert_eq!(repair(b"perch\xe9", None), "perché");
    assert_eq!(repair(b"\x1b$B%F%9%H\x1b(B", None), "テスト");
}
