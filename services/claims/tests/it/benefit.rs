//! What is paid under a policy: its limits over all of its claims, its beginning, and what is said of each line.

use futures::future::join_all;
use proto::claims::v1::{self as pb, ClaimStatus, claim::State};

use crate::{
    both, facts,
    verbs::Case,
    world::{World, clinic, insurer, reason, violations},
};

both!(
    claims_of_one_day_share_its_cap_however_they_race,
    an_approval_is_whole_or_in_part_or_within_the_deductible,
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
    let (paid, unpaid): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let mut paid: Vec<_> =
        paid.into_iter().flatten().map(|answer| (answer.benefit_yen, answer.status())).collect();
    paid.sort_unstable();
    let [partly, wholly] = [ClaimStatus::PartiallyApproved, ClaimStatus::Approved];
    assert_eq!(paid, [(1_000, partly), (3_000, wholly), (3_000, wholly)]);
    let reasons: Vec<String> = unpaid.into_iter().flat_map(Result::err).map(reason).collect();
    assert_eq!(reasons, ["NOTHING_TO_PAY", "NOTHING_TO_PAY"], "what pays nothing is denied, with a reason");
    let last = world.submitted(&case, 3_000).await;
    let told = world.estimate(&case.clinic, &last.id).await.unwrap().assessment.unwrap();
    assert_eq!((told.benefit_yen, told.lines[0].reason_code.as_str()), (0, "LIMIT_UNIT"));
    let cap = &told.steps[2];
    assert_eq!(cap.explanation, "限度額 ¥7,000 の残り ¥0 までとなります");
    assert_eq!(cap.english_explanation, "up to the ¥0 left of the limit ¥7,000");
    assert!(cap.unit.starts_with("通院 20") && cap.english_unit.starts_with("outpatient care 20"), "{cap:?}");
}

async fn an_approval_is_whole_or_in_part_or_within_the_deductible(world: World) {
    let case = case(&world, |policy| {
        let plan = plan(policy);
        plan.deductible_yen = 5_000;
        plan.set_deductible_mode(pb::DeductibleMode::BeforeRatio);
    });
    let case = case.await;
    let absorbed = world.submitted(&case, 5_000).await;
    let told = world.estimate(&case.clinic, &absorbed.id).await.unwrap().assessment.unwrap();
    assert_eq!((told.benefit_yen, told.outcome()), (0, ClaimStatus::Absorbed));
    let answer = world.approve(&case.insurer, &absorbed).await.unwrap();
    assert_eq!((answer.benefit_yen, answer.status()), (0, ClaimStatus::Absorbed));
    let Some(State::Approved(state)) = world.claim(&case.clinic, &absorbed.id).await.unwrap().state else {
        panic!("not approved")
    };
    assert_eq!(state.assessment.unwrap().outcome(), ClaimStatus::Absorbed);

    let whole = world.submitted(&case, 15_000).await;
    assert_eq!(world.approve(&case.insurer, &whole).await.unwrap().status(), ClaimStatus::Approved);

    let mut counts = world.counted(&case.insurer).await;
    counts.sort_unstable();
    assert_eq!(counts, [(ClaimStatus::Approved as i32, 1), (ClaimStatus::Absorbed as i32, 1)]);
    let told = facts::read(&world, 9).await.into_iter().find(|fact| fact.kind == "claim.absorbed").unwrap();
    assert_eq!(
        (told.subject.unwrap().id.as_str(), told.changes[1].after.as_str()),
        (absorbed.id.as_str(), "0")
    );
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
