//! Plans as versions: published once their examples come out, never changed, and what policies are decided by.

use futures::future::join_all;
use identity::Actor;
use proto::claims::v1::{self as pb, plans_service_client::PlansServiceClient};
use serde_json::{Value, json};
use tonic::{Status, transport::Channel};

use crate::{
    both, facts,
    verbs::Case,
    world::{World, clinic, insurer, reason, request_id, viewer, violations},
};

both!(
    versions_follow_each_other_and_each_is_shown_with_its_examples_computed,
    what_does_not_come_out_is_named_at_once_and_nothing_is_published,
    another_insurer_and_a_clinic_do_not_see_it_and_a_viewer_does_not_publish,
    a_repeat_is_answered_and_publishers_who_race_get_a_version_each,
    a_policy_has_the_version_that_is_valid_on_its_first_day,
    terms_of_a_published_plan_decide_and_are_cited,
    a_code_that_has_gone_another_way_is_left_by_an_import,
    plans_of_an_erased_insurer_are_gone,
);

/// Terms that exclude food, wait for illnesses and count a day of care.
fn terms(ratio: i64) -> Value {
    json!({
        "code": "AOBA70", "name": "あおばペット 70", "ratio_pct": ratio, "counts": { "outpatient": 1 },
        "waiting": { "illness": "P30D" }, "clauses": [{ "reason": "WAITING", "clause": "約款第4条" }],
    })
}

fn new(ratio: i64, valid_from: String) -> pb::PublishPlanRequest {
    let unit = json!({ "kind": "outpatient", "eligible_yen": 1_000 });
    let examples =
        json!([{ "id": "例1", "description": "通院1日", "units": [unit], "expected": ratio * 10 }]);
    pb::PublishPlanRequest {
        request_id: request_id(),
        definition: terms(ratio).to_string(),
        examples: examples.to_string(),
        valid_from,
    }
}

impl World {
    fn plans(&self) -> PlansServiceClient<Channel> {
        PlansServiceClient::new(self.channel(identity::WorkloadName::Gateway))
    }

    pub async fn publish(
        &self,
        by: &Actor,
        plan: pb::PublishPlanRequest,
    ) -> Result<pb::PublishPlanResponse, Status> {
        self.plans().publish_plan(self.signed(by, plan)).await.map(tonic::Response::into_inner)
    }

    /// A version that is valid by now.
    pub async fn published(&self, by: &Actor) -> pb::PublishPlanResponse {
        self.publish(by, new(70, self.day(-1_000))).await.unwrap()
    }

    async fn versions(&self, by: &Actor) -> Vec<pb::PlanVersion> {
        let list = pb::ListPlansRequest { limit: 100, cursor: String::new() };
        self.plans().list_plans(self.signed(by, list)).await.unwrap().into_inner().plans
    }

    async fn plan(&self, by: &Actor, id: &str) -> Result<pb::GetPlanResponse, Status> {
        let message = pb::GetPlanRequest { plan_id: id.to_owned() };
        self.plans().get_plan(self.signed(by, message)).await.map(tonic::Response::into_inner)
    }

    /// A policy of the published plan.
    pub fn policy_of_plan(&self, number: &str) -> pb::RegisterPolicyRequest {
        pb::RegisterPolicyRequest {
            plan: None,
            plan_code: "AOBA70".to_owned(),
            ..self.new_policy(number, None)
        }
    }
}

async fn versions_follow_each_other_and_each_is_shown_with_its_examples_computed(world: World) {
    let insurer = insurer();
    let first = world.publish(&insurer, new(70, "2026-04-01".to_owned())).await.unwrap();
    let second = world.publish(&insurer, new(80, "2027-04-01".to_owned())).await.unwrap();
    assert_eq!((first.version, second.version), (1, 2));
    let versions = world.versions(&insurer).await;
    let shown: Vec<_> = versions
        .iter()
        .map(|it| (it.version, it.revision, it.ratio_pct, it.valid_from.as_str(), it.valid_until.as_str()))
        .collect();
    assert_eq!(shown, [(2, 1, 80, "2027-04-01", ""), (1, 2, 70, "2026-04-01", "2027-03-31")]);
    let one = world.plan(&insurer, &first.plan_id).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&one.definition).unwrap(), terms(70));
    let example = &one.examples[0];
    assert_eq!(
        (example.id.as_str(), example.description.as_str(), example.benefit_yen),
        ("例1", "通院1日", 700)
    );
    assert_eq!(example.steps[1].explanation, "補償割合 70％（円未満切捨て）");
    let facts = facts::read(&world, 2).await;
    assert!(facts.iter().all(|fact| fact.kind == "plan.published"));
    assert_eq!(facts[1].organisation_ids, [insurer.organisation.to_string()]);
}

