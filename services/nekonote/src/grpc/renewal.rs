//! A new certificate, and a program on it, for a device whose own one has ended. Nobody can come in with it to ask, so the
//! demo, which holds every key of its platform, asks accounts as the gateway would for the organisation's administrator.

use anyhow::Context as _;
use calendar::{Clock as _, SystemClock};
use fault::Fault;
use identity::{
    Actor, ActorKind, ActorSigner, ClientCertificate, OrganisationKind, Role, Workload, WorkloadFiles,
    with_actor,
};
use proto::accounts::v1::{
    Account, CreateApiClientRequest, GetCertificateRequest, IssueCertificateRequest, ListAccountsRequest,
    NewDevice, accounts_service_client::AccountsServiceClient,
    certificates_service_client::CertificatesServiceClient,
};
use tonic::{Request, transport::Channel};
use uuid::Uuid;

/// A certificate that has ended, and whose it is.
pub(crate) struct Ended<'a> {
    pub(crate) certificate: ClientCertificate,
    pub(crate) organisation_kind: OrganisationKind,
    /// The administrator in whose name it is renewed.
    pub(crate) administrator: &'a str,
    /// Whose device and program it is.
    pub(crate) owner: &'a str,
    /// The program's secret.
    pub(crate) client_secret: String,
}

/// What comes in its place.
pub(crate) struct Renewed {
    pub(crate) certificate_id: String,
    pub(crate) chain_pem: String,
    /// Programs are bound to their certificate: this is another one.
    pub(crate) client_id: String,
}

/// accounts, as the gateway reaches it.
pub(crate) struct Renewal {
    channel: Channel,
    signer: ActorSigner,
}

impl Renewal {
    /// Opens the gateway's files; does not connect.
    pub(crate) async fn open(
        gateway: &WorkloadFiles,
        signer: ActorSigner,
        accounts: &str,
    ) -> anyhow::Result<Self> {
        let workload = Workload::open(gateway).await?;
        let channel = identity::channel(&workload, accounts, "accounts")?;
        Ok(Self { channel, signer })
    }

    /// Has a device's new key certified under its old name.
    pub(crate) async fn renew(&self, ended: &Ended<'_>, csr_pem: String) -> anyhow::Result<Renewed> {
        let people = self.people(ended).await?;
        let find =
            |email: &str| people.iter().find(|one| one.email == email).with_context(|| email.to_owned());
        let owner = find(ended.owner)?;
        let by = administrator(ended, find(ended.administrator)?.id.parse()?);
        let device = NewDevice { label: ended.certificate.label.clone(), csr_pem };
        let issue = IssueCertificateRequest { request_id: once(), device: Some(device) };
        let mut certificates = CertificatesServiceClient::new(self.channel.clone());
        let issued = certificates.issue_certificate(self.signed(ended, &by, issue)?).await;
        let certificate_id = issued.map_err(Fault::from)?.into_inner().certificate_id;
        let program = CreateApiClientRequest {
            request_id: once(),
            name: "デモ連携".to_owned(),
            client_secret: ended.client_secret.clone(),
            roles: owner.roles.clone(),
            certificate_id: certificate_id.clone(),
        };
        let mut programs = AccountsServiceClient::new(self.channel.clone());
        let made = programs.create_api_client(self.signed(ended, &by, program)?).await;
        let client_id = made.map_err(Fault::from)?.into_inner().client_id;
        let chain_pem = self.chain(ended, &by, &certificate_id).await?;
        Ok(Renewed { certificate_id, chain_pem, client_id })
    }

    async fn people(&self, ended: &Ended<'_>) -> anyhow::Result<Vec<Account>> {
        // Nobody is known by id yet; what is only read leaves no trace of who read it.
        let anybody = administrator(ended, Uuid::nil());
        let list = ListAccountsRequest { limit: 100, cursor: String::new() };
        let list = self.signed(ended, &anybody, list)?;
        let listed = AccountsServiceClient::new(self.channel.clone()).list_accounts(list).await;
        Ok(listed.map_err(Fault::from)?.into_inner().accounts)
    }

    async fn chain(&self, ended: &Ended<'_>, by: &Actor, id: &str) -> anyhow::Result<String> {
        let get = self.signed(ended, by, GetCertificateRequest { certificate_id: id.to_owned() })?;
        let shown = CertificatesServiceClient::new(self.channel.clone()).get_certificate(get).await;
        Ok(shown.map_err(Fault::from)?.into_inner().certificate.context("no certificate")?.chain_pem)
    }

    fn signed<T>(&self, ended: &Ended<'_>, by: &Actor, message: T) -> anyhow::Result<Request<T>> {
        let signed = self.signer.sign(by, "accounts", &ended.certificate.fingerprint, SystemClock.now());
        Ok(with_actor(Request::new(message), &signed)?)
    }
}

fn administrator(ended: &Ended<'_>, id: Uuid) -> Actor {
    let kind = ended.organisation_kind;
    Actor {
        kind: ActorKind::Account,
        id,
        organisation: ended.certificate.organisation,
        organisation_kind: kind,
        roles: vec![Role::Administrator],
        permissions: Role::Administrator.permissions(kind),
        certificate_serial: ended.certificate.serial.clone(),
    }
}

/// Each renewal is another one: what was asked for and not written down is asked for again.
fn once() -> String {
    Uuid::new_v4().to_string()
}
