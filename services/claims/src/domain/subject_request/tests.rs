//! What a request may become.

use ids::Personal;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn by(who: AccountId) -> Deed {
    Deed { by: who, at: at("2026-11-23T01:00:00Z") }
}

fn somebody() -> AccountId {
    AccountId::generate()
}

fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

fn holder() -> Policyholder {
    Policyholder {
        surname: personal("山田"),
        given_name: personal("花子"),
        surname_kana: personal("ヤマダ"),
        given_name_kana: personal("ハナコ"),
        email: personal(""),
        phone: personal("090-1234-5678"),
    }
}

fn stated() -> Stated {
    Stated { kana: personal("ヤマダ ハナコ"), contact: personal("090-1234-5678") }
}

fn receive(kind: Kind, asked_at: &str, stopped: bool) -> Result<SubjectRequest, Refusal> {
    let (id, insurer, policy) =
        (SubjectRequestId::generate(), OrganisationId::generate(), PolicyId::generate());
    let names = (id, "S-261123-000000".to_owned());
    let received =
        SubjectRequest::receive(names, (insurer, policy), kind, at(asked_at), by(somebody()), stopped);
    received.map(|(request, _)| request)
}

fn received(kind: Kind) -> SubjectRequest {
    receive(kind, "2026-11-22T00:00:00Z", false).unwrap()
}

fn identified(kind: Kind, by_whom: AccountId) -> SubjectRequest {
    let mut request = received(kind);
    let _ = request.identify((Proof::PhotoDocument, &stated()), &holder(), 1, by(by_whom)).unwrap();
    request
}

fn resume(request: &mut SubjectRequest, seen: i64) -> Result<Event, Refusal> {
    request.resume((Proof::PhotoDocument, &stated()), &holder(), seen, by(somebody()))
}

const OVER: Standing = Standing { in_force: false, undecided: 0, stopped: false };

#[test]
fn it_is_due_three_days_after_the_person_asked_and_not_after_it_was_recorded() {
    assert_eq!(received(Kind::Disclosure).due_at(), at("2026-11-25T00:00:00Z"));
}

#[test]
fn nobody_asks_tomorrow_or_a_quarter_of_a_year_ago() {
    let ask = |asked_at| receive(Kind::Disclosure, asked_at, false).map(|_| ());
    assert_eq!(ask("2026-11-23T01:00:00Z"), Ok(()));
    assert_eq!(ask("2026-11-23T01:00:00.000001Z"), Err(Refusal::Future));
    assert_eq!(ask("2026-08-25T01:00:00Z"), Ok(()));
    assert_eq!(ask("2026-08-25T00:59:59Z"), Err(Refusal::TooEarly));
}

#[test]
fn nothing_is_done_for_somebody_who_is_not_identified() {
    for kind in [Kind::Disclosure, Kind::Correction, Kind::Stop, Kind::Deletion] {
        let mut request = received(kind);
        assert_eq!(request.carry_out(OVER, 1, by(somebody())), Err(Refusal::State));
        let other = Stated { kana: personal("ヤマダ タロウ"), ..stated() };
        let refused = request.identify((Proof::PhotoDocument, &other), &holder(), 1, by(somebody()));
        assert_eq!(refused, Err(Refusal::Mismatch { kana: true, contact: false }));
        assert_eq!((request.revision, request.state), (1, State::Received), "a refusal changes nothing");
    }
}

#[test]
fn only_a_deletion_takes_two_people_a_policy_that_is_over_and_no_open_claim() {
    let clerk = somebody();
    for kind in [Kind::Disclosure, Kind::Correction, Kind::Stop] {
        let running = Standing { in_force: true, undecided: 3, stopped: false };
        assert_eq!(identified(kind, clerk).carry_out(running, 2, by(clerk)), Ok(Event::Done), "{kind:?}");
    }
    let delete = |standing, who| identified(Kind::Deletion, clerk).carry_out(standing, 2, by(who));
    assert_eq!(delete(OVER, clerk), Err(Refusal::SamePerson));
    assert_eq!(delete(Standing { in_force: true, ..OVER }, somebody()), Err(Refusal::InForce));
    assert_eq!(delete(Standing { undecided: 1, ..OVER }, somebody()), Err(Refusal::Undecided));
    assert_eq!(delete(OVER, somebody()), Ok(Event::Done));
    assert_eq!(
        delete(Standing { stopped: true, ..OVER }, somebody()),
        Ok(Event::Done),
        "also what is stopped"
    );
}

