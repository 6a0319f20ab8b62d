//! What is confirmed is carried out, whatever dies meanwhile, and once.

use identity::WorkloadName;
use prost::Message;
use proto::{
    accounts::v1::{self as pb, AttestationForm, accounts_service_client::AccountsServiceClient},
    feed::v1 as feed,
};
use sea_orm::ConnectionTrait as _;
use store::Scope;
use testkit::{Engine, VersionState, eventually, on_both};
use uuid::Uuid;

use super::case::{CLINIC, Case};
use crate::world::{ISSUER, reason};

on_both!(
    an_organisation_ends_by_two_people_and_it_is_attested,
    of_an_erased_organisation_a_tombstone_is_left,
    everybody_concerned_is_told_and_nobodys_name_is_in_it,
    without_the_kms_it_waits_and_goes_on_when_that_is_back,
    a_key_that_was_destroyed_before_a_crash_is_no_hindrance,
    two_processes_carry_it_out_once,
);

async fn an_organisation_ends_by_two_people_and_it_is_attested(engine: Engine) {
    let case = Case::start(engine).await;
    let erasure = case.request().await;
    let requested = case.get(&erasure).await;
    assert_eq!((requested.state(), requested.revision), (pb::ErasureState::Requested, 1));
    assert_eq!(
        (requested.organisation_name.as_str(), requested.requested_by),
        (CLINIC, case.first.account.clone())
    );
    assert!(requested.settled_by.is_empty() && requested.keys_destroyed_at.is_none());
    assert_eq!(case.confirm(&erasure).await.unwrap(), 2);
    let done = case.done(&erasure).await;
    assert_eq!((done.revision, done.settled_by.as_str()), (3, case.second.account.as_str()));
    assert!(done.keys_destroyed_at.is_some() && done.keys_gone_at.is_some());
    let destroyed = calendar::jst_date(calendar::Clock::now(&case.world.clock));
    assert_eq!(done.backups_gone_on, (destroyed + chrono::Days::new(35)).to_string());

    let json = case.attestation(&erasure, AttestationForm::Json).await.unwrap();
    let pdf = case.attestation(&erasure, AttestationForm::Pdf).await.unwrap();
    let verified = case.world.verifier().verify(&json).unwrap();
    assert!(verified.names(&pdf) && pdf.starts_with(b"%PDF-"));
    assert_eq!((verified.issuer.as_str(), verified.kind.as_str()), (ISSUER, "organisation_erasure"));
    assert_eq!(verified.id.to_string(), erasure);
    let facts = &verified.facts;
    assert_eq!(facts["organisation"]["id"], case.clinic.organisation);
    assert_eq!(facts["organisation"]["name"], CLINIC);
    assert_eq!(facts["requested"]["account_id"], case.first.account);
    assert_eq!(facts["confirmed_and_closed"]["account_id"], case.second.account);
    assert_eq!(facts["backups"]["gone_on"], done.backups_gone_on);
    let key = facts["key"]["name"].as_str().unwrap();
    assert!(case.kms.keys().iter().any(|made| made == key), "{key}");
    for personal in ["田中", "example", "03-0000"] {
        assert!(!facts.to_string().contains(personal), "{personal}");
    }
    let again = case.attestation(&erasure, AttestationForm::Json).await.unwrap();
    assert_eq!(again, json, "it is the one that was signed then");
    let request = case.world.signed(&case.first, case.asked(&case.clinic.organisation)).await;
    let refused = case.world.erasures().request_erasure(request).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_ERASED");
}

async fn of_an_erased_organisation_a_tombstone_is_left(engine: Engine) {
    let case = Case::start(engine).await;
    case.world.device(&case.clinic, "診察室タブレット").await;
    let stranger = crate::world::Person { email: "nobody@example.jp".to_owned(), ..case.clinic.clone() };
    let _ = case.world.try_sign_in(&stranger, "a wrong but long password").await.unwrap_err();
    let gone = ["accounts", "sessions", "sign_in_attempts", "requests"];
    for table in gone {
        assert!(case.count(table, &case.clinic).await > 0, "{table}");
    }
    case.erase().await;
    for table in gone.into_iter().chain(["api_clients", "tokens"]) {
        assert_eq!(case.count(table, &case.clinic).await, 0, "{table}");
    }
    assert_eq!(case.count("certificates", &case.clinic).await, 2, "their serial numbers stay revoked");
    let nameless = "SELECT count(*) AS number FROM certificates WHERE organisation_id = $1 \
                    AND label = '消去済み' AND length(der) = 0";
    assert_eq!(number(&case, nameless).await, 2);
    let keys = "SELECT count(*) AS number FROM data_keys WHERE organisation_id = $1 \
                AND (state <> 'discarded' OR length(wrapped) > 0)";
    assert_eq!(number(&case, keys).await, 0);
    let tombstone = "SELECT count(*) AS number FROM organisations WHERE id = $1 AND phone IS NULL \
                     AND code IS NOT NULL AND closed_at IS NOT NULL AND erased_at IS NOT NULL";
    assert_eq!(number(&case, tombstone).await, 1);
    let mut claims = AccountsServiceClient::new(case.world.channel(WorkloadName::Claims));
    let message = pb::NameOrganisationRequest { organisation_id: case.clinic.organisation.clone() };
    let named = claims.name_organisation(message).await.unwrap().into_inner();
    assert_eq!(named.name, CLINIC, "what was attested in its name names it");
}

