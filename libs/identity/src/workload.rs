//! The name of a process, proven by its certificate: `spiffe://nekonote/<service>`.
//! Refuses names outside the known set and certificates with another number of URI names than one.

use std::{fmt, str::FromStr};

use fault::Fault;
use serde::{Deserialize, Serialize};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// What a workload's URI SAN begins with.
pub const WORKLOAD_PREFIX: &str = "spiffe://nekonote/";

/// The certificate or text names no workload of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a workload of nekonote")]
pub struct NotAWorkload;

/// A process of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WorkloadName {
    /// The edge.
    Gateway,
    /// Organisations, people, certificates.
    Accounts,
    /// The vocabulary of labels.
    Labels,
    /// Policies and claims.
    Claims,
    /// The record.
    Timeline,
    /// Mails.
    Notifications,
    /// The operator's command line and the one-process demo.
    Nekonote,
}

impl WorkloadName {
    /// Every workload.
    pub const ALL: [Self; 7] = [
        Self::Gateway,
        Self::Accounts,
        Self::Labels,
        Self::Claims,
        Self::Timeline,
        Self::Notifications,
        Self::Nekonote,
    ];

    /// Its name, as in the certificate.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Accounts => "accounts",
            Self::Labels => "labels",
            Self::Claims => "claims",
            Self::Timeline => "timeline",
            Self::Notifications => "notifications",
            Self::Nekonote => "nekonote",
        }
    }

    /// Its URI SAN.
    #[must_use]
    pub fn uri(self) -> String {
        format!("{WORKLOAD_PREFIX}{}", self.as_str())
    }

    /// The name in a certificate whose chain TLS has verified.
    ///
    /// # Errors
    /// When there is not exactly one URI name, or it is none of ours.
    pub fn from_certificate(der: &[u8]) -> Result<Self, NotAWorkload> {
        let (_, certificate) = X509Certificate::from_der(der).map_err(|_| NotAWorkload)?;
        Self::of(&certificate)
    }

    pub(crate) fn of(certificate: &X509Certificate<'_>) -> Result<Self, NotAWorkload> {
        let names = certificate.subject_alternative_name().map_err(|_| NotAWorkload)?.ok_or(NotAWorkload)?;
        let mut uris = names.value.general_names.iter().filter_map(|name| match name {
            GeneralName::URI(uri) => Some(*uri),
            _ => None,
        });
        match (uris.next(), uris.next()) {
            (Some(uri), None) => uri.strip_prefix(WORKLOAD_PREFIX).ok_or(NotAWorkload)?.parse(),
            _ => Err(NotAWorkload),
        }
    }
}

impl FromStr for WorkloadName {
    type Err = NotAWorkload;

    fn from_str(text: &str) -> Result<Self, NotAWorkload> {
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or(NotAWorkload)
    }
}

impl fmt::Display for WorkloadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which workload sent a request; the access layer has put it there.
///
/// # Errors
/// When the request did not come through the access layer.
pub fn caller<T>(request: &tonic::Request<T>) -> Result<WorkloadName, Fault> {
    let caller = request.extensions().get::<WorkloadName>().copied();
    caller.ok_or_else(|| Fault::unauthenticated("WORKLOAD_UNKNOWN").message("no workload on this request"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_survives_its_text() {
        for name in WorkloadName::ALL {
            assert_eq!(name.to_string().parse(), Ok(name));
        }
    }

    #[test]
    fn unknown_names_are_refused() {
        for text in ["", "Claims", "claims/", "billing", "spiffe://nekonote/claims"] {
            assert_eq!(text.parse::<WorkloadName>(), Err(NotAWorkload), "{text}");
        }
    }

    #[test]
    fn a_request_without_the_layer_has_no_caller() {
        assert_eq!(caller(&tonic::Request::new(())).unwrap_err().reason(), "WORKLOAD_UNKNOWN");
    }
}
