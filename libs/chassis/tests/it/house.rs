//! A running service with a PKI of its own, in a folder that goes with it.

use std::path::{Path, PathBuf};

use chassis::{Limits, Process, Running, Server, Traced, serve, traced};
use identity::{Workload, WorkloadFiles};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason, RevokedCertParams, SanType,
    SerialNumber, date_time_ymd,
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::service::Routes;

use crate::slow::{RULES, Slow};

/// The name the service under test runs by.
pub const NAME: &str = "claims";

pub struct House {
    pub process: Process,
    pub running: Running,
    pub slow: Slow,
    root: Root,
    workload: Workload,
    gateway: Workload,
    labels: Workload,
    _room: TempDir,
}

impl House {
    pub async fn open(limits: Limits) -> Self {
        identity::install_provider();
        let room = TempDir::new().expect("a folder");
        let root = Root::new(room.path());
        let workload = root.workload(NAME);
        let server = server(room.path(), workload.clone(), "127.0.0.1:0", limits);
        let process = Process::new(NAME);
        let listener = TcpListener::bind(server.listen).await.expect("a port");
        let slow = Slow::default();
        let workload = Workload::open(&workload).await.expect("a workload");
        let routes = Routes::new(slow.clone());
        let serving = serve(&process, &server, &workload, listener, routes, RULES).await.expect("a server");
        let gateway = Workload::open(&root.workload("gateway")).await.expect("a workload");
        let labels = Workload::open(&root.workload("labels")).await.expect("a workload");
        let running = Running::new(&process).with_server(serving);
        Self { process, running, slow, root, workload, gateway, labels, _room: room }
    }

    /// Revokes a workload, and has the service know.
    pub async fn revoke(&self, name: &str) {
        self.root.revocations(2, &[name]);
        self.workload.reload().await.expect("a newer list");
    }

    /// A new connection by the gateway.
    pub fn channel(&self) -> Traced {
        self.channel_of(&self.gateway)
    }

    /// A new connection by a workload that no rule names.
    pub fn stranger(&self) -> Traced {
        self.channel_of(&self.labels)
    }

    pub fn raw_channel(&self) -> tonic::transport::Channel {
        let address = self.running.address().expect("an address").to_string();
        identity::channel(&self.labels, &address, NAME).expect("a channel")
    }

    fn channel_of(&self, workload: &Workload) -> Traced {
        let address = self.running.address().expect("an address").to_string();
        traced(identity::channel(workload, &address, NAME).expect("a channel"))
    }
}

/// A `[server]` in a folder.
pub fn server(room: &Path, workload: WorkloadFiles, listen: &str, limits: Limits) -> Server {
    let actor_key = room.join("actor.pub");
    std::fs::write(&actor_key, [7_u8; 32]).expect("a key");
    Server { listen: listen.parse().expect("an address"), workload, actor_key, limits }
}

/// The root of workload certificates.
pub struct Root {
    issuer: Issuer<'static, KeyPair>,
    room: PathBuf,
}

impl Root {
    pub fn new(room: &Path) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a root");
        std::fs::write(room.join("roots.pem"), certificate.pem()).expect("a file");
        let root = Self { issuer: Issuer::new(params, key), room: room.to_owned() };
        root.revocations(1, &[]);
        root
    }

    /// The revocation list, of a number, with the workloads of these names.
    pub fn revocations(&self, number: u64, names: &[&str]) {
        let revoked = names.iter().map(|name| RevokedCertParams {
            serial_number: SerialNumber::from_slice(name.as_bytes()),
            revocation_time: date_time_ymd(2026, 1, 1),
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        });
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 1, 1),
            next_update: date_time_ymd(2096, 1, 1),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = list.signed_by(&self.issuer).expect("a list").pem().expect("PEM");
        std::fs::write(self.room.join("crl.pem"), list).expect("a file");
    }

    /// The files of a workload on loopback.
    pub fn workload(&self, name: &str) -> WorkloadFiles {
        let mut params = CertificateParams::default();
        let uri = format!("spiffe://nekonote/{name}");
        params.subject_alt_names = vec![
            SanType::URI(uri.try_into().expect("ASCII")),
            SanType::IpAddress("127.0.0.1".parse().expect("an address")),
        ];
        params.serial_number = Some(SerialNumber::from_slice(name.as_bytes()));
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let files = WorkloadFiles {
            cert: self.room.join(format!("{name}.pem")),
            key: self.room.join(format!("{name}.key")),
            roots: self.room.join("roots.pem"),
            crls: vec![self.room.join("crl.pem")],
        };
        std::fs::write(&files.cert, certificate.pem()).expect("a file");
        std::fs::write(&files.key, key.serialize_pem()).expect("a file");
        files
    }
}
