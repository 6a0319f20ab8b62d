//! What does not end an organisation.

use identity::WorkloadName;
use proto::accounts::v1::{
    self as pb, AttestationForm, authenticate_request::Credential,
    erasures_service_client::ErasuresServiceClient,
};
use testkit::{Engine, on_both};
use uuid::Uuid;

use super::case::{CLINIC, Case, with};
use crate::world::{PASSWORD, Person, SECRET, new_program, reason};

on_both!(
    only_the_operators_people_who_may_touch_an_erasure,
    a_program_takes_no_part_whatever_it_may_do,
    a_request_that_cannot_be_is_refused,
    nobody_confirms_alone_too_early_or_another_name,
    of_two_who_confirm_at_once_one_does,
    what_is_withdrawn_may_be_requested_anew,
    a_repeat_gives_the_same_answer_and_other_content_is_refused,
);

/// Every RPC, called with an actor; the reasons of their refusals.
async fn all(case: &Case, actor: &str, erasure: &str) -> Vec<String> {
    let erasure_id = erasure.to_owned();
    let (erasures, id) = (|| case.world.erasures(), || erasure_id.clone());
    let attestation =
        pb::GetErasureAttestationRequest { erasure_id: id(), form: AttestationForm::Pdf.into() };
    let refused = [
        erasures().request_erasure(with(actor, case.asked(&case.clinic.organisation))).await.map(drop),
        erasures().confirm_erasure(with(actor, Case::confirmation(erasure))).await.map(drop),
        erasures().cancel_erasure(with(actor, Case::cancellation(erasure))).await.map(drop),
        erasures().get_erasure(with(actor, pb::GetErasureRequest { erasure_id: id() })).await.map(drop),
        erasures().list_erasures(with(actor, pb::ListErasuresRequest::default())).await.map(drop),
        erasures().get_erasure_attestation(with(actor, attestation)).await.map(drop),
    ];
    refused.into_iter().map(|refused| reason(refused.unwrap_err())).collect()
}

async fn only_the_operators_people_who_may_touch_an_erasure(engine: Engine) {
    let case = Case::start(engine).await;
    let erasure = case.request().await;
    let insurer = case.world.register(&case.first, pb::OrganisationKind::Insurer, "ほけん株式会社").await;
    let support = case.world.colleague(&case.first, "support@operator.example", pb::Role::Support).await;
    for who in [&case.clinic, &insurer, &support] {
        let actor = case.held(who).await;
        assert_eq!(all(&case, &actor, &erasure).await, ["NOT_PERMITTED"; 6], "{}", who.email);
    }
    let others = [WorkloadName::Claims, WorkloadName::Labels, WorkloadName::Timeline, WorkloadName::Nekonote];
    for name in others {
        let mut client = ErasuresServiceClient::new(case.world.channel(name));
        let refused = client.request_erasure(pb::RequestErasureRequest::default()).await.unwrap_err();
        assert_eq!(reason(refused), "CALLER_NOT_ALLOWED", "{name}");
    }
    assert_eq!(case.get(&erasure).await.state(), pb::ErasureState::Requested);
}

async fn a_program_takes_no_part_whatever_it_may_do(engine: Engine) {
    let case = Case::start(engine).await;
    let erasure = case.request().await;
    let program = pb::CreateApiClientRequest {
        roles: vec![pb::Role::Operations.into()],
        ..new_program(&case.first.certificate)
    };
    let program = case.world.signed(&case.first, program).await;
    let client_id = case.world.people().create_api_client(program).await.unwrap().into_inner().client_id;
    let certificate_fingerprint = case.first.fingerprint.clone();
    let message =
        pb::IssueTokenRequest { client_id, client_secret: SECRET.to_owned(), certificate_fingerprint };
    let token = case.world.door().issue_token(message).await.unwrap().into_inner().access_token;
    let shown = case.world.show(Credential::AccessToken(token), &case.first.fingerprint).await.unwrap();
    let actor = &shown.actors[0];
    let insurer = case.world.register(&case.first, pb::OrganisationKind::Insurer, "ほけん株式会社").await;
    let mut erasures = case.world.erasures();
    let refused = [
        erasures.request_erasure(with(actor, case.asked(&insurer.organisation))).await.map(drop),
        erasures.confirm_erasure(with(actor, Case::confirmation(&erasure))).await.map(drop),
        erasures.cancel_erasure(with(actor, Case::cancellation(&erasure))).await.map(drop),
    ];
    for refused in refused {
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::PermissionDenied);
        assert_eq!(reason(refused), "ERASURE_NEEDS_A_PERSON");
    }
}

