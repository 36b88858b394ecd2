// SPDX-License-Identifier: AGPL-3.0-or-later
//! Rich text of Outlook: undoes its compression, and reads the text, or the HTML that it was made from ([MS-OXRTFCP],
//! [MS-OXRTFEX]).

use std::collections::HashMap;

use super::charset;

/// What every compressed text may refer to.
const DICTIONARY: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;

/// Undoes the compression, up to `most` bytes; `None` when it is none.
pub(super) fn decompress(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let (header, body) = bytes.split_at_checked(16)?;
    match header.get(8..12)? {
        b"MELA" => return Some(body.get(..most).unwrap_or(body).to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut window = [b' '; WINDOW];
    window
        .iter_mut()
        .zip(DICTIONARY)
        .for_each(|(place, byte)| *place = *byte);
    let (mut at, mut out, mut input) = (DICTIONARY.len(), Vec::new(), body.iter().copied());
    while let Some(flags) = input.next() {
        for bit in 0..8 {
            if out.len() >= most {
                return Some(out);
            }
            let Some(first) = input.next() else { return Some(out) };
            if flags >> bit & 1 == 0 {
                keep(first, &mut window, &mut at, &mut out);
                continue;
            }
            let Some(second) = input.next() else { return Some(out) };
            let from = usize::from(first) << 4 | usize::from(second >> 4);
            if from == at {
                return Some(out);
            }
            for step in 0..usize::from(second & 0x0f) + 2 {
                let byte = window.get((from + step) % WINDOW).copied().unwrap_or_default();
                keep(byte, &mut window, &mut at, &mut out);
            }
        }
    }
    Some(out)
}

fn keep(byte: u8, window: &mut [u8; WINDOW], at: &mut usize, out: &mut Vec<u8>) {
    out.push(byte);
    if let Some(place) = window.get_mut(*at) {
        *place = byte;
    }
    *at = (*at + 1) % WINDOW;
}

/// What a rich text says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Text.
    Text(String),
    /// The HTML that the rich text was made from.
    Html(String),
}

/// Reads rich text.
pub(super) fn read(rtf: &[u8]) -> Said {
    let mut reader = Reader {
        out: String::new(),
        pending: Vec::new(),
        codepage: "windows-1252".to_owned(),
        written_in: None,
        high: None,
        fonts: HashMap::new(),
        defined: 0,
        from_html: false,
        groups: vec![Group::default()],
        skip: 0,
    };
    let mut rest = rtf;
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            b'\\' => reader.control(after),
            b'{' => {
                reader.open();
                after
            }
            b'}' => {
                reader.close();
                after
            }
            b'\r' | b'\n' => after,
            byte => {
                reader.byte(*byte);
                after
            }
        };
    }
    reader.flush();
    match reader.from_html {
        true => Said::Html(reader.out),
        false => Said::Text(reader.out),
    }
}

/// What holds between two braces.
#[derive(Clone, Copy)]
struct Group {
    /// Nothing of it is shown.
    hidden: bool,
    /// It says how the HTML looks as rich text, which nobody needs.
    is_rtf_of_html: bool,
    /// Characters that stand for a Unicode character where that is unknown.
    substitutes: usize,
    /// The next word names what the group is for; unknown purposes are hidden.
    optional: bool,
    /// It lists the fonts.
    lists_fonts: bool,
    /// The number of the font.
    font: i64,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            hidden: false,
            is_rtf_of_html: false,
            substitutes: 1,
            optional: false,
            lists_fonts: false,
            font: 0,
        }
    }
}

struct Reader {
    out: String,
    pending: Vec<u8>,
    codepage: String,
    /// The charset of what is pending, where a font says so.
    written_in: Option<&'static str>,
    /// The first half of a character that takes two numbers.
    high: Option<u16>,
    /// Charsets of fonts by number.
    fonts: HashMap<i64, &'static str>,
    /// The font that is being listed.
    defined: i64,
    from_html: bool,
    groups: Vec<Group>,
    /// Substitutes that are still to be passed over.
    skip: usize,
}

/// Groups within groups that are told apart.
const MAX_GROUPS: usize = 1_000;
/// Most fonts whose charset is remembered.
const MAX_FONTS: usize = 1_000;

