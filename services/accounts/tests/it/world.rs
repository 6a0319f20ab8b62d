//! A running accounts with everything around it, and the people of three organisations. Fixtures go through RPCs.

use std::{collections::HashMap, sync::Mutex};

use accounts::{
    Config, Migrator,
    config::{ACTOR_SIGNING_KEY, CLIENT_CA_KEY},
};
use chassis::{Process, Residency, Running};
use envelope::SealedFile;
use identity::{ActorSigner, Workload, WorkloadName};
use proto::accounts::v1::{
    self as pb, accounts_service_client::AccountsServiceClient, authenticate_request::Credential,
    certificates_service_client::CertificatesServiceClient, erasures_service_client::ErasuresServiceClient,
    sign_in_service_client::SignInServiceClient,
};
use rcgen::{CertificateParams, KeyPair};
use store::{SealingConfig, Store};
use tempfile::TempDir;
use testkit::{Engine, FixedClock, KmsEmulator, Pki, TestDatabase, database, pki, write_whole};
use tonic::{Request, Status, transport::Channel};
use uuid::Uuid;

/// A password that may be chosen.
pub const PASSWORD: &str = "ねこの手も借りたい忙しい受付の朝";

/// 256 bits, all the same.
pub const SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Who attests.
pub const ISSUER: &str = "株式会社ねこのて";
/// Where the public keys of attestations lie.
const PUBLIC_KEYS: &str = "attestation.jwks";

/// A running accounts.
pub struct World {
    pub clock: FixedClock,
    pub pki: Pki,
    pub running: Running,
    workloads: HashMap<WorkloadName, Workload>,
    sessions: Mutex<HashMap<(String, String), String>>,
    pub database: TestDatabase,
    sealing: SealingConfig,
    config: Config,
    folder: TempDir,
}

/// Somebody with a password and a device.
#[derive(Debug, Clone)]
pub struct Person {
    pub organisation: String,
    pub account: String,
    pub email: String,
    pub certificate: String,
    pub fingerprint: String,
}

impl World {
    pub async fn start(engine: Engine) -> Self {
        let folder = TempDir::new().unwrap();
        let sealing = testkit::sealing(folder.path());
        Self::start_in(engine, folder, sealing).await
    }

    /// With a KMS that the test lets fail.
    pub async fn with_kms(engine: Engine, kms: &KmsEmulator) -> Self {
        let kms = envelope::kms::KmsConfig::Google(kms.config());
        let sealing = SealingConfig { environment: "test".to_owned(), kms };
        Self::start_in(engine, TempDir::new().unwrap(), sealing).await
    }

    async fn start_in(engine: Engine, folder: TempDir, sealing: SealingConfig) -> Self {
        identity::install_provider();
        let (pki, clock) = (pki(), FixedClock::here());
        let database = database::<Migrator>(engine, "accounts").await.unwrap();
        let config = config(&pki, &folder, &database, &sealing).await;
        let mut workloads = HashMap::new();
        for name in WorkloadName::ALL {
            let files = pki.workload_files(folder.path(), name);
            workloads.insert(name, Workload::open(&files).await.unwrap());
        }
        let process = Process::new("accounts").with_clock(std::sync::Arc::new(clock.clone()));
        let running = accounts::start(config.clone(), process).await.unwrap();
        Self { clock, pki, running, workloads, sessions: Mutex::default(), database, sealing, config, folder }
    }

    /// Another process of accounts on the same database.
    pub async fn another(&self) -> Running {
        let process = Process::new("accounts").with_clock(std::sync::Arc::new(self.clock.clone()));
        accounts::start(self.config.clone(), process).await.unwrap()
    }

    /// The database, opened once more.
    pub async fn store(&self) -> Store {
        Store::open::<Migrator>(&self.database.config).await.unwrap()
    }

    /// The keys, as another process of accounts has them.
    pub async fn keys(&self) -> envelope::Keyring {
        let clock = std::sync::Arc::new(self.clock.clone());
        self.sealing.open("accounts", false, &self.store().await, clock).await.unwrap()
    }

    pub fn channel(&self, name: WorkloadName) -> Channel {
        let address = self.running.address().unwrap().to_string();
        identity::channel(&self.workloads[&name], &address, "accounts").unwrap()
    }