#[test]
fn what_is_stopped_is_not_stopped_twice_and_only_a_stop_is_resumed() {
    assert_eq!(receive(Kind::Stop, "2026-11-22T00:00:00Z", true), Err(Refusal::Stopped));
    assert!(receive(Kind::Disclosure, "2026-11-22T00:00:00Z", true).is_ok());
    let mut late = identified(Kind::Stop, somebody());
    let stopped = Standing { stopped: true, ..OVER };
    assert_eq!(late.carry_out(stopped, 2, by(somebody())), Err(Refusal::Stopped));
    for kind in [Kind::Disclosure, Kind::Correction, Kind::Deletion] {
        let mut request = identified(kind, somebody());
        let _ = request.carry_out(OVER, 2, by(somebody())).unwrap();
        assert_eq!(resume(&mut request, 3), Err(Refusal::State), "{kind:?}");
    }
    let _ = late.carry_out(OVER, 2, by(somebody())).unwrap();
    let other = Stated { kana: personal("ヤマダ タロウ"), ..stated() };
    let refused = late.resume((Proof::PhotoDocument, &other), &holder(), 3, by(somebody()));
    assert_eq!(refused, Err(Refusal::Mismatch { kana: true, contact: false }), "not for somebody else");
    assert_eq!(resume(&mut late, 3), Ok(Event::Resumed));
    assert_eq!(resume(&mut late, 4), Err(Refusal::State));
}

/// Every state × every verb.
#[test]
fn each_verb_is_possible_where_it_belongs_and_nowhere_else() {
    let stages = |request: &SubjectRequest| request.state.stage();
    let mut all = vec![received(Kind::Stop), identified(Kind::Stop, somebody())];
    let mut done = identified(Kind::Stop, somebody());
    let _ = done.carry_out(OVER, 2, by(somebody())).unwrap();
    let mut refused = received(Kind::Stop);
    let _ = refused.refuse((Ground::NotIdentified, true), 1, by(somebody())).unwrap();
    let mut resumed = done.clone();
    let _ = resume(&mut resumed, 3).unwrap();
    all.extend([done, refused, resumed]);
    let table: Vec<_> = all
        .iter()
        .map(|request| {
            let (seen, who) = (request.revision, by(somebody()));
            let proof = (Proof::PhotoDocument, &stated());
            let verbs = [
                request.clone().identify(proof, &holder(), seen, who),
                request.clone().carry_out(OVER, seen, who),
                request.clone().refuse((Ground::Law, true), seen, who),
                request.clone().resume(proof, &holder(), seen, who),
            ];
            (stages(request), verbs.map(|it| it.is_ok()))
        })
        .collect();
    assert_eq!(
        table,
        [
            (Stage::Received, [true, false, true, false]),
            (Stage::Identified, [false, true, true, false]),
            (Stage::Done, [false, false, false, true]),
            (Stage::Refused, [false; 4]),
            (Stage::Resumed, [false; 4]),
        ]
    );
}

#[test]
fn a_page_that_is_stale_changes_nothing() {
    let mut request = identified(Kind::Stop, somebody());
    assert_eq!(request.carry_out(OVER, 1, by(somebody())), Err(Refusal::Stale(2)));
    assert_eq!(request.refuse((Ground::Law, true), 3, by(somebody())), Err(Refusal::Stale(2)));
    assert!(request.is_open());
}

/// Every kind × every ground, before and after the person is identified, of a policy that is kept and one that is gone.
#[test]
fn it_is_refused_on_the_grounds_that_it_offers_and_on_no_other() {
    for kind in [Kind::Disclosure, Kind::Correction, Kind::Stop, Kind::Deletion] {
        for request in [received(kind), identified(kind, somebody())] {
            for (ground, is_kept) in Ground::ALL.into_iter().flat_map(|it| [(it, true), (it, false)]) {
                let (mut refused, seen) = (request.clone(), request.revision);
                let outcome = refused.refuse((ground, is_kept), seen, by(somebody()));
                if request.grounds(is_kept).contains(&ground) {
                    assert_eq!(outcome, Ok(Event::Refused(ground)));
                    assert_eq!(refused.grounds(is_kept), [], "it is answered");
                } else {
                    assert_eq!(outcome, Err(Refusal::Ground), "{kind:?} {ground:?} {is_kept}");
                    assert_eq!(refused, request, "a refusal changes nothing");
                }
            }
        }
    }
}

#[test]
fn only_what_was_disclosed_is_kept_for_a_while() {
    for (kind, days) in [(Kind::Disclosure, Some(30)), (Kind::Correction, None), (Kind::Stop, None)] {
        let mut request = identified(kind, somebody());
        assert_eq!(request.disclosed_until(), None);
        let _ = request.carry_out(OVER, 2, by(somebody())).unwrap();
        let until = request.disclosed_until().map(|until| (until - at("2026-11-23T01:00:00Z")).num_days());
        assert_eq!(until, days);
    }
}
