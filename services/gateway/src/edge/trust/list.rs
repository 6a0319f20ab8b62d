//! A revocation list, read: which serials are on it, which number it has, until when it holds.

use std::collections::HashSet;

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Utc};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use super::anchor;

/// A revocation list that its CA has signed.
#[derive(Debug, Clone)]
pub(super) struct RevocationList {
    number: Vec<u8>,
    until: DateTime<Utc>,
    serials: HashSet<String>,
}

impl RevocationList {
    /// Reads a list and checks the CA and its signature on it. A list ends with its CA at the latest.
    pub(super) fn parse(ca_pem: &str, crl_der: &[u8], now: DateTime<Utc>) -> anyhow::Result<Self> {
        let ca = CertificateDer::from_pem_slice(ca_pem.as_bytes()).context("no CA")?;
        let (_, ca) = X509Certificate::from_der(&ca).context("the CA cannot be read")?;
        let end = anchor::check(&ca, now)?;
        let (_, list) = CertificateRevocationList::from_der(crl_der).context("the list cannot be read")?;
        list.verify_signature(ca.public_key()).map_err(|_| anyhow!("the list is not the CA's"))?;
        let until = list.next_update().context("the list does not say until when it holds")?;
        let until = DateTime::from_timestamp(until.timestamp(), 0).context("the list's end is no time")?;
        let number = list.crl_number().context("the list has no number")?;
        Ok(Self {
            number: number.to_bytes_be(),
            until: until.min(end),
            serials: list.iter_revoked_certificates().map(|one| canonical(one.raw_serial())).collect(),
        })
    }

    /// Its number, comparable: a longer one is greater.
    pub(super) fn number(&self) -> (usize, &[u8]) {
        (self.number.len(), &self.number)
    }

    pub(super) fn is_current(&self, now: DateTime<Utc>) -> bool {
        now < self.until
    }

    /// Whether a serial number, hexadecimal in any spelling, is on it.
    pub(super) fn has(&self, serial: &str) -> bool {
        let hex: String = serial.chars().filter(char::is_ascii_hexdigit).collect();
        self.serials.contains(hex.trim_start_matches('0').to_ascii_lowercase().as_str())
    }
}

fn canonical(serial: &[u8]) -> String {
    let hex: String = serial.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.trim_start_matches('0').to_owned()
}
