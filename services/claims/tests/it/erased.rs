//! What an erased organisation leaves here: before its keys' end is told and after, for those who go on.

use chrono::TimeDelta;
use envelope::{Kms as _, kms};
use feed::{Fact, Operator, Resource};
use identity::{Actor, OrganisationKind, Role, WorkloadName};
use ids::LabelId;
use proto::claims::v1::{self as pb, claims_service_client::ClaimsServiceClient};
use store::{Reseal, Scope};
use testkit::{Engine, VersionState, actor, eventually, on_both};

use crate::{
    both,
    sealed::{download, submit, with_paper},
    verbs::{Case, Known, approval, document, pdf, submission},
    world::{World, clinic, insurer, reason, request_id},
};

both!(
    a_clinic_sees_what_stays_of_an_erased_insurers_claims_and_all_of_the_others,
    nothing_is_done_with_a_tombstone,
    a_draft_about_an_erased_insurers_policy_stays_and_is_not_submitted,
    an_erased_clinics_drafts_go_with_their_bytes_and_what_it_submitted_stays,
    what_a_killed_process_had_begun_is_finished,
    everything_is_gone_over_again_before_the_keys_are_discarded,
    facts_about_living_organisations_take_nothing_away,
);

on_both!(a_disabled_key_hides_its_claims_for_a_while_and_nothing_of_others,);

/// A clinic with an insurer to be erased and one that goes on, and a claim with a document to each.
struct Pair {
    gone: Case,
    living: Case,
    erased: (Known, String),
    kept: (Known, String),
}

impl World {
    async fn pair(&self) -> Pair {
        let gone = self.case().await;
        let living = Case { clinic: gone.clinic.clone(), insurer: insurer(), number: "XY-0001".to_owned() };
        self.contract(&living.insurer, &living.clinic).await;
        let policy = self.new_policy(&living.number, None);
        self.policies().register_policy(self.signed(&living.insurer, policy)).await.unwrap();
        let erased = self.with_claim(&gone).await;
        let kept = self.with_claim(&living).await;
        Pair { gone, living, erased, kept }
    }

    async fn with_claim(&self, case: &Case) -> (Known, String) {
        let (draft, paper) = with_paper(self, case, &pdf(70_000)).await;
        (submit(self, case, &draft, &[paper.as_str()]).await, paper)
    }

    /// Destroys an organisation's KMS key; the service notices when its keys are over.
    pub async fn destroy_keys(&self, who: &Actor) {
        let file = self.folder().join("kms.json");
        let local = kms::Local::open(&file, kms::Profile::Development).await.unwrap();
        assert!(local.destroy(&local.name(who.organisation)).await.unwrap().gone_by.is_some());
        self.clock.advance(TimeDelta::minutes(5));
    }

