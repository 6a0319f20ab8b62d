//! Plans made for the test: one version that is published. Refuses as claims does.

use fault::Fault;
use proto::claims::v1::{
    plans_service_server::{PlansService, PlansServiceServer},
    *,
};
use tonic::{Request, Response, Status};

use crate::stub::Stub;

/// The version.
pub const PLAN: &str = "0199d3a0-0000-7000-8000-0000000000e1";

pub fn server(stub: Stub) -> PlansServiceServer<Stub> {
    PlansServiceServer::new(stub)
}

fn version() -> PlanVersion {
    PlanVersion {
        id: PLAN.into(),
        revision: 2,
        code: "AOBA70".into(),
        name: "あおば<70>".into(),
        version: 1,
        valid_from: "2026-04-01".into(),
        valid_until: "2027-03-31".into(),
        ratio_pct: 70,
        annual_maximum_yen: Some(1_224_000),
        published_at: Some(proto::Timestamp { seconds: 1_600_000_000, nanos: 0 }),
    }
}

#[tonic::async_trait]
impl PlansService for Stub {
    async fn publish_plan(
        &self,
        request: Request<PublishPlanRequest>,
    ) -> Result<Response<PublishPlanResponse>, Status> {
        let request = self.note(request)?;
        if request.examples.contains("701") {
            let fault = Fault::invalid("REQUEST_INVALID");
            let fault = fault.violation("examples[0]", "DIFFERENT", "A: ¥701 ≠ ¥700");
            let fault = fault.violation("definition.caps.outpatient", "OUT_OF_RANGE", "1 yen or more");
            return Err(fault.violation("valid_from", "NOT_LATER", "x").into());
        }
        self.state.lock().unwrap().published.push(request);
        Ok(Response::new(PublishPlanResponse { plan_id: PLAN.into(), revision: 1, version: 3 }))
    }

    async fn list_plans(
        &self,
        request: Request<ListPlansRequest>,
    ) -> Result<Response<ListPlansResponse>, Status> {
        self.note(request)?;
        Ok(Response::new(ListPlansResponse { plans: vec![version()], next_cursor: String::new() }))
    }

    async fn get_plan(&self, request: Request<GetPlanRequest>) -> Result<Response<GetPlanResponse>, Status> {
        if self.note(request)?.plan_id != PLAN {
            return Err(Fault::not_found("PLAN_NOT_FOUND").into());
        }
        let step = ExampleStep { unit: "通院".into(), explanation: "補償割合 70％".into(), yen: 700 };
        let example = WorkedExample {
            id: "例1".into(),
            description: "通院1日".into(),
            benefit_yen: 700,
            steps: vec![step],
        };
        Ok(Response::new(GetPlanResponse {
            plan: Some(version()),
            definition: r#"{"code":"AOBA70","ratio_pct":70}"#.into(),
            examples: vec![example],
        }))
    }
}
