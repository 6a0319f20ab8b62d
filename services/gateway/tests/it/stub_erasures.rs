//! Erasures made for the test: one that somebody else has requested, one that the signed-in person has, one whose contract
//! runs, one that is done. Refuses as accounts does.

use fault::Fault;
use proto::accounts::v1::{
    erasures_service_server::{ErasuresService, ErasuresServiceServer},
    *,
};
use tonic::{Request, Response, Status};

use crate::stub::{PERSON, Stub};

/// Requested by somebody else; its revision is 3.
pub const WAITING: &str = "0199d3a0-0000-7000-8000-0000000000e1";
/// Requested by the person who is signed in.
pub const OWN: &str = "0199d3a0-0000-7000-8000-0000000000e2";
/// Its contract runs for years.
pub const EARLY: &str = "0199d3a0-0000-7000-8000-0000000000e3";
/// Done.
pub const DONE: &str = "0199d3a0-0000-7000-8000-0000000000e4";
/// The organisation that all of them are about.
pub const NAME: &str = "みどり動物病院";
/// Another person.
const OTHER: &str = "0199d3a0-0000-7000-8000-0000000000bb";

/// What was asked.
#[derive(Debug, Default, Clone)]
pub struct Asked {
    pub requested: Vec<RequestErasureRequest>,
    pub confirmed: Vec<ConfirmErasureRequest>,
    pub cancelled: Vec<CancelErasureRequest>,
    /// Every RPC about erasures.
    pub calls: Vec<&'static str>,
}

pub fn server(stub: Stub) -> ErasuresServiceServer<Stub> {
    ErasuresServiceServer::new(stub)
}

impl Stub {
    fn erasing<T>(&self, rpc: &'static str, request: Request<T>) -> Result<T, Status> {
        let request = self.note(request)?;
        let mut state = self.state.lock().unwrap();
        state.erasing.calls.push(rpc);
        if !state.permissions.contains(&"organisation_erase") {
            return Err(Fault::forbidden("NOT_PERMITTED").into());
        }
        Ok(request)
    }
}

fn erasure(id: &str) -> Option<Erasure> {
    let moment = |seconds| Some(proto::Timestamp { seconds, nanos: 0 });
    let waiting = Erasure {
        id: id.into(),
        revision: 3,
        organisation_id: "b".into(),
        organisation_name: NAME.into(),
        state: ErasureState::Requested.into(),
        contract_ended_on: "2020-03-31".into(),
        instruction_reference: "消去指示書 2020-04".into(),
        instruction_received_on: "2020-04-02".into(),
        requested_by: OTHER.into(),
        requested_at: moment(1_600_000_000),
        ..Erasure::default()
    };
    match id {
        WAITING => Some(waiting),
        OWN => Some(Erasure { requested_by: PERSON.into(), ..waiting }),
        EARLY => Some(Erasure { contract_ended_on: "2999-12-31".into(), ..waiting }),
        DONE => Some(Erasure {
            state: ErasureState::Done.into(),
            settled_by: PERSON.into(),
            settled_at: moment(1_600_000_100),
            keys_destroyed_at: moment(1_600_000_200),
            backups_gone_on: "2020-10-18".into(),
            ..waiting
        }),
        _ => None,
    }
}

#[tonic::async_trait]
impl ErasuresService for Stub {
    async fn request_erasure(
        &self,
        request: Request<RequestErasureRequest>,
    ) -> Result<Response<RequestErasureResponse>, Status> {
        let request = self.erasing("RequestErasure", request)?;
        if request.instruction_received_on.starts_with("2999") {
            return Err(Fault::invalid("ERASURE_INVALID")
                .violation("instruction_received_on", "IN_FUTURE", "x")
                .into());
        }
        if request.instruction_reference == "twice" {
            return Err(Fault::refused("ERASURE_UNDER_WAY").into());
        }
        self.state.lock().unwrap().erasing.requested.push(request);
        Ok(Response::new(RequestErasureResponse { erasure_id: OWN.into(), revision: 1 }))
    }

    async fn confirm_erasure(
        &self,
        request: Request<ConfirmErasureRequest>,
    ) -> Result<Response<ConfirmErasureResponse>, Status> {
        let request = self.erasing("ConfirmErasure", request)?;
        if request.erasure_id == DONE {
            return Err(Fault::refused("ERASURE_NOT_REQUESTED").into());
        }
        if request.revision != 3 {
            return Err(Fault::conflict("REVISION_STALE").into());
        }
        if request.erasure_id == OWN {
            return Err(Fault::refused("ERASURE_SAME_PERSON").into());
        }
        if request.organisation_name != NAME {
            return Err(Fault::refused("ERASURE_NAME_WRONG")
                .violation("organisation_name", "MISMATCH", "x")
                .into());
        }
        self.state.lock().unwrap().erasing.confirmed.push(request);
        Ok(Response::new(ConfirmErasureResponse { revision: 4 }))
    }

    async fn cancel_erasure(
        &self,
        request: Request<CancelErasureRequest>,
    ) -> Result<Response<CancelErasureResponse>, Status> {
        let request = self.erasing("CancelErasure", request)?;
        if request.revision != 3 {
            return Err(Fault::conflict("REVISION_STALE").into());
        }
        self.state.lock().unwrap().erasing.cancelled.push(request);
        Ok(Response::new(CancelErasureResponse { revision: 4 }))
    }

    async fn get_erasure(
        &self,
        request: Request<GetErasureRequest>,
    ) -> Result<Response<GetErasureResponse>, Status> {
        let found = erasure(&self.erasing("GetErasure", request)?.erasure_id);
        let found = found.ok_or_else(|| Status::from(Fault::not_found("ERASURE_NOT_FOUND")))?;
        Ok(Response::new(GetErasureResponse { erasure: Some(found) }))
    }

    async fn list_erasures(
        &self,
        request: Request<ListErasuresRequest>,
    ) -> Result<Response<ListErasuresResponse>, Status> {
        self.erasing("ListErasures", request)?;
        let erasures = [WAITING, OWN, EARLY, DONE].into_iter().filter_map(erasure).collect();
        Ok(Response::new(ListErasuresResponse { erasures, next_cursor: String::new() }))
    }

    async fn get_erasure_attestation(
        &self,
        request: Request<GetErasureAttestationRequest>,
    ) -> Result<Response<GetErasureAttestationResponse>, Status> {
        let request = self.erasing("GetErasureAttestation", request)?;
        if request.erasure_id != DONE {
            return Err(Fault::refused("ERASURE_NOT_DONE").into());
        }
        let content: &[u8] = match request.form() {
            AttestationForm::Pdf => b"%PDF-",
            AttestationForm::Json => b"{\"payload\":\"\"}",
            AttestationForm::Unspecified => return Err(Fault::invalid("ERASURE_INVALID").into()),
        };
        Ok(Response::new(GetErasureAttestationResponse { content: content.to_vec() }))
    }
}
