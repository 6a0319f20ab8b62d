//! 傷病コード: chosen from one list, sealed with the claim, and found by the insurer alone, under its own index.

use chrono::TimeDelta;
use envelope::Purpose;
use identity::Actor;
use proto::claims::v1 as pb;
use store::{Pace, Reseal};
use tonic::Status;

use crate::{
    both,
    verbs::{Case, Known, submission},
    world::{World, insurer, reason, request_id, violations},
};

both!(
    an_insurer_lists_its_claims_by_diagnosis,
    a_draft_has_no_token_and_a_clinic_is_refused,
    what_is_not_on_the_list_is_refused,
    a_wrong_candidate_is_left_out,
    codes_are_found_after_the_index_has_changed_its_key,
);

const EAR: &str = "09-001";
const KNEE: &str = "11-001";

impl World {
    async fn coded(&self, case: &Case, code: &str) -> Known {
        let draft = self.draft(case).await;
        let treatment = pb::Treatment { diagnosis_code: code.to_owned(), ..self.treatment(5_000) };
        let described = self.describe(case, &draft, treatment).await.unwrap();
        Known { revision: described.revision, ..draft }
    }

    pub async fn describe(
        &self,
        case: &Case,
        draft: &Known,
        treatment: pb::Treatment,
    ) -> Result<pb::DescribeTreatmentResponse, Status> {
        let message = pb::DescribeTreatmentRequest {
            request_id: request_id(),
            claim_id: draft.id.clone(),
            revision: draft.revision,
            treatment: Some(treatment),
        };
        let answer = self.claims().describe_treatment(self.signed(&case.clinic, message)).await;
        answer.map(tonic::Response::into_inner)
    }

    async fn sent(&self, case: &Case, code: &str) -> String {
        let draft = self.coded(case, code).await;
        self.claims().submit_claim(self.signed(&case.clinic, submission(&draft))).await.unwrap();
        draft.id
    }

    async fn by_diagnosis(&self, by: &Actor, code: &str) -> Result<Vec<pb::ClaimSummary>, Status> {
        let message =
            pb::ListClaimsRequest { diagnosis_code: code.to_owned(), ..pb::ListClaimsRequest::default() };
        let page = self.claims().list_claims(self.signed(by, message)).await?.into_inner();
        Ok(page.claims)
    }

    async fn found(&self, by: &Actor, code: &str) -> Vec<String> {
        let claims = self.by_diagnosis(by, code).await.unwrap();
        assert!(claims.iter().all(|claim| claim.diagnosis_code == code), "{claims:?}");
        claims.into_iter().map(|claim| claim.id).collect()
    }

    async fn tokens_of_claims(&self) -> Vec<Option<i64>> {
        let rows = self.peek("SELECT diagnosis_token FROM claims ORDER BY id", &[]).await;
        rows.iter().map(|row| row.try_get("", "diagnosis_token").unwrap()).collect()
    }
}

async fn an_insurer_lists_its_claims_by_diagnosis(world: World) {
    let case = world.case().await;
    let (ear, knee, other) =
        (world.sent(&case, EAR).await, world.sent(&case, KNEE).await, world.sent(&case, EAR).await);
    let none = world.sent(&case, "").await;
    assert_eq!(world.found(&case.insurer, EAR).await, [other, ear.clone()], "the newest first");
    assert_eq!(world.found(&case.insurer, KNEE).await, [knee]);
    assert!(world.found(&case.insurer, "12-001").await.is_empty());
    assert!(world.found(&insurer(), EAR).await.is_empty(), "another insurer's index is another");
    let shown = world.claim(&case.insurer, &ear).await.unwrap().treatment.unwrap();
    assert_eq!((shown.diagnosis.as_str(), shown.diagnosis_code.as_str()), ("外耳炎", EAR));
    let shown = world.claim(&case.insurer, &none).await.unwrap().treatment.unwrap();
    assert_eq!(shown.diagnosis_code, "");
    let with_search = pb::ListClaimsRequest {
        diagnosis_code: KNEE.to_owned(),
        search: Some(case.number.clone()),
        ..pb::ListClaimsRequest::default()
    };
    let page = world.claims().list_claims(world.signed(&case.insurer, with_search)).await.unwrap();
    assert_eq!(page.into_inner().claims.len(), 1, "both must match");
}

