//! The development PKI: three roots that no listener mixes, kept; leaves and the workloads' revocation list, anew at each start.
//! Client certificates are not made here: accounts issues them. The roots of edge and workloads stand in for the issuers of
//! an installation; what services keep secret is made and sealed in `vault`.

use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::Context as _;
use identity::{WorkloadFiles, WorkloadName};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertificateSigningRequest,
    DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    SanType, SerialNumber,
};
use uuid::Uuid;

use super::files;

/// How long roots and leaves are valid.
const ROOT_DAYS: u64 = 3_650;
const LEAF_DAYS: u64 = 90;

/// Where everything is.
pub(super) struct Pki {
    /// The edge's root, which browsers are to trust.
    pub(super) edge_root: PathBuf,
    /// The client CA: certificate and sealed key, for accounts.
    pub(super) client_ca: (PathBuf, PathBuf),
    /// The portal's certificate and key.
    pub(super) portal: (PathBuf, PathBuf),
    /// The public face's certificate and key.
    pub(super) public: (PathBuf, PathBuf),
    /// The key that signs actors, sealed, and its public half.
    pub(super) actor_key: (PathBuf, PathBuf),
    /// The keys that attest, sealed: of accounts and of claims.
    pub(super) attestation: (PathBuf, PathBuf),
    /// Their public halves as a set of keys.
    pub(super) attestation_keys: PathBuf,
    /// The password of the inbox, sealed.
    pub(super) smtp_password: PathBuf,
    /// Keys the hash under which requests are kept.
    pub(super) request_key: PathBuf,
    folder: PathBuf,
}

impl Pki {
    /// A workload's files.
    pub(super) fn workload(&self, name: WorkloadName) -> WorkloadFiles {
        let file = |kind: &str| self.folder.join(format!("{name}.{kind}.pem"));
        WorkloadFiles {
            cert: file("cert"),
            key: file("key"),
            roots: self.folder.join("workloads.root.pem"),
            crls: vec![self.folder.join("workloads.crl.pem")],
        }
    }
}

/// Makes what is missing and renews what is not a root.
pub(super) fn prepare(folder: &Path) -> anyhow::Result<Pki> {
    let folder = files::folder(&folder.join("pki"))?;
    let edge = root(&folder, "edge", "ねこのて デモ サーバー認証局")?;
    let workloads = root(&folder, "workloads", "Nekonote Demo Workloads")?;
    let pki = Pki {
        edge_root: folder.join("edge.root.pem"),
        client_ca: (folder.join("clients.root.pem"), folder.join("clients.root.key.sealed")),
        portal: leaf(&folder, &edge, "portal", server("localhost")?)?,
        public: leaf(&folder, &edge, "public", server("127.0.0.1")?)?,
        actor_key: (folder.join("actors.key.sealed"), folder.join("actors.pub.pem")),
        attestation: (folder.join("attestation.key.sealed"), folder.join("claims.attestation.key.sealed")),
        attestation_keys: folder.join("attestation.keys.json"),
        smtp_password: folder.join("smtp.password.sealed"),
        request_key: folder.join("requests.key"),
        folder: folder.clone(),
    };
    let request_key = || Ok(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()));
    files::read_or(&pki.request_key, request_key)?;
    for name in WorkloadName::ALL {
        leaf(&folder, &workloads, name.as_str(), workload(name)?)?;
    }
    let list = CertificateRevocationListParams {
        this_update: moment(0),
        next_update: moment(LEAF_DAYS),
        crl_number: SerialNumber::from(u64::try_from(since_epoch().as_millis())?),
        issuing_distribution_point: None,
        revoked_certs: vec![],
        key_identifier_method: KeyIdMethod::Sha256,
    };
    files::write(&folder.join("workloads.crl.pem"), list.signed_by(&workloads)?.pem()?)?;
    Ok(pki)
}