impl Reader {
    fn group(&mut self) -> Option<&mut Group> {
        self.groups.last_mut()
    }

    fn shown(&self) -> bool {
        self.groups
            .last()
            .is_some_and(|group| !group.hidden && !group.is_rtf_of_html)
    }

    fn open(&mut self) {
        let group = self.groups.last().copied().unwrap_or_default();
        if self.groups.len() < MAX_GROUPS {
            self.groups.push(Group {
                optional: false,
                ..group
            });
        }
    }

    fn close(&mut self) {
        if self.groups.len() > 1 {
            self.groups.pop();
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.shown() {
            let font = self.groups.last().map_or(0, |group| group.font);
            let written_in = self.fonts.get(&font).copied();
            // Letters of ASCII are the same in every font.
            if byte >= 0x80 && written_in != self.written_in {
                self.flush();
                self.written_in = written_in;
            }
            self.pending.push(byte);
        }
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.pending);
        let label = self.written_in.unwrap_or(&self.codepage);
        self.out.push_str(&charset::decode(&bytes, Some(label)).0);
    }

    /// A character by its number; those beyond 65535 come as two.
    fn unit(&mut self, code: u16) {
        let high = self.high.take();
        if (0xd800..0xdc00).contains(&code) {
            self.high = Some(code);
            return;
        }
        let units = high.into_iter().chain([code]);
        let text: String = char::decode_utf16(units)
            .map(|unit| unit.unwrap_or('\u{fffd}'))
            .collect();
        self.push(&text);
    }

    fn push(&mut self, text: &str) {
        if self.shown() {
            self.flush();
            self.out.push_str(text);
        }
    }

    /// Takes what follows a backslash, and returns what follows the control.
    fn control<'a>(&mut self, after: &'a [u8]) -> &'a [u8] {
        let letters = after
            .iter()
            .take(32)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let (word, rest) = after.split_at_checked(letters).unwrap_or_default();
        if word.is_empty() {
            return self.symbol(after);
        }
        let digits = rest
            .iter()
            .take(11)
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'-')
            .count();
        let (number, rest) = rest.split_at_checked(digits).unwrap_or_default();
        let number: Option<i64> = std::str::from_utf8(number).ok().and_then(|digits| digits.parse().ok());
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        if word == b"bin" {
            let length = number
                .and_then(|length| usize::try_from(length).ok())
                .unwrap_or_default();
            return rest.get(length..).unwrap_or_default();
        }
        self.word(word, number);
        rest
    }

    fn symbol<'a>(&mut self, after: &'a [u8]) -> &'a [u8] {
        let Some((symbol, rest)) = after.split_first() else {
            return after;
        };
        match symbol {
            b'\'' => {
                let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.byte(byte);
                }
                return rest.get(2..).unwrap_or_default();
            }
            b'*' => {
                if let Some(group) = self.group() {
                    group.optional = true;
                }
            }
            b'~' => self.push("\u{a0}"),
            b'_' => self.push("-"),
            b'{' | b'}' | b'\\' => self.byte(*symbol),
            b'\r' | b'\n' => self.push("\n"),
            _ => {}
        }
        rest
    }

    fn word(&mut self, word: &[u8], number: Option<i64>) {
        let optional = self.group().is_some_and(|group| std::mem::take(&mut group.optional));
        match word {
            b"fromhtml" => self.from_html = true,
            b"htmltag" if optional => self.set_rtf_of_html(false),
            b"htmlrtf" => self.set_rtf_of_html(number != Some(0)),
            b"fonttbl" => {
                self.hide();
                if let Some(group) = self.group() {
                    group.lists_fonts = true;
                }
            }
            b"f" => self.font(number.unwrap_or_default()),
            b"fcharset" => self.charset_of_font(number.unwrap_or_default()),
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"header" | b"footer" | b"headerf"
            | b"footerf" | b"listtable" | b"themedata" => self.hide(),
            _ if optional => self.hide(),
            b"ansicpg" => self.codepage = format!("windows-{}", number.unwrap_or(1252)),
            b"uc" => {
                let count = number
                    .and_then(|count| usize::try_from(count).ok())
                    .unwrap_or(1)
                    .min(10);
                if let Some(group) = self.group() {
                    group.substitutes = count;
                }
            }
            b"u" => {
                // Codes over 32767 are written as negative numbers.
                let code = number.unwrap_or_default().rem_euclid(65_536);
                self.unit(u16::try_from(code).unwrap_or_default());
                self.skip = self.groups.last().map_or(1, |group| group.substitutes);
            }
            b"par" | b"line" | b"row" | b"sect" | b"page" => self.push("\n"),
            b"tab" | b"cell" => self.push("\t"),
            b"emdash" => self.push("—"),
            b"endash" => self.push("–"),
            b"bullet" => self.push("•"),
            b"lquote" => self.push("‘"),
            b"rquote" => self.push("’"),
            b"ldblquote" => self.push("“"),
            b"rdblquote" => self.push("”"),
            _ => {}
        }
    }

    fn font(&mut self, number: i64) {
        match self.group() {
            Some(group) if group.lists_fonts => self.defined = number,
            Some(group) => group.font = number,
            None => {}
        }
    }

    fn charset_of_font(&mut self, number: i64) {
        let is_listed = self.group().is_some_and(|group| group.lists_fonts);
        if let Some(label) = charset_of_number(number)
            && is_listed
            && self.fonts.len() < MAX_FONTS
        {
            self.fonts.insert(self.defined, label);
        }
    }

    fn hide(&mut self) {
        if let Some(group) = self.group() {
            group.hidden = true;
        }
    }

    fn set_rtf_of_html(&mut self, value: bool) {
        if let Some(group) = self.group() {
            group.is_rtf_of_html = value;
        }
    }
}

