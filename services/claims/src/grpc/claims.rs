//! The RPCs of ClaimsService: parse, one verb, present.

use std::pin::Pin;

use futures::{Stream, StreamExt, stream};
use proto::claims::v1::{self as pb, claims_service_server::ClaimsService};
use store::Page;
use tonic::{Request, Response, Status, Streaming};

use super::{parse, present, upload};
use crate::{
    app::{App, Estimate},
    domain::{claim::Proposal, diagnosis, reason::Reason},
    store::claims::Filter,
};

pub(super) struct Claims(pub(super) App);

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ClaimsService for Claims {
    async fn start_draft(&self, request: Request<pb::StartDraftRequest>) -> Answer<pb::StartDraftResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let number = parse::policy_number(&message.policy_number)?;
        let insurer = parse::id("insurer_id", &message.insurer_id)?;
        let started = self.0.start_draft(&by, &number, insurer).await?;
        Ok(Response::new(pb::StartDraftResponse {
            claim_id: started.claim.to_string(),
            revision: started.revision,
        }))
    }

    async fn describe_treatment(
        &self,
        request: Request<pb::DescribeTreatmentRequest>,
    ) -> Answer<pb::DescribeTreatmentResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let claim = parse::id("claim_id", &message.claim_id)?;
        let treatment = parse::treatment(message.treatment.unwrap_or_default())?;
        let described = self.0.describe_treatment(&by, claim, treatment, message.revision).await?;
        Ok(Response::new(pb::DescribeTreatmentResponse {
            revision: described.revision,
            total_yen: described.total.get(),
        }))
    }

    async fn add_document(
        &self,
        request: Request<Streaming<pb::AddDocumentRequest>>,
    ) -> Answer<pb::AddDocumentResponse> {
        let (by, opening, parts) = upload::open(request).await?;
        let added = self.0.add_document(&by, opening, parts).await?;
        Ok(Response::new(pb::AddDocumentResponse {
            document_id: added.document.to_string(),
            revision: added.revision,
        }))
    }

    async fn remove_document(
        &self,
        request: Request<pb::RemoveDocumentRequest>,
    ) -> Answer<pb::RemoveDocumentResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let claim = parse::id("claim_id", &message.claim_id)?;
        let document = parse::id("document_id", &message.document_id)?;
        let removed = self.0.remove_document(&by, claim, document, message.revision).await?;
        Ok(Response::new(pb::RemoveDocumentResponse { revision: removed.revision }))
    }

    type ReadDocumentStream = Pin<Box<dyn Stream<Item = Result<pb::ReadDocumentResponse, Status>> + Send>>;

    async fn read_document(
        &self,
        request: Request<pb::ReadDocumentRequest>,
    ) -> Answer<Self::ReadDocumentStream> {
        let (by, message) = parse::reading(request)?;
        let claim = parse::id("claim_id", &message.claim_id)?;
        let document = parse::id("document_id", &message.document_id)?;
        let (media, bytes) = self.0.read_document(&by, claim, document).await?;
        let first = pb::ReadDocumentResponse { media_type: media.as_str().to_owned(), chunk: vec![] };
        let rest = bytes
            .map(|chunk| Ok(pb::ReadDocumentResponse { media_type: String::new(), chunk: chunk?.into() }));
        Ok(Response::new(stream::once(async { Ok(first) }).chain(rest).boxed()))
    }

    async fn estimate_claim(
        &self,
        request: Request<pb::EstimateClaimRequest>,
    ) -> Answer<pb::EstimateClaimResponse> {
        let (by, message) = parse::reading(request)?;
        let claim = parse::id("claim_id", &message.claim_id)?;
        let treatment = message.treatment.map(parse::treatment).transpose()?;
        let Estimate { proposal: Proposal { assessment, outcome }, plan } =
            self.0.estimate_claim(&by, claim, treatment).await?;
        let assessment = present::assessment(&assessment, &plan, outcome);
        Ok(Response::new(pb::EstimateClaimResponse { assessment: Some(assessment) }))
    }

    async fn submit_claim(
        &self,
        request: Request<pb::SubmitClaimRequest>,
    ) -> Answer<pb::SubmitClaimResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let submitted = self.0.submit_claim(&by, parse::submit(message)?).await?;
        let crate::app::ClaimSubmitted { receipt_number, revision, total } = submitted;
        Ok(Response::new(pb::SubmitClaimResponse { receipt_number, revision, total_yen: total.get() }))
    }

    async fn approve_claim(
        &self,
        request: Request<pb::ApproveClaimRequest>,
    ) -> Answer<pb::ApproveClaimResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let claim = parse::id("claim_id", &message.claim_id)?;
        let approved = self.0.approve_claim(&by, claim, message.revision).await?;
        Ok(Response::new(pb::ApproveClaimResponse {
            revision: approved.revision,
            benefit_yen: approved.benefit.get(),
            status: present::status(approved.outcome.status()).into(),
        }))
    }

    async fn return_claim(
        &self,
        request: Request<pb::ReturnClaimRequest>,
    ) -> Answer<pb::ReturnClaimResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let (claim, revision, mending) = parse::give_back(message)?;
        let returned = self.0.return_claim(&by, claim, revision, mending).await?;
        Ok(Response::new(pb::ReturnClaimResponse { revision: returned.revision }))
    }

    async fn withdraw_claim(
        &self,
        request: Request<pb::WithdrawClaimRequest>,
    ) -> Answer<pb::WithdrawClaimResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let claim = parse::id("claim_id", &message.claim_id)?;
        let withdrawn = self.0.withdraw_claim(&by, claim, message.revision).await?;
        Ok(Response::new(pb::WithdrawClaimResponse { revision: withdrawn.revision }))
    }

    async fn deny_claim(&self, request: Request<pb::DenyClaimRequest>) -> Answer<pb::DenyClaimResponse> {
        let (by, message) = parse::asked(request, |message| &message.request_id)?;
        let claim = parse::id("claim_id", &message.claim_id)?;
        let (reason, explanation) = parse::denial(&message.reason_code, message.explanation)?;
        let denied = self.0.deny_claim(&by, claim, message.revision, reason, explanation).await?;
        Ok(Response::new(pb::DenyClaimResponse { revision: denied.revision }))
    }

    async fn get_claim(&self, request: Request<pb::GetClaimRequest>) -> Answer<pb::GetClaimResponse> {
        let (by, message) = parse::reading(request)?;
        let (claim, labels) = self.0.get_claim(&by, parse::id("claim_id", &message.claim_id)?).await?;
        Ok(Response::new(pb::GetClaimResponse { claim: Some(present::kept(claim, &labels)) }))
    }

    async fn inspect_claim(
        &self,
        request: Request<pb::InspectClaimRequest>,
    ) -> Answer<pb::InspectClaimResponse> {
        let (by, message) = parse::reading(request)?;
        let (claim, reason) = parse::inspection(&message)?;
        let claim = present::kept(self.0.inspect_claim(&by, claim, &reason).await?, &[]);
        Ok(Response::new(pb::InspectClaimResponse { claim: Some(claim) }))
    }

    async fn list_claims(&self, request: Request<pb::ListClaimsRequest>) -> Answer<pb::ListClaimsResponse> {
        let (by, message) = parse::reading(request)?;
        let page = Page::parse(message.limit, &message.cursor)?;
        let label = Some(message.label_id.as_str()).filter(|id| !id.is_empty());
        let label = label.map(|id| parse::id("label_id", id)).transpose()?;
        let (status, diagnosis) =
            (parse::status(message.status()), parse::diagnosis(&message.diagnosis_code)?);
        let filter = Filter { status, label, diagnosis };
        let search = parse::search(message.search.as_deref())?;
        let slice = self.0.list_claims(&by, filter, search.as_ref(), &page).await?.map(present::listed);
        Ok(Response::new(pb::ListClaimsResponse { claims: slice.rows, next_cursor: slice.next_cursor }))
    }

    async fn wait_for_labels(
        &self,
        request: Request<pb::WaitForLabelsRequest>,
    ) -> Answer<pb::WaitForLabelsResponse> {
        let (by, message) = parse::reading(request)?;
        let reached = self.0.wait_for_labels(&by, message.position).await?;
        Ok(Response::new(pb::WaitForLabelsResponse { reached }))
    }

    async fn list_diagnoses(
        &self,
        request: Request<pb::ListDiagnosesRequest>,
    ) -> Answer<pb::ListDiagnosesResponse> {
        let (_, pb::ListDiagnosesRequest {}) = parse::reading(request)?;
        Ok(Response::new(pb::ListDiagnosesResponse {
            diagnoses: diagnosis::all().map(present::diagnosis).collect(),
        }))
    }

    async fn list_reasons(
        &self,
        request: Request<pb::ListReasonsRequest>,
    ) -> Answer<pb::ListReasonsResponse> {
        let (_, pb::ListReasonsRequest {}) = parse::reading(request)?;
        let reasons = Reason::all().map(present::reason).collect();
        Ok(Response::new(pb::ListReasonsResponse { reasons }))
    }

    async fn count_claims(
        &self,
        request: Request<pb::CountClaimsRequest>,
    ) -> Answer<pb::CountClaimsResponse> {
        let (by, pb::CountClaimsRequest {}) = parse::reading(request)?;
        let counts = self.0.count_claims(&by).await?.into_iter();
        let counts =
            counts.map(|(status, count)| pb::StatusCount { status: present::status(status).into(), count });
        Ok(Response::new(pb::CountClaimsResponse { counts: counts.collect() }))
    }

    async fn get_mail_context(
        &self,
        request: Request<pb::GetMailContextRequest>,
    ) -> Answer<pb::GetMailContextResponse> {
        let claim = parse::id("claim_id", &request.into_inner().claim_id)?;
        let crate::app::MailContext { receipt_number, email, insurer, clinic } =
            self.0.get_mail_context(claim).await?;
        Ok(Response::new(pb::GetMailContextResponse {
            receipt_number,
            policyholder_email: email.into_exposed(),
            insurer_id: insurer.to_string(),
            clinic_id: clinic.to_string(),
        }))
    }
}
