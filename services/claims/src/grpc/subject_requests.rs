//! The RPCs of SubjectRequestsService: parse, one verb, present.

mod parse;
mod present;

use proto::claims::v1::{self as pb, subject_requests_service_server::SubjectRequestsService};
use store::Page;
use tonic::{Request, Response, Status};

use super::parse::{asked, id, reading};
use crate::app::App;

pub(super) struct SubjectRequests(pub(super) App);

type Answer<T> = Result<Response<T>, Status>;

/// The field of the request's id.
const ID: &str = "subject_request_id";

#[tonic::async_trait]
impl SubjectRequestsService for SubjectRequests {
    async fn receive_subject_request(
        &self,
        request: Request<pb::ReceiveSubjectRequestRequest>,
    ) -> Answer<pb::ReceiveSubjectRequestResponse> {
        let (by, message) = asked(request, |message| &message.request_id)?;
        let received = self.0.receive_subject_request(&by, &parse::received(message)?).await?;
        let (subject_request_id, revision) = (received.request.to_string(), received.revision);
        let number = received.number;
        Ok(Response::new(pb::ReceiveSubjectRequestResponse { subject_request_id, revision, number }))
    }

    async fn identify_subject(
        &self,
        request: Request<pb::IdentifySubjectRequest>,
    ) -> Answer<pb::IdentifySubjectResponse> {
        let (by, message) = asked(request, |message| &message.request_id)?;
        let seen = message.revision;
        let (id, proof, stated) = parse::shown(&message.subject_request_id, message.check)?;
        let revision = self.0.identify_subject(&by, id, seen, (proof, &stated)).await?;
        Ok(Response::new(pb::IdentifySubjectResponse { revision }))
    }

    async fn carry_out_subject_request(
        &self,
        request: Request<pb::CarryOutSubjectRequestRequest>,
    ) -> Answer<pb::CarryOutSubjectRequestResponse> {
        let (by, message) = asked(request, |message| &message.request_id)?;
        let id = id(ID, &message.subject_request_id)?;
        let revision = self.0.carry_out_subject_request(&by, id, message.revision).await?;
        Ok(Response::new(pb::CarryOutSubjectRequestResponse { revision }))
    }

    async fn refuse_subject_request(
        &self,
        request: Request<pb::RefuseSubjectRequestRequest>,
    ) -> Answer<pb::RefuseSubjectRequestResponse> {
        let (by, message) = asked(request, |message| &message.request_id)?;
        let (id, ground) = parse::refusal(&message)?;
        let revision = self.0.refuse_subject_request(&by, id, message.revision, ground).await?;
        Ok(Response::new(pb::RefuseSubjectRequestResponse { revision }))
    }

    async fn resume_use(&self, request: Request<pb::ResumeUseRequest>) -> Answer<pb::ResumeUseResponse> {
        let (by, message) = asked(request, |message| &message.request_id)?;
        let seen = message.revision;
        let (id, proof, stated) = parse::shown(&message.subject_request_id, message.check)?;
        let revision = self.0.resume_use(&by, id, seen, (proof, &stated)).await?;
        Ok(Response::new(pb::ResumeUseResponse { revision }))
    }

    async fn get_subject_request(
        &self,
        request: Request<pb::GetSubjectRequestRequest>,
    ) -> Answer<pb::GetSubjectRequestResponse> {
        let (by, message) = reading(request)?;
        let shown = self.0.get_subject_request(&by, id(ID, &message.subject_request_id)?).await?;
        Ok(Response::new(present::shown(shown)))
    }

    async fn list_subject_requests(
        &self,
        request: Request<pb::ListSubjectRequestsRequest>,
    ) -> Answer<pb::ListSubjectRequestsResponse> {
        let (by, message) = reading(request)?;
        let page = Page::parse(message.limit, &message.cursor)?;
        let slice = self.0.list_subject_requests(&by, message.open, &page).await?.map(present::listed);
        let (subject_requests, next_cursor) = (slice.rows, slice.next_cursor);
        Ok(Response::new(pb::ListSubjectRequestsResponse { subject_requests, next_cursor }))
    }

    async fn get_subject_request_file(
        &self,
        request: Request<pb::GetSubjectRequestFileRequest>,
    ) -> Answer<pb::GetSubjectRequestFileResponse> {
        let (by, message) = reading(request)?;
        let (id, file) = parse::file(&message)?;
        let content = self.0.get_subject_file(&by, id, file).await?;
        Ok(Response::new(pb::GetSubjectRequestFileResponse { content }))
    }
}