async fn a_request_that_cannot_be_is_refused(engine: Engine) {
    let case = Case::start(engine).await;
    let ask = async |message| {
        let request = case.world.signed(&case.first, message).await;
        reason(case.world.erasures().request_erasure(request).await.unwrap_err())
    };
    assert_eq!(ask(case.asked(&Uuid::now_v7().to_string())).await, "ORGANISATION_NOT_FOUND");
    assert_eq!(ask(case.asked(&case.first.organisation)).await, "ERASURE_OF_OPERATOR");
    let asked = case.asked(&case.clinic.organisation);
    let tomorrow = (case.day(0).parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(1)).to_string();
    let early = pb::RequestErasureRequest { instruction_received_on: tomorrow, ..asked.clone() };
    assert_eq!(ask(early).await, "ERASURE_INVALID");
    let empty = pb::RequestErasureRequest { request_id: asked.request_id.clone(), ..Default::default() };
    let request = case.world.signed(&case.first, empty).await;
    let refused = fault::Fault::from(case.world.erasures().request_erasure(request).await.unwrap_err());
    let fields: Vec<_> =
        refused.violations().iter().map(|wrong| (wrong.field.as_str(), wrong.code.as_str())).collect();
    let expected = [
        ("organisation_id", "BAD_ID"),
        ("contract_ended_on", "REQUIRED"),
        ("instruction_reference", "REQUIRED"),
        ("instruction_received_on", "REQUIRED"),
    ];
    assert_eq!((refused.reason(), fields.as_slice()), ("ERASURE_INVALID", &expected[..]));
    let erasure = case.request().await;
    assert_eq!(ask(asked).await, "ERASURE_UNDER_WAY");
    let refused = case.attestation(&erasure, AttestationForm::Json).await.unwrap_err();
    assert_eq!(reason(refused), "ERASURE_NOT_DONE");
    let refused = case.attestation(&erasure, AttestationForm::Unspecified).await.unwrap_err();
    assert_eq!(reason(refused), "ERASURE_INVALID");
    let nowhere = case.attestation(&Uuid::now_v7().to_string(), AttestationForm::Json).await.unwrap_err();
    assert_eq!(reason(nowhere), "ERASURE_NOT_FOUND");
}

async fn nobody_confirms_alone_too_early_or_another_name(engine: Engine) {
    let case = Case::start(engine).await;
    let until_today =
        pb::RequestErasureRequest { contract_ended_on: case.day(0), ..case.asked(&case.clinic.organisation) };
    let request = case.world.signed(&case.first, until_today).await;
    let early = case.world.erasures().request_erasure(request).await.unwrap().into_inner().erasure_id;
    assert_eq!(reason(case.confirm(&early).await.unwrap_err()), "ERASURE_CONTRACT_NOT_OVER");
    case.cancel(&early).await.unwrap();

    let erasure = case.request().await;
    let confirm = async |who: &Person, change: fn(&mut pb::ConfirmErasureRequest)| {
        let mut message = Case::confirmation(&erasure);
        change(&mut message);
        reason(case.confirm_as(who, message).await.unwrap_err())
    };
    assert_eq!(confirm(&case.first, |_| {}).await, "ERASURE_SAME_PERSON");
    assert_eq!(confirm(&case.second, |message| message.revision = 2).await, "REVISION_STALE");
    let nowhere = |message: &mut pb::ConfirmErasureRequest| message.erasure_id = Uuid::now_v7().to_string();
    assert_eq!(confirm(&case.second, nowhere).await, "ERASURE_NOT_FOUND");
    let other = |message: &mut pb::ConfirmErasureRequest| {
        message.organisation_name = "もみじ動物病院".to_owned();
    };
    assert_eq!(confirm(&case.second, other).await, "ERASURE_NAME_WRONG");
    assert!(case.world.try_sign_in(&case.clinic, PASSWORD).await.is_ok(), "it is still open");
    assert_eq!(case.confirm(&erasure).await.unwrap(), 2);
}

