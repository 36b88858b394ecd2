// SPDX-License-Identifier: AGPL-3.0-or-later
//! The distribution of votes as a drawing within the page. Looks come from classes alone: the page's security policy
//! forbids styles in attributes, which is what chart libraries write. A table with the same numbers stands beside it.

use std::fmt::Write;

use crate::platform::text::escaped;

const WIDTH: u64 = 420;
const ROW: u64 = 36;
const BAR_HEIGHT: u64 = 22;
const BAR_START: u64 = 96;
const LONGEST_BAR: u64 = 220;
const GAP: u64 = 8;

/// One bar, its texts in the reader's language.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Before the bar, such as "5 stelle".
    pub label: String,
    /// After the bar, such as "12 (40%)".
    pub value: String,
    /// What decides its length.
    pub count: u64,
}

/// Draws the bars below each other in the given order, as SVG to stand within HTML. The title and the description
/// are what a screen reader says; `id` must be unlike any other on the page. Every text is escaped here.
pub fn distribution_chart(id: &str, title: &str, description: &str, bars: &[Bar]) -> String {
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let height = ROW * bars.len() as u64;
    let largest = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
    let mut svg = format!(
        "<svg class=\"chart chart-distribution\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
        escaped(title),
        escaped(description)
    );
    for (row, bar) in (0..).zip(bars) {
        let (top, middle) = (row * ROW + (ROW - BAR_HEIGHT) / 2, row * ROW + ROW / 2);
        let width = bar.count * LONGEST_BAR / largest;
        let drawn = write!(
            svg,
            "<text class=\"chart-label\" x=\"{}\" y=\"{middle}\" text-anchor=\"end\" dominant-baseline=\"central\">{}</text>\
             <rect class=\"chart-track\" x=\"{BAR_START}\" y=\"{top}\" width=\"{LONGEST_BAR}\" height=\"{BAR_HEIGHT}\"/>\
             <rect class=\"chart-bar\" x=\"{BAR_START}\" y=\"{top}\" width=\"{width}\" height=\"{BAR_HEIGHT}\"/>\
             <text class=\"chart-value\" x=\"{}\" y=\"{middle}\" dominant-baseline=\"central\">{}</text>",
            BAR_START - GAP,
            escaped(&bar.label),
            BAR_START + LONGEST_BAR + GAP,
            escaped(&bar.value)
        );
        debug_assert!(drawn.is_ok(), "writing to a String cannot fail");
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str, count: u64) -> Bar {
        Bar {
            label: label.into(),
            value: count.to_string(),
            count,
        }
    }

    #[test]
    fn bars_are_as_long_as_their_share_of_the_largest() {
        let svg = distribution_chart("votes", "t", "d", &[bar("5", 20), bar("4", 10), bar("3", 0)]);
        for width in [220, 110, 0] {
            assert!(svg.contains(&format!(
                "class=\"chart-bar\" x=\"96\" y=\"{}\" width=\"{width}\"",
                match width {
                    220 => 7,
                    110 => 43,
                    _ => 79,
                }
            )));
        }
    }

    #[test]
    fn a_chart_without_votes_is_still_drawn() {
        assert!(distribution_chart("votes", "t", "d", &[bar("5", 0)]).contains("width=\"0\""));
    }

    #[test]
    fn a_screen_reader_finds_title_and_description() {
        let svg = distribution_chart("q 3\"", "Voti", "Cinque barre", &[]);
        assert!(svg.contains("role=\"img\" aria-labelledby=\"q3-title\" aria-describedby=\"q3-desc\""));
        assert!(svg.contains("<title id=\"q3-title\">Voti</title><desc id=\"q3-desc\">Cinque barre</desc>"));
    }

    #[test]
    fn texts_cannot_become_markup_and_nothing_is_styled_inline() {
        let svg = distribution_chart("x", "<script>", "\"&", &[bar("<b>", 1)]);
        assert!(!svg.contains("<script") && !svg.contains("<b>") && svg.contains("&lt;script&gt;"));
        assert!(!svg.contains("style"));
    }
}
