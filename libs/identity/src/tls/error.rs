//! Why a workload's files could not be used.

use std::path::PathBuf;

use rustls_pki_types::pem;

/// A workload's files could not be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or is not PEM.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// A file holds nothing of what it should.
    #[error("{path} holds no {what}")]
    Empty {
        /// Which file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
    },
    /// The certificate names no workload.
    #[error("{path} is no workload's certificate: not exactly one URI name spiffe://nekonote/…")]
    Nameless {
        /// Which file.
        path: PathBuf,
    },
    /// The new files belong to another workload.
    #[error("the files now belong to another workload")]
    Renamed,
    /// A trusted root is no certificate authority that may sign certificates and revocation lists.
    #[error("{path} holds a root that may not sign")]
    BadRoot {
        /// Which file.
        path: PathBuf,
    },
    /// A revocation list is unreadable, never ends, or is signed by none of the roots.
    #[error("{path} holds a revocation list of no trusted root")]
    BadRevocations {
        /// Which file.
        path: PathBuf,
    },
    /// A revocation list is older than the one in use.
    #[error("a revocation list is older than the one in use")]
    OlderRevocations,
    /// rustls does not accept what the files say.
    #[error("TLS refuses the files: {0}")]
    Rustls(#[from] rustls::Error),
    /// rustls can make no verifier of roots and revocation lists.
    #[error("TLS refuses roots or revocation lists: {0}")]
    Verifier(#[from] rustls::server::VerifierBuilderError),
}
