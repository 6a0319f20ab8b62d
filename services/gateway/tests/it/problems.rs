//! What people are shown with a support code can be looked up, and telling of it holds nobody up.

use fault::Fault;
use gateway::context::SupportCode;
use proto::timeline::v1::{problems_service_server::ProblemsService, *};
use testkit::eventually;
use tonic::{Request, Response, Status};

use crate::{stub::Stub, visitor::TOKEN, world::World};

#[tonic::async_trait]
impl ProblemsService for Stub {
    async fn record_problems(
        &self,
        request: Request<RecordProblemsRequest>,
    ) -> Result<Response<RecordProblemsResponse>, Status> {
        if self.seen(|state| state.hangs) {
            std::future::pending::<()>().await;
        }
        self.state.lock().unwrap().problems.extend(request.into_inner().problems);
        Ok(Response::new(RecordProblemsResponse {}))
    }

    async fn find_problem(
        &self,
        request: Request<FindProblemRequest>,
    ) -> Result<Response<FindProblemResponse>, Status> {
        let code = self.note(request)?.support_code;
        let known = self.seen(|state| state.problems.clone()).into_iter();
        let problems: Vec<_> = known.filter(|problem| problem.support_code == code).collect();
        if problems.is_empty() {
            return Err(Fault::not_found("PROBLEM_NOT_FOUND").into());
        }
        Ok(Response::new(FindProblemResponse { problems }))
    }
}

#[tokio::test]
async fn what_a_person_was_shown_is_found_by_its_support_code() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let shown = portal.get("/api/v1/claims/sato-yumi", &[TOKEN]).await;
    let (code, trace) = (shown.json()["support_code"].clone(), shown.json()["trace_id"].clone());
    eventually("timeline is told", async || world.stub.seen(|state| !state.problems.is_empty())).await;
    // As people type what they have heard.
    let heard = code.as_str().unwrap().replace('-', "").to_lowercase();
    let found = portal.get(&format!("/api/v1/problems/{heard}"), &[TOKEN]).await;
    assert_eq!(found.status, 200, "{found:?}");
    let found = &found.json()["items"][0];
    assert_eq!((&found["support_code"], &found["trace_id"], &found["status"]), (&code, &trace, &404.into()));
    assert_eq!(
        (found["page"].as_str(), found["reason"].as_str()),
        (Some("/api/v1/claims/{claim_id}"), Some("CLAIM_NOT_FOUND")),
        "never what stood in the path"
    );
    assert!(!found["build"].as_str().unwrap().is_empty());
    world.stop().await;
}

#[tokio::test]
async fn a_page_and_a_refusal_at_the_door_are_told_of_as_well() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    assert_eq!(portal.get("/nowhere", &[]).await.status, 404);
    let mut elsewhere = world.portal().await.asking_for("elsewhere.example");
    assert_eq!(elsewhere.get("/", &[]).await.status, 421);
    let reasons = || world.stub.seen(|state| state.problems.iter().map(|told| told.reason.clone()).collect());
    eventually("both are told", async || {
        let told: Vec<String> = reasons();
        told.contains(&"PAGE_NOT_FOUND".to_owned()) && told.contains(&"NAMES_DISAGREE".to_owned())
    })
    .await;
    world.stop().await;
}

#[tokio::test]
async fn a_mistyped_code_is_noticed_and_an_unknown_one_is_not_there() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let code = SupportCode::of(42).to_string();
    let mistyped = code.replace(|c| c != '-', "7");
    let refused = portal.get(&format!("/api/v1/problems/{mistyped}"), &[TOKEN]).await;
    assert_eq!(refused.problem(), "SUPPORT_CODE_INVALID");
    let unknown = portal.get(&format!("/api/v1/problems/{code}"), &[TOKEN]).await;
    assert_eq!((unknown.status, unknown.problem().as_str()), (404, "PROBLEM_NOT_FOUND"));
    world.stop().await;
}

#[tokio::test]
async fn no_answer_waits_for_timeline() {
    let world = World::start().await;
    world.stub.state.lock().unwrap().hangs = true;
    let mut portal = world.portal().await;
    // More than the queue holds.
    for _ in 0..400 {
        assert_eq!(portal.get("/api/v1/nothing", &[TOKEN]).await.status, 404);
    }
    assert!(world.stub.seen(|state| state.problems.is_empty()));
}
