//! Services made for the test: accounts knows one session, one token and one device; nothing else is known.

use std::sync::{Arc, Mutex};

use fault::Fault;
use identity::WorkloadName;
use proto::accounts::v1::{
    accounts_service_server::{AccountsService, AccountsServiceServer},
    certificates_service_server::{CertificatesService, CertificatesServiceServer},
    sign_in_service_server::{SignInService, SignInServiceServer},
    *,
};
use proto::timeline::v1::problems_service_server::ProblemsServiceServer;
use testkit::Leaf;
use tonic::{Request, Response, Status, metadata::MetadataMap, service::Routes};

pub const SESSION: &str = "the-session";
pub const TOKEN: &str = "the-token";
pub const CLIENT: &str = "the-client";
pub const SECRET: &str = "the-secret";
/// Who is signed in.
pub const PERSON: &str = "0199d3a0-0000-7000-8000-0000000000aa";
pub const ORGANISATION: &str = "0199d3a0-0000-7000-8000-00000000000a";

/// What the services share with the test.
#[derive(Clone)]
pub struct Stub {
    pub state: Arc<Mutex<State>>,
}

pub struct State {
    pub trust: GetTrustResponse,
    pub fingerprint: String,
    /// The kind of the organisation that everybody is from.
    pub kind: OrganisationKind,
    /// What everybody may do, as far as pages show it.
    pub permissions: Vec<&'static str>,
    /// Metadata of the last call made for an actor.
    pub metadata: MetadataMap,
    /// Calls of `Authenticate`.
    pub authenticated: usize,
    /// Calls of `GetTrust`.
    pub trusted: usize,
    pub created: Vec<CreateAccountRequest>,
    pub treated: Vec<proto::claims::v1::DescribeTreatmentRequest>,
    /// Lists of claims that were asked for.
    pub listed: Vec<proto::claims::v1::ListClaimsRequest>,
    pub document: crate::stub_claims::Received,
    /// Whether a document that is read goes on for ever.
    pub endless: bool,
    /// What timeline was told that people were shown.
    pub problems: Vec<proto::timeline::v1::Problem>,
    /// Whether timeline takes for ever.
    pub hangs: bool,
    /// What accounts was asked to do about erasures.
    pub erasing: crate::stub_erasures::Asked,
    /// What claims was asked to do about requests of data subjects.
    pub subjects: crate::stub_subjects::Asked,
    pub published: Vec<proto::claims::v1::PublishPlanRequest>,
    /// The rules of review.
    pub rules: Option<proto::claims::v1::ReviewRules>,
}

/// An RPC that the stub does not know; the expansion of `async_trait` by hand, since macros come after it.
#[macro_export]
macro_rules! unknown {
    ($($rpc:ident: $request:ty => $answer:ty;)+) => {$(
        fn $rpc<'a, 'b>(
            &'a self,
            _: Request<$request>,
        ) -> std::pin::Pin<Box<dyn Future<Output = Result<Response<$answer>, Status>> + Send + 'b>>
        where
            'a: 'b,
            Self: 'b,
        {
            Box::pin(async { Err(Fault::not_found("NOT_IN_THIS_TEST").into()) })
        }
    )+};
}

impl Stub {
    pub fn new(ca_pem: &str, crl_der: &[u8], device: &Leaf) -> Self {
        let trust = GetTrustResponse { ca_pem: ca_pem.into(), crl_der: crl_der.to_vec() };
        let state = State {
            trust,
            fingerprint: device.fingerprint(),
            kind: OrganisationKind::Clinic,
            permissions: vec![],
            metadata: MetadataMap::new(),
            authenticated: 0,
            trusted: 0,
            created: vec![],
            treated: vec![],
            listed: vec![],
            document: Default::default(),
            endless: false,
            problems: vec![],
            hangs: false,
            erasing: Default::default(),
            subjects: Default::default(),
            published: vec![],
            rules: None,
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Looks at what the services have seen.
    pub fn seen<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap())
    }

    /// Nobody is known any more.
    pub fn forget(&self) {
        self.state.lock().unwrap().fingerprint.clear();
    }

    /// The next list that accounts gives.
    pub fn give_list(&self, crl_der: &[u8]) {
        self.state.lock().unwrap().trust.crl_der = crl_der.to_vec();
    }

    pub fn routes(&self, name: WorkloadName) -> Routes {
        if name == WorkloadName::Claims {
            return Routes::new(proto::claims::v1::claims_service_server::ClaimsServiceServer::new(
                self.clone(),
            ))
            .add_service(crate::stub_subjects::server(self.clone()))
            .add_service(crate::stub_plans::server(self.clone()))
            .add_service(crate::stub_review_rules::server(self.clone()));
        }
        if name == WorkloadName::Timeline {
            return Routes::new(ProblemsServiceServer::new(self.clone()));
        }
        Routes::new(AccountsServiceServer::new(self.clone()))
            .add_service(CertificatesServiceServer::new(self.clone()))
            .add_service(crate::stub_erasures::server(self.clone()))
            .add_service(SignInServiceServer::new(self.clone()))
    }

    /// Refuses whoever has no actor, as a service would.
    pub fn note<T>(&self, request: Request<T>) -> Result<T, Status> {
        let (metadata, _, message) = request.into_parts();
        if metadata.get(identity::ACTOR_KEY).is_none() {
            return Err(Fault::unauthenticated("ACTOR_MISSING").into());
        }
        self.state.lock().unwrap().metadata = metadata;
        Ok(message)
    }
}

