//! Every unary RPC the gateway calls, by its request message.

use proto::{
    accounts::v1 as accounts, claims::v1 as claims, keys::v1 as keys, labels::v1 as labels,
    notifications::v1 as notifications, timeline::v1 as timeline,
};
use tonic::{Request, Response, Status};

use super::{Peer, Peers};

/// A request message that knows its RPC.
pub trait Call: Clone + Send + 'static {
    /// The response message.
    type Answer: Send + 'static;
    /// The service that answers.
    fn peer(&self) -> Peer;

    /// Calls the RPC.
    fn call(
        peers: &Peers,
        request: Request<Self>,
    ) -> impl Future<Output = Result<Response<Self::Answer>, Status>> + Send;
}

macro_rules! calls {
    ($($peer:ident . $client:ident { $($rpc:ident: $package:ident :: $request:ident => $answer:ident;)+ })+) => {$($(
        impl Call for $package::$request {
            type Answer = $package::$answer;

            fn peer(&self) -> Peer {
                Peer::$peer
            }

            async fn call(peers: &Peers, request: Request<Self>) -> Result<Response<Self::Answer>, Status> {
                peers.$client().$rpc(request).await
            }
        }
    )+)+};
}

calls! {
    Accounts.accounts {
        register_organisation: accounts::RegisterOrganisationRequest => RegisterOrganisationResponse;
        batch_get_organisations: accounts::BatchGetOrganisationsRequest => BatchGetOrganisationsResponse;
        list_organisations: accounts::ListOrganisationsRequest => ListOrganisationsResponse;
        create_account: accounts::CreateAccountRequest => CreateAccountResponse;
        list_accounts: accounts::ListAccountsRequest => ListAccountsResponse;
        batch_get_accounts: accounts::BatchGetAccountsRequest => BatchGetAccountsResponse;
        create_api_client: accounts::CreateApiClientRequest => CreateApiClientResponse;
    }
    Accounts.archives {
        start_export: accounts::StartExportRequest => StartExportResponse;
    }
    Accounts.certificates {
        issue_certificate: accounts::IssueCertificateRequest => IssueCertificateResponse;
        get_certificate: accounts::GetCertificateRequest => GetCertificateResponse;
        list_certificates: accounts::ListCertificatesRequest => ListCertificatesResponse;
        revoke_certificate: accounts::RevokeCertificateRequest => RevokeCertificateResponse;
        get_trust: accounts::GetTrustRequest => GetTrustResponse;
    }
    Accounts.erasures {
        request_erasure: accounts::RequestErasureRequest => RequestErasureResponse;
        confirm_erasure: accounts::ConfirmErasureRequest => ConfirmErasureResponse;
        cancel_erasure: accounts::CancelErasureRequest => CancelErasureResponse;
        get_erasure: accounts::GetErasureRequest => GetErasureResponse;
        list_erasures: accounts::ListErasuresRequest => ListErasuresResponse;
        get_erasure_attestation: accounts::GetErasureAttestationRequest => GetErasureAttestationResponse;
    }
    Accounts.sign_in {
        sign_in: accounts::SignInRequest => SignInResponse;
        sign_out: accounts::SignOutRequest => SignOutResponse;
        issue_token: accounts::IssueTokenRequest => IssueTokenResponse;
        authenticate: accounts::AuthenticateRequest => AuthenticateResponse;
    }
    Labels.labels {
        create_label: labels::CreateLabelRequest => CreateLabelResponse;
        list_labels: labels::ListLabelsRequest => ListLabelsResponse;
        attach_label: labels::AttachLabelRequest => AttachLabelResponse;
        detach_label: labels::DetachLabelRequest => DetachLabelResponse;
    }
    Claims.claims {
        start_draft: claims::StartDraftRequest => StartDraftResponse;
        describe_treatment: claims::DescribeTreatmentRequest => DescribeTreatmentResponse;
        remove_document: claims::RemoveDocumentRequest => RemoveDocumentResponse;
        estimate_claim: claims::EstimateClaimRequest => EstimateClaimResponse;
        submit_claim: claims::SubmitClaimRequest => SubmitClaimResponse;
        approve_claim: claims::ApproveClaimRequest => ApproveClaimResponse;
        return_claim: claims::ReturnClaimRequest => ReturnClaimResponse;
        withdraw_claim: claims::WithdrawClaimRequest => WithdrawClaimResponse;
        deny_claim: claims::DenyClaimRequest => DenyClaimResponse;
        get_claim: claims::GetClaimRequest => GetClaimResponse;
        inspect_claim: claims::InspectClaimRequest => InspectClaimResponse;
        list_claims: claims::ListClaimsRequest => ListClaimsResponse;
        list_diagnoses: claims::ListDiagnosesRequest => ListDiagnosesResponse;
        list_reasons: claims::ListReasonsRequest => ListReasonsResponse;
        wait_for_labels: claims::WaitForLabelsRequest => WaitForLabelsResponse;
        count_claims: claims::CountClaimsRequest => CountClaimsResponse;
    }
    Claims.policies {
        contract_clinic: claims::ContractClinicRequest => ContractClinicResponse;
        register_policy: claims::RegisterPolicyRequest => RegisterPolicyResponse;
        list_policies: claims::ListPoliciesRequest => ListPoliciesResponse;
        look_up_policy: claims::LookUpPolicyRequest => LookUpPolicyResponse;
    }
    Claims.plans {
        publish_plan: claims::PublishPlanRequest => PublishPlanResponse;
        list_plans: claims::ListPlansRequest => ListPlansResponse;
        get_plan: claims::GetPlanRequest => GetPlanResponse;
    }
    Claims.review_rules {
        get_review_rules: claims::GetReviewRulesRequest => GetReviewRulesResponse;
        set_review_rules: claims::SetReviewRulesRequest => SetReviewRulesResponse;
    }
    Claims.subject_requests {
        receive_subject_request: claims::ReceiveSubjectRequestRequest => ReceiveSubjectRequestResponse;
        identify_subject: claims::IdentifySubjectRequest => IdentifySubjectResponse;
        carry_out_subject_request: claims::CarryOutSubjectRequestRequest => CarryOutSubjectRequestResponse;
        refuse_subject_request: claims::RefuseSubjectRequestRequest => RefuseSubjectRequestResponse;
        resume_use: claims::ResumeUseRequest => ResumeUseResponse;
        get_subject_request: claims::GetSubjectRequestRequest => GetSubjectRequestResponse;
        list_subject_requests: claims::ListSubjectRequestsRequest => ListSubjectRequestsResponse;
        get_subject_request_file: claims::GetSubjectRequestFileRequest => GetSubjectRequestFileResponse;
    }
    Timeline.timeline {
        list_entries: timeline::ListEntriesRequest => ListEntriesResponse;
        inspect_entries: timeline::InspectEntriesRequest => InspectEntriesResponse;
    }
    Timeline.problems {
        record_problems: timeline::RecordProblemsRequest => RecordProblemsResponse;
        find_problem: timeline::FindProblemRequest => FindProblemResponse;
    }
    Notifications.notifications {
        list_deliveries: notifications::ListDeliveriesRequest => ListDeliveriesResponse;
    }
}

/// Asks a service that seals for its data keys: the one request that several services answer.
#[derive(Debug, Clone)]
pub struct KeysOf {
    /// The service.
    pub peer: Peer,
    /// Which page.
    pub page: keys::ListKeysRequest,
}

impl Call for KeysOf {
    type Answer = keys::ListKeysResponse;

    fn peer(&self) -> Peer {
        self.peer
    }

    async fn call(peers: &Peers, request: Request<Self>) -> Result<Response<Self::Answer>, Status> {
        let mut client = peers.keys(request.get_ref().peer);
        client.list_keys(request.map(|wanted| wanted.page)).await
    }
}