async fn number(case: &Case, sql: &str) -> i64 {
    let store = case.world.store().await;
    let tx = store.read(Scope::Platform("test"), "test").await.unwrap();
    let id: Uuid = case.clinic.organisation.parse().unwrap();
    let row = tx.connection().query_one_raw(tx.statement(sql, [id.into()])).await.unwrap().unwrap();
    row.try_get("", "number").unwrap()
}

async fn told(case: &Case) -> Vec<feed::Fact> {
    // Of three registrations with their sign-ins, and what erases one.
    let mut facts = vec![];
    let erased = async || {
        facts = testkit::told(case.world.channel(WorkloadName::Timeline), 1).await;
        facts.iter().any(|fact| fact.kind == "organisation.erased")
    };
    eventually("the end is told", erased).await;
    facts.retain(|fact| fact.subject.as_ref().is_some_and(|thing| thing.id == case.clinic.organisation));
    facts
}

async fn everybody_concerned_is_told_and_nobodys_name_is_in_it(engine: Engine) {
    let case = Case::start(engine).await;
    let withdrawn = case.request().await;
    case.cancel(&withdrawn).await.unwrap();
    let done = case.erase().await;
    let facts = told(&case).await;
    let kinds: Vec<_> = facts.iter().map(|fact| fact.kind.as_str()).collect();
    let expected = [
        "organisation.registered",
        "organisation.erasure_requested",
        "organisation.erasure_cancelled",
        "organisation.erasure_requested",
        "organisation.closed",
        "organisation.erased",
    ];
    assert_eq!(kinds, expected);
    for fact in &facts {
        let mut concerned = fact.organisation_ids.clone();
        concerned.sort();
        let mut both = [case.first.organisation.clone(), case.clinic.organisation.clone()];
        both.sort();
        assert_eq!(concerned, both, "{}", fact.kind);
    }
    assert_eq!(facts[5].related[0].id, done.id);
    assert_eq!(facts[4].operator.as_ref().unwrap().id, case.second.account);
    let bytes = facts.iter().flat_map(Message::encode_to_vec).collect::<Vec<_>>();
    for text in ["さくら", "03-0000", "example", "解約"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}

/// Away before it is confirmed, and until the task has met that.
async fn confirmed_without_the_kms(case: &Case) -> String {
    let erasure = case.request().await;
    let confirmation = Case::confirmation(&erasure);
    let request = case.world.signed(&case.second, confirmation).await;
    case.kms.go_away();
    let before = case.kms.calls("list");
    case.world.erasures().confirm_erasure(request).await.unwrap();
    eventually("the KMS is asked in vain", async || case.kms.calls("list") > before).await;
    erasure
}

async fn without_the_kms_it_waits_and_goes_on_when_that_is_back(engine: Engine) {
    let case = Case::start(engine).await;
    let erasure = confirmed_without_the_kms(&case).await;
    let waiting = case.get(&erasure).await;
    assert_eq!(waiting.state(), pb::ErasureState::Confirmed);
    assert!(waiting.keys_destroyed_at.is_none());
    assert!(case.count("accounts", &case.clinic).await > 0, "nothing goes before the key");
    case.kms.heal();
    // By itself, without anybody asking again.
    case.done(&erasure).await;
}

/// As after a kill -9 between the key and the transaction.
async fn a_key_that_was_destroyed_before_a_crash_is_no_hindrance(engine: Engine) {
    let case = Case::start(engine).await;
    let erasure = confirmed_without_the_kms(&case).await;
    let suffix = format!("organisation-{}", case.clinic.organisation);
    let key = case.kms.keys().into_iter().find(|key| key.ends_with(&suffix)).unwrap();
    case.kms.set_state(&key, VersionState::DestroyScheduled);
    case.kms.heal();
    let _restarted = case.world.another().await;
    case.done(&erasure).await;
    assert!(case.attestation(&erasure, AttestationForm::Pdf).await.is_ok());
}

async fn two_processes_carry_it_out_once(engine: Engine) {
    let case = Case::start(engine).await;
    let erasure = confirmed_without_the_kms(&case).await;
    case.kms.heal();
    let (_one, _other) = tokio::join!(case.world.another(), case.world.another());
    assert_eq!(case.done(&erasure).await.revision, 3);
    let facts = told(&case).await;
    assert_eq!(facts.iter().filter(|fact| fact.kind == "organisation.erased").count(), 1);
}
