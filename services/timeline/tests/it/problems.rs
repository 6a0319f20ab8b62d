//! What a support code stands for: told by the gateway, found by support, for 90 days.

use calendar::Clock as _;
use chrono::TimeDelta;
use identity::WorkloadName;
use proto::{
    Timestamp,
    timeline::v1::{self as pb, problems_service_client::ProblemsServiceClient},
};
use testkit::Engine;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::world::{World, adjuster, clerk, fault, support};

testkit::on_both!(
    support_finds_what_a_code_stands_for,
    a_repeat_is_kept_once,
    after_90_days_nothing_is_found,
    only_support_finds_problems,
    what_could_hold_a_name_is_not_kept,
    only_the_gateway_tells_of_problems,
);

const CODE: &str = "3F7K-9QXM";

async fn problems(world: &World) -> ProblemsServiceClient<Channel> {
    ProblemsServiceClient::new(world.channel(WorkloadName::Gateway).await)
}

/// A problem of so many days ago.
fn problem(world: &World, days: i64) -> pb::Problem {
    let at = world.clock.now() - TimeDelta::days(days);
    pb::Problem {
        support_code: CODE.into(),
        trace_id: Uuid::new_v4().simple().to_string(),
        page: "/claims/{id}".into(),
        reason: "CLAIM_NOT_FOUND".into(),
        status: 404,
        build: "0.1.0".into(),
        occurred_at: Some(Timestamp { seconds: at.timestamp(), nanos: 0 }),
    }
}

async fn record(world: &World, problem: &pb::Problem) {
    let request = pb::RecordProblemsRequest { problems: vec![problem.clone()] };
    problems(world).await.record_problems(request).await.unwrap();
}

async fn find(world: &World, by: &identity::Actor, code: &str) -> Result<Vec<pb::Problem>, fault::Fault> {
    let request = world.by(by, pb::FindProblemRequest { support_code: code.into() });
    let answer = problems(world).await.find_problem(request).await.map_err(fault)?;
    Ok(answer.into_inner().problems)
}

async fn support_finds_what_a_code_stands_for(engine: Engine) {
    let world = World::start(engine).await;
    let (older, newer) = (problem(&world, 2), problem(&world, 1));
    record(&world, &older).await;
    record(&world, &newer).await;
    assert_eq!(find(&world, &support(), CODE).await.unwrap(), [newer, older], "newest first");
    let nothing = find(&world, &support(), "0000-0000").await.unwrap_err();
    assert_eq!(nothing.reason(), "PROBLEM_NOT_FOUND");
    let mistyped = find(&world, &support(), "3F7K").await.unwrap_err();
    assert_eq!(mistyped.reason(), "SUPPORT_CODE_INVALID");
    world.stop().await;
}

async fn a_repeat_is_kept_once(engine: Engine) {
    let world = World::start(engine).await;
    let told = problem(&world, 0);
    record(&world, &told).await;
    record(&world, &told).await;
    assert_eq!(find(&world, &support(), CODE).await.unwrap(), [told]);
    world.stop().await;
}

async fn after_90_days_nothing_is_found(engine: Engine) {
    let world = World::start(engine).await;
    let (gone, kept) = (problem(&world, 91), problem(&world, 89));
    record(&world, &gone).await;
    record(&world, &kept).await;
    assert_eq!(find(&world, &support(), CODE).await.unwrap(), [kept]);
    world.stop().await;
}

async fn only_support_finds_problems(engine: Engine) {
    let world = World::start(engine).await;
    record(&world, &problem(&world, 0)).await;
    for outsider in [clerk(), adjuster()] {
        let refused = find(&world, &outsider, CODE).await.unwrap_err();
        assert_eq!(refused.reason(), "NOT_PERMITTED");
    }
    world.stop().await;
}

async fn what_could_hold_a_name_is_not_kept(engine: Engine) {
    let world = World::start(engine).await;
    let named = pb::Problem { page: "/claims/佐藤".into(), ..problem(&world, 0) };
    let request = pb::RecordProblemsRequest { problems: vec![problem(&world, 0), named] };
    let refused = problems(&world).await.record_problems(request).await.map_err(fault).unwrap_err();
    assert_eq!(refused.reason(), "PROBLEM_INVALID");
    assert_eq!(refused.violations()[0].field, "problems[1].page");
    assert!(find(&world, &support(), CODE).await.is_err(), "none of them");
    world.stop().await;
}

async fn only_the_gateway_tells_of_problems(engine: Engine) {
    let world = World::start(engine).await;
    let mut claims = ProblemsServiceClient::new(world.channel(WorkloadName::Claims).await);
    let refused =
        claims.record_problems(pb::RecordProblemsRequest::default()).await.map_err(fault).unwrap_err();
    assert_eq!(refused.reason(), "CALLER_NOT_ALLOWED");
    world.stop().await;
}