    pub fn people(&self) -> AccountsServiceClient<Channel> {
        AccountsServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    pub fn door(&self) -> SignInServiceClient<Channel> {
        SignInServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    pub fn certificates(&self) -> CertificatesServiceClient<Channel> {
        CertificatesServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    /// As anybody has it who checks an attestation.
    pub fn verifier(&self) -> attestation::Verifier {
        let jwks = std::fs::read(self.folder.path().join(PUBLIC_KEYS)).unwrap();
        attestation::Verifier::from_jwks(&jwks).unwrap()
    }

    pub fn erasures(&self) -> ErasuresServiceClient<Channel> {
        ErasuresServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    /// The operator's first administrator.
    pub async fn operator(&self) -> Person {
        let mut client = AccountsServiceClient::new(self.channel(WorkloadName::Nekonote));
        let answer = client.bootstrap(bootstrap()).await.unwrap().into_inner();
        Person {
            organisation: answer.organisation_id,
            account: answer.account_id,
            email: "admin@operator.example".to_owned(),
            certificate: answer.certificate_id,
            fingerprint: fingerprint(&answer.certificate_chain_pem),
        }
    }

    /// The first administrator of a new clinic.
    pub async fn clinic(&self, operator: &Person, name: &str) -> Person {
        self.register(operator, pb::OrganisationKind::Clinic, name).await
    }

    pub async fn register(&self, operator: &Person, kind: pb::OrganisationKind, name: &str) -> Person {
        let message = registration(kind, name);
        let email = message.administrator.as_ref().unwrap().email.clone();
        let request = self.signed(operator, message).await;
        let answer = self.people().register_organisation(request).await.unwrap().into_inner();
        Person {
            organisation: answer.organisation_id,
            account: answer.account_id,
            email,
            certificate: answer.certificate_id,
            fingerprint: fingerprint(&answer.certificate_chain_pem),
        }
    }

    /// Another person of an organisation, on its first device.
    pub async fn colleague(&self, of: &Person, email: &str, role: pb::Role) -> Person {
        let message = new_account(email, role);
        let answer = self.people().create_account(self.signed(of, message).await).await.unwrap().into_inner();
        Person { account: answer.account_id, email: email.to_owned(), ..of.clone() }
    }

    /// Another device of an organisation.
    pub async fn device(&self, of: &Person, label: &str) -> Person {
        let message = new_certificate(label);
        let answer =
            self.certificates().issue_certificate(self.signed(of, message).await).await.unwrap().into_inner();
        let shown = pb::GetCertificateRequest { certificate_id: answer.certificate_id.clone() };
        let shown =
            self.certificates().get_certificate(self.signed(of, shown).await).await.unwrap().into_inner();
        let certificate = shown.certificate.unwrap();
        Person { certificate: certificate.id, fingerprint: certificate.fingerprint, ..of.clone() }
    }

    pub async fn try_sign_in(&self, who: &Person, password: &str) -> Result<pb::SignInResponse, Status> {
        let request = pb::SignInRequest {
            email: who.email.clone(),
            password: password.to_owned(),
            certificate_fingerprint: who.fingerprint.clone(),
        };
        self.door().sign_in(request).await.map(tonic::Response::into_inner)
    }

    pub async fn session(&self, who: &Person) -> String {
        self.try_sign_in(who, PASSWORD).await.unwrap().session_token
    }

    pub async fn authenticate(
        &self,
        session: &str,
        fingerprint: &str,
    ) -> Result<pb::AuthenticateResponse, Status> {
        self.show(Credential::SessionToken(session.to_owned()), fingerprint).await
    }

    pub async fn show(
        &self,
        credential: Credential,
        fingerprint: &str,
    ) -> Result<pb::AuthenticateResponse, Status> {
        let request = pb::AuthenticateRequest {
            credential: Some(credential),
            certificate_fingerprint: fingerprint.to_owned(),
            audiences: vec!["accounts".to_owned()],
        };
        self.door().authenticate(request).await.map(tonic::Response::into_inner)
    }

    /// A request on behalf of a person who has signed in; who still is need not again.
    pub async fn signed<T>(&self, who: &Person, message: T) -> Request<T> {
        let key = (who.account.clone(), who.fingerprint.clone());
        let known = self.sessions.lock().unwrap().get(&key).cloned().unwrap_or_default();
        let answer = match self.authenticate(&known, &who.fingerprint).await {
            Ok(answer) => answer,
            Err(_) => {
                let session = self.session(who).await;
                self.sessions.lock().unwrap().insert(key, session.clone());
                self.authenticate(&session, &who.fingerprint).await.unwrap()
            }
        };
        identity::with_actor(Request::new(message), &answer.actors[0]).unwrap()
    }
}

/// The reason of a refusal.
pub fn reason(status: Status) -> String {
    fault::Fault::from(status).reason().to_owned()
}

pub fn bootstrap() -> pb::BootstrapRequest {
    pb::BootstrapRequest {
        request_id: Uuid::now_v7().to_string(),
        organisation_name: "株式会社ねこのて".to_owned(),
        administrator: Some(person("admin@operator.example", pb::Role::Administrator)),
        device: Some(new_device("運用端末")),
    }
}

pub fn registration(kind: pb::OrganisationKind, name: &str) -> pb::RegisterOrganisationRequest {
    pb::RegisterOrganisationRequest {
        request_id: Uuid::now_v7().to_string(),
        kind: kind.into(),
        name: name.to_owned(),
        code: "1310-0427".to_owned(),
        phone: "03-0000-0000".to_owned(),
        administrator: Some(person("admin@example.jp", pb::Role::Administrator)),
        device: Some(new_device("受付PC-1")),
        organisation_id: String::new(),
    }
}

pub fn new_account(email: &str, role: pb::Role) -> pb::CreateAccountRequest {
    pb::CreateAccountRequest { request_id: Uuid::now_v7().to_string(), account: Some(person(email, role)) }
}

pub fn new_certificate(label: &str) -> pb::IssueCertificateRequest {
    pb::IssueCertificateRequest { request_id: Uuid::now_v7().to_string(), device: Some(new_device(label)) }
}

pub fn new_program(certificate: &str) -> pb::CreateApiClientRequest {
    pb::CreateApiClientRequest {
        request_id: Uuid::now_v7().to_string(),
        name: "電子カルテ".to_owned(),
        client_secret: SECRET.to_owned(),
        roles: vec![pb::Role::ClaimsClerk.into()],
        certificate_id: certificate.to_owned(),
    }
}

pub fn person(email: &str, role: pb::Role) -> pb::NewAccount {
    pb::NewAccount {
        name: "田中 美咲".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        roles: vec![role.into()],
    }
}

pub fn new_device(label: &str) -> pb::NewDevice {
    let key = KeyPair::generate().unwrap();
    let request = CertificateParams::default().serialize_request(&key).unwrap();
    pb::NewDevice { label: label.to_owned(), csr_pem: request.pem().unwrap() }
}

pub fn fingerprint(chain_pem: &str) -> String {
    let (_, leaf) = x509_parser::pem::parse_x509_pem(chain_pem.as_bytes()).unwrap();
    identity::fingerprint(&leaf.contents)
}

/// What accounts is told; its secrets are sealed under the KMS that it names.
pub async fn config(pki: &Pki, folder: &TempDir, database: &TestDatabase, sealing: &SealingConfig) -> Config {
    let path = |name: &str| folder.path().join(name);
    let signer = ActorSigner::generate().unwrap();
    std::fs::write(path("actor.pub"), signer.public_key()).unwrap();
    write_whole(&path("ca.pem"), pki.client.pem());
    let (signing, client_ca) = (SealedFile::new(path("actor.key")), SealedFile::new(path("ca.key")));
    let client_ca_pem = pki.client.key_pem();
    let attesting = SealedFile::new(path("attestation.key"));
    let attesting_pem = testkit::ed25519_pem();
    let attestor = attestation::Attestor::from_pem(&attesting_pem, ISSUER).unwrap();
    std::fs::write(path(PUBLIC_KEYS), attestor.jwks()).unwrap();
    let signing_pem = pem("PRIVATE KEY", &signer.to_pkcs8().unwrap());
    let secrets = [
        (ACTOR_SIGNING_KEY, &signing, signing_pem.as_bytes()),
        (CLIENT_CA_KEY, &client_ca, client_ca_pem.as_bytes()),
        (accounts::config::ATTESTATION_KEY, &attesting, attesting_pem.as_bytes()),
    ];
    testkit::seal_secrets::<Migrator>("accounts", sealing, &database.config, &secrets).await;
    Config {
        server: chassis::Server {
            listen: "127.0.0.1:0".parse().unwrap(),
            workload: pki.workload_files(folder.path(), WorkloadName::Accounts),
            actor_key: path("actor.pub"),
            limits: chassis::Limits::default(),
        },
        database: database.config.clone(),
        client_ca: accounts::config::ClientCaFiles { cert: path("ca.pem"), key: client_ca },
        actor_signing_key: signing,
        attestation: accounts::config::Attestation { key: attesting, issuer: ISSUER.to_owned() },
        backups: chassis::Backups::default(),
        sealing: sealing.clone(),
        telemetry: chassis::Telemetry::default(),
        ntp: chassis::Ntp::default(),
        residency: Residency::development(),
    }
}

fn pem(kind: &str, der: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", STANDARD.encode(der))
}
