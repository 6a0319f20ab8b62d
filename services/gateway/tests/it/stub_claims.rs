//! Claims made for the test: one draft at revision 5, and a document that is checked as it arrives.

use fault::Fault;
use futures::{StreamExt as _, stream};
use proto::claims::v1::{claims_service_server::ClaimsService, *};
use sha2::{Digest, Sha256};
use tonic::{Request, Response, Status, Streaming};

use crate::{stub::Stub, unknown};

/// The draft that exists.
pub const DRAFT: &str = "draft-1";
/// Its document.
pub const DOCUMENT: &str = "document-1";

/// A claim of which only the record stays.
pub const ERASED: &str = "erased-1";
/// Its receipt number.
pub const RECEIPT: &str = "C-261122-ABCDEF";

/// What stays of it.
fn erased() -> Claim {
    let time = |seconds| Some(proto::Timestamp { seconds, nanos: 0 });
    let state = claim::Approved {
        receipt_number: RECEIPT.into(),
        submitted_at: time(1_790_000_000),
        decided_at: time(1_790_100_000),
        assessment: Some(Assessment {
            total_yen: 12_430,
            benefit_yen: 8_701,
            outcome: ClaimStatus::Approved.into(),
            ..Assessment::default()
        }),
        automatic: false,
    };
    Claim {
        id: ERASED.into(),
        revision: 7,
        total_yen: 12_430,
        erased_at: time(1_790_200_000),
        state: Some(claim::State::Approved(state)),
        ..Claim::default()
    }
}

/// A document as it arrived.
#[derive(Debug, Default, Clone)]
pub struct Received {
    pub opening: Option<add_document_request::Opening>,
    pub bytes: usize,
    pub largest_chunk: usize,
}

#[tonic::async_trait]
impl ClaimsService for Stub {
    async fn describe_treatment(
        &self,
        request: Request<DescribeTreatmentRequest>,
    ) -> Result<Response<DescribeTreatmentResponse>, Status> {
        let request = self.note(request)?;
        if request.revision != 5 {
            return Err(Fault::conflict("REVISION_STALE").into());
        }
        self.state.lock().unwrap().treated.push(request);
        Ok(Response::new(DescribeTreatmentResponse { revision: 6, total_yen: 12_430 }))
    }

    async fn add_document(
        &self,
        request: Request<Streaming<AddDocumentRequest>>,
    ) -> Result<Response<AddDocumentResponse>, Status> {
        use add_document_request::Part;
        let mut parts = self.note(request)?;
        let (mut received, mut hash) = (Received::default(), Sha256::new());
        while let Some(AddDocumentRequest { part: Some(part) }) = parts.message().await? {
            match part {
                Part::Opening(opening) if opening.claim_id == DRAFT => received.opening = Some(opening),
                Part::Opening(_) => return Err(Fault::not_found("CLAIM_NOT_FOUND").into()),
                Part::Chunk(chunk) => {
                    received.bytes += chunk.len();
                    received.largest_chunk = received.largest_chunk.max(chunk.len());
                    hash.update(&chunk);
                }
                Part::Sha256(sha256) => {
                    assert_eq!(sha256.as_slice(), hash.finalize().as_slice());
                    self.state.lock().unwrap().document = received;
                    return Ok(Response::new(AddDocumentResponse {
                        document_id: DOCUMENT.into(),
                        revision: 6,
                    }));
                }
            }
        }
        Err(Fault::invalid("OUT_OF_ORDER").into())
    }

    type ReadDocumentStream = stream::BoxStream<'static, Result<ReadDocumentResponse, Status>>;

    async fn read_document(
        &self,
        request: Request<ReadDocumentRequest>,
    ) -> Result<Response<Self::ReadDocumentStream>, Status> {
        self.note(request)?;
        let first = ReadDocumentResponse { media_type: "text/html".into(), chunk: b"<script>".to_vec() };
        let second = ReadDocumentResponse { media_type: String::new(), chunk: b"alert(1)</script>".to_vec() };
        let parts = stream::iter(vec![Ok(first), Ok(second)]);
        let endless = self.state.lock().unwrap().endless;
        Ok(Response::new(if endless { parts.chain(stream::pending()).boxed() } else { parts.boxed() }))
    }

    async fn get_claim(
        &self,
        request: Request<GetClaimRequest>,
    ) -> Result<Response<GetClaimResponse>, Status> {
        let request = self.note(request)?;
        if request.claim_id == ERASED {
            return Ok(Response::new(GetClaimResponse { claim: Some(erased()) }));
        }
        if request.claim_id != DRAFT {
            return Err(Fault::not_found("CLAIM_NOT_FOUND").into());
        }
        let document = Document {
            id: DOCUMENT.into(),
            file_name: "診療明細.pdf".into(),
            kind: 1,
            ..Document::default()
        };
        let claim = Claim {
            id: DRAFT.into(),
            revision: 5,
            documents: vec![document],
            state: Some(claim::State::Draft(claim::Draft {})),
            ..Claim::default()
        };
        Ok(Response::new(GetClaimResponse { claim: Some(claim) }))
    }

