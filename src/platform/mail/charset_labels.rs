// SPDX-License-Identifier: AGPL-3.0-or-later
//! The names of charsets: those of the web's table, those of the parsing library, and those that mailers made up.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874,
};
use mail_parser::decoders::charsets::map::charset_decoder;

use super::charset_seven_bit;

/// How bytes of a declared charset are read.
#[derive(Clone, Copy)]
pub(super) enum Charset {
    /// By the web's table.
    Known(&'static Encoding),
    /// By the parsing library.
    Library(fn(&[u8]) -> String),
    /// Two bytes a character, in either order.
    Utf16,
    /// Four bytes a character, in either order.
    Utf32,
    /// In seven bits, by a reader of ours.
    SevenBit(fn(&[u8]) -> String),
    /// A name that nobody knows.
    Unknown,
}

/// The charset of that name; `None` when the name says nothing.
pub(super) fn find(label: &str) -> Option<Charset> {
    let name = bare(label);
    if name.is_empty() || says_nothing(&name) {
        return None;
    }
    Some(
        of_mailers(&name)
            .or_else(|| of_tables(&name))
            .or_else(|| numbered(&name))
            .unwrap_or(Charset::Unknown),
    )
}

/// Without quotes, blanks, the language of RFC 2231, or what follows by mistake; in lower case.
fn bare(label: &str) -> String {
    let first = label.split([';', ',', '*']).next().unwrap_or_default();
    let trimmed = first.trim_matches(|c: char| c.is_whitespace() || "\"'<>=".contains(c));
    trimmed.trim_start_matches("charset=").to_ascii_lowercase()
}

/// Names that mailers write when they do not know.
fn says_nothing(name: &str) -> bool {
    matches!(
        name,
        "us-ascii"
            | "us_ascii"
            | "usascii"
            | "ascii"
            | "ascii-us"
            | "646"
            | "iso646-us"
            | "iso-ir-6"
            | "cp367"
            | "unknown"
            | "unknown-8bit"
            | "x-unknown"
            | "8bit"
            | "7bit"
            | "8-bit"
            | "7-bit"
            | "binary"
            | "none"
            | "null"
            | "default"
            | "ansi"
            | "user-defined"
            | "x-user-defined"
            | "_autodetect"
            | "_autodetect_all"
            | "replacement"
    ) || name.starts_with("ansi_x3")
}

/// Names of no table.
fn of_mailers(name: &str) -> Option<Charset> {
    Some(match name {
        "utf8mb4" | "utf8mb3" | "utf_8" | "utf-8-mac" | "utf8-mac" | "utf-8n" | "x-utf-8" | "unicode-1-1-utf-8" => {
            Charset::Known(UTF_8)
        }
        "utf-7"
        | "utf7"
        | "utf_7"
        | "unicode-1-1-utf-7"
        | "unicode-2-0-utf-7"
        | "x-unicode-2-0-utf-7"
        | "csunicode11utf7"
        | "utf-7-imap" => Charset::SevenBit(charset_seven_bit::utf_7),
        "utf-16" | "utf16" | "utf_16" | "ucs-2" | "ucs2" | "iso-10646-ucs-2" | "unicode" | "csunicode" => {
            Charset::Utf16
        }
        "utf-32" | "utf32" | "utf-32be" | "utf-32le" | "ucs-4" | "ucs4" | "iso-10646-ucs-4" => Charset::Utf32,
        "hz" | "hz-gb-2312" | "hz-gb2312" => Charset::SevenBit(charset_seven_bit::hz),
        "iso-2022-kr" | "iso2022-kr" | "csiso2022kr" => Charset::SevenBit(charset_seven_bit::iso_2022_kr),
        "_iso-2022-jp$esc" | "_iso-2022-jp" | "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3"
        | "iso-2022-jp-2004" | "iso-2022-jp-ms" | "iso2022-jp" | "iso2022jp" | "jis" | "cp50220" | "cp50221"
        | "cp50222" => Charset::Known(ISO_2022_JP),
        "cp932" | "ms932" | "ms_932" | "cp943" | "cp943c" | "shift-jis" | "sjis-win" | "x-ms-cp932" | "windows-932"
        | "x-shift_jis" | "x-shift-jis" => Charset::Known(SHIFT_JIS),
        "eucjp" | "euc_jp" | "eucjp-win" | "eucjp-ms" | "cp51932" | "ujis" => Charset::Known(EUC_JP),
        "cp949" | "ms949" | "uhc" | "x-windows-949" | "euckr" | "euc_kr" | "x-euc-kr" | "ks_c-5601-1987"
        | "ksc5601-1987" | "ks-c-5601-1987" | "ks_c_5601" | "cp51949" => Charset::Known(EUC_KR),
        // All of these are read as the largest of them, which holds the others.
        "gb2312" | "gb_2312-80" | "gb_2312" | "gb2312-80" | "gb2312_charset" | "euc-cn" | "x-euc-cn" | "euc_cn"
        | "cp936" | "ms936" | "windows-936" | "gbk" | "x-gbk" | "gb18030-2000" | "gb-18030" | "gb13000" | "chinese" => {
            Charset::Known(GB18030)
        }
        "cp950" | "ms950" | "windows-950" | "big-5" | "x-x-big5" | "big5hkscs" | "big5-eten" => Charset::Known(BIG5),
        "koi8r" | "koi8" | "koi" => Charset::Known(KOI8_R),
        "koi8u" | "koi8-ru" => Charset::Known(KOI8_U),
        "macroman" | "mac-roman" | "macintosh-roman" | "x-macroman" | "x-mac-us" => Charset::Known(MACINTOSH),
        "cp874" | "ms874" | "tis-620-2533" => Charset::Known(WINDOWS_874),
        _ => return None,
    })
}

fn of_tables(name: &str) -> Option<Charset> {
    if let Some(encoding) = Encoding::for_label_no_replacement(name.as_bytes()) {
        return Some(Charset::Known(encoding));
    }
    // The library's names have at most 45 letters, and its table stands for the web's names as well.
    (name.len() <= 45)
        .then(|| charset_decoder(name.as_bytes()))
        .flatten()
        .map(Charset::Library)
}

/// Names in which only the number counts: `cp-1252`, `win1251`, `ISO_8859_15:1998`, `ibm-850`.
fn numbered(name: &str) -> Option<Charset> {
    let digits: Vec<&str> = name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let joined = |number: &str| -> Option<Charset> {
        match number.len() {
            4 if number.starts_with("125") => of_tables(&format!("windows-{number}")),
            3 => of_tables(&format!("cp{number}")),
            _ => None,
        }
    };
    match digits.as_slice() {
        ["8859", part, ..] => of_tables(&format!("iso-8859-{part}")),
        [number, ..] => number
            .strip_prefix("8859")
            .and_then(|part| of_tables(&format!("iso-8859-{part}")))
            .or_else(|| joined(number)),
        [] => None,
    }
}
