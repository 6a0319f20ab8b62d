//! The PDF: the same bytes for the same paper, in Japanese that can be read out again, over as many pages as it takes.

use attestation::{Block, Paper};

fn paper(blocks: Vec<Block>) -> Paper {
    Paper { title: "消去証明書".to_owned(), blocks }
}

fn count(pdf: &[u8], what: &str) -> usize {
    pdf.windows(what.len()).filter(|part| *part == what.as_bytes()).count()
}

#[test]
fn the_same_paper_is_the_same_bytes_and_small() {
    let paper = paper(vec![Block::Text("髙﨑𠮷野さまのデータは、読めない状態になりました。".to_owned())]);
    let pdf = paper.to_pdf().unwrap();
    assert_eq!(paper.to_pdf().unwrap(), pdf);
    assert!(
        pdf.starts_with(b"%PDF-") && pdf.len() < 60_000,
        "{} bytes: only glyphs that are used",
        pdf.len()
    );
    let other = Paper { title: "消去証明書。".to_owned(), ..paper };
    assert_ne!(other.to_pdf().unwrap(), pdf);
}

#[test]
fn it_is_tagged_and_says_its_language() {
    let rows = vec![("組織".to_owned(), "さくら動物病院".to_owned())];
    let table = Block::Table { head: vec!["日".to_owned()], rows: vec![vec!["11/23".to_owned()]] };
    let blocks = vec![Block::Heading("対象".to_owned()), Block::Rows(rows), table];
    let pdf = paper(blocks).to_pdf().unwrap();
    for part in ["/MarkInfo", "/StructTreeRoot", "/Lang", "/ToUnicode"] {
        assert!(count(&pdf, part) > 0, "{part}");
    }
}

#[test]
fn a_long_table_takes_as_many_pages_as_it_needs() {
    let rows = (0..500).map(|row| vec![format!("{row}"), "診察".to_owned(), "¥1,100".to_owned()]).collect();
    let head = ["番号", "項目", "金額"].map(str::to_owned).to_vec();
    let pdf = paper(vec![Block::Table { head, rows }]).to_pdf().unwrap();
    let pages = count(&pdf, "/Type/Page") + count(&pdf, "/Type /Page");
    assert!(pages > 15, "{pages}");
}

#[test]
fn a_head_that_is_longer_than_a_page_is_not_repeated() {
    let rows = (0..100).map(|row| vec![format!("{row}"), "診察".to_owned()]).collect();
    let table = Block::Table { head: vec!["番号".repeat(1_000), "項目".to_owned()], rows };
    let pdf = paper(vec![table]).to_pdf().unwrap();
    let pages = count(&pdf, "/Type/Page") + count(&pdf, "/Type /Page");
    assert!((5..15).contains(&pages), "{pages}");
}

#[test]
fn a_cell_that_is_longer_than_a_page_goes_on_on_the_next() {
    let long = "経過と処置を記録しました。".repeat(800);
    let pdf = paper(vec![Block::Rows(vec![("所見".to_owned(), long)])]).to_pdf().unwrap();
    let pages = count(&pdf, "/Type/Page") + count(&pdf, "/Type /Page");
    assert!(pages >= 5, "{pages}");
}

#[test]
fn an_empty_paper_and_odd_characters_are_no_fault() {
    for blocks in [
        vec![],
        vec![Block::Text(String::new()), Block::Rows(vec![]), Block::Table { head: vec![], rows: vec![] }],
        vec![Block::Text("\u{0}\u{7}\u{10ffff}\u{202e}עברית\n\n\t".to_owned())],
        vec![Block::Rows(vec![("x".repeat(5_000), String::new())])],
    ] {
        assert!(paper(blocks).to_pdf().unwrap().starts_with(b"%PDF-"));
    }
}
