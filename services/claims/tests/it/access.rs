//! Who may call what: the table against real callers.

use claims::RULES;
use identity::{ActorRule, Rule, WorkloadName};
use proto::claims::v1 as pb;
use tonic::{Request, Status, client::Grpc, transport::Channel};
use tonic_prost::ProstCodec;

use crate::{
    both,
    verbs::{denial, opening},
    world::{World, nobody, reason, viewer},
};

both!(
    a_new_key_of_actors_is_believed_without_a_restart,
    a_workload_that_is_not_in_the_rule_is_refused,
    an_rpc_for_actors_needs_a_signed_actor,
    a_permission_is_needed_for_every_verb,
);

/// Calls any RPC with an empty message.
async fn call(channel: Channel, rule: &Rule) -> Result<(), Status> {
    let mut grpc = Grpc::new(channel);
    grpc.ready().await.unwrap();
    let codec = ProstCodec::<(), ()>::default();
    grpc.unary(Request::new(()), rule.path.parse().unwrap(), codec).await.map(|_| ())
}

async fn a_workload_that_is_not_in_the_rule_is_refused(world: World) {
    for name in WorkloadName::ALL {
        let channel = world.channel(name);
        for rule in RULES.iter().filter(|rule| !rule.callers.contains(&name)) {
            let refused = call(channel.clone(), rule).await.unwrap_err();
            assert_eq!(reason(refused), "CALLER_NOT_ALLOWED", "{name} {}", rule.path);
        }
    }
}

async fn an_rpc_for_actors_needs_a_signed_actor(world: World) {
    let channel = world.channel(WorkloadName::Gateway);
    for rule in RULES.iter().filter(|rule| rule.actor == ActorRule::Required) {
        let refused = call(channel.clone(), rule).await.unwrap_err();
        assert_eq!(reason(refused), "ACTOR_MISSING", "{}", rule.path);
    }
}

async fn a_permission_is_needed_for_every_verb(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let refused = world.claim(&nobody(&case.clinic), &claim.id).await.unwrap_err();
    assert_eq!(reason(refused), "NOT_PERMITTED");
    for outsider in [viewer(&case.insurer), case.clinic.clone()] {
        assert_eq!(reason(world.approve(&outsider, &claim).await.unwrap_err()), "NOT_PERMITTED");
        let denied = world.claims().deny_claim(world.signed(&outsider, denial(&claim))).await.unwrap_err();
        assert_eq!(reason(denied), "NOT_PERMITTED");
    }
    for outsider in [viewer(&case.clinic), case.insurer.clone()] {
        assert_eq!(reason(world.look_up(&outsider, &case.number).await.unwrap_err()), "NOT_PERMITTED");
        let upload = world.upload(&outsider, vec![opening(&claim.id)]).await.unwrap_err();
        assert_eq!(reason(upload), "NOT_PERMITTED");
    }
    assert!(world.claim(&viewer(&case.insurer), &claim.id).await.is_ok());
    let policy = world.new_policy("AB-0002", None);
    let refused = world.policies().register_policy(world.signed(&case.clinic, policy)).await.unwrap_err();
    assert_eq!(reason(refused), "NOT_PERMITTED");
}

async fn a_new_key_of_actors_is_believed_without_a_restart(mut world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let before = world.signed(&case.clinic, pb::GetClaimRequest { claim_id: claim.id.clone() });
    world.rotate_actor_key();
    testkit::eventually("the new key is believed", async || {
        world.claim(&case.clinic, &claim.id).await.is_ok()
    })
    .await;
    world.claims().get_claim(before).await.unwrap();
}
