//! What an erasure may become.

use identity::Role;
use uuid::Uuid;

use super::*;
use crate::domain::organisation::NewOrganisation;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn somebody(kind: ActorKind) -> Actor {
    let operator = OrganisationKind::Operator;
    Actor {
        kind,
        id: Uuid::now_v7(),
        organisation: OrganisationId::generate(),
        organisation_kind: operator,
        roles: vec![Role::Operations],
        permissions: Role::Operations.permissions(operator),
        certificate_serial: String::new(),
    }
}

fn name(text: &str) -> OrganisationName {
    OrganisationName::parse(text).unwrap()
}

fn clinic() -> Organisation {
    let kind = OrganisationKind::Clinic;
    let new = NewOrganisation {
        id: None,
        kind,
        name: name("さくら動物病院"),
        code: None,
        phone: Text::parse("03").ok(),
    };
    Organisation::register(new, at("2026-01-01T00:00:00Z")).unwrap().0
}

fn instruction() -> Instruction {
    Instruction {
        contract_ended_on: "2026-10-31".parse().unwrap(),
        reference: Reference::parse("解約-2026-014").unwrap(),
        received_on: "2026-10-20".parse().unwrap(),
    }
}

fn requested(of: &Organisation, by: &Actor) -> Erasure {
    let now = at("2026-10-21T00:00:00Z");
    Erasure::request(ErasureId::generate(), of, None, instruction(), by, now).unwrap().0
}

/// The first moment of the day after the contract's last, in Japan.
const OVER: &str = "2026-10-31T15:00:00Z";

#[test]
fn an_instruction_cannot_have_arrived_tomorrow_in_japan() {
    let (clinic, actor) = (clinic(), somebody(ActorKind::Account));
    let ask = |now: &str| {
        Erasure::request(ErasureId::generate(), &clinic, None, instruction(), &actor, at(now)).map(drop)
    };
    assert_eq!(ask("2026-10-19T14:59:59Z"), Err(RequestErasureRefusal::InstructionInFuture));
    assert_eq!(ask("2026-10-19T15:00:00Z"), Ok(()));
}

#[test]
fn programs_take_no_part() {
    let (mut clinic, program) = (clinic(), somebody(ActorKind::ApiClient));
    let refused =
        Erasure::request(ErasureId::generate(), &clinic, None, instruction(), &program, at(OVER)).map(drop);
    assert_eq!(refused, Err(RequestErasureRefusal::NotAPerson));
    let mut erasure = requested(&clinic, &somebody(ActorKind::Account));
    let typed = clinic.name.clone();
    let refused = erasure.confirm(&mut clinic, &typed, 1, &program, at(OVER)).map(drop);
    assert_eq!(refused, Err(ConfirmErasureRefusal::NotAPerson));
    assert_eq!(erasure.cancel(1, &program, at(OVER)).map(drop), Err(CancelErasureRefusal::NotAPerson));
}

#[test]
fn a_second_request_and_the_operators_own_organisation_are_refused() {
    let (clinic, actor) = (clinic(), somebody(ActorKind::Account));
    let first = requested(&clinic, &actor);
    let ask = |of: &Organisation, earlier| {
        let id = ErasureId::generate();
        Erasure::request(id, of, earlier, instruction(), &actor, at(OVER)).map(drop)
    };
    assert_eq!(ask(&clinic, Some(&first)), Err(RequestErasureRefusal::UnderWay));
    let operator = Organisation::bootstrap(OrganisationId::generate(), name("運営"), at(OVER)).0;
    assert_eq!(ask(&operator, None), Err(RequestErasureRefusal::OperatorsOwn));
}