async fn a_draft_has_no_token_and_a_clinic_is_refused(world: World) {
    let case = world.case().await;
    let draft = world.coded(&case, EAR).await;
    assert_eq!(world.tokens_of_claims().await, [None]);
    assert!(world.found(&case.insurer, EAR).await.is_empty());
    let shown = world.claim(&case.clinic, &draft.id).await.unwrap().treatment.unwrap();
    assert_eq!(shown.diagnosis_code, EAR);
    let refused = world.by_diagnosis(&case.clinic, EAR).await.unwrap_err();
    assert_eq!(violations(refused), [("diagnosis_code".to_owned(), "INSURERS_ONLY".to_owned())]);
    world.claims().submit_claim(world.signed(&case.clinic, submission(&draft))).await.unwrap();
    assert!(matches!(world.tokens_of_claims().await[..], [Some(_)]));
}

async fn what_is_not_on_the_list_is_refused(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    for code in ["外耳炎", "09-01", "99-999", " 09-001"] {
        let treatment = pb::Treatment { diagnosis_code: code.to_owned(), ..world.treatment(5_000) };
        let refused = world.describe(&case, &draft, treatment).await.unwrap_err();
        assert_eq!(violations(refused), [("treatment.diagnosis_code".to_owned(), "MALFORMED".to_owned())]);
        let refused = world.by_diagnosis(&case.insurer, code).await.unwrap_err();
        assert_eq!(reason(refused), "REQUEST_INVALID");
    }
    let answer = world.claims().list_diagnoses(world.signed(&case.clinic, pb::ListDiagnosesRequest {})).await;
    let listed = answer.unwrap().into_inner().diagnoses;
    assert!(listed.iter().any(|one| one.code == EAR && one.name == "外耳炎" && one.category == "耳"));
}

/// Tokens are short: two codes may have the same.
async fn a_wrong_candidate_is_left_out(world: World) {
    let case = world.case().await;
    let (ear, knee) = (world.sent(&case, EAR).await, world.sent(&case, KNEE).await);
    let meet = "UPDATE claims SET diagnosis_token = (SELECT diagnosis_token FROM claims WHERE id = $1) WHERE id = $2";
    world.tamper(meet, &[&ear, &knee]).await;
    assert_eq!(world.tokens_of_claims().await[0], world.tokens_of_claims().await[1]);
    assert_eq!(world.found(&case.insurer, EAR).await, [ear]);
    assert!(!world.found(&case.insurer, KNEE).await.contains(&knee), "it has the other's token");
}

async fn codes_are_found_after_the_index_has_changed_its_key(world: World) {
    let case = world.case().await;
    let (first, draft) = (world.sent(&case, EAR).await, world.coded(&case, EAR).await);
    let (before, keys) = (world.tokens_of_claims().await, world.keys().await);
    keys.rotate(case.insurer.organisation, Purpose::Indexes).await.unwrap();
    world.clock.advance(TimeDelta::hours(1));
    assert_eq!(world.found(&case.insurer, EAR).await, [first.as_str()], "by its old token");
    let clock = std::sync::Arc::new(world.clock.clone());
    let job = Reseal::new(world.store().await, keys, clock, claims::SEALED_TABLES);
    let done = job.with_pace(Pace { rows: 1, rest: std::time::Duration::ZERO }).run().await.unwrap();
    assert_eq!((done.left.all(), done.discarded.len()), (0, 1), "{done:?}");
    let after = world.tokens_of_claims().await;
    assert_ne!(after[0], before[0]);
    assert_eq!(after[1], None, "a draft gets none");
    world.clock.advance(TimeDelta::hours(1)); // nobody has the old key in memory
    assert_eq!(world.found(&case.insurer, EAR).await, [first.as_str()]);
    world.claims().submit_claim(world.signed(&case.clinic, submission(&draft))).await.unwrap();
    assert_eq!(world.found(&case.insurer, EAR).await, [draft.id, first]);
}
