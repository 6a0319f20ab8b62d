//! The kept counts equal a recount, whatever has happened.

use std::collections::BTreeMap;

use identity::Actor;
use proto::claims::v1 as pb;

use crate::{
    both,
    verbs::{Case, submission},
    world::{World, clinic},
};

both!(counts_equal_a_recount_after_a_random_history);

/// A small generator: the same history on every run.
struct Dice(u64);

impl Dice {
    const fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn counts_equal_a_recount_after_a_random_history(world: World) {
    let one = world.case().await;
    let other = Case { clinic: clinic(), insurer: one.insurer.clone(), number: one.number.clone() };
    world.contract(&other.insurer, &other.clinic).await;
    let third = world.case().await;
    let mut dice = Dice(20_261_122);
    for _ in 0..25 {
        let case = [&one, &other, &third][usize::try_from(dice.roll(3)).unwrap()];
        match dice.roll(5) {
            0 => drop(world.draft(case).await),
            1 => drop(world.submitted(case, 5_000).await),
            2 => drop(world.approve(&case.insurer, &world.submitted(case, 5_000).await).await.unwrap()),
            3 => drop(world.deny(&case.insurer, &world.submitted(case, 5_000).await).await.unwrap()),
            // What is refused is not counted.
            _ => {
                let draft = world.draft(case).await;
                let submit = world.signed(&case.clinic, submission(&draft));
                world.claims().submit_claim(submit).await.unwrap_err();
            }
        }
    }
    for who in [&one.clinic, &other.clinic, &one.insurer, &third.clinic, &third.insurer] {
        let mut recount = BTreeMap::new();
        for claim in world.list(who, "").await {
            *recount.entry(claim.status).or_insert(0) += 1;
        }
        assert_eq!(kept(&world, who).await, recount);
    }
}

async fn kept(world: &World, who: &Actor) -> BTreeMap<i32, i64> {
    let answer = world.claims().count_claims(world.signed(who, pb::CountClaimsRequest {})).await.unwrap();
    answer.into_inner().counts.into_iter().map(|count| (count.status, count.count)).collect()
}