#[test]
fn the_contract_is_over_when_its_last_day_is_over_in_japan() {
    let (mut clinic, other) = (clinic(), somebody(ActorKind::Account));
    let (mut erasure, typed) = (requested(&clinic, &somebody(ActorKind::Account)), clinic.name.clone());
    let early = erasure.confirm(&mut clinic, &typed, 1, &other, at("2026-10-31T14:59:59.999999Z"));
    assert_eq!(early.map(drop), Err(ConfirmErasureRefusal::ContractNotOver));
    assert!(clinic.is_open(), "a refusal changes nothing");
    assert!(erasure.confirm(&mut clinic, &typed, 1, &other, at(OVER)).is_ok());
    assert_eq!(clinic.life, Life::Closed { at: at(OVER) });
}

#[test]
fn who_requested_does_not_confirm_and_the_name_must_be_right_to_the_letter() {
    let (mut clinic, first, other) = (clinic(), somebody(ActorKind::Account), somebody(ActorKind::Account));
    let (mut erasure, typed) = (requested(&clinic, &first), clinic.name.clone());
    let mut confirm = |typed: &OrganisationName, seen, by: &Actor| {
        erasure.confirm(&mut clinic, typed, seen, by, at(OVER)).map(drop)
    };
    assert_eq!(confirm(&typed, 1, &first), Err(ConfirmErasureRefusal::SamePerson));
    assert_eq!(confirm(&typed, 2, &other), Err(ConfirmErasureRefusal::Stale));
    assert_eq!(confirm(&name("さくら動物病院 分院"), 1, &other), Err(ConfirmErasureRefusal::NameWrong));
    assert_eq!(confirm(&typed, 1, &other), Ok(()));
    assert_eq!(confirm(&typed, 2, &other), Err(ConfirmErasureRefusal::NotRequested));
}

#[test]
fn what_is_confirmed_is_not_withdrawn_and_what_is_withdrawn_not_confirmed() {
    let (mut clinic, other) = (clinic(), somebody(ActorKind::Account));
    let (mut withdrawn, typed) = (requested(&clinic, &somebody(ActorKind::Account)), clinic.name.clone());
    let mut confirmed = withdrawn.clone();
    assert_eq!(withdrawn.cancel(7, &other, at(OVER)).map(drop), Err(CancelErasureRefusal::Stale));
    assert!(withdrawn.cancel(1, &other, at(OVER)).is_ok());
    let refused = withdrawn.confirm(&mut clinic, &typed, 2, &other, at(OVER)).map(drop);
    assert_eq!(refused, Err(ConfirmErasureRefusal::NotRequested));
    assert!(confirmed.confirm(&mut clinic, &typed, 1, &other, at(OVER)).is_ok());
    let refused = confirmed.cancel(2, &other, at(OVER)).map(drop);
    assert_eq!(refused, Err(CancelErasureRefusal::NotRequested));
}

#[test]
fn it_is_carried_out_once_and_only_when_confirmed() {
    let (mut clinic, operator) = (clinic(), OrganisationId::generate());
    let mut erasure = requested(&clinic, &somebody(ActorKind::Account));
    let end = End::new(at(OVER), None, 35);
    let too_early = erasure.carry_out(&mut clinic, end, operator, at(OVER)).map(drop);
    assert_eq!(too_early, Err(CarryOutRefusal::NotConfirmed));
    let typed = clinic.name.clone();
    let _ = erasure.confirm(&mut clinic, &typed, 1, &somebody(ActorKind::Account), at(OVER)).unwrap();
    let _ = erasure.carry_out(&mut clinic, end, operator, at(OVER)).unwrap();
    assert_eq!(clinic.life, Life::Erased { closed_at: at(OVER), at: at(OVER) });
    assert_eq!((clinic.phone.as_ref(), &clinic.name), (None, &typed));
    let twice = erasure.carry_out(&mut clinic, end, operator, at(OVER)).map(drop);
    assert_eq!(twice, Err(CarryOutRefusal::NotConfirmed));
}

#[test]
fn the_last_backup_goes_so_many_days_after_the_keys_in_japan() {
    let end = End::new(at("2026-11-22T15:00:00Z"), None, 35);
    assert_eq!(end.backups_gone_on.to_string(), "2026-12-28");
    assert_eq!(End::new(at(OVER), None, 0).backups_gone_on.to_string(), "2026-11-01");
}
