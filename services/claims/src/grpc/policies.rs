//! The RPCs of PoliciesService: parse, one verb, present.

use proto::claims::v1::{self as pb, policies_service_server::PoliciesService};
use store::Page;
use tonic::{Request, Response, Status};

use super::{parse, present};
use crate::app::App;

pub(super) struct Policies(pub(super) App);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl PoliciesService for Policies {
    async fn contract_clinic(
        &self,
        request: Request<pb::ContractClinicRequest>,
    ) -> Answer<pb::ContractClinicResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let contracted = self.0.contract_clinic(&by, parse::id("clinic_id", &message.clinic_id)?).await?;
        Ok(Response::new(pb::ContractClinicResponse { changed: contracted.changed }))
    }

    async fn register_policy(
        &self,
        request: Request<pb::RegisterPolicyRequest>,
    ) -> Answer<pb::RegisterPolicyResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let registered = self.0.register_policy(&by, parse::new_policy(message)?).await?;
        let (policy_id, revision) = (registered.policy.to_string(), registered.revision);
        Ok(Response::new(pb::RegisterPolicyResponse { policy_id, revision }))
    }

    async fn list_policies(
        &self,
        request: Request<pb::ListPoliciesRequest>,
    ) -> Answer<pb::ListPoliciesResponse> {
        let (by, message) = parse::reading(request)?;
        let page = Page::parse(message.limit, &message.cursor)?;
        let search = parse::search(message.search.as_deref())?;
        let slice = self.0.list_policies(&by, search.as_ref(), &page).await?.map(present::policy);
        Ok(Response::new(pb::ListPoliciesResponse { policies: slice.rows, next_cursor: slice.next_cursor }))
    }

    async fn look_up_policy(
        &self,
        request: Request<pb::LookUpPolicyRequest>,
    ) -> Answer<pb::LookUpPolicyResponse> {
        let (by, message) = parse::reading(request)?;
        let number = parse::policy_number(&message.policy_number)?;
        let found = self.0.look_up_policy(&by, &number).await?;
        Ok(Response::new(pb::LookUpPolicyResponse {
            policies: found.into_iter().map(present::looked_up).collect(),
        }))
    }
}