    /// accounts tells that something has happened to an organisation.
    async fn tell(&self, kind: &str, who: &Actor) {
        let (id, now) = (who.organisation, chrono::Utc::now());
        let fact = Fact::new(kind, now, Operator::system(), Resource::new("organisation", id)).concerning(id);
        let tx = self.accounts.begin(Scope::Platform("test"), "test").await.unwrap();
        feed::tell(&tx, &fact).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn bury(&self, who: &Actor) {
        self.tell("organisation.erased", who).await;
        self.until_walked(who).await;
    }

    async fn until_walked(&self, who: &Actor) {
        let sql =
            "SELECT walked_at FROM erased_organisations WHERE organisation_id = $1 AND walked_at IS NOT NULL";
        let id = who.organisation.to_string();
        eventually("what was left is buried", async || self.many(sql, &id).await == 1).await;
    }

    async fn many(&self, sql: &str, id: &str) -> usize {
        self.peek(sql, &[id]).await.len()
    }

    async fn search_for(&self, by: &Actor, text: &str) -> Vec<String> {
        let search = Some(text.to_owned());
        let message = pb::ListClaimsRequest { search, ..pb::ListClaimsRequest::default() };
        let page = self.claims().list_claims(self.signed(by, message)).await.unwrap().into_inner();
        page.claims.into_iter().map(|claim| claim.id).collect()
    }

    async fn submit_refused(&self, case: &Case, draft: &Known) -> String {
        let answer = self.claims().submit_claim(self.signed(&case.clinic, submission(draft))).await;
        reason(answer.unwrap_err())
    }

    pub async fn counted(&self, by: &Actor) -> Vec<(i32, i64)> {
        let answer = self.claims().count_claims(self.signed(by, pb::CountClaimsRequest {})).await.unwrap();
        answer.into_inner().counts.iter().map(|count| (count.status, count.count)).collect()
    }
}

/// What its clinic sees of a pair of claims; the same before the tombstones are there and after.
async fn seen(world: &World, pair: &Pair, receipt: &str) {
    let clinic = &pair.gone.clinic;
    let list = world.list(clinic, "").await;
    let of = |claim: &Known| list.iter().find(|seen| seen.id == claim.id).unwrap();
    let (stone, whole) = (of(&pair.erased.0), of(&pair.kept.0));
    assert!(stone.erased_at.is_some() && whole.erased_at.is_none());
    assert_eq!(
        (stone.receipt_number.as_str(), stone.total_yen, stone.status()),
        (receipt, 5_000, pb::ClaimStatus::Submitted)
    );
    assert_eq!(stone.service_on, world.day(0));
    let personal =
        [&stone.pet_name, &stone.policyholder_name, &stone.diagnosis, &stone.species, &stone.diagnosis_code];
    assert!(personal.iter().all(|text| text.is_empty()), "{stone:?}");
    assert_eq!((whole.pet_name.as_str(), whole.diagnosis.as_str()), ("モモ", "外耳炎"));

    let page = world.claim(clinic, &pair.erased.0.id).await.unwrap();
    assert!(page.erased_at.is_some() && page.documents.is_empty() && page.treatment.is_none(), "{page:?}");
    assert_eq!((page.total_yen, page.policy_number.as_str(), page.policy_id.as_str()), (5_000, "", ""));
    assert!(
        matches!(page.state, Some(pb::claim::State::Submitted(state)) if state.receipt_number == receipt)
    );
    let refused = download(world, clinic, &pair.erased.0.id, &pair.erased.1).await.unwrap_err();
    assert_eq!(reason(refused.1), "CLAIM_ERASED");

    assert_eq!(world.search_for(clinic, receipt).await, [pair.erased.0.id.as_str()], "by its receipt alone");
    assert_eq!(world.search_for(clinic, "モモ").await, [pair.kept.0.id.as_str()]);
    assert!(world.search_for(clinic, &pair.gone.number).await.is_empty());
    for who in [clinic, &pair.living.insurer] {
        let whole = world.claim(who, &pair.kept.0.id).await.unwrap();
        assert_eq!((whole.erased_at, whole.pet_name.as_str()), (None, "モモ"));
        assert!(download(world, who, &pair.kept.0.id, &pair.kept.1).await.unwrap() == pdf(70_000));
    }
    assert_eq!(world.counted(clinic).await, [(i32::from(pb::ClaimStatus::Submitted), 2)]);
}

async fn a_clinic_sees_what_stays_of_an_erased_insurers_claims_and_all_of_the_others(world: World) {
    let pair = world.pair().await;
    let receipt = world.list(&pair.gone.insurer, "").await.remove(0).receipt_number;
    world.destroy_keys(&pair.gone.insurer).await;
    seen(&world, &pair, &receipt).await;
    let own = world.claim(&pair.gone.insurer, &pair.erased.0.id).await.unwrap_err();
    assert_eq!(reason(own), "ORGANISATION_ERASED", "its own people are told");
    world.bury(&pair.gone.insurer).await;
    seen(&world, &pair, &receipt).await;

    let id = pair.gone.insurer.organisation.to_string();
    for table in ["policies", "policy_tokens", "contracts"] {
        assert_eq!(
            world.many(&format!("SELECT 1 AS one FROM {table} WHERE insurer_id = $1"), &id).await,
            0,
            "{table}"
        );
    }
    let claim = [pair.erased.0.id.as_str()];
    assert!(world.peek("SELECT id FROM documents WHERE claim_id = $1", &claim).await.is_empty());
    assert!(world.peek("SELECT document_id FROM loose_documents", &[]).await.is_empty());
    assert_eq!(world.blobs().len(), 1, "the bytes are gone, and the others' are there");
    for column in "policy_number pet_name policyholder_name policyholder_kana diagnosis note lines".split(' ')
    {
        let row = world.peek(&format!("SELECT {column} AS sealed FROM claims WHERE id = $1"), &claim).await;
        assert!(row[0].try_get::<Vec<u8>>("", "sealed").unwrap().is_empty(), "{column}");
    }
    let clock = std::sync::Arc::new(world.clock.clone());
    let job = Reseal::new(world.store().await, world.keys().await, clock, claims::SEALED_TABLES);
    let done = job.run().await.unwrap();
    assert_eq!((done.left.all(), done.corrupt.len()), (0, 0), "a tombstone is no damage: {done:?}");
    assert!(world.approve(&pair.living.insurer, &pair.kept.0).await.is_ok());
}

async fn nothing_is_done_with_a_tombstone(world: World) {
    let pair = world.pair().await;
    let (claim, clinic) = (pair.erased.0.clone(), &pair.gone.clinic);
    world.bury(&pair.gone.insurer).await;
    let mut claims = world.claims();
    let describe = pb::DescribeTreatmentRequest {
        request_id: request_id(),
        claim_id: claim.id.clone(),
        revision: claim.revision,
        treatment: Some(world.treatment(9_000)),
    };
    let estimate = pb::EstimateClaimRequest { claim_id: claim.id.clone(), treatment: None };
    let mail = pb::GetMailContextRequest { claim_id: claim.id.clone() };
    let mut notifications = ClaimsServiceClient::new(world.channel(WorkloadName::Notifications));
    let refused = [
        claims.describe_treatment(world.signed(clinic, describe)).await.map(drop),
        claims.estimate_claim(world.signed(clinic, estimate)).await.map(drop),
        claims.submit_claim(world.signed(clinic, submission(&claim))).await.map(drop),
        claims.approve_claim(world.signed(&pair.gone.insurer, approval(&claim))).await.map(drop),
        world.upload(clinic, document(&claim.id, &pdf(1_000))).await.map(drop),
        notifications.get_mail_context(mail).await.map(drop),
    ];
    for refused in refused {
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
        assert_eq!(reason(refused), "CLAIM_ERASED");
    }
    assert_eq!(world.claim(clinic, &claim.id).await.unwrap().revision, claim.revision + 1);
    let support = actor(OrganisationKind::Operator, Role::Support);
    let inspect = pb::InspectClaimRequest {
        claim_id: claim.id.clone(),
        reason: "お問い合わせの対応".to_owned(),
    };
    let shown = world.claims().inspect_claim(world.signed(&support, inspect)).await.unwrap().into_inner();
    assert!(shown.claim.unwrap().erased_at.is_some());
}

async fn a_draft_about_an_erased_insurers_policy_stays_and_is_not_submitted(world: World) {
    let case = world.case().await;
    let draft = world.described(&case, 5_000).await;
    world.destroy_keys(&case.insurer).await;
    for buried in [false, true] {
        if buried {
            world.bury(&case.insurer).await;
        }
        let seen = world.claim(&case.clinic, &draft.id).await.unwrap();
        assert_eq!((seen.erased_at, seen.pet_name.as_str()), (None, "モモ"));
        assert_eq!(world.list(&case.clinic, "").await.len(), 1);
        assert_eq!(world.submit_refused(&case, &draft).await, "INSURER_GONE", "buried: {buried}");
    }
    assert!(world.look_up(&case.clinic, &case.number).await.unwrap().is_empty());
}

async fn an_erased_clinics_drafts_go_with_their_bytes_and_what_it_submitted_stays(world: World) {
    let case = world.case().await;
    let (claim, paper) = world.with_claim(&case).await;
    let (draft, _) = with_paper(&world, &case, &pdf(1_000)).await;
    let other = Case { clinic: clinic(), insurer: case.insurer.clone(), number: case.number.clone() };
    world.contract(&other.insurer, &other.clinic).await;
    let (others, _) = with_paper(&world, &other, &pdf(2_000)).await;
    let label = LabelId::generate().to_string();
    for (who, claim) in [(&case.clinic, &draft), (&case.clinic, &claim), (&other.clinic, &others)] {
        let insert = "INSERT INTO claim_labels (organisation_id, label_id, claim_id) VALUES ($1, $2, $3)";
        world.tamper(insert, &[&who.organisation.to_string(), &label, &claim.id]).await;
    }
    world.destroy_keys(&case.clinic).await;
    world.bury(&case.clinic).await;
    assert_eq!(world.peek("SELECT id FROM claims WHERE id = $1", &[&draft.id]).await.len(), 0);
    assert_eq!(world.blobs().len(), 2, "the submitted document's and the other clinic's");
    assert_eq!(world.peek("SELECT claim_id FROM claim_labels", &[]).await.len(), 1);
    assert_eq!(world.counted(&case.clinic).await, [(i32::from(pb::ClaimStatus::Submitted), 1)]);
    let contract = "SELECT 1 AS one FROM contracts WHERE clinic_id = $1";
    assert_eq!(world.many(contract, &case.clinic.organisation.to_string()).await, 0);
    assert_eq!(world.many(contract, &other.clinic.organisation.to_string()).await, 1);
    let seen = world.claim(&case.insurer, &claim.id).await.unwrap();
    assert_eq!((seen.erased_at, seen.pet_name.as_str()), (None, "モモ"));
    assert!(download(&world, &case.insurer, &claim.id, &paper).await.unwrap() == pdf(70_000));
    assert!(world.approve(&case.insurer, &claim).await.is_ok());
    assert_eq!(world.list(&other.clinic, "").await.len(), 1);
}

/// Between two transactions: one claim is a tombstone and its bytes are noted, the other is whole.
async fn what_a_killed_process_had_begun_is_finished(world: World) {
    let case = world.case().await;
    let ((first, paper), (second, _)) = (world.with_claim(&case).await, world.with_claim(&case).await);
    let insurer = case.insurer.organisation.to_string();
    let note = "INSERT INTO loose_documents (document_id, claim_id, organisation_id, since, given_up) \
                SELECT id, claim_id, insurer_id, '1970-01-01 00:00:00+00:00', true FROM documents WHERE id = $1";
    world.tamper(note, &[&paper]).await;
    world.tamper("DELETE FROM documents WHERE id = $1", &[&paper]).await;
    world.tamper("UPDATE claims SET erased_at = changed_at, revision = 9 WHERE id = $1", &[&first.id]).await;
    world.tamper("DELETE FROM policy_tokens WHERE insurer_id = $1 AND part = 1", &[&insurer]).await;
    world.bury(&case.insurer).await;
    for (claim, revision) in [(&first, 9), (&second, second.revision + 1)] {
        let seen = world.claim(&case.clinic, &claim.id).await.unwrap();
        assert_eq!((seen.erased_at.is_some(), seen.revision), (true, revision), "each once");
    }
    assert!(world.blobs().is_empty());
    for table in ["documents", "loose_documents", "policies", "policy_tokens", "contracts"] {
        assert!(world.peek(&format!("SELECT 1 AS one FROM {table}"), &[]).await.is_empty(), "{table}");
    }
}

async fn everything_is_gone_over_again_before_the_keys_are_discarded(world: World) {
    let case = world.case().await;
    world.bury(&case.clinic).await;
    // A process that had keys in memory, and a request under way: both end within minutes.
    let (draft, _) = with_paper_after(&world, &case).await;
    let (id, keys) = (
        case.clinic.organisation.to_string(),
        "SELECT id FROM data_keys WHERE organisation_id = $1 AND state <> 'discarded'",
    );
    assert_ne!(world.many(keys, &id).await, 0);
    world.clock.advance(TimeDelta::minutes(16));
    let buried =
        "SELECT 1 AS one FROM erased_organisations WHERE organisation_id = $1 AND buried_at IS NOT NULL";
    eventually("it is buried for good", async || world.many(buried, &id).await == 1).await;
    assert!(world.peek("SELECT id FROM claims WHERE id = $1", &[&draft.id]).await.is_empty());
    assert!(world.blobs().is_empty());
    assert_eq!(world.many(keys, &id).await, 0);
}

/// The contract is gone; a request that had looked before goes on.
async fn with_paper_after(world: &World, case: &Case) -> (Known, String) {
    world.contract(&case.insurer, &case.clinic).await;
    with_paper(world, case, &pdf(1_000)).await
}

async fn facts_about_living_organisations_take_nothing_away(world: World) {
    let case = world.case().await;
    let (draft, _) = with_paper(&world, &case, &pdf(1_000)).await;
    let other = insurer();
    for kind in ["organisation.erasure_requested", "organisation.closed", "organisation.erasure_cancelled"] {
        world.tell(kind, &case.clinic).await;
    }
    world.bury(&other).await;
    assert!(world.claim(&case.clinic, &draft.id).await.is_ok());
    assert_eq!(world.peek("SELECT 1 AS one FROM erased_organisations", &[]).await.len(), 1);
}

async fn a_disabled_key_hides_its_claims_for_a_while_and_nothing_of_others(engine: Engine) {
    let kms = testkit::kms().await;
    let world = World::with_kms(engine, &kms).await;
    let pair = world.pair().await;
    let key = world.keys().await.kms_key(pair.gone.insurer.organisation).as_str().to_owned();
    let key =
        kms.keys().into_iter().find(|known| known.ends_with(&key) || key.ends_with(known.as_str())).unwrap();
    kms.set_state(&key, VersionState::Disabled);
    world.clock.advance(TimeDelta::minutes(5));
    let clinic = &pair.gone.clinic;
    let list = world.list(clinic, "").await;
    let hidden: Vec<_> = list.iter().map(|claim| (claim.id.as_str(), claim.unavailable)).collect();
    assert_eq!(hidden, [(pair.kept.0.id.as_str(), false), (pair.erased.0.id.as_str(), true)]);
    assert!(list.iter().all(|claim| claim.erased_at.is_none()), "a disabled key may come back");
    let page = world.claim(clinic, &pair.erased.0.id).await.unwrap();
    assert!(page.unavailable && page.treatment.is_none());
    let refused = download(&world, clinic, &pair.erased.0.id, &pair.erased.1).await.unwrap_err();
    assert_eq!(reason(refused.1), "KEY_DISABLED");
    kms.set_state(&key, VersionState::Enabled);
    let page = world.claim(clinic, &pair.erased.0.id).await.unwrap();
    assert_eq!((page.unavailable, page.pet_name.as_str()), (false, "モモ"));
}
