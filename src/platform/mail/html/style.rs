// SPDX-License-Identifier: AGPL-3.0-or-later
//! What the styles of a mail mean for its reader, as classes of our own: "I answer in red" must stay red.

use scraper::node::Element;

/// The classes that a cleaned mail may carry.
pub(super) const CLASSES: [&str; 13] = [
    "mail-red",
    "mail-orange",
    "mail-green",
    "mail-blue",
    "mail-purple",
    "mail-marked",
    "mail-bold",
    "mail-italic",
    "mail-struck",
    "mail-under",
    "mail-lines",
    "mail-grid",
    "mail-cell",
];

/// The classes of an element.
pub(super) fn classes(element: &Element) -> Vec<&'static str> {
    let mut classes = Vec::new();
    let style: String = element
        .attr("style")
        .unwrap_or_default()
        .chars()
        .take(4_000)
        .collect::<String>()
        .to_ascii_lowercase();
    let rules: Vec<(&str, &str)> = style
        .split(';')
        .filter_map(|rule| rule.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let rule = |name: &str| {
        rules
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    };
    let name = element.name();
    let own_colour = element.attr("color").map(str::to_ascii_lowercase);
    classes.extend(rule("color").or(own_colour.as_deref()).and_then(colour).and_then(hue));
    let background = rule("background-color").or_else(|| rule("background"));
    if matches!(name, "span" | "font" | "mark" | "b" | "strong") && background.and_then(colour).is_some_and(is_bright) {
        classes.push("mail-marked");
    }
    let weight = rule("font-weight").unwrap_or_default();
    if weight.starts_with("bold") || matches!(weight, "600" | "700" | "800" | "900") {
        classes.push("mail-bold");
    }
    if rule("font-style") == Some("italic") {
        classes.push("mail-italic");
    }
    let decoration = rule("text-decoration")
        .or_else(|| rule("text-decoration-line"))
        .unwrap_or_default();
    if decoration.contains("line-through") {
        classes.push("mail-struck");
    } else if decoration.contains("underline") && name != "a" {
        classes.push("mail-under");
    }
    if rule("white-space").is_some_and(|value| value.starts_with("pre")) {
        classes.push("mail-lines");
    }
    classes.extend(grid(element, &rules));
    classes
}

/// Tables whose cells are drawn hold data; the others only arrange.
fn grid(element: &Element, rules: &[(&str, &str)]) -> Option<&'static str> {
    let drawn = || {
        rules.iter().any(|(name, value)| {
            name.starts_with("border")
                && !name.ends_with("collapse")
                && !name.ends_with("spacing")
                && ["solid", "dotted", "dashed", "double", "inset", "outset"]
                    .iter()
                    .any(|kind| value.contains(kind))
        })
    };
    match element.name() {
        "table" => {
            let border = element
                .attr("border")
                .is_some_and(|border| !matches!(border.trim(), "" | "0"));
            let named = element
                .attr("class")
                .is_some_and(|class| class.contains("MsoTableGrid"));
            (border || named).then_some("mail-grid")
        }
        "td" | "th" => drawn().then_some("mail-cell"),
        _ => None,
    }
}

/// A colour as red, green and blue.
fn colour(value: &str) -> Option<[u8; 3]> {
    let value = value
        .split(['!', ' '])
        .next()
        .filter(|_| !value.starts_with("rgb"))
        .unwrap_or(value)
        .trim();
    if let Some(digits) = value.strip_prefix('#') {
        let number = u32::from_str_radix(digits, 16).ok()?;
        let part = |shift: u32, mask: u32, times: u32| u8::try_from((number >> shift & mask) * times).ok();
        return match digits.len() {
            3 => Some([part(8, 0xf, 17)?, part(4, 0xf, 17)?, part(0, 0xf, 17)?]),
            6 => Some([part(16, 0xff, 1)?, part(8, 0xff, 1)?, part(0, 0xff, 1)?]),
            _ => None,
        };
    }
    if let Some(inside) = value.strip_prefix("rgb").and_then(|rest| rest.split_once('(')) {
        let mut parts = inside
            .1
            .split([',', ' ', ')', '/'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok());
        return Some([parts.next()??, parts.next()??, parts.next()??]);
    }
    Some(match value {
        "red" => [255, 0, 0],
        "darkred" | "firebrick" | "crimson" => [180, 0, 0],
        "blue" | "mediumblue" => [0, 0, 255],
        "navy" | "darkblue" => [0, 0, 128],
        "green" => [0, 128, 0],
        "darkgreen" => [0, 100, 0],
        "lime" => [0, 255, 0],
        "orange" | "darkorange" => [255, 140, 0],
        "purple" => [128, 0, 128],
        "fuchsia" | "magenta" => [255, 0, 255],
        "yellow" => [255, 255, 0],
        "aqua" | "cyan" => [0, 255, 255],
        _ => return None,
    })
}

/// How far apart the strongest and the weakest part are.
fn spread(colour: [u8; 3]) -> u8 {
    colour
        .iter()
        .max()
        .zip(colour.iter().min())
        .map_or(0, |(most, least)| most - least)
}

/// Bright enough to mark what is written on it.
fn is_bright(colour: [u8; 3]) -> bool {
    spread(colour) > 60 && colour.iter().any(|part| *part > 180)
}

/// The class of a colour; greys, black and white mean nothing.
fn hue(colour: [u8; 3]) -> Option<&'static str> {
    if spread(colour) < 60 {
        return None;
    }
    let [red, green, blue] = colour;
    Some(match (red, green, blue) {
        _ if red >= green && red >= blue && green > blue && u16::from(green) * 2 > u16::from(red) => "mail-orange",
        _ if red >= green && red >= blue && u16::from(blue) * 2 > u16::from(red) => "mail-purple",
        _ if red >= green && red >= blue => "mail-red",
        _ if green >= blue => "mail-green",
        _ if u16::from(red) * 2 > u16::from(blue) && red > green => "mail-purple",
        _ => "mail-blue",
    })
}