#[tonic::async_trait]
impl SignInService for Stub {
    async fn authenticate(
        &self,
        request: Request<AuthenticateRequest>,
    ) -> Result<Response<AuthenticateResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.state.lock().unwrap();
        state.authenticated += 1;
        let is_known = match request.credential {
            Some(authenticate_request::Credential::SessionToken(secret)) => secret == SESSION,
            Some(authenticate_request::Credential::AccessToken(token)) => token == TOKEN,
            None => false,
        };
        if !is_known || request.certificate_fingerprint != state.fingerprint {
            return Err(Fault::unauthenticated("CREDENTIAL_UNKNOWN").into());
        }
        let organisation =
            Organisation { id: ORGANISATION.into(), kind: state.kind.into(), ..Organisation::default() };
        let identity = Identity {
            id: PERSON.into(),
            name: "佐藤".into(),
            organisation: Some(organisation),
            permissions: state.permissions.iter().map(ToString::to_string).collect(),
            ..Identity::default()
        };
        let actors = request.audiences.iter().map(|audience| format!("actor-for-{audience}")).collect();
        Ok(Response::new(AuthenticateResponse { actors, identity: Some(identity) }))
    }

    async fn issue_token(
        &self,
        request: Request<IssueTokenRequest>,
    ) -> Result<Response<IssueTokenResponse>, Status> {
        let request = request.into_inner();
        let fingerprint = self.state.lock().unwrap().fingerprint.clone();
        if (request.client_id, request.client_secret, request.certificate_fingerprint)
            != (CLIENT.into(), SECRET.into(), fingerprint)
        {
            return Err(Fault::unauthenticated("CLIENT_REFUSED").into());
        }
        Ok(Response::new(IssueTokenResponse { access_token: TOKEN.into(), expires_in: 600 }))
    }

    unknown! {
        sign_in: SignInRequest => SignInResponse;
        sign_out: SignOutRequest => SignOutResponse;
    }
}

#[tonic::async_trait]
impl CertificatesService for Stub {
    async fn get_trust(&self, _: Request<GetTrustRequest>) -> Result<Response<GetTrustResponse>, Status> {
        let mut state = self.state.lock().unwrap();
        state.trusted += 1;
        Ok(Response::new(state.trust.clone()))
    }

    unknown! {
        issue_certificate: IssueCertificateRequest => IssueCertificateResponse;
        get_certificate: GetCertificateRequest => GetCertificateResponse;
        list_certificates: ListCertificatesRequest => ListCertificatesResponse;
        revoke_certificate: RevokeCertificateRequest => RevokeCertificateResponse;
    }
}

#[tonic::async_trait]
impl AccountsService for Stub {
    async fn list_accounts(
        &self,
        request: Request<ListAccountsRequest>,
    ) -> Result<Response<ListAccountsResponse>, Status> {
        let ListAccountsRequest { limit, cursor } = self.note(request)?;
        let account = Account { id: "1".into(), revision: 3, roles: vec![1], state: 1, ..Account::default() };
        let next_cursor = if cursor.is_empty() && limit == 1 { "more".into() } else { String::new() };
        Ok(Response::new(ListAccountsResponse { accounts: vec![account], next_cursor }))
    }

    async fn create_account(
        &self,
        request: Request<CreateAccountRequest>,
    ) -> Result<Response<CreateAccountResponse>, Status> {
        let request = self.note(request)?;
        let account = request.account.clone().unwrap();
        match account.name.as_str() {
            "in flight" => return Err(Fault::conflict("REQUEST_IN_FLIGHT").into()),
            "other body" => return Err(Fault::invalid("REQUEST_ID_REUSED").into()),
            "taken" => {
                return Err(Fault::refused("ACCOUNT_EMAIL_TAKEN")
                    .violation("account.email", "TAKEN", "x")
                    .into());
            }
            "broken" => return Err(Fault::internal("DATABASE").source("password=hunter2").into()),
            _ => {}
        }
        self.state.lock().unwrap().created.push(request);
        Ok(Response::new(CreateAccountResponse { account_id: "7".into(), revision: 1 }))
    }

    async fn list_organisations(
        &self,
        request: Request<ListOrganisationsRequest>,
    ) -> Result<Response<ListOrganisationsResponse>, Status> {
        let cursor = self.note(request)?.cursor;
        let organisation = |id: &str, kind: OrganisationKind, name: &str| Organisation {
            id: id.into(),
            kind: kind.into(),
            name: name.into(),
            ..Organisation::default()
        };
        Ok(Response::new(match cursor.as_str() {
            "" => ListOrganisationsResponse {
                organisations: vec![organisation(ORGANISATION, OrganisationKind::Operator, "ねこのて運営")],
                next_cursor: "more".into(),
            },
            _ => ListOrganisationsResponse {
                organisations: vec![organisation("b", OrganisationKind::Clinic, "みどり動物病院")],
                next_cursor: String::new(),
            },
        }))
    }

    async fn batch_get_accounts(
        &self,
        request: Request<BatchGetAccountsRequest>,
    ) -> Result<Response<BatchGetAccountsResponse>, Status> {
        let ids = self.note(request)?.ids.into_iter();
        let accounts = ids.map(|id| Account { name: format!("担当者{id}"), id, ..Account::default() });
        Ok(Response::new(BatchGetAccountsResponse { accounts: accounts.collect() }))
    }

    unknown! {
        bootstrap: BootstrapRequest => BootstrapResponse;
        register_organisation: RegisterOrganisationRequest => RegisterOrganisationResponse;
        batch_get_organisations: BatchGetOrganisationsRequest => BatchGetOrganisationsResponse;
        create_api_client: CreateApiClientRequest => CreateApiClientResponse;
        list_mail_addresses: ListMailAddressesRequest => ListMailAddressesResponse;
        name_organisation: NameOrganisationRequest => NameOrganisationResponse;
    }
}
