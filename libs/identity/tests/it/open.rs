//! What a workload's files must be to start at all.

use identity::{TlsError, Workload, WorkloadName};
use rcgen::{CertificateParams, SanType};
use tempfile::TempDir;
use testkit::{Pki, pki, workload_shape, write_whole};

async fn opened(pki: &Pki, shape: &CertificateParams) -> Result<Workload, TlsError> {
    let folder = TempDir::new().unwrap();
    let leaf = pki.workload.issue(shape);
    Workload::open(&pki.write_workload(folder.path(), WorkloadName::Claims, &leaf)).await
}

#[tokio::test]
async fn the_name_comes_from_the_certificate() {
    let pki = pki();
    for name in WorkloadName::ALL {
        assert_eq!(opened(&pki, &workload_shape(name)).await.unwrap().name(), name);
    }
}

#[tokio::test]
async fn a_certificate_without_exactly_one_known_name_is_refused() {
    let pki = pki();
    let uri = |text: &str| SanType::URI(text.try_into().unwrap());
    for uris in [
        vec![],
        vec!["spiffe://nekonote/billing"],
        vec!["spiffe://other/claims"],
        vec!["https://nekonote/claims"],
        vec!["spiffe://nekonote/claims", "spiffe://nekonote/gateway"],
    ] {
        let mut shape = workload_shape(WorkloadName::Claims);
        shape.subject_alt_names.retain(|name| !matches!(name, SanType::URI(_)));
        shape.subject_alt_names.extend(uris.iter().copied().map(uri));
        assert!(matches!(opened(&pki, &shape).await, Err(TlsError::Nameless { .. })), "{uris:?}");
    }
}

#[tokio::test]
async fn a_leaf_is_no_root() {
    let (pki, folder) = (pki(), TempDir::new().unwrap());
    let files = pki.workload_files(folder.path(), WorkloadName::Claims);
    write_whole(&files.roots, &pki.workload.workload(WorkloadName::Claims).cert_pem);
    write_whole(&files.crls[0], &pki.workload.crl(1, &[]).pem);
    let refused = Workload::open(&files).await;
    assert!(
        matches!(refused, Err(TlsError::BadRoot { .. } | TlsError::BadRevocations { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_revocation_list_of_another_authority_is_refused() {
    let (pki, folder) = (pki(), TempDir::new().unwrap());
    let files = pki.workload_files(folder.path(), WorkloadName::Claims);
    let namesake = testkit::Authority::new("Nekonote Test Workloads");
    namesake.write_crl(&files.crls[0], 9, &[]);
    assert!(matches!(Workload::open(&files).await, Err(TlsError::BadRevocations { .. })));
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let (pki, folder) = (pki(), TempDir::new().unwrap());
    let mut files = pki.workload_files(folder.path(), WorkloadName::Claims);
    files.crls = vec![folder.path().join("nowhere.pem")];
    let words = Workload::open(&files).await.unwrap_err().to_string();
    assert!(words.contains("nowhere.pem"), "{words}");
}

#[tokio::test]
async fn expiries_are_told_for_health() {
    let (pki, folder) = (pki(), TempDir::new().unwrap());
    let workload = Workload::open(&pki.workload_files(folder.path(), WorkloadName::Claims)).await.unwrap();
    assert!(workload.revocations_expire_at().unwrap() < workload.certificate_expires_at());
}

#[test]
fn an_address_without_a_port_or_a_stranger_is_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (pki, folder) = (pki(), TempDir::new().unwrap());
        let workload =
            Workload::open(&pki.workload_files(folder.path(), WorkloadName::Claims)).await.unwrap();
        assert!(identity::channel(&workload, "localhost:1", "labels").is_ok());
        assert!(identity::channel(&workload, "[::1]:1", "labels").is_ok());
        for (address, service) in
            [("localhost", "labels"), ("localhost:x", "labels"), (":1", "labels"), ("localhost:1", "billing")]
        {
            assert!(identity::channel(&workload, address, service).is_err(), "{address} {service}");
        }
    });
}
