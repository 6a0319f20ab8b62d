use super::*;

fn bank(code: &str) -> BankCode {
    BankCode::new(code).unwrap()
}

fn branch(code: &str) -> BranchCode {
    BranchCode::new(code).unwrap()
}

#[test]
fn every_name_of_the_bundled_directory_can_stand_in_a_file() {
    let directory = Directory::bundled();
    assert_eq!(
        Directory::read(BUNDLED).map(|read| read.as_of()),
        Ok(directory.as_of()),
        "in order, and of that day"
    );
    let (mut banks, mut branches) = (0, 0);
    for of in directory.banks() {
        banks += 1;
        assert_eq!(directory.bank(bank(of.code)), Some(of));
        for entry in directory.branches(bank(of.code)) {
            branches += 1;
            let name = entry.for_file().unwrap_or_else(|refusal| panic!("{entry:?}: {refusal}"));
            assert!(!name.is_blank(), "{entry:?}");
        }
        assert!(!of.for_file().unwrap().is_blank(), "{of:?}");
    }
    assert_eq!((banks, branches), (1_146, 28_944), "as domain.md counts them");
}

#[test]
fn every_branch_is_found_by_its_code() {
    let directory = Directory::bundled();
    for code in ["0001", "0005", "0310", "9900"] {
        for entry in directory.branches(bank(code)) {
            assert_eq!(directory.branch(bank(code), branch(&entry.code[4..])), Some(entry));
        }
    }
}

#[test]
fn an_office_has_the_names_a_file_carries() {
    let directory = Directory::bundled();
    let office = directory.office(bank("0001"), branch("001")).unwrap();
    assert_eq!(
        (office.bank_name.to_string(), office.branch_name.to_string()),
        ("ﾐｽﾞﾎ".into(), "ﾄｳｷﾖｳ".into())
    );
    let yucho = directory.office(bank("9900"), branch("058")).unwrap();
    assert_eq!((yucho.bank_name.to_string(), yucho.branch_name.to_string()), ("ﾕｳﾁﾖ".into(), "ｾﾞﾛｺﾞﾊﾁ".into()));
    let foreign = directory.bank(bank("0460")).unwrap();
    assert_eq!(
        (foreign.kana, foreign.for_file().unwrap().to_string().as_str()),
        ("クレデイ．スイス", "ｸﾚﾃﾞｲ ｽｲｽ")
    );
}

#[test]
fn what_is_unknown_is_refused_by_name() {
    let directory = Directory::bundled();
    for code in ["0000", "0002", "9999"] {
        let wrong = directory.office(bank(code), branch("001")).unwrap_err();
        assert_eq!(
            (wrong.rule(), wrong.field.map(|field| field.key)),
            (Rule::UnknownBank, Some("bank_code"))
        );
    }
    for code in ["000", "002", "999"] {
        let wrong = directory.office(bank("0001"), branch(code)).unwrap_err();
        assert_eq!(
            (wrong.rule(), wrong.field.map(|field| field.key)),
            (Rule::UnknownBranch, Some("branch_code"))
        );
        assert!(wrong.refusal.ja.starts_with("みずほ（0001）に支店番号"), "{wrong}");
    }
    assert_eq!(directory.branches(bank("0002")).count(), 0);
}

#[test]
fn a_directory_out_of_order_or_form_is_refused_with_its_line() {
    let line = |text: &'static str| Directory::read(text).err().map(|wrong| (wrong.at, wrong.rule()));
    let wrong = |line| Some((At::Record(line), Rule::Directory));
    assert_eq!(line("# 20260824\n0001\tア\tあ\n0001001\tイ\tい\n0002\tウ\tう\n"), None);
    assert_eq!(line(""), wrong(1));
    assert_eq!(line("0001\tア\tあ\n"), wrong(1));
    assert_eq!(line("# 20261332\n"), wrong(1));
    assert_eq!(line("# 20260824\n0002\tア\tあ\n0001\tイ\tい\n"), wrong(3), "order");
    assert_eq!(line("# 20260824\n0001\tア\tあ\n0001\tイ\tい\n"), wrong(3), "twice");
    assert_eq!(line("# 20260824\n001\tア\tあ\n"), wrong(2), "code");
    assert_eq!(line("# 20260824\n0001\tア\n"), wrong(2), "columns");
}
