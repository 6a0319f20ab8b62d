//! Deletion: two people, a policy that is over, no claim undecided; then receipts are what stays.

use proto::claims::v1 as pb;
use store::Reseal;

use super::{Asked, colleague};
use crate::{
    both,
    sealed::submit,
    verbs::{Case, Known, document, pdf},
    world::{World, clinic, insurer, reason, request_id},
};

both!(
    what_is_deleted_leaves_receipts_and_nothing_personal,
    one_person_alone_a_running_policy_and_an_undecided_claim_are_not_deleted,
    they_go_with_an_erased_insurer_and_not_with_the_others,
);

const DELETION: pb::SubjectRequestKind = pb::SubjectRequestKind::Deletion;

impl World {
    /// With a policy that ended yesterday.
    pub async fn ended_case(&self) -> Case {
        let case = Case { clinic: clinic(), insurer: insurer(), number: "AB-2048-771930".to_owned() };
        self.contract(&case.insurer, &case.clinic).await;
        let policy =
            pb::RegisterPolicyRequest { ends_on: self.day(-1), ..self.new_policy(&case.number, None) };
        self.policies().register_policy(self.signed(&case.insurer, policy)).await.unwrap();
        case
    }

    /// A submitted claim with a document, about a day of the term.
    pub async fn treated_before(&self, case: &Case) -> Known {
        let draft = self.draft(case).await;
        let mut treatment = self.treatment(5_000);
        treatment.lines[0].service_on = self.day(-10);
        treatment.onset_on = self.day(-12);
        let message = pb::DescribeTreatmentRequest {
            request_id: request_id(),
            claim_id: draft.id.clone(),
            revision: draft.revision,
            treatment: Some(treatment),
        };
        self.claims().describe_treatment(self.signed(&case.clinic, message)).await.unwrap();
        let added = self.upload(&case.clinic, document(&draft.id, &pdf(2_000))).await.unwrap();
        let draft = Known { revision: added.revision, ..draft };
        submit(self, case, &draft, &[added.document_id.as_str()]).await
    }

    pub(super) async fn identified(&self, case: &Case, kind: pb::SubjectRequestKind) -> Asked {
        let asked = self.ask(case, kind).await;
        self.identify(&colleague(case), &asked).await
    }
}

async fn what_is_deleted_leaves_receipts_and_nothing_personal(world: World) {
    let case = world.ended_case().await;
    let claim = world.treated_before(&case).await;
    world.deny(&case.insurer, &claim).await.unwrap();
    let draft = world.described(&case, 3_000).await;
    let earlier = world.done(&case, pb::SubjectRequestKind::Disclosure).await;
    let stopped = world.done(&case, pb::SubjectRequestKind::Stop).await;
    let corrected = world.ask(&case, pb::SubjectRequestKind::Correction).await;
    let deleted = world.done(&case, DELETION).await;

    for who in [&case.clinic, &case.insurer] {
        let stone = world.claim(who, &claim.id).await.unwrap();
        assert!(stone.erased_at.is_some() && !stone.stopped);
        assert_eq!((stone.policyholder_name.as_str(), stone.total_yen), ("", 5_000));
        assert!(world.claims_like(who, "モモ").await.iter().all(|id| *id == draft.id));
    }
    assert!(world.policies_of(&case.insurer).await.is_empty());
    assert!(world.look_up(&case.clinic, &case.number).await.unwrap().is_empty());
    assert_eq!(reason(world.submit(&case, &draft).await.unwrap_err()), "POLICY_STOPPED");
    let resumed = world.resume(&case, &stopped).await.unwrap_err();
    assert_eq!(reason(resumed), "POLICY_NOT_FOUND", "what is deleted is not used again");
    assert_eq!(reason(world.submit(&case, &draft).await.unwrap_err()), "POLICY_STOPPED");
    for table in ["policies", "policy_tokens", "documents", "loose_documents"] {
        assert!(world.peek(&format!("SELECT 1 AS one FROM {table}"), &[]).await.is_empty(), "{table}");
    }
    assert!(world.blobs().is_empty(), "the bytes are gone at once");

    let disclosed = world.file(&case.insurer, &earlier.id, pb::SubjectRequestFile::DisclosureJson).await;
    assert_eq!(reason(disclosed.unwrap_err()), "SUBJECT_FILE_GONE");
    world.attested(&case.insurer, &earlier.id).await;
    let details = world.request(&case.insurer, &corrected.id).await.unwrap().details.unwrap();
    assert_eq!((details.correction, details.policy_number.as_str()), (None, ""));
    let facts = world.attested(&case.insurer, &deleted.id).await;
    assert_eq!(facts["deleted"].as_array().unwrap().len(), 3);
    assert!(facts["backups"]["gone_on"].as_str().unwrap() > world.day(0).as_str());

    let clock = std::sync::Arc::new(world.clock.clone());
    let job = Reseal::new(world.store().await, world.keys().await, clock, claims::SEALED_TABLES);
    let done = job.run().await.unwrap();
    assert_eq!((done.left.all(), done.corrupt.len()), (0, 0), "what is forgotten is no damage: {done:?}");
    let shown = world.signed(&case.insurer, super::identity_of(&corrected));
    let identified = world.subjects().identify_subject(shown).await;
    assert_eq!(reason(identified.unwrap_err()), "POLICY_NOT_FOUND");
    let grounds = world.request(&case.insurer, &corrected.id).await.unwrap().details.unwrap();
    let gone = [pb::RefusalGround::NotIdentified, pb::RefusalGround::NotKept].map(i32::from);
    assert_eq!(grounds.possible_grounds, gone, "all that is left is to say so");
    world.refuse(&case.insurer, &corrected, pb::RefusalGround::NotKept).await.unwrap();
    let estimated = world.estimate(&case.clinic, &draft.id).await.unwrap_err();
    assert_eq!(reason(estimated), "POLICY_STOPPED", "nobody knows what is left of its cap");
}

