//! Requests of data subjects made for the test: one to be identified, deletions that somebody else and the signed-in person have
//! checked, a stop and a disclosure that are done. Refuses as claims does.

use std::collections::BTreeMap;

use fault::Fault;
use proto::claims::v1::{
    subject_requests_service_server::{SubjectRequestsService, SubjectRequestsServiceServer},
    *,
};
use tonic::{Request, Response, Status};

use crate::stub::{PERSON, Stub};

/// A correction that waits for the identity; its revision is 3, as everybody's.
pub const RECEIVED: &str = "0199d3a0-0000-7000-8000-0000000000f1";
/// A deletion that somebody else has checked.
pub const CHECKED: &str = "0199d3a0-0000-7000-8000-0000000000f2";
/// A deletion that the signed-in person has checked.
pub const OWN: &str = "0199d3a0-0000-7000-8000-0000000000f3";
/// A stop that is done.
pub const STOPPED: &str = "0199d3a0-0000-7000-8000-0000000000f4";
/// A disclosure that is done.
pub const DISCLOSED: &str = "0199d3a0-0000-7000-8000-0000000000f5";
/// Another person.
const OTHER: &str = "0199d3a0-0000-7000-8000-0000000000bb";

/// What was asked, in order.
#[derive(Debug, Default, Clone)]
pub struct Asked {
    pub received: Vec<ReceiveSubjectRequestRequest>,
    pub identified: Vec<IdentifySubjectRequest>,
    pub refused: Vec<RefuseSubjectRequestRequest>,
    pub resumed: Vec<ResumeUseRequest>,
    /// Every RPC.
    pub calls: Vec<&'static str>,
}

pub fn server(stub: Stub) -> SubjectRequestsServiceServer<Stub> {
    SubjectRequestsServiceServer::new(stub)
}

impl Stub {
    fn handling<T>(&self, rpc: &'static str, request: Request<T>) -> Result<T, Status> {
        let request = self.note(request)?;
        let mut state = self.state.lock().unwrap();
        state.subjects.calls.push(rpc);
        if !state.permissions.contains(&"subject_handle") {
            return Err(Fault::forbidden("NOT_PERMITTED").into());
        }
        Ok(request)
    }
}

fn known() -> BTreeMap<&'static str, SubjectRequest> {
    let moment = |seconds| Some(proto::Timestamp { seconds, nanos: 0 });
    let received = SubjectRequest {
        revision: 3,
        number: "S-200913-7K3F9X".into(),
        kind: SubjectRequestKind::Correction.into(),
        state: SubjectRequestState::Received.into(),
        policy_id: "p".into(),
        asked_at: moment(1_600_000_000),
        due_at: moment(1_600_259_200),
        received_by: OTHER.into(),
        received_at: moment(1_600_000_100),
        ..SubjectRequest::default()
    };
    let checked = |by: &str, kind: SubjectRequestKind| SubjectRequest {
        kind: kind.into(),
        state: SubjectRequestState::Identified.into(),
        proof: IdentityProof::CallBack.into(),
        identified_by: by.into(),
        identified_at: moment(1_600_000_200),
        ..received.clone()
    };
    let done = |kind| SubjectRequest {
        state: SubjectRequestState::Done.into(),
        settled_by: PERSON.into(),
        settled_at: moment(1_600_000_300),
        ..checked(OTHER, kind)
    };
    let disclosed =
        SubjectRequest { disclosure_until: moment(4_000_000_000), ..done(SubjectRequestKind::Disclosure) };
    let all = [
        (RECEIVED, received.clone()),
        (CHECKED, checked(OTHER, SubjectRequestKind::Deletion)),
        (OWN, checked(PERSON, SubjectRequestKind::Deletion)),
        (STOPPED, done(SubjectRequestKind::Stop)),
        (DISCLOSED, disclosed),
    ];
    all.into_iter().map(|(id, request)| (id, SubjectRequest { id: id.into(), ..request })).collect()
}

/// Refuses what is not there, stands elsewhere, or was changed since.
fn expect(id: &str, revision: i64, state: SubjectRequestState) -> Result<(), Status> {
    let known = known();
    let request = known.get(id).ok_or_else(|| Status::from(Fault::not_found("SUBJECT_REQUEST_NOT_FOUND")))?;
    if request.state() != state {
        return Err(Fault::refused("SUBJECT_REQUEST_STATE").into());
    }
    if revision != request.revision {
        return Err(Fault::conflict("SUBJECT_REQUEST_STALE").into());
    }
    Ok(())
}

#[tonic::async_trait]
impl SubjectRequestsService for Stub {
    async fn receive_subject_request(
        &self,
        request: Request<ReceiveSubjectRequestRequest>,
    ) -> Result<Response<ReceiveSubjectRequestResponse>, Status> {
        let request = self.handling("ReceiveSubjectRequest", request)?;
        match request.policy_number.as_str() {
            "NOBODY" => return Err(Fault::not_found("POLICY_NOT_FOUND").into()),
            "TWICE" => return Err(Fault::conflict("SUBJECT_REQUEST_OPEN").into()),
            "STOPPED" => return Err(Fault::refused("POLICY_STOPPED").into()),
            "EARLY" => {
                let fault = Fault::invalid("REQUEST_INVALID");
                return Err(fault.violation("asked_at", "TOO_EARLY", "x").into());
            }
            _ => {}
        }
        self.state.lock().unwrap().subjects.received.push(request);
        Ok(Response::new(ReceiveSubjectRequestResponse {
            subject_request_id: RECEIVED.into(),
            revision: 1,
            number: "S-200913-7K3F9X".into(),
        }))
    }