async fn what_does_not_come_out_is_named_at_once_and_nothing_is_published(world: World) {
    let insurer = insurer();
    let unit = json!({ "kind": "any", "eligible_yen": 1_000 });
    let examples = json!([
        { "units": [unit], "expected": 700 }, { "id": "B", "units": [unit], "expected": 701 }, { "units": "none" },
    ]);
    let wrong = pb::PublishPlanRequest { examples: examples.to_string(), ..new(70, "2026-04-01".to_owned()) };
    let refused = world.publish(&insurer, wrong).await.unwrap_err();
    let field = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    assert_eq!(violations(refused), [field("examples[1]", "DIFFERENT"), field("examples[2]", "MALFORMED")]);
    let thousand = json!(vec![json!({ "units": [unit], "expected": 701 }); 1_000]).to_string();
    let wrong = pb::PublishPlanRequest { examples: thousand, ..new(70, "2026-04-01".to_owned()) };
    let named = violations(world.publish(&insurer, wrong).await.unwrap_err());
    assert_eq!(named[20], field("examples[20]", "DIFFERENT"), "so many as fit, and the connection lives");
    let spaced = pb::PublishPlanRequest {
        definition: json!({ "code": "AOBA70 ", "name": "あおば\u{7}", "ratio_pct": 70 }).to_string(),
        examples: json!([{ "units": [unit], "expected": 700 }]).to_string(),
        valid_from: "2026-04-01".to_owned(),
        request_id: request_id(),
    };
    assert_eq!(
        violations(world.publish(&insurer, spaced).await.unwrap_err()),
        [field("definition.code", "MALFORMED"), field("definition.name", "CONTROL_CHARACTER")]
    );
    let unread = pb::PublishPlanRequest {
        request_id: request_id(),
        definition: json!({ "ratio_pct": 0, "annual_cap": 0 }).to_string(),
        examples: String::new(),
        valid_from: "soon".to_owned(),
    };
    let wanted = [
        field("definition.ratio_pct", "OUT_OF_RANGE"),
        field("definition.annual_cap", "OUT_OF_RANGE"),
        field("examples", "REQUIRED"),
        field("valid_from", "MALFORMED"),
    ];
    assert_eq!(violations(world.publish(&insurer, unread).await.unwrap_err()), wanted);
    let unknown = pb::PublishPlanRequest {
        definition: r#"{"bonus":1}"#.to_owned(),
        ..new(70, "2026-04-01".to_owned())
    };
    assert_eq!(
        violations(world.publish(&insurer, unknown).await.unwrap_err()),
        [field("definition", "MALFORMED")]
    );
    assert!(world.versions(&insurer).await.is_empty());
    world.publish(&insurer, new(70, "2026-04-01".to_owned())).await.unwrap();
    for day in ["2026-04-01", "2025-04-01"] {
        let refused = world.publish(&insurer, new(70, day.to_owned())).await.unwrap_err();
        assert_eq!(violations(refused), [field("valid_from", "NOT_LATER")]);
    }
    assert_eq!(world.versions(&insurer).await.len(), 1);
}

async fn another_insurer_and_a_clinic_do_not_see_it_and_a_viewer_does_not_publish(world: World) {
    let (owner, other) = (insurer(), insurer());
    let published = world.published(&owner).await;
    assert!(world.versions(&other).await.is_empty());
    assert_eq!(reason(world.plan(&other, &published.plan_id).await.unwrap_err()), "PLAN_NOT_FOUND");
    assert_eq!(reason(world.plan(&clinic(), &published.plan_id).await.unwrap_err()), "NOT_PERMITTED");
    let looks = viewer(&owner);
    assert_eq!(world.versions(&looks).await.len(), 1);
    let refused = world.publish(&looks, new(70, "2030-04-01".to_owned())).await.unwrap_err();
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let same_code = world.publish(&other, new(70, "2020-04-01".to_owned())).await.unwrap();
    assert_eq!(same_code.version, 1, "a code is an insurer's own");
}

async fn a_repeat_is_answered_and_publishers_who_race_get_a_version_each(world: World) {
    let insurer = insurer();
    let plan = new(70, "2026-01-01".to_owned());
    let first = world.publish(&insurer, plan.clone()).await.unwrap();
    assert_eq!(world.publish(&insurer, plan).await.unwrap(), first);
    let race = (1..=5).map(|month| world.publish(&insurer, new(70, format!("2027-{month:02}-01"))));
    let answers = join_all(race).await;
    let mut versions: Vec<i32> = answers.iter().flatten().map(|answer| answer.version).collect();
    versions.sort_unstable();
    assert!(versions.iter().copied().eq(2..=versions.len() as i32 + 1), "{versions:?}");
    for refused in answers.into_iter().filter_map(Result::err) {
        assert_eq!(violations(refused)[0].1, "NOT_LATER", "somebody published a later one meanwhile");
    }
    let shown = world.versions(&insurer).await;
    assert_eq!(shown.iter().filter(|plan| plan.valid_until.is_empty()).count(), 1);
}

