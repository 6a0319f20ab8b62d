//! Text into lines of a width. Words of letters and digits stay whole where they can; no line begins with what closes and none ends
//! with what opens (行頭・行末禁則).

use ttf_parser::Face;

/// Noto Sans JP.
pub(super) const FONT: &[u8] = include_bytes!("../../fonts/NotoSansJP-Regular.ttf");

/// What stands for a character that the font lacks.
const GETA: char = '〓';
/// What begins no line.
const CLOSING: &str =
    "、。，．・：；？！）〕］｝〉》」』】’”々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ…,.:;?!)]}%";
/// What ends no line.
const OPENING: &str = "（〔［｛〈《「『【‘“([{¥";

/// The font's letters, with their widths.
pub(super) struct Letters(Face<'static>);

impl Letters {
    pub(super) fn new() -> Option<Self> {
        Face::parse(FONT, 0).ok().map(Self)
    }

    /// The text as it can be drawn.
    pub(super) fn drawable(&self, text: &str) -> String {
        let known = |c: char| {
            if is_variant(c) || self.0.glyph_index(c).is_some() { c } else { GETA }
        };
        text.chars()
            .filter(|c| *c == '\n' || !c.is_control())
            .map(|c| if c == '\n' { c } else { known(c) })
            .collect()
    }

    /// The width of a drawable text at a size, in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * size
    }

    /// The lines of a text at a size, none wider than `width`.
    pub(super) fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        self.drawable(text).lines().flat_map(|line| self.wrapped(line, size, width)).collect()
    }

    fn wrapped(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let (mut lines, mut line) = (vec![], String::new());
        for piece in pieces(text) {
            if self.width(&line, size) + self.width(piece.trim_end(), size) > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            for c in piece.chars() {
                // A piece that is wider than a line is broken where it must be.
                if self.width(&line, size) + self.advance(c) * size > width && !line.is_empty() && c != ' ' {
                    lines.push(std::mem::take(&mut line));
                }
                if c != ' ' || !line.is_empty() {
                    line.push(c);
                }
            }
        }
        lines.push(line.trim_end().to_owned());
        lines
    }

    fn advance(&self, c: char) -> f32 {
        let glyph = self.0.glyph_index(c).and_then(|glyph| self.0.glyph_hor_advance(glyph));
        f32::from(glyph.unwrap_or_default()) / f32::from(self.0.units_per_em())
    }
}

/// Parts of a text that a line may end behind.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut before) = (vec![], 0, None);
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..));
    pieces
}

/// Says which form of the character before is meant (異体字セレクタ); has none itself.
const fn is_variant(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn may_break(before: char, after: char) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_@/+:#".contains(c);
    !(CLOSING.contains(after)
        || is_variant(after)
        || OPENING.contains(before)
        || after == ' '
        || is_word(before) && is_word(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, em: f32) -> Vec<String> {
        Letters::new().unwrap().lines(text, 10.0, em * 10.0 + 0.01)
    }

    #[test]
    fn no_line_begins_with_what_closes_or_ends_with_what_opens() {
        assert_eq!(lines("あいうえお。かきく", 5.0), ["あいうえ", "お。かきく"]);
        assert_eq!(lines("あいうえ「お」か", 5.0), ["あいうえ", "「お」か"]);
    }

    #[test]
    fn words_stay_whole_where_they_can_and_every_line_break_is_kept() {
        assert_eq!(lines("書類番号 AB-2048 です", 8.0), ["書類番号", "AB-2048 です"]);
        assert_eq!(lines("一\n\n二", 5.0), ["一", "", "二"]);
        let long = "x".repeat(100);
        let broken = lines(&long, 5.0);
        assert!(broken.len() > 5 && broken.concat() == long);
    }

    #[test]
    fn nothing_is_wider_than_its_line_and_nothing_is_lost() {
        let letters = Letters::new().unwrap();
        let text =
            "令和8年11月23日に、組織「さくら動物病院」（コード1310-0427）のデータを読めない状態にしました。";
        for em in 3..30_u8 {
            let lines = letters.lines(text, 10.0, f32::from(em) * 10.0);
            assert_eq!(lines.concat(), text, "{em}");
            // What closes is pulled along, one character at most.
            assert!(
                lines.iter().all(|line| letters.width(line, 10.0) <= f32::from(em) * 10.0 + 0.01),
                "{em}"
            );
        }
    }

    #[test]
    fn what_the_font_lacks_is_shown_as_lacking() {
        let letters = Letters::new().unwrap();
        assert_eq!(letters.drawable("髙﨑𠮷野\u{7}"), "髙﨑𠮷野");
        assert_eq!(letters.drawable("a\u{10ffff}b"), "a〓b");
        assert_eq!(
            letters.drawable("葛\u{e0100}城"),
            "葛\u{e0100}城",
            "another form of a character is that character"
        );
        assert_eq!(lines("葛\u{e0100}城\u{e0101}市", 1.0), ["葛\u{e0100}", "城\u{e0101}", "市"]);
    }
}