async fn one_person_alone_a_running_policy_and_an_undecided_claim_are_not_deleted(world: World) {
    let running = world.case().await;
    let asked = world.identified(&running, DELETION).await;
    assert_eq!(reason(world.carry_out(&running.insurer, &asked).await.unwrap_err()), "POLICY_IN_FORCE");

    let case = world.ended_case().await;
    let claim = world.treated_before(&case).await;
    let asked = world.identified(&case, DELETION).await;
    let details = world.request(&case.insurer, &asked.id).await.unwrap().details.unwrap();
    assert_eq!((details.undecided_claims, details.in_force), (1, false));
    assert_eq!(reason(world.carry_out(&case.insurer, &asked).await.unwrap_err()), "POLICY_UNDECIDED");
    world.approve(&case.insurer, &claim).await.unwrap();
    let same = world.request(&case.insurer, &asked.id).await.unwrap().subject_request.unwrap().identified_by;
    let checked = identity::Actor { id: same.parse().unwrap(), ..colleague(&case) };
    assert_eq!(reason(world.carry_out(&checked, &asked).await.unwrap_err()), "SUBJECT_SAME_PERSON");
    assert_eq!(world.policies_of(&case.insurer).await.len(), 1, "a refusal changes nothing");
    world.carry_out(&case.insurer, &asked).await.unwrap();
}

async fn they_go_with_an_erased_insurer_and_not_with_the_others(world: World) {
    let gone = world.case().await;
    world.done(&gone, pb::SubjectRequestKind::Disclosure).await;
    world.done(&gone, pb::SubjectRequestKind::Stop).await;
    let living = Case { clinic: gone.clinic.clone(), insurer: insurer(), number: "XY-0001".to_owned() };
    let policy = world.new_policy(&living.number, None);
    world.policies().register_policy(world.signed(&living.insurer, policy)).await.unwrap();
    let kept = world.done(&living, pb::SubjectRequestKind::Stop).await;
    world.bury(&gone.insurer).await;
    for table in ["subject_requests", "subject_files", "policy_marks"] {
        let sql = format!("SELECT 1 AS one FROM {table} WHERE organisation_id = $1");
        let left =
            async |who: &identity::Actor| world.peek(&sql, &[&who.organisation.to_string()]).await.len();
        assert_eq!(left(&gone.insurer).await, 0, "{table}");
        assert!(left(&living.insurer).await > 0, "{table}");
    }
    world.attested(&living.insurer, &kept.id).await;
}