async fn a_policy_has_the_version_that_is_valid_on_its_first_day(world: World) {
    let insurer = insurer();
    let first = world.publish(&insurer, new(70, "2026-04-01".to_owned())).await.unwrap();
    let second = world.publish(&insurer, new(80, "2026-10-01".to_owned())).await.unwrap();
    let cases = [
        ("2026-04-01", Some(&first)),
        ("2026-09-30", Some(&first)),
        ("2026-10-01", Some(&second)),
        ("2026-03-31", None),
    ];
    for (number, (starts_on, version)) in ["AB-1001", "AB-1002", "AB-1003", "AB-1004"].into_iter().zip(cases)
    {
        let policy = pb::RegisterPolicyRequest {
            starts_on: starts_on.to_owned(),
            ends_on: "2027-09-30".to_owned(),
            ..world.policy_of_plan(number)
        };
        let answer = world.policies().register_policy(world.signed(&insurer, policy)).await;
        let Some(version) = version else {
            assert_eq!(violations(answer.unwrap_err()), [("plan_code".to_owned(), "UNKNOWN".to_owned())]);
            continue;
        };
        let id = answer.unwrap().into_inner().policy_id;
        let policies = world.policies_of(&insurer).await;
        let policy = policies.into_iter().find(|policy| policy.id == id).unwrap();
        assert_eq!(
            (policy.plan_id.as_str(), policy.plan.unwrap().ratio_pct),
            (version.plan_id.as_str(), 60 + 10 * version.version)
        );
    }
    let mut both = world.policy_of_plan("AB-1005");
    both.plan = world.new_policy("AB-1005", None).plan;
    let refused = world.policies().register_policy(world.signed(&insurer, both)).await.unwrap_err();
    assert_eq!(violations(refused), [("plan_code".to_owned(), "UNEXPECTED".to_owned())]);
}

async fn terms_of_a_published_plan_decide_and_are_cited(world: World) {
    let case = Case { clinic: clinic(), insurer: insurer(), number: "AB-2048-771930".to_owned() };
    world.contract(&case.insurer, &case.clinic).await;
    world.published(&case.insurer).await;
    let policy = world.policy_of_plan(&case.number);
    world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap();
    let first = world.submitted(&case, 10_000).await;
    assert_eq!(world.approve(&case.insurer, &first).await.unwrap().benefit_yen, 7_000);

    let waits = Case { number: "AB-2048-771937".to_owned(), ..case };
    let policy =
        pb::RegisterPolicyRequest { starts_on: world.day(-10), ..world.policy_of_plan(&waits.number) };
    world.policies().register_policy(world.signed(&waits.insurer, policy)).await.unwrap();
    let claim = world.submitted(&waits, 10_000).await;
    let told = world.estimate(&waits.clinic, &claim.id).await.unwrap().assessment.unwrap();
    assert_eq!((told.benefit_yen, told.lines[0].reason_code.as_str()), (0, "WAITING"));
    assert_eq!(
        told.lines[0].explanation,
        "待機期間中に発症した傷病（約款第4条）のため、お支払いの対象外です"
    );

    let mut injury = world.treatment(10_000);
    injury.set_cause(pb::Cause::Injury);
    let asked = pb::EstimateClaimRequest { claim_id: claim.id, treatment: Some(injury) };
    let told = world.claims().estimate_claim(world.signed(&waits.clinic, asked)).await.unwrap().into_inner();
    assert_eq!(told.assessment.unwrap().benefit_yen, 7_000, "an injury waits for nothing");
}

async fn a_code_that_has_gone_another_way_is_left_by_an_import(world: World) {
    let insurer = insurer();
    world.published(&insurer).await;
    let files =
        crate::archive::fetched_in_order(&world, &crate::archive::administrator(&insurer)).await.unwrap();
    let empty = world.empty().await;
    let anew = empty.published(&insurer).await;
    let importer = empty.importer().await;
    let brought = importer
        .import_organisation(insurer.organisation, || testkit::archived::parts(&files))
        .await
        .unwrap();
    assert_eq!(brought.of("plans"), archive::Tally { left: 1, ..archive::Tally::default() });
    assert_eq!(empty.versions(&insurer).await.len(), 1, "no history is mixed with another");
    assert_eq!(empty.versions(&insurer).await[0].id, anew.plan_id);
}

async fn plans_of_an_erased_insurer_are_gone(world: World) {
    let (gone, living) = (insurer(), insurer());
    world.published(&gone).await;
    world.published(&living).await;
    world.bury(&gone).await;
    let left = world.peek("SELECT organisation_id FROM plans", &[]).await;
    let left: Vec<uuid::Uuid> = left.iter().map(|row| row.try_get("", "organisation_id").unwrap()).collect();
    assert_eq!(left, [living.organisation.uuid()]);
}