async fn of_two_who_confirm_at_once_one_does(engine: Engine) {
    let case = Case::start(engine).await;
    let third = case.world.colleague(&case.first, "third@operator.example", pb::Role::Operations).await;
    let erasure = case.request().await;
    let actors = [case.held(&case.second).await, case.held(&third).await];
    let confirm = async |actor: &str| {
        case.world.erasures().confirm_erasure(with(actor, Case::confirmation(&erasure))).await
    };
    let (one, other) = tokio::join!(confirm(&actors[0]), confirm(&actors[1]));
    let (done, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1, "{refused:?}");
    assert_eq!(reason(refused.into_iter().next().unwrap().unwrap_err()), "ERASURE_NOT_REQUESTED");
}

async fn what_is_withdrawn_may_be_requested_anew(engine: Engine) {
    let case = Case::start(engine).await;
    let first = case.request().await;
    assert_eq!(case.cancel(&first).await.unwrap(), 2);
    assert_eq!(reason(case.confirm(&first).await.unwrap_err()), "ERASURE_NOT_REQUESTED");
    assert_eq!(reason(case.cancel(&first).await.unwrap_err()), "ERASURE_NOT_REQUESTED");
    let second = case.request().await;
    let request = case.world.signed(&case.first, pb::ListErasuresRequest { limit: 1, cursor: String::new() });
    let page = case.world.erasures().list_erasures(request.await).await.unwrap().into_inner();
    assert_eq!(
        (page.erasures[0].id.as_str(), page.erasures[0].state()),
        (second.as_str(), pb::ErasureState::Requested)
    );
    assert_eq!(page.erasures[0].organisation_name, CLINIC);
    let rest = pb::ListErasuresRequest { limit: 1, cursor: page.next_cursor };
    let request = case.world.signed(&case.first, rest).await;
    let page = case.world.erasures().list_erasures(request).await.unwrap().into_inner();
    assert_eq!(
        (page.erasures[0].id.as_str(), page.erasures[0].state()),
        (first.as_str(), pb::ErasureState::Cancelled)
    );
    assert_eq!(page.erasures[0].settled_by, case.first.account);
    assert!(page.next_cursor.is_empty());
}

async fn a_repeat_gives_the_same_answer_and_other_content_is_refused(engine: Engine) {
    let case = Case::start(engine).await;
    let (first, second) = (case.held(&case.first).await, case.held(&case.second).await);
    let mut erasures = case.world.erasures();
    let asked = case.asked(&case.clinic.organisation);
    let once = erasures.request_erasure(with(&first, asked.clone())).await.unwrap().into_inner();
    assert_eq!(erasures.request_erasure(with(&first, asked.clone())).await.unwrap().into_inner(), once);
    let other = pb::RequestErasureRequest { instruction_reference: "別の指示".to_owned(), ..asked };
    let refused = erasures.request_erasure(with(&first, other)).await.unwrap_err();
    assert_eq!(reason(refused), "REQUEST_ID_REUSED");

    let cancelled = Case::cancellation(&once.erasure_id);
    for _ in 0..2 {
        let answer = erasures.cancel_erasure(with(&first, cancelled.clone())).await.unwrap();
        assert_eq!(answer.into_inner().revision, 2);
    }
    let again = case.asked(&case.clinic.organisation);
    let again = erasures.request_erasure(with(&first, again)).await.unwrap().into_inner();
    let confirmed = Case::confirmation(&again.erasure_id);
    for _ in 0..2 {
        let answer = erasures.confirm_erasure(with(&second, confirmed.clone())).await.unwrap();
        assert_eq!(answer.into_inner().revision, 2);
    }
}