/// The charset of a font by the number that Windows gave it; `None` where the code page of the text decides.
fn charset_of_number(number: i64) -> Option<&'static str> {
    Some(match number {
        77 => "macintosh",
        128 => "shift_jis",
        129 => "euc-kr",
        134 => "gb18030",
        136 => "big5",
        161 => "windows-1253",
        162 => "windows-1254",
        163 => "windows-1258",
        177 => "windows-1255",
        178 => "windows-1256",
        186 => "windows-1257",
        204 => "windows-1251",
        222 => "windows-874",
        238 => "windows-1250",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_without_its_looks() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}\\f0 Perch\\'e9 \\u8364?5 \\{ok\\}\\par\r\ndue\\tab x}";
        assert_eq!(read(rtf), Said::Text("Perché €5 {ok}\ndue\tx".into()));
    }

    #[test]
    fn a_font_says_in_which_letters_it_writes() {
        let rtf = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial Cyr;}}\
            \\f0 Citt\\'e0 {\\f1 \\'cf\\'f0\\'e8\\'e2\\'e5\\'f2} \\'e8 \\u-10179?\\u-8704?}";
        assert_eq!(read(rtf), Said::Text("Città Привет è 😀".into()));
    }

    #[test]
    fn html_comes_out_of_the_rich_text_that_wraps_it() {
        let rtf =
            b"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Citt\\'e0 \\htmlrtf\\b\\htmlrtf0 \
            {\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0 3\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}}";
        assert_eq!(read(rtf), Said::Html("<p>Città &lt;3</p>".into()));
    }

    #[test]
    fn compressed_text_is_read() {
        // The example of [MS-OXRTFCP] 4.1.1.
        let bytes = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(
            decompress(bytes, 1_000).unwrap(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        let plain = b"\x0f\0\0\0\x03\0\0\0MELA\0\0\0\0abc";
        assert_eq!(decompress(plain, 1_000).unwrap(), b"abc");
    }

    #[test]
    fn a_small_text_that_unpacks_to_much_is_cut() {
        let mut bomb = b"\0\0\0\0\0\0\0\0LZFu\0\0\0\0".to_vec();
        bomb.extend([0xff_u8, 0, 0x0f].repeat(100_000));
        assert!(decompress(&bomb, 10_000).unwrap().len() <= 10_020);
        assert_eq!(read(&b"{".repeat(300_000)), Said::Text(String::new()));
    }
}