/// A device's key and signing request, kept so that a repeated request is the same; gives the request.
pub(super) fn device(folder: &Path, name: &str, label: &str) -> anyhow::Result<String> {
    let key_path = folder.join(format!("{name}.key.pem"));
    files::read_or(&folder.join(format!("{name}.csr.pem")), || {
        let key = KeyPair::generate()?;
        files::write(&key_path, key.serialize_pem())?;
        let mut shape = CertificateParams::default();
        shape.distinguished_name = named(label);
        let request: CertificateSigningRequest = shape.serialize_request(&key)?;
        Ok(request.pem()?)
    })
}

/// As [`device`], with another key in place of the one there is.
pub(super) fn device_anew(folder: &Path, name: &str, label: &str) -> anyhow::Result<String> {
    files::remove(&folder.join(format!("{name}.csr.pem")))?;
    device(folder, name, label)
}

/// The client CA's certificate over a new key, PEM.
pub(super) fn client_ca(key: &KeyPair) -> anyhow::Result<String> {
    Ok(root_shape("Nekonote Demo Clients").self_signed(key)?.pem())
}

fn root(folder: &Path, name: &str, label: &str) -> anyhow::Result<Issuer<'static, KeyPair>> {
    let shape = root_shape(label);
    let key_path = folder.join(format!("{name}.root.key"));
    let key = KeyPair::from_pem(&files::read_or(&key_path, || Ok(KeyPair::generate()?.serialize_pem()))?)?;
    let pem =
        files::read_or(&folder.join(format!("{name}.root.pem")), || Ok(shape.self_signed(&key)?.pem()))?;
    Issuer::from_ca_cert_pem(&pem, key).with_context(|| format!("{name}.root.pem"))
}

fn root_shape(label: &str) -> CertificateParams {
    let mut shape = CertificateParams::default();
    shape.distinguished_name = named(label);
    shape.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    shape.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (shape.not_before, shape.not_after) = (moment(0), moment(ROOT_DAYS));
    shape
}

fn leaf(
    folder: &Path,
    root: &Issuer<'static, KeyPair>,
    name: &str,
    shape: CertificateParams,
) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (certificate, key_path) =
        (folder.join(format!("{name}.cert.pem")), folder.join(format!("{name}.key.pem")));
    let key = KeyPair::generate()?;
    files::write(&certificate, shape.signed_by(&key, root)?.pem())?;
    files::write(&key_path, key.serialize_pem())?;
    Ok((certificate, key_path))
}

fn server(host: &str) -> anyhow::Result<CertificateParams> {
    let mut shape = ordinary(host);
    shape.subject_alt_names = vec![name_of(host)?];
    shape.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(shape)
}

fn workload(name: WorkloadName) -> anyhow::Result<CertificateParams> {
    let mut shape = ordinary(name.as_str());
    shape.subject_alt_names =
        vec![SanType::URI(name.uri().try_into()?), name_of("localhost")?, name_of("127.0.0.1")?];
    shape.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    Ok(shape)
}

fn ordinary(label: &str) -> CertificateParams {
    let mut shape = CertificateParams::default();
    shape.distinguished_name = named(label);
    shape.is_ca = IsCa::ExplicitNoCa;
    shape.use_authority_key_identifier_extension = true;
    shape.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    (shape.not_before, shape.not_after) = (moment(0), moment(LEAF_DAYS));
    shape
}

fn name_of(host: &str) -> anyhow::Result<SanType> {
    Ok(match host.parse() {
        Ok(address) => SanType::IpAddress(address),
        Err(_) => SanType::DnsName(host.try_into()?),
    })
}

fn named(label: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, label);
    name
}

/// So many days from now, less an hour for clocks that are behind.
fn moment(days: u64) -> time::OffsetDateTime {
    let hour = Duration::from_secs(3_600);
    rcgen::date_time_ymd(1970, 1, 1)
        + Duration::from_secs(since_epoch().as_secs())
        + Duration::from_secs(days * 86_400)
        - hour
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
