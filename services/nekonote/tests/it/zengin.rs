//! `nekonote zengin check`: a transfer file before it goes to a bank, from the command line.

use std::process::{Command, Output};

use chrono::NaiveDate;
use money::Yen;
use zengin::{Batch, Originator, Payee, Reference, Transfer, Typed, write};

/// Whether it succeeded, and what it said.
fn check(file: &[u8]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("transfers.txt");
    std::fs::write(&path, file).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    let Output { status, stdout, .. } =
        command.args(["zengin", "check", "--not-before", "2026-11-24"]).arg(&path).output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap())
}

fn file(day: u32, branch: &str, yen: &[i64]) -> Vec<u8> {
    let typed = Typed {
        bank: "0001",
        bank_name: "ミズホ",
        branch,
        branch_name: "トウキヨウエイギヨウブ",
        kind: "1",
        number: "1234567",
        name: "ヤマダ　ドウブツビョウイン",
    };
    let originator = Typed { branch: "001", name: "カ）ネコノテホケン", ..typed };
    let originator = Originator::parse("42", originator).unwrap();
    let payee = Payee::parse(typed).unwrap();
    let transfer = |yen: &i64| Transfer::new(payee.clone(), Yen::new(*yen), Reference::default());
    let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    write(&[Batch::new(originator, day, yen.iter().map(transfer).collect()).unwrap()])
}

#[test]
fn what_a_bank_can_take_is_summed_up_and_shows_no_name() {
    let (is_ok, said) = check(&file(30, "001", &[11_396, 2_000]));
    assert!(is_ok, "{said}");
    assert!(said.contains("振込指定日 2026-11-30  2 件  合計 13396 円"), "{said}");
    assert!(!said.contains("ﾔﾏﾀﾞ") && !said.contains("ヤマダ") && !said.contains("1234567"), "{said}");
    let (is_ok, twice) = check(&file(30, "001", &[2_000, 11_396, 2_000]));
    assert!(is_ok && twice.contains("△ 1・3 件目は、振込先と金額が同じです"), "{twice}");
}

#[test]
fn what_a_bank_would_refuse_is_named_at_once_and_it_fails() {
    let (is_ok, said) = check(&file(29, "999", &[11_396]));
    assert!(!is_ok);
    assert!(said.contains("× [BANK_CLOSED]") && said.contains("× [UNKNOWN_BRANCH] 1件目"), "{said}");
    let mut broken = file(30, "001", &[11_396]);
    let amount = 122 + 80; // behind the header's record and line end
    broken[amount + 9] = b'7';
    let (is_ok, said) = check(&broken);
    assert!(!is_ok && said.contains("× [TOTAL]"), "{said}");
    let (is_ok, said) = check("振込".as_bytes());
    assert!(!is_ok && said.contains("× [ENCODING]") && said.contains("1 faults"), "{said}");
}
