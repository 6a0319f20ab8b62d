//! What a workload's files say, read at one moment: both TLS configurations and the revocation lists.
//! Refuses a key that does not belong to the certificate, roots that may not sign, and lists of strangers.

use std::{path::Path, sync::Arc};

use chrono::{DateTime, Utc};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    client::{Resumption, WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs},
    server::{NoServerSessionStorage, WebPkiClientVerifier},
    sign::{CertifiedKey, SingleCertAndKey},
    version::TLS13,
};
use rustls_pki_types::{
    CertificateDer, CertificateRevocationListDer, PrivateKeyDer,
    pem::{self, PemObject},
};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::{TlsError, WorkloadFiles, peer::NamedPeer, revocations::Revocations};
use crate::WorkloadName;

/// The one protocol spoken inside.
const H2: &[u8] = b"h2";

/// Everything loaded, replaced as a whole.
pub(super) struct Material {
    pub(super) name: WorkloadName,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) server: Arc<ServerConfig>,
    pub(super) revocations: Revocations,
    chain_verifier: Arc<dyn ServerCertVerifier>,
    key: Arc<CertifiedKey>,
    provider: Arc<CryptoProvider>,
}

impl Material {
    pub(super) async fn read(files: &WorkloadFiles) -> Result<Self, TlsError> {
        let files = files.clone();
        let read = tokio::task::spawn_blocking(move || Self::read_now(&files)).await;
        // The task neither panics nor is aborted; a runtime that is going down reads nothing more.
        read.unwrap_or_else(|_| Err(TlsError::Rustls(rustls::Error::General("runtime is going down".into()))))
    }

    fn read_now(files: &WorkloadFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let chain: Vec<CertificateDer<'static>> = several(&files.cert, "certificate")?;
        let key =
            PrivateKeyDer::from_pem_file(&files.key).map_err(|source| unreadable(&files.key, source))?;
        let root_certificates: Vec<CertificateDer<'static>> = several(&files.roots, "root")?;
        let mut crls: Vec<CertificateRevocationListDer<'static>> = Vec::new();
        let mut revocations = Revocations::none();
        for path in &files.crls {
            for crl in several::<CertificateRevocationListDer<'static>>(path, "revocation list")? {
                revocations
                    .add(&crl, &root_certificates)
                    .map_err(|()| TlsError::BadRevocations { path: path.clone() })?;
                crls.push(crl);
            }
        }
        let roots = Arc::new(trust(&files.roots, &root_certificates)?);
        let (name, expires_at) = own(&files.cert, &chain)?;
        let key = Arc::new(CertifiedKey::from_der(chain, key, &provider)?);

        let server = Arc::new(server_config(&provider, &roots, crls.clone(), &key)?);
        let mut verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
        if !crls.is_empty() {
            verifier = verifier.with_crls(crls).enforce_revocation_expiration();
        }
        let chain_verifier = verifier.build()?;
        Ok(Self { name, expires_at, server, revocations, chain_verifier, key, provider })
    }

    /// A reload may bring a new certificate, but not another workload, nor take a revocation back.
    pub(super) fn may_follow(&self, before: &Self) -> Result<(), TlsError> {
        if self.name != before.name {
            return Err(TlsError::Renamed);
        }
        if self.revocations.older_than(&before.revocations) {
            Err(TlsError::OlderRevocations)
        } else {
            Ok(())
        }
    }

    pub(super) fn client(&self, service: WorkloadName) -> Result<ClientConfig, TlsError> {
        let verifier = NamedPeer::new(Arc::clone(&self.chain_verifier), service);
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&TLS13])?
            .dangerous() // rustls' word for any verifier of one's own; this one checks more, not less
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(&self.key))));
        config.alpn_protocols = vec![H2.to_vec()];
        config.resumption = Resumption::disabled();
        Ok(config)
    }
}

fn server_config(
    provider: &Arc<CryptoProvider>,
    roots: &Arc<RootCertStore>,
    crls: Vec<CertificateRevocationListDer<'static>>,
    key: &Arc<CertifiedKey>,
) -> Result<ServerConfig, TlsError> {
    let mut verifier = WebPkiClientVerifier::builder_with_provider(Arc::clone(roots), Arc::clone(provider));
    if !crls.is_empty() {
        verifier = verifier.with_crls(crls).enforce_revocation_expiration();
    }
    let mut config = ServerConfig::builder_with_provider(Arc::clone(provider))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier.build()?)
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(key))));
    config.alpn_protocols = vec![H2.to_vec()];
    // A resumed session would skip the verifier, so a revoked certificate would get back in.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// Roots must be able to sign certificates and revocation lists; anything else is a mistake worth stopping for.
fn trust(path: &Path, certificates: &[CertificateDer<'static>]) -> Result<RootCertStore, TlsError> {
    let bad = || TlsError::BadRoot { path: path.into() };
    let mut roots = RootCertStore::empty();
    for der in certificates {
        let (_, root) = X509Certificate::from_der(der).map_err(|_| bad())?;
        let usage = root.key_usage().map_err(|_| bad())?.ok_or_else(bad)?;
        if !root.is_ca() || !usage.value.key_cert_sign() || !usage.value.crl_sign() {
            return Err(bad());
        }
        roots.add(der.clone())?;
    }
    Ok(roots)
}

fn own(path: &Path, chain: &[CertificateDer<'static>]) -> Result<(WorkloadName, DateTime<Utc>), TlsError> {
    let nameless = || TlsError::Nameless { path: path.into() };
    let leaf = chain.first().ok_or_else(nameless)?;
    let (_, leaf) = X509Certificate::from_der(leaf).map_err(|_| nameless())?;
    let name = WorkloadName::of(&leaf).map_err(|_| nameless())?;
    let expires_at =
        DateTime::from_timestamp(leaf.validity().not_after.timestamp(), 0).ok_or_else(nameless)?;
    Ok((name, expires_at))
}

fn several<T: PemObject>(path: &Path, what: &'static str) -> Result<Vec<T>, TlsError> {
    let items = T::pem_file_iter(path).map_err(|source| unreadable(path, source))?;
    let items = items.collect::<Result<Vec<T>, _>>().map_err(|source| unreadable(path, source))?;
    if items.is_empty() { Err(TlsError::Empty { path: path.into(), what }) } else { Ok(items) }
}

fn unreadable(path: &Path, source: pem::Error) -> TlsError {
    TlsError::Unreadable { path: path.into(), source }
}
