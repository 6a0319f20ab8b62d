//! JIS X 0201: one byte a character, ASCII below and half-width kana from 0xA1 to 0xDF, so that 桁 and バイト are one thing.

/// 濁点.
pub(super) const VOICED: u8 = 0xDE;
/// 半濁点.
pub(super) const HALF_VOICED: u8 = 0xDF;
/// ｦ.
pub(super) const WO: u8 = 0xA6;

/// The character of a byte, unless the byte is none of JIS X 0201's that print.
pub(crate) fn char_of(byte: u8) -> Option<char> {
    match byte {
        b' '..=b'~' => Some(char::from(byte)),
        0xA1..=0xDF => char::from_u32(0xFF61 + u32::from(byte - 0xA1)),
        _ => None,
    }
}

/// The byte of a half-width character, unless it has none.
pub(super) fn byte_of(c: char) -> Option<u8> {
    match c {
        ' '..='~' => u8::try_from(c).ok(),
        '｡'..='ﾟ' => u8::try_from(u32::from(c) - 0xFF61 + 0xA1).ok(),
        _ => None,
    }
}

/// Whether it is one of ｱ to ﾝ, which are never small.
pub(super) const fn is_kana(byte: u8) -> bool {
    matches!(byte, 0xB1..=0xDD)
}

/// Whether it is 濁点 or 半濁点.
pub(crate) const fn is_mark(byte: u8) -> bool {
    matches!(byte, VOICED | HALF_VOICED)
}

/// Whether a kana takes a mark: ﾞ the rows of か, さ, た and は, and ｳ; ﾟ the row of は.
pub(super) const fn takes(kana: u8, mark: u8) -> bool {
    match mark {
        VOICED => matches!(kana, 0xB3 | 0xB6..=0xC4 | 0xCA..=0xCE),
        _ => matches!(kana, 0xCA..=0xCE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_characters_are_each_others() {
        for byte in 0..=u8::MAX {
            match char_of(byte) {
                Some(c) => assert_eq!(byte_of(c), Some(byte)),
                None => assert!(byte < 0x20 || byte == 0x7F || (0x80..0xA1).contains(&byte) || byte > 0xDF),
            }
        }
        assert_eq!(
            (byte_of('ｶ'), byte_of('ﾞ'), byte_of('ﾝ'), byte_of('ｰ')),
            (Some(0xB6), Some(0xDE), Some(0xDD), Some(0xB0))
        );
        assert_eq!((byte_of('カ'), byte_of('é')), (None, None));
    }

    #[test]
    fn only_some_kana_take_a_mark() {
        let taking =
            |mark| (0xB1..=0xDD_u8).filter(|kana| takes(*kana, mark)).filter_map(char_of).collect::<String>();
        assert_eq!(taking(VOICED), "ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ");
        assert_eq!(taking(HALF_VOICED), "ﾊﾋﾌﾍﾎ");
    }
}
