//! 法人略語: what banks write for the legal form of a company. Sources that agree: 京葉銀行 (alpha_dbank/internet/typing.html),
//! the table 別表（第5条関係）at expydoc 7181036, and the three forms ｶ) (ｶ (ｶ) at 厚生労働省's example.

use crate::{kana::half_width, refusal::Refusal};

/// The legal form, its reading, its abbreviation; where one begins with or holds another, the longer stands first.
const FORMS: [(&str, &str, &str); 35] = [
    ("特定非営利活動法人", "トクテイヒエイリカツドウホウジン", "トクヒ"),
    ("社会保険労務士法人", "シャカイホケンロウムシホウジン", "ロウム"),
    ("地方独立行政法人", "チホウドクリツギョウセイホウジン", "チドク"),
    ("独立行政法人", "ドクリツギョウセイホウジン", "ドク"),
    ("社会医療法人", "シャカイイリョウホウジン", "イ"),
    ("医療法人社団", "イリョウホウジンシャダン", "イ"),
    ("医療法人財団", "イリョウホウジンザイダン", "イ"),
    ("医療法人", "イリョウホウジン", "イ"),
    ("一般社団法人", "イッパンシャダンホウジン", "シャ"),
    ("公益社団法人", "コウエキシャダンホウジン", "シャ"),
    ("社団法人", "シャダンホウジン", "シャ"),
    ("一般財団法人", "イッパンザイダンホウジン", "ザイ"),
    ("公益財団法人", "コウエキザイダンホウジン", "ザイ"),
    ("財団法人", "ザイダンホウジン", "ザイ"),
    ("社会福祉法人", "シャカイフクシホウジン", "フク"),
    ("更生保護法人", "コウセイホゴホウジン", "ホゴ"),
    ("国立大学法人", "コクリツダイガクホウジン", "ダイ"),
    ("公立大学法人", "コウリツダイガクホウジン", "ダイ"),
    ("農事組合法人", "ノウジクミアイホウジン", "ノウ"),
    ("管理組合法人", "カンリクミアイホウジン", "カンリ"),
    ("行政書士法人", "ギョウセイショシホウジン", "ギョ"),
    ("司法書士法人", "シホウショシホウジン", "シホウ"),
    ("有限責任中間法人", "ユウゲンセキニンチュウカンホウジン", "チュウ"),
    ("無限責任中間法人", "ムゲンセキニンチュウカンホウジン", "チュウ"),
    ("税理士法人", "ゼイリシホウジン", "ゼイ"),
    ("弁護士法人", "ベンゴシホウジン", "ベン"),
    ("宗教法人", "シュウキョウホウジン", "シュウ"),
    ("学校法人", "ガッコウホウジン", "ガク"),
    ("株式会社", "カブシキガイシャ", "カ"),
    ("株式会社", "カブシキカイシャ", "カ"),
    ("有限会社", "ユウゲンガイシャ", "ユ"),
    ("合名会社", "ゴウメイガイシャ", "メ"),
    ("合資会社", "ゴウシガイシャ", "シ"),
    ("合同会社", "ゴウドウガイシャ", "ド"),
    ("相互会社", "ソウゴガイシャ", "ソ"),
];

/// A name with its legal form abbreviated, in half width: `ｶ)ﾈｺﾉﾃ` where the form leads, `ﾈｺﾉﾃ(ｶ` where it ends the name,
/// `ﾈｺﾉﾃ(ｶ)ﾁﾊﾞｼﾃﾝ` between. The form may be in kanji, for it has one reading; a name without any is only made half-width.
/// It is for whoever types a name to ask for: what stands on the passbook counts.
///
/// ```
/// assert_eq!(zengin::abbreviated("株式会社　ネコノテ").unwrap(), "ｶ)ﾈｺﾉﾃ");
/// assert_eq!(zengin::abbreviated("ネコノテカブシキガイシャ").unwrap(), "ﾈｺﾉﾃ(ｶ");
/// ```
///
/// # Errors
/// At the first character without one half-width form; kanji of the rest among them.
pub fn abbreviated(typed: &str) -> Result<String, Refusal> {
    let kana = FORMS.iter().fold(typed.to_owned(), |text, (kanji, reading, _)| text.replace(kanji, reading));
    let name = half_width(&kana)?;
    for (_, reading, short) in FORMS {
        if let Some((before, after)) = name.split_once(&half_width(reading)?) {
            let (before, after, short) = (before.trim_end(), after.trim_start(), half_width(short)?);
            return Ok(match (before, after) {
                ("", after) => format!("{short}){after}"),
                (before, "") => format!("{before}({short}"),
                (before, after) => format!("{before}({short}){after}"),
            });
        }
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HolderName, Rule};

    #[test]
    fn the_form_leads_ends_or_stands_between() {
        for (typed, written) in [
            ("カブシキガイシャネコノテ", "ｶ)ﾈｺﾉﾃ"),
            ("株式会社 ネコノテ", "ｶ)ﾈｺﾉﾃ"),
            ("ネコノテ　株式会社", "ﾈｺﾉﾃ(ｶ"),
            ("ケイヨウギンコウカブシキガイシャチバシテン", "ｹｲﾖｳｷﾞﾝｺｳ(ｶ)ﾁﾊﾞｼﾃﾝ"),
            ("一般社団法人ネコ", "ｼﾔ)ﾈｺ"),
            ("イッパンシャダンホウジンネコ", "ｼﾔ)ﾈｺ"),
            ("医療法人社団ネコ", "ｲ)ﾈｺ"),
            ("地方独立行政法人ネコ", "ﾁﾄﾞｸ)ﾈｺ"),
            ("独立行政法人ネコ", "ﾄﾞｸ)ﾈｺ"),
            ("カ）ネコノテ", "ｶ)ﾈｺﾉﾃ"),
            ("ヤマダ ハナコ", "ﾔﾏﾀﾞ ﾊﾅｺ"),
        ] {
            assert_eq!(abbreviated(typed).as_deref(), Ok(written), "{typed}");
        }
    }

    #[test]
    fn the_kanji_of_a_name_are_still_refused() {
        assert_eq!(abbreviated("株式会社猫の手").unwrap_err().rule, Rule::Character);
    }

    #[test]
    fn every_form_is_found_by_kanji_and_by_reading_and_suits_a_holders_name() {
        for (kanji, reading, short) in FORMS {
            let expected = format!("{})ﾈｺ", half_width(short).unwrap());
            assert_eq!(abbreviated(&format!("{kanji}ネコ")).unwrap(), expected, "{kanji}");
            assert_eq!(abbreviated(&format!("{reading}ネコ")).unwrap(), expected, "{reading}");
            assert!(HolderName::new(&expected).is_ok());
        }
    }
}
