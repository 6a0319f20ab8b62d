//! What is paid under a policy: its limits over all of its claims, its beginning, and what is said of each line.

use futures::future::join_all;
use proto::claims::v1 as pb;

use crate::{
    both,
    verbs::Case,
    world::{World, clinic, insurer, violations},
};

both!(
    claims_of_one_day_share_its_cap_however_they_race,
    what_appeared_before_the_first_policy_is_not_paid_and_the_line_says_so,
    a_renewal_covers_what_appeared_before_it,
    a_policy_does_not_renew_one_that_begins_later,
    a_deductible_of_a_year_is_borne_once_over_all_claims,
);

/// A case under another policy.
async fn case(world: &World, change: impl FnOnce(&mut pb::RegisterPolicyRequest)) -> Case {
    let case = Case { clinic: clinic(), insurer: insurer(), number: "AB-2048-771930".to_owned() };
    world.contract(&case.insurer, &case.clinic).await;
    let mut policy = world.new_policy(&case.number, None);
    change(&mut policy);
    world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap();
    case
}

fn plan(policy: &mut pb::RegisterPolicyRequest) -> &mut pb::Plan {
    policy.plan.as_mut().unwrap()
}

async fn claims_of_one_day_share_its_cap_however_they_race(world: World) {
    let case = case(&world, |policy| plan(policy).outpatient_day_cap_yen = Some(7_000)).await;
    let mut claims = vec![];
    for _ in 0..5 {
        claims.push(world.submitted(&case, 3_000).await);
    }
    let answers = join_all(claims.iter().map(|claim| world.approve(&case.insurer, claim))).await;
    let mut paid: Vec<i64> = answers.into_iter().map(|answer| answer.unwrap().benefit_yen).collect();
    paid.sort_unstable();
    assert_eq!(paid, [0, 0, 1_000, 3_000, 3_000]);
    let last = world.submitted(&case, 3_000).await;
    let told = world.estimate(&case.clinic, &last.id).await.unwrap().assessment.unwrap();
    assert_eq!((told.benefit_yen, told.lines[0].reason_code.as_str()), (0, "LIMIT_UNIT"));
    let cap = &told.steps[2];
    assert_eq!(cap.explanation, "限度額 ¥7,000 の残り ¥0 までとなります");
    assert_eq!(cap.english_explanation, "up to the ¥0 left of the limit ¥7,000");
    assert!(cap.unit.starts_with("通院 20") && cap.english_unit.starts_with("outpatient care 20"), "{cap:?}");
}

async fn what_appeared_before_the_first_policy_is_not_paid_and_the_line_says_so(world: World) {
    let starts = world.day(-2);
    let case = case(&world, |policy| policy.starts_on = starts).await;
    let claim = world.submitted(&case, 3_000).await;
    let told = world.estimate(&case.insurer, &claim.id).await.unwrap().assessment.unwrap();
    assert_eq!(
        (told.total_yen, told.eligible_yen, told.benefit_yen, told.owner_share_yen),
        (3_000, 0, 0, 3_000)
    );
    let line = &told.lines[0];
    assert_eq!((line.amount_yen, line.benefit_yen, line.reason_code.as_str()), (3_000, 0, "PREEXISTING"));
    assert_eq!(line.explanation, "補償の開始前に発症した傷病のため、お支払いの対象外です");
    assert_eq!(line.english_explanation, "not paid: onset before cover began");
}

async fn a_renewal_covers_what_appeared_before_it(world: World) {
    let (starts, first) = (world.day(-2), world.day(-367));
    let case = case(&world, |policy| {
        (policy.starts_on, policy.first_starts_on) = (starts, first.clone());
        plan(policy).annual_cap_yen = Some(4_000);
    })
    .await;
    let claim = world.submitted(&case, 3_000).await;
    assert_eq!(world.approve(&case.insurer, &claim).await.unwrap().benefit_yen, 3_000);
    let again = world.estimate(&case.insurer, &claim.id).await.unwrap().assessment.unwrap();
    assert_eq!(again.benefit_yen, 3_000, "what it took itself does not stand in its way");
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.first_starts_on, first);
}

async fn a_policy_does_not_renew_one_that_begins_later(world: World) {
    let mut policy = world.new_policy("AB-2048-771930", None);
    policy.first_starts_on = world.day(1);
    let refused = world.policies().register_policy(world.signed(&insurer(), policy)).await.unwrap_err();
    assert_eq!(violations(refused), [("first_starts_on".to_owned(), "AFTER_START".to_owned())]);
}

async fn a_deductible_of_a_year_is_borne_once_over_all_claims(world: World) {
    let case = case(&world, |policy| {
        let plan = plan(policy);
        plan.deductible_yen = 4_000;
        plan.set_deductible_mode(pb::DeductibleMode::AfterRatio);
        plan.set_deductible_unit(pb::DeductibleUnit::Year);
    });
    let case = case.await;
    let mut paid = vec![];
    for _ in 0..3 {
        let claim = world.submitted(&case, 3_000).await;
        paid.push(world.approve(&case.insurer, &claim).await.unwrap().benefit_yen);
    }
    assert_eq!(paid, [0, 2_000, 3_000]);
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.plan.unwrap().deductible_unit(), pb::DeductibleUnit::Year);
}
