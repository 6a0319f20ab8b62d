//! The right shapes of certificates, to be issued as they are or bent by a test first.

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use identity::{ORGANISATION_PREFIX, WorkloadName};
use ids::OrganisationId;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, SanType,
    SerialNumber,
};

/// What a workload's certificate looks like: both usages, its URI name, and the names of this host.
#[must_use]
pub fn workload_shape(name: WorkloadName) -> CertificateParams {
    let mut shape = leaf(name.as_str());
    shape.subject_alt_names = vec![uri(&name.uri()), host("localhost"), host("127.0.0.1"), host("::1")];
    shape.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    shape
}

/// What a client certificate looks like: the strict profile.
#[must_use]
pub fn client_shape(organisation: OrganisationId, label: &str) -> CertificateParams {
    let mut shape = leaf(label);
    shape.subject_alt_names = vec![uri(&format!("{ORGANISATION_PREFIX}{organisation}"))];
    shape.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    shape
}

/// What the edge's server certificate looks like, for host names and addresses.
#[must_use]
pub fn edge_shape(names: &[&str]) -> CertificateParams {
    let mut shape = leaf("Nekonote Test Portal");
    shape.subject_alt_names = names.iter().copied().map(host).collect();
    shape.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    shape
}

/// The same shape, ended an hour ago.
#[must_use]
pub fn expired(mut shape: CertificateParams) -> CertificateParams {
    shape.not_before = when(Utc::now() - TimeDelta::days(30));
    shape.not_after = when(Utc::now() - TimeDelta::hours(1));
    shape
}

/// A time as rcgen counts it. Whole seconds: certificates know no finer ones.
pub(super) fn when(time: DateTime<Utc>) -> time::OffsetDateTime {
    rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(time.timestamp().unsigned_abs())
}

/// 127 bits, positive.
pub(super) fn serial() -> SerialNumber {
    let mut bytes = *uuid::Uuid::new_v4().as_bytes();
    bytes[0] = bytes[0] & 0x7f | 0x40;
    SerialNumber::from_slice(&bytes)
}

fn leaf(common_name: &str) -> CertificateParams {
    let mut shape = CertificateParams::default();
    shape.distinguished_name = DistinguishedName::new();
    shape.distinguished_name.push(DnType::CommonName, common_name);
    shape.serial_number = Some(serial());
    shape.not_before = when(Utc::now() - TimeDelta::hours(1));
    shape.not_after = when(Utc::now() + TimeDelta::days(30));
    // Writes "CA:FALSE" and, which is the reason, the subject's key identifier.
    shape.is_ca = IsCa::ExplicitNoCa;
    shape.use_authority_key_identifier_extension = true;
    shape.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    shape
}

fn uri(text: &str) -> SanType {
    SanType::URI(text.try_into().expect("ASCII"))
}

fn host(text: &str) -> SanType {
    match text.parse::<IpAddr>() {
        Ok(address) => SanType::IpAddress(address),
        Err(_) => SanType::DnsName(text.try_into().expect("ASCII")),
    }
}
