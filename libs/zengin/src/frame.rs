//! Bytes as records: which encoding, which line ends, how long. Everything after this reads offsets, so what is wrong here
//! is told alone.

use crate::{
    layout::RECORD,
    refusal::{At, Rule, Violation},
};

/// The records of a file: 120 bytes each, with CR LF behind each (behind the last it may be missing) or without any line
/// end (群馬銀行: 120 bytes, or 122 with CR LF).
pub(crate) fn records(file: &[u8]) -> Result<Vec<&[u8]>, Vec<Violation>> {
    if let Some(violation) = encoding(file).or_else(|| line_ends(file)) {
        return Err(vec![violation]);
    }
    let records: Vec<&[u8]> = if file.contains(&b'\n') {
        let lines = file.strip_suffix(b"\r\n").unwrap_or(file).split(|byte| *byte == b'\n');
        lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect()
    } else {
        file.chunks(RECORD).collect()
    };
    let wrong: Vec<_> =
        (1..).zip(&records).filter_map(|(number, record)| length(number, record.len())).collect();
    if wrong.is_empty() { Ok(records) } else { Err(wrong) }
}

fn length(number: usize, length: usize) -> Option<Violation> {
    let ja = format!(
        "1行は{RECORD}バイトですが、{length}バイトあります。途中で切れていないか、編集ソフトで保存し直していないかご確認ください。"
    );
    let en =
        format!("a record has {RECORD} bytes, this one {length}; was the file cut, or saved by an editor?");
    (length != RECORD).then(|| Violation::new(Rule::RecordLength, ja, en).at(At::Record(number)))
}

/// Bytes from 0xE0 are none of JIS X 0201's, but begin every kana in UTF-8 and every digit in EBCDIC.
fn encoding(file: &[u8]) -> Option<Violation> {
    let found = match file {
        [] => {
            let ja = "ファイルが空です。銀行に送るファイルをお選びください。";
            return Some(Violation::new(Rule::Empty, ja, "the file is empty; choose the one for the bank"));
        }
        [0xEF, 0xBB, 0xBF, ..] => "UTF-8 (BOM)",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "UTF-16",
        [0xF1, ..] => "EBCDIC",
        _ if file.iter().any(|byte| *byte >= 0xE0) && std::str::from_utf8(file).is_ok() => "UTF-8",
        _ => return None,
    };
    let ja = format!("{found}のファイルです。文字コードをShift_JIS（JIS）にして保存してください。");
    Some(Violation::new(Rule::Encoding, ja, format!("this is {found}; save the file as Shift_JIS")))
}

fn line_ends(file: &[u8]) -> Option<Violation> {
    let count = |wanted: u8| file.iter().filter(|byte| **byte == wanted).count();
    let (cr, lf) = (count(b'\r'), count(b'\n'));
    let both = file.windows(2).filter(|pair| *pair == b"\r\n").count();
    let found = match (cr, lf) {
        (cr, lf) if cr == both && lf == both => return None,
        (0, _) => ("LFのみ", "LF alone"),
        (_, 0) => ("CRのみ", "CR alone"),
        _ => ("CR・LFの混在", "a mix of CR and LF"),
    };
    let ja = format!("改行コードが{}です。CR+LFにするか、改行なしで保存してください。", found.0);
    let en = format!("lines end with {}; use CR LF, or no line ends at all", found.1);
    Some(Violation::new(Rule::LineEnds, ja, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(file: &[u8]) -> Vec<(At, Rule)> {
        records(file).map_or_else(|wrong| wrong.iter().map(|one| (one.at, one.rule())).collect(), |_| vec![])
    }

    fn lines(end: &str) -> Vec<u8> {
        ["1", "2", "9"].map(|kind| format!("{kind:<120}{end}")).concat().into_bytes()
    }

    #[test]
    fn records_end_with_cr_lf_or_with_nothing() {
        for file in [lines("\r\n"), lines(""), lines("\r\n").strip_suffix(b"\r\n").unwrap().to_vec()] {
            let records = records(&file).unwrap();
            assert_eq!(records.len(), 3);
            assert!(records.iter().all(|record| record.len() == 120));
        }
    }

    #[test]
    fn other_line_ends_are_refused_by_name() {
        for (file, named) in [(lines("\n"), "LFのみ"), (lines("\r"), "CRのみ"), (lines("\n\r"), "混在")]
        {
            let wrong = records(&file).unwrap_err();
            assert_eq!((wrong.len(), wrong[0].rule()), (1, Rule::LineEnds));
            assert!(wrong[0].refusal.ja.contains(named), "{}", wrong[0]);
        }
        let mixed = [lines("\r\n"), lines("\n")].concat();
        assert_eq!(rules(&mixed), [(At::Whole, Rule::LineEnds)]);
    }

    #[test]
    fn every_record_of_another_length_is_named() {
        let mut file = lines("\r\n");
        file.remove(5);
        file.splice(125..125, *b"xy");
        assert_eq!(rules(&file), [(At::Record(1), Rule::RecordLength), (At::Record(2), Rule::RecordLength)]);
        assert_eq!(
            rules(&[&lines("\r\n")[..], b"\r\n"].concat()),
            [(At::Record(4), Rule::RecordLength)],
            "an empty line"
        );
        assert_eq!(rules(&lines("")[..359]), [(At::Record(3), Rule::RecordLength)]);
        assert_eq!(
            rules(&[&lines("\r\n")[..], b"\x1A"].concat()),
            [(At::Record(4), Rule::RecordLength)],
            "Ctrl-Z"
        );
    }

    #[test]
    fn another_encoding_is_recognised_and_told() {
        let utf8 = "1210000000001ﾈｺﾉﾃ".as_bytes();
        for (file, named) in [
            (utf8.to_vec(), "UTF-8の"),
            ([b"\xEF\xBB\xBF", utf8].concat(), "UTF-8 (BOM)の"),
            (vec![0xFF, 0xFE, b'1', 0], "UTF-16の"),
            (vec![0xF1, 0xF2, 0xF1, 0xF1], "EBCDICの"),
        ] {
            let wrong = records(&file).unwrap_err();
            assert_eq!(wrong[0].rule(), Rule::Encoding);
            assert!(wrong[0].refusal.ja.starts_with(named), "{}", wrong[0]);
        }
        assert_eq!(rules(b""), [(At::Whole, Rule::Empty)]);
        let lucky = [&[0xC2, 0xB1][..], &[b' '; 118]].concat();
        assert!(std::str::from_utf8(&lucky).is_ok() && records(&lucky).is_ok(), "ﾂｱ is not UTF-8's ±");
    }
}