    async fn identify_subject(
        &self,
        request: Request<IdentifySubjectRequest>,
    ) -> Result<Response<IdentifySubjectResponse>, Status> {
        let request = self.handling("IdentifySubject", request)?;
        expect(&request.subject_request_id, request.revision, SubjectRequestState::Received)?;
        if request.check.as_ref().is_some_and(|check| check.stated_kana == "ダレカ") {
            let fault = Fault::invalid("SUBJECT_MISMATCH").violation("stated_kana", "MISMATCH", "x");
            return Err(fault.violation("stated_contact", "MISMATCH", "x").into());
        }
        self.state.lock().unwrap().subjects.identified.push(request);
        Ok(Response::new(IdentifySubjectResponse { revision: 4 }))
    }

    async fn carry_out_subject_request(
        &self,
        request: Request<CarryOutSubjectRequestRequest>,
    ) -> Result<Response<CarryOutSubjectRequestResponse>, Status> {
        let request = self.handling("CarryOutSubjectRequest", request)?;
        expect(&request.subject_request_id, request.revision, SubjectRequestState::Identified)?;
        if request.subject_request_id == OWN {
            return Err(Fault::refused("SUBJECT_SAME_PERSON").into());
        }
        Ok(Response::new(CarryOutSubjectRequestResponse { revision: 4 }))
    }

    async fn refuse_subject_request(
        &self,
        request: Request<RefuseSubjectRequestRequest>,
    ) -> Result<Response<RefuseSubjectRequestResponse>, Status> {
        let request = self.handling("RefuseSubjectRequest", request)?;
        expect(&request.subject_request_id, request.revision, SubjectRequestState::Received)?;
        self.state.lock().unwrap().subjects.refused.push(request);
        Ok(Response::new(RefuseSubjectRequestResponse { revision: 4 }))
    }

    async fn resume_use(
        &self,
        request: Request<ResumeUseRequest>,
    ) -> Result<Response<ResumeUseResponse>, Status> {
        let request = self.handling("ResumeUse", request)?;
        expect(&request.subject_request_id, request.revision, SubjectRequestState::Done)?;
        self.state.lock().unwrap().subjects.resumed.push(request);
        Ok(Response::new(ResumeUseResponse { revision: 4 }))
    }

    async fn get_subject_request(
        &self,
        request: Request<GetSubjectRequestRequest>,
    ) -> Result<Response<GetSubjectRequestResponse>, Status> {
        let id = self.handling("GetSubjectRequest", request)?.subject_request_id;
        let found = known().remove(id.as_str());
        let found = found.ok_or_else(|| Status::from(Fault::not_found("SUBJECT_REQUEST_NOT_FOUND")))?;
        let correction = (id == RECEIVED).then(|| Correction {
            surname: Some("鈴木<script>".into()),
            phone: Some(String::new()),
            ..Correction::default()
        });
        let details = SubjectRequestDetails {
            policy_number: "AB-2048".into(),
            policyholder_name: "佐藤 由美".into(),
            correction,
            undecided_claims: 0,
            in_force: id == STOPPED,
            stopped: id == STOPPED,
            possible_grounds: if id == RECEIVED { vec![RefusalGround::NotKept.into()] } else { vec![] },
        };
        Ok(Response::new(GetSubjectRequestResponse { subject_request: Some(found), details: Some(details) }))
    }

    async fn list_subject_requests(
        &self,
        request: Request<ListSubjectRequestsRequest>,
    ) -> Result<Response<ListSubjectRequestsResponse>, Status> {
        let open = self.handling("ListSubjectRequests", request)?.open;
        let is_open = |one: &SubjectRequest| one.settled_at.is_none();
        let subject_requests = known().into_values().filter(|one| !open || is_open(one)).collect();
        Ok(Response::new(ListSubjectRequestsResponse { subject_requests, next_cursor: String::new() }))
    }

    async fn get_subject_request_file(
        &self,
        request: Request<GetSubjectRequestFileRequest>,
    ) -> Result<Response<GetSubjectRequestFileResponse>, Status> {
        let request = self.handling("GetSubjectRequestFile", request)?;
        if request.subject_request_id != DISCLOSED {
            return Err(Fault::refused("SUBJECT_FILE_GONE").into());
        }
        let content: &[u8] = match request.file() {
            SubjectRequestFile::AttestationPdf | SubjectRequestFile::DisclosurePdf => b"%PDF-",
            SubjectRequestFile::AttestationJson => b"{\"payload\":\"\"}",
            SubjectRequestFile::DisclosureJson => b"{\"policy\":{}}",
            SubjectRequestFile::Unspecified => return Err(Fault::invalid("REQUEST_INVALID").into()),
        };
        Ok(Response::new(GetSubjectRequestFileResponse { content: content.to_vec() }))
    }
}
