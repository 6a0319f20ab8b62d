//! Rules of review made for the test: kept, and refused when they have changed, as claims does.

use fault::Fault;
use proto::claims::v1::{
    review_rules_service_server::{ReviewRulesService, ReviewRulesServiceServer},
    *,
};
use tonic::{Request, Response, Status};

use crate::stub::Stub;

pub fn server(stub: Stub) -> ReviewRulesServiceServer<Stub> {
    ReviewRulesServiceServer::new(stub)
}

#[tonic::async_trait]
impl ReviewRulesService for Stub {
    async fn get_review_rules(
        &self,
        request: Request<GetReviewRulesRequest>,
    ) -> Result<Response<GetReviewRulesResponse>, Status> {
        self.note(request)?;
        Ok(Response::new(GetReviewRulesResponse { rules: self.seen(|state| state.rules) }))
    }

    async fn set_review_rules(
        &self,
        request: Request<SetReviewRulesRequest>,
    ) -> Result<Response<SetReviewRulesResponse>, Status> {
        let SetReviewRulesRequest { request_id: _, revision: seen, approves_up_to_yen, sample_pct } =
            self.note(request)?;
        let kept = &mut self.state.lock().unwrap().rules;
        if kept.map_or(0, |rules| rules.revision) != seen {
            return Err(Fault::conflict("REVIEW_RULES_STALE").into());
        }
        let revision = seen + 1;
        *kept = Some(ReviewRules { revision, approves_up_to_yen, sample_pct });
        Ok(Response::new(SetReviewRulesResponse { revision }))
    }
}
