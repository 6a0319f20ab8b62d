//! TLS of both faces: 1.3, or 1.2 with ECDHE and AEAD only, which is all the provider has. Never a resumed session:
//! resumption skips the verifier, and a revoked certificate would come back in.

use std::{path::PathBuf, sync::Arc};

use anyhow::Context as _;
use calendar::Clock;
use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, UnixTime, pem::PemObject},
    server::{NoServerSessionStorage, WebPkiClientVerifier},
    sign::{CertifiedKey, SingleCertAndKey},
    time_provider::TimeProvider,
};
use serde::Deserialize;

use super::verifier::StrictVerifier;

/// A server certificate's files, PEM.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerIdentity {
    /// The certificate and its intermediates.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl ServerIdentity {
    fn read(&self) -> anyhow::Result<Arc<CertifiedKey>> {
        let unreadable = || format!("{} or {}", self.certificate.display(), self.key.display());
        let chain = CertificateDer::pem_file_iter(&self.certificate).with_context(unreadable)?;
        let chain = chain.collect::<Result<Vec<_>, _>>().with_context(unreadable)?;
        let key = PrivateKeyDer::from_pem_file(&self.key).with_context(unreadable)?;
        let key =
            CertifiedKey::from_der(chain, key, &provider()).context("the edge's certificate and key")?;
        Ok(Arc::new(key))
    }
}

/// The portal face: a client certificate of this CA, not on this list, of the strict profile.
pub(super) fn portal(
    server: &ServerIdentity,
    ca_pem: &str,
    crl_der: &[u8],
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<Arc<ServerConfig>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes())?)?;
    let webpki = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
        .with_crls([CertificateRevocationListDer::from(crl_der.to_vec())])
        .enforce_revocation_expiration()
        .build()?;
    let verifier = Arc::new(StrictVerifier::new(webpki, Arc::clone(clock)));
    let builder = ServerConfig::builder_with_details(provider(), Arc::new(OurTime(Arc::clone(clock))))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_client_cert_verifier(verifier);
    Ok(hardened(builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(server.read()?)))))
}

/// The public face: no client certificate is asked for.
pub(super) fn public(server: &ServerIdentity) -> anyhow::Result<Arc<ServerConfig>> {
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_no_client_auth();
    Ok(hardened(builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(server.read()?)))))
}

fn hardened(mut config: ServerConfig) -> Arc<ServerConfig> {
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.max_early_data_size = 0;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Arc::new(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// The process's clock decides what has expired.
struct OurTime(Arc<dyn Clock>);

impl std::fmt::Debug for OurTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OurTime")
    }
}

impl TimeProvider for OurTime {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().timestamp()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
    }
}
