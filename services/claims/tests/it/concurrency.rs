//! Racing for the same yen and for the same claim: nothing is overspent and nobody wins twice.

use futures::future::join_all;

use crate::{
    both,
    verbs::Known,
    world::{World, reason},
};

both!(approvals_racing_for_the_last_yen_never_overspend, approve_and_deny_racing_for_a_claim_have_one_winner,);

async fn approvals_racing_for_the_last_yen_never_overspend(world: World) {
    const CAP: i64 = 10_000;
    let case = world.capped_case(Some(CAP)).await;
    let mut claims = vec![];
    for _ in 0..6 {
        claims.push(world.submitted(&case, 3_000).await);
    }
    let answers = join_all(claims.iter().map(|claim| world.approve(&case.insurer, claim))).await;
    let (paid, unpaid): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let mut paid: Vec<i64> = paid.into_iter().flatten().map(|answer| answer.benefit_yen).collect();
    paid.sort_unstable();
    assert_eq!(paid, [1_000, 3_000, 3_000, 3_000], "the whole cap and no yen more");
    let unpaid: Vec<String> = unpaid.into_iter().flat_map(Result::err).map(reason).collect();
    assert_eq!(unpaid, ["NOTHING_TO_PAY", "NOTHING_TO_PAY"]);
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.remaining_yen, Some(0));
    let shown = world.list(&case.insurer, "").await;
    let shown = shown.iter().map(|claim| claim.benefit_yen.unwrap_or_default()).sum::<i64>();
    assert_eq!(shown, CAP, "what the claims say and what the policy says is the same");
}

async fn approve_and_deny_racing_for_a_claim_have_one_winner(world: World) {
    let case = world.capped_case(Some(100_000)).await;
    for _ in 0..5 {
        let claim: Known = world.submitted(&case, 3_000).await;
        let before = remaining(&world, &case).await;
        let approvals = join_all((0..4).map(|_| world.approve(&case.insurer, &claim)));
        let denials = join_all((0..4).map(|_| world.deny(&case.insurer, &claim)));
        let (approvals, denials) = tokio::join!(approvals, denials);
        let approved = approvals.iter().flatten().map(|answer| answer.benefit_yen).collect::<Vec<_>>();
        assert_eq!(approved.len() + denials.iter().flatten().count(), 1);
        assert_eq!(before - remaining(&world, &case).await, approved.iter().sum::<i64>());
        let refused = approvals.into_iter().filter_map(Result::err);
        for refused in refused.chain(denials.into_iter().filter_map(Result::err)) {
            assert_eq!(reason(refused), "CLAIM_STATE");
        }
    }
}

async fn remaining(world: &World, case: &crate::verbs::Case) -> i64 {
    world.look_up(&case.clinic, &case.number).await.unwrap().remove(0).remaining_yen.unwrap()
}
