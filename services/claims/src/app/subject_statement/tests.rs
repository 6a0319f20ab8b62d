//! What is stated, for every kind and every ground: to programs and to people the same.

use chrono::TimeDelta;
use ids::{AccountId, OrganisationId, PolicyId, SubjectRequestId};

use super::*;
use crate::domain::subject_request::Standing;

const KINDS: [Kind; 4] = [Kind::Disclosure, Kind::Correction, Kind::Stop, Kind::Deletion];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn by() -> Deed {
    Deed { by: AccountId::generate(), at: at("2026-11-22T15:30:00Z") }
}

fn received(kind: Kind) -> SubjectRequest {
    let names = (SubjectRequestId::generate(), "S-261123-7K3F9X".to_owned());
    let about = (OrganisationId::generate(), PolicyId::generate());
    let asked_at = at("2026-11-22T15:30:00Z") - TimeDelta::hours(1);
    SubjectRequest::receive(names, about, kind, asked_at, by(), false).unwrap().0
}

fn identified(kind: Kind) -> SubjectRequest {
    let check = Check { by: AccountId::generate(), at: at("2026-11-22T15:20:00Z"), proof: Proof::CallBack };
    SubjectRequest { state: State::Identified(check), revision: 2, ..received(kind) }
}

fn done(kind: Kind) -> SubjectRequest {
    let mut request = identified(kind);
    let _ = request.carry_out(Standing { in_force: false, undecided: 0, stopped: false }, 2, by()).unwrap();
    request
}

fn stated(request: &SubjectRequest) -> Option<Statement> {
    let setting = Setting {
        issuer: "ねこのて クラウド",
        insurer: "にじいろペット保険",
        corrected: vec![("surname", "姓"), ("pet_name", "どうぶつの名前")],
        disclosed: vec![(SubjectFile::DisclosurePdf, "ab".repeat(32))],
        backups_kept_days: 35,
        at: at("2026-11-22T15:30:01Z"),
    };
    statement(request, setting)
}

/// All that a paper says.
fn said(paper: &Paper) -> String {
    let blocks = paper.blocks.iter().map(|block| match block {
        Block::Heading(text) | Block::Text(text) => text.clone(),
        Block::Rows(rows) => rows.iter().map(|(name, value)| format!("{name} {value}\n")).collect(),
        Block::Table { head, rows } => format!("{head:?} {rows:?}"),
    });
    [paper.title.clone()].into_iter().chain(blocks).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_stated_of_what_is_not_answered_or_was_resumed() {
    for kind in KINDS {
        assert!(stated(&received(kind)).is_none() && stated(&identified(kind)).is_none(), "{kind:?}");
    }
    let State::Done(check, done) = done(Kind::Stop).state else { panic!("it is done") };
    let state = State::Resumed { check, done, resumed: check };
    assert!(stated(&SubjectRequest { state, ..received(Kind::Stop) }).is_none());
}

#[test]
fn people_and_programs_are_told_the_same() {
    let refused = KINDS.into_iter().flat_map(|kind| {
        let open = [(received(kind), true), (identified(kind), true), (identified(kind), false)];
        open.into_iter().flat_map(|(request, is_kept)| {
            request.grounds(is_kept).into_iter().map(move |ground| {
                let (mut refused, seen) = (request.clone(), request.revision);
                let _ = refused.refuse((ground, is_kept), seen, by()).unwrap();
                refused
            })
        })
    });
    let all: Vec<_> = KINDS.into_iter().map(done).chain(refused).collect();
    assert!(all.len() > 20, "{}", all.len());
    for request in all {
        let Statement { facts, paper, .. } = stated(&request).unwrap();
        let said = said(&paper);
        let settled = request.state.settled().unwrap();
        assert!(said.contains(&request.number) && said.contains(asked(request.kind)), "{said}");
        assert!(said.contains(&settled.by.to_string()) && said.contains(&moment(settled.at)));
        assert!(said.contains("2026年11月23日 00時30分00秒（日本時間）"), "a day later in Japan");
        assert_eq!(facts["request"]["kind"], request.kind.as_str());
        assert_eq!(facts["answered"]["account_id"], settled.by.to_string());
        assert_eq!(facts["identity"].is_null(), said.contains("本人確認は行われていません。"));
        if let Some(check) = request.state.check() {
            assert!(said.contains(&check.by.to_string()) && said.contains(shown(check.proof)));
            assert_eq!(facts["identity"]["proof"], check.proof.as_str());
        }
        match request.state {
            State::Refused(.., ground) => {
                assert!(said.contains(reason(ground, request.kind)), "{said}");
                assert_eq!(facts["refused_on_ground"], ground.as_str());
            }
            _ => assert!(facts["refused_on_ground"].is_null() && !said.contains("応じられない")),
        }
    }
}

#[test]
fn each_kind_says_what_it_has_done_and_what_it_has_not() {
    let [disclosed, corrected, stopped, deleted] = KINDS.map(|kind| stated(&done(kind)).unwrap());
    assert!(said(&disclosed.paper).contains(&"ab".repeat(32)));
    assert!(said(&disclosed.paper).contains("そのものは上の資料に含まれず"));
    assert_eq!(disclosed.facts["documents_included"], false);
    assert!(
        said(&corrected.paper).contains("どうぶつの名前")
            && said(&corrected.paper).contains("変更していません")
    );
    assert_eq!(corrected.facts["corrected"], json!(["surname", "pet_name"]));
    assert!(said(&stopped.paper).contains("持ち出すときを除きます"));
    for what in GONE {
        assert!(said(&deleted.paper).contains(what) && deleted.facts["deleted"].to_string().contains(what));
    }
    assert!(said(&deleted.paper).contains("暗号化していない項目"));
    // Thirty-five days after the day in Japan.
    assert!(said(&deleted.paper).contains("2026年12月28日"));
    assert_eq!(deleted.facts["backups"]["gone_on"], "2026-12-28");
}

#[test]
fn a_ground_is_cited_from_the_article_of_what_was_asked_for() {
    for (kind, ground, article) in [
        (Kind::Disclosure, Ground::Law, "第33条第2項第3号"),
        (Kind::Correction, Ground::Law, "第34条第2項"),
        (Kind::Deletion, Ground::Law, "第35条第5項"),
        (Kind::Correction, Ground::NotKept, "第34条第3項"),
        (Kind::Stop, Ground::Substitute, "第35条第2項ただし書"),
    ] {
        assert!(reason(ground, kind).contains(article), "{kind:?} {ground:?}");
    }
}
