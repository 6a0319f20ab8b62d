//! What people type, as the file writes it. Only what has one half-width form is changed: kanji have readings, and nobody
//! here guesses one (zengin4j docs/encoding.md; 全銀協 付録1 for small kana and ｰ, which no field admits).

use super::jis::{self, HALF_VOICED, VOICED};
use crate::refusal::{Refusal, Rule};

/// A byte of the file, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    /// In JIS X 0201.
    pub(super) byte: u8,
    /// As it was typed.
    pub(super) typed: char,
    /// Which character of what was typed, the first is 1.
    pub(super) place: usize,
}

/// ｱ to ﾝ in the order of JIS X 0201.
const LARGE: &str =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
/// Small kana, and the large ones that are written for them.
const SMALL: (&str, &str) = ("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ");
/// Kana with a mark, the kana without it, the mark.
const MARKED: [(&str, &str, u8); 2] = [
    ("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "カキクケコサシスセソタチツテトハヒフヘホウ", VOICED),
    ("パピプペポ", "ハヒフヘホ", HALF_VOICED),
];

/// The bytes of a text, without spaces around them.
///
/// # Errors
/// At the first character that has no half-width form.
pub(super) fn letters(text: &str) -> Result<Vec<Letter>, Refusal> {
    let mut letters = Vec::with_capacity(text.len());
    for (place, typed) in (1..).zip(text.chars()) {
        let (byte, mark) = bytes(typed).ok_or_else(|| unwritable(typed, place))?;
        letters.extend([Some(byte), mark].into_iter().flatten().map(|byte| Letter { byte, typed, place }));
    }
    let solid = |letter: &Letter| letter.byte != b' ';
    let begin = letters.iter().position(solid).unwrap_or(letters.len());
    let end = letters.iter().rposition(solid).map_or(begin, |last| last.saturating_add(1));
    letters.truncate(end);
    letters.drain(..begin);
    Ok(letters)
}

/// The byte of a character, and that of its mark.
fn bytes(c: char) -> Option<(u8, Option<u8>)> {
    let c = match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c) + 0x60)?, // hiragana
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0)?,
        c => c,
    };
    let byte = match c {
        '　' => b' ',
        'ー' | 'ｰ' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => b'-',
        '¥' | '￥' => b'\\',
        '「' => 0xA2,
        '」' => 0xA3,
        'ヲ' => jis::WO,
        '゛' | '\u{3099}' => VOICED,
        '゜' | '\u{309A}' => HALF_VOICED,
        'ｧ'..='ｫ' => jis::byte_of(c)? - 0xA7 + 0xB1,
        'ｬ'..='ｮ' => jis::byte_of(c)? - 0xAC + 0xD4,
        'ｯ' => 0xC2,
        _ => match (jis::byte_of(c), large(c)) {
            (Some(byte), _) => byte.to_ascii_uppercase(),
            (None, Some(byte)) => byte,
            (None, None) => return small(c).map(|byte| (byte, None)).or_else(|| marked(c)),
        },
    };
    Some((byte, None))
}

fn large(c: char) -> Option<u8> {
    let place = LARGE.chars().position(|kana| kana == c)?;
    u8::try_from(place).ok()?.checked_add(0xB1)
}

fn small(c: char) -> Option<u8> {
    large(opposite(SMALL.0, SMALL.1, c)?)
}

fn marked(c: char) -> Option<(u8, Option<u8>)> {
    MARKED.iter().find_map(|(with, without, mark)| Some((large(opposite(with, without, c)?)?, Some(*mark))))
}

/// The character of `there` that stands where `c` stands in `here`.
fn opposite(here: &str, there: &str, c: char) -> Option<char> {
    here.chars().zip(there.chars()).find_map(|(from, to)| (from == c).then_some(to))
}

fn unwritable(c: char, place: usize) -> Refusal {
    if is_kanji(c) {
        let ja = format!(
            "{place}文字目の「{c}」は漢字のため、読みを決められません。通帳のカナ名義のとおりにカナでご入力ください。"
        );
        let en = format!("character {place}, {c}, is a kanji and may be read in many ways; write it in kana");
        return Refusal::new(Rule::Character, ja, en);
    }
    let ja = format!(
        "{place}文字目の{}は振込データにお使いいただけません。カナ・英数字でご入力ください。",
        shown(c)
    );
    Refusal::new(
        Rule::Character,
        ja,
        format!("character {place} cannot be written in the file; use kana, letters or digits"),
    )
}

/// The character in brackets, or its number where it would not show, or would turn the words around it.
pub(super) fn shown(c: char) -> String {
    let unseen =
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    if unseen || c.is_control() || c.is_whitespace() {
        format!("U+{:04X}", u32::from(c))
    } else {
        format!("「{c}」")
    }
}

const fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '〆' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half(text: &str) -> String {
        letters(text).unwrap().into_iter().filter_map(|letter| jis::char_of(letter.byte)).collect()
    }

    #[test]
    fn every_way_of_typing_is_written_the_one_way() {
        for (typed, written) in [
            ("ガクブチ", "ｶﾞｸﾌﾞﾁ"),
            ("がくぶち", "ｶﾞｸﾌﾞﾁ"),
            ("ｶﾞｸﾌﾞﾁ", "ｶﾞｸﾌﾞﾁ"),
            ("カ\u{3099}ハ゜", "ｶﾞﾊﾟ"),
            ("キャノン", "ｷﾔﾉﾝ"),
            ("ｷｬｯﾄｫ", "ｷﾔﾂﾄｵ"),
            ("ヴァイオリン", "ｳﾞｱｲｵﾘﾝ"),
            ("ヤマダー－タロウ", "ﾔﾏﾀﾞ--ﾀﾛｳ"),
            ("ｺｰﾋｰ", "ｺ-ﾋ-"),
            ("a−ｂ Ｃ", "A-B C"),
            ("カ）ネコノテ　１２３", "ｶ)ﾈｺﾉﾃ 123"),
            ("　ヤマダ　ハナコ ", "ﾔﾏﾀﾞ ﾊﾅｺ"),
            ("￥「ヲ」／¥", "\\｢ｦ｣/\\"),
            ("ァィゥェォッャュョヮヵヶ", "ｱｲｳｴｵﾂﾔﾕﾖﾜｶｹ"),
            ("アイウエオナニヌネノマミムメモヤユヨラリルレロワン", "ｱｲｳｴｵﾅﾆﾇﾈﾉﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"),
            ("", ""),
            ("　", ""),
        ] {
            assert_eq!(half(typed), written, "{typed}");
        }
    }

    #[test]
    fn a_kanji_is_refused_by_name_and_place() {
        let refusal = letters("ヤマダ髙子").unwrap_err();
        assert_eq!(refusal.rule, Rule::Character);
        assert!(refusal.ja.starts_with("4文字目の「髙」は漢字のため"), "{refusal}");
        assert!(letters("佐々木").is_err() && letters("カ々").unwrap_err().ja.contains("「々」は漢字"));
    }

    #[test]
    fn what_has_no_one_form_is_refused() {
        for text in ["ヷ", "ヰ", "ヱ", "㈱", "é", "ヽ", "アﾞ😺", "ア\tイ", "ア\u{A0}イ", "\u{202E}ア"]
        {
            assert_eq!(letters(text).unwrap_err().rule, Rule::Character, "{text}");
        }
        assert!(letters("ア\tイ").unwrap_err().ja.starts_with("2文字目のU+0009は"));
        assert!(letters("\u{202E}ア").unwrap_err().ja.starts_with("1文字目のU+202Eは"));
    }
}
