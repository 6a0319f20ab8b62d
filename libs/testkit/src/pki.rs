//! A PKI of its own for each test: three roots, right and wrong leaves, revocation lists, PEM files.

mod authority;
mod raw;
mod shapes;

use std::path::Path;

use identity::{WorkloadFiles, WorkloadName};
use rcgen::{KeyPair, PKCS_ED25519};

pub use authority::{Authority, Crl, Leaf};
pub use raw::{Raw, der, oid};
pub use shapes::{client_shape, edge_shape, expired, workload_shape};

/// A new Ed25519 key that signs something, PKCS#8 PEM.
#[must_use]
pub fn ed25519_pem() -> String {
    KeyPair::generate_for(&PKCS_ED25519).expect("randomness").serialize_pem()
}

/// The three roots; no listener trusts two of them.
pub struct Pki {
    /// Signs the edge's server certificates.
    pub edge: Authority,
    /// Signs client certificates, as accounts does.
    pub client: Authority,
    /// Signs workload certificates.
    pub workload: Authority,
}

/// Three fresh roots.
#[must_use]
pub fn pki() -> Pki {
    Pki {
        edge: Authority::new("Nekonote Test Edge"),
        client: Authority::new("Nekonote Test Clients"),
        workload: Authority::new("Nekonote Test Workloads"),
    }
}

impl Pki {
    /// Issues a workload's certificate and writes what it needs into a folder: `<name>.cert.pem`, `<name>.key.pem`,
    /// `workloads.roots.pem` and an empty `workloads.crl.pem`.
    ///
    /// # Panics
    /// When the folder cannot be written.
    #[must_use]
    pub fn workload_files(&self, folder: &Path, name: WorkloadName) -> WorkloadFiles {
        self.write_workload(folder, name, &self.workload.workload(name))
    }

    /// As [`Pki::workload_files`], with a certificate of the test's own.
    ///
    /// # Panics
    /// When the folder cannot be written.
    pub fn write_workload(&self, folder: &Path, name: WorkloadName, leaf: &Leaf) -> WorkloadFiles {
        let files = WorkloadFiles {
            cert: folder.join(format!("{name}.cert.pem")),
            key: folder.join(format!("{name}.key.pem")),
            roots: folder.join("workloads.roots.pem"),
            crls: vec![folder.join("workloads.crl.pem")],
        };
        write_whole(&files.cert, &leaf.cert_pem);
        write_whole(&files.key, &leaf.key_pem);
        write_whole(&files.roots, self.workload.pem());
        for path in files.crls.iter().filter(|path| !path.exists()) {
            write_whole(path, &self.workload.crl(1, &[]).pem);
        }
        files
    }
}

/// Writes a file by rename, so that nobody ever reads half of it.
///
/// # Panics
/// When the folder cannot be written.
pub fn write_whole(path: &Path, text: &(impl AsRef<[u8]> + ?Sized)) {
    let draft = path.with_extension(format!("{}.draft", uuid::Uuid::new_v4()));
    std::fs::write(&draft, text).expect("the folder is writable");
    std::fs::rename(&draft, path).expect("the folder is writable");
}
