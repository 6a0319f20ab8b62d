//! The RPCs of ProblemsService: parse, one verb, present.

use identity::actor;
use proto::timeline::v1::{self as pb, problems_service_server::ProblemsService};
use tonic::{Request, Response, Status};

use super::{parse, present};
use crate::app::App;

pub(super) struct Problems {
    pub(super) app: App,
}

#[tonic::async_trait]
impl ProblemsService for Problems {
    async fn record_problems(
        &self,
        request: Request<pb::RecordProblemsRequest>,
    ) -> Result<Response<pb::RecordProblemsResponse>, Status> {
        let problems = parse::problems(request.into_inner().problems)?;
        self.app.record_problems(problems).await?;
        Ok(Response::new(pb::RecordProblemsResponse {}))
    }

    async fn find_problem(
        &self,
        request: Request<pb::FindProblemRequest>,
    ) -> Result<Response<pb::FindProblemResponse>, Status> {
        let actor = actor(&request)?;
        let code = parse::support_code(&request.into_inner().support_code)?;
        let found = self.app.find_problem(&actor, &code).await?;
        Ok(Response::new(pb::FindProblemResponse {
            problems: found.into_iter().map(present::problem).collect(),
        }))
    }
}
