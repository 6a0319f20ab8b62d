//! A file made by hand from the layout (docs: 群馬銀行), not by this crate, and every offset of it asserted.

use chrono::NaiveDate;
use money::Yen;
use zengin::{
    Batch, CustomerCode, EdiText, Method, Newness, Originator, Payee, Reference, Transfer, Typed, read, write,
};

const FILE: &str = concat!(
    // 1 21 0 | 委託者コード | 委託者名 (40) ------------------------- | MMDD | 銀行 | 銀行名 (15)
    "1210",
    "0000000042",
    "ｶ)ﾈｺﾉﾃﾎｹﾝ                               ",
    "1130",
    "0001",
    "ﾐｽﾞﾎ           ",
    // 支店 | 支店名 (15) | 種目 | 口座 | ダミー (17)
    "001",
    "ﾄｳｷﾖｳ          ",
    "2",
    "0012345",
    "                 ",
    "\r\n",
    // 2 | 銀行 | 銀行名 (15) | 支店 | 支店名 (15) | 手形交換所 | 種目 | 口座
    "2",
    "9900",
    "ﾕｳﾁﾖ           ",
    "058",
    "ｾﾞﾛｺﾞﾊﾁ        ",
    "0000",
    "1",
    "1234567",
    // 受取人名 (30) | 金額 (10) | 新規 | 顧客コード1 | 顧客コード2 | 指定区分 | 識別 | ダミー (7)
    "ﾔﾏﾀﾞ ﾊﾅｺ                      ",
    "0000011396",
    "1",
    "0000000101",
    "0000000007",
    "7",
    " ",
    "       ",
    "\r\n",
    "2",
    "0005",
    "ﾐﾂﾋﾞｼUFJ       ",
    "001",
    "ﾎﾝﾃﾝ           ",
    "0000",
    "4",
    "7654321",
    "ﾄﾞｳﾌﾞﾂﾋﾞﾖｳｲﾝ(ｶ)ﾎﾝ-ｲﾝ.123456789",
    "9999999999",
    "0",
    "ｾｲｷﾕｳ ｦ\\/A-1        ",
    "8",
    "Y",
    "       ",
    "\r\n",
    // 8 | 件数 (6) | 合計 (12) | ダミー (101)
    "8",
    "000002",
    "010000011395",
    "                                                                                                     ",
    "\r\n",
    // 9 | ダミー (119)
    "9",
    "                                                                                                                       ",
    "\r\n",
);

/// Half-width kana and ASCII as JIS X 0201, by its definition and not by this crate.
fn jis(text: &str) -> Vec<u8> {
    let byte = |c: char| if c.is_ascii() { c as u32 } else { c as u32 - 0xFF61 + 0xA1 };
    text.chars().map(|c| u8::try_from(byte(c)).unwrap()).collect()
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()
}

fn batch() -> Batch {
    let insurer = Typed {
        bank: "0001",
        bank_name: "ミズホ",
        branch: "001",
        branch_name: "トウキヨウ",
        kind: "2",
        number: "12345",
        name: "カ）ネコノテホケン",
    };
    let owner = Typed {
        bank: "9900",
        bank_name: "ユウチヨ",
        branch: "058",
        branch_name: "ゼロゴハチ",
        kind: "1",
        number: "1234567",
        name: "やまだ　はなこ",
    };
    let clinic = Typed {
        bank: "0005",
        bank_name: "ミツビシＵＦＪ",
        branch: "001",
        branch_name: "ホンテン",
        kind: "4",
        number: "7654321",
        name: "ドウブツビョウイン（カ）ホンーイン．123456789",
    };
    let codes = ["101", "7"].map(|code| CustomerCode::new(code).unwrap());
    let first = Transfer {
        newness: Newness::First,
        ..Transfer::new(Payee::parse(owner).unwrap(), Yen::new(11_396), Reference::Codes(codes[0], codes[1]))
    };
    let edi = Reference::Edi(EdiText::new("せいきゅう ヲ¥/a-1").unwrap());
    let second = Transfer {
        method: Method::Letter,
        ..Transfer::new(Payee::parse(clinic).unwrap(), Yen::new(9_999_999_999), edi)
    };
    Batch::new(Originator::parse("42", insurer).unwrap(), day(), vec![first, second]).unwrap()
}

#[test]
fn the_file_is_the_one_made_by_hand() {
    let (written, by_hand) = (write(&[batch()]), jis(FILE));
    for (line, (written, by_hand)) in written.chunks(122).zip(by_hand.chunks(122)).enumerate() {
        assert_eq!(String::from_utf8_lossy(written), String::from_utf8_lossy(by_hand), "line {}", line + 1);
    }
    assert_eq!(written, by_hand);
    assert_eq!(written.len(), 5 * 122);
}

#[test]
fn the_file_made_by_hand_is_read_with_and_without_line_ends() {
    let by_hand = jis(FILE);
    assert_eq!(read(&by_hand, day()), Ok(vec![batch()]));
    let joined: Vec<u8> = by_hand.chunks(122).flat_map(|record| record[..120].to_vec()).collect();
    assert_eq!((joined.len(), read(&joined, day())), (600, Ok(vec![batch()])));
}

#[test]
fn every_field_stands_at_its_offset() {
    let file = write(&[batch()]);
    let records: Vec<&[u8]> = file.chunks(122).collect();
    for (record, at, text) in [
        (0, 0, "1"),
        (0, 1, "21"),
        (0, 3, "0"),
        (0, 4, "0000000042"),
        (0, 14, "ｶ)ﾈｺ"),
        (0, 54, "1130"),
        (0, 58, "0001"),
        (0, 62, "ﾐｽﾞﾎ "),
        (0, 77, "001"),
        (0, 80, "ﾄｳｷﾖｳ "),
        (0, 95, "2"),
        (0, 96, "0012345"),
        (0, 103, "                 \r\n"),
        (1, 0, "2"),
        (1, 1, "9900"),
        (1, 5, "ﾕｳﾁﾖ "),
        (1, 20, "058"),
        (1, 23, "ｾﾞﾛｺﾞﾊﾁ "),
        (1, 38, "0000"),
        (1, 42, "1"),
        (1, 43, "1234567"),
        (1, 50, "ﾔﾏﾀﾞ ﾊﾅｺ "),
        (1, 80, "0000011396"),
        (1, 90, "1"),
        (1, 91, "0000000101"),
        (1, 101, "0000000007"),
        (1, 111, "7"),
        (1, 112, " "),
        (1, 113, "       \r\n"),
        (2, 50, "ﾄﾞｳﾌﾞﾂﾋﾞﾖｳｲﾝ(ｶ)ﾎﾝ-ｲﾝ.123456789"),
        (2, 80, "9999999999"),
        (2, 90, "0"),
        (2, 91, "ｾｲｷﾕｳ ｦ\\/A-1        "),
        (2, 111, "8"),
        (2, 112, "Y"),
        (3, 0, "8"),
        (3, 1, "000002"),
        (3, 7, "010000011395"),
        (3, 19, "  "),
        (4, 0, "9"),
        (4, 1, "  "),
    ] {
        let text = jis(text);
        assert_eq!(records[record][at..at + text.len()], text, "record {record}, offset {at}");
    }
}