    async fn list_claims(
        &self,
        request: Request<ListClaimsRequest>,
    ) -> Result<Response<ListClaimsResponse>, Status> {
        let request = self.note(request)?;
        self.state.lock().unwrap().listed.push(request.clone());
        let summary = |search: &str| ClaimSummary {
            id: DRAFT.into(),
            pet_name: search.into(),
            ..ClaimSummary::default()
        };
        let more = ListClaimsResponse { claims: vec![], next_cursor: "more".into() };
        Ok(Response::new(match request.search.as_deref() {
            Some("") => return Err(refused("REQUIRED")),
            Some(search) if search.chars().count() > 64 => return Err(refused("TOO_LONG")),
            Some(RECEIPT) => ListClaimsResponse {
                claims: vec![ClaimSummary {
                    id: ERASED.into(),
                    status: ClaimStatus::Approved.into(),
                    receipt_number: RECEIPT.into(),
                    total_yen: 12_430,
                    benefit_yen: Some(8_701),
                    erased_at: erased().erased_at,
                    ..ClaimSummary::default()
                }],
                next_cursor: String::new(),
            },
            Some("いない") => ListClaimsResponse::default(),
            Some("つづく") => more,
            Some(search) => ListClaimsResponse { claims: vec![summary(search)], ..more },
            None => ListClaimsResponse { claims: vec![summary("ミルク")], next_cursor: String::new() },
        }))
    }

    async fn inspect_claim(
        &self,
        request: Request<InspectClaimRequest>,
    ) -> Result<Response<InspectClaimResponse>, Status> {
        let (mut asked, metadata) = (Request::new(GetClaimRequest::default()), request.metadata().clone());
        let InspectClaimRequest { claim_id, reason } = self.note(request)?;
        *asked.metadata_mut() = metadata;
        asked.get_mut().claim_id = claim_id;
        if reason.chars().count() < 5 {
            return Err(Fault::invalid("REQUEST_INVALID")
                .violation("reason", "TOO_SHORT", "too short")
                .into());
        }
        let shown = self.get_claim(asked).await?.into_inner();
        let claim = shown.claim.map(|claim| Claim {
            treatment: Some(Treatment { diagnosis: reason, ..Treatment::default() }),
            ..claim
        });
        Ok(Response::new(InspectClaimResponse { claim }))
    }

    async fn list_diagnoses(
        &self,
        request: Request<ListDiagnosesRequest>,
    ) -> Result<Response<ListDiagnosesResponse>, Status> {
        self.note(request)?;
        let row = |code: &str, category: &str, name: &str| Diagnosis {
            code: code.into(),
            category: category.into(),
            name: name.into(),
            english_name: format!("{name} in English"),
            english_category: format!("{category} in English"),
        };
        let diagnoses = vec![
            row("09-001", "耳", "外耳炎"),
            row("09-002", "耳", "中耳炎・内耳炎"),
            row("10-001", "歯・口腔", "歯周病"),
        ];
        Ok(Response::new(ListDiagnosesResponse { diagnoses }))
    }

    async fn list_reasons(
        &self,
        request: Request<ListReasonsRequest>,
    ) -> Result<Response<ListReasonsResponse>, Status> {
        self.note(request)?;
        let row = |code: &str, name: &str, of_lines: bool, circumstance: Circumstance| Reason {
            code: code.into(),
            name: name.into(),
            english_name: format!("{name} in English"),
            of_lines,
            circumstance: circumstance.into(),
            denies: true,
        };
        let reasons = vec![
            row("CARE", "お手入れの費用", true, Circumstance::Inflamed),
            row("FOOD", "療法食の費用", true, Circumstance::Unspecified),
            row("WAITING", "待機期間中に発症した傷病", false, Circumstance::Unspecified),
        ];
        Ok(Response::new(ListReasonsResponse { reasons }))
    }

    unknown! {
        start_draft: StartDraftRequest => StartDraftResponse;
        remove_document: RemoveDocumentRequest => RemoveDocumentResponse;
        estimate_claim: EstimateClaimRequest => EstimateClaimResponse;
        submit_claim: SubmitClaimRequest => SubmitClaimResponse;
        approve_claim: ApproveClaimRequest => ApproveClaimResponse;
        return_claim: ReturnClaimRequest => ReturnClaimResponse;
        withdraw_claim: WithdrawClaimRequest => WithdrawClaimResponse;
        deny_claim: DenyClaimRequest => DenyClaimResponse;
        wait_for_labels: WaitForLabelsRequest => WaitForLabelsResponse;
        count_claims: CountClaimsRequest => CountClaimsResponse;
        get_mail_context: GetMailContextRequest => GetMailContextResponse;
    }
}

fn refused(code: &str) -> Status {
    Fault::invalid("REQUEST_INVALID").violation("search", code, "not to be searched for").into()
}
