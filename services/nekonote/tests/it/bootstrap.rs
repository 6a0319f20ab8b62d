//! The operator's verb for the first organisation, against a running accounts.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use accounts::{
    Config, Migrator,
    config::{ACTOR_SIGNING_KEY, CLIENT_CA_KEY, ClientCaFiles},
};
use chassis::{Process, Residency, Running};
use envelope::SealedFile;
use identity::{ClientCertificate, WorkloadName};
use rcgen::{CertificateParams, KeyPair};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use tempfile::TempDir;
use testkit::{Engine, TestDatabase, pki, write_whole};

const PASSWORD: &str = "ねこの手も借りたい忙しい受付の朝";

/// A running accounts that nobody has bootstrapped, and a folder with everything that the verb is told.
struct World {
    folder: TempDir,
    running: Running,
    _database: TestDatabase,
}

impl World {
    async fn start() -> Self {
        identity::install_provider();
        let (pki, folder) = (pki(), TempDir::new().unwrap());
        let database = testkit::database::<Migrator>(Engine::Sqlite, "accounts").await.unwrap();
        let path = |name: &str| folder.path().join(name);
        let actors = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        write_whole(&path("actor.pub"), &actors.public_key_pem());
        write_whole(&path("ca.pem"), pki.client.pem());
        let (signing, client_ca) = (SealedFile::new(path("actor.key")), SealedFile::new(path("ca.key")));
        let attesting = SealedFile::new(path("attestation.key"));
        let secrets = [
            (ACTOR_SIGNING_KEY, &signing, actors.serialize_pem().into_bytes()),
            (CLIENT_CA_KEY, &client_ca, pki.client.key_pem().into_bytes()),
            (accounts::config::ATTESTATION_KEY, &attesting, actors.serialize_pem().into_bytes()),
        ];
        let secrets = secrets.each_ref().map(|(name, file, plain)| (*name, *file, plain.as_slice()));
        let sealing = testkit::sealing(folder.path());
        testkit::seal_secrets::<Migrator>("accounts", &sealing, &database.config, &secrets).await;
        let config = Config {
            server: chassis::Server {
                listen: "127.0.0.1:0".parse().unwrap(),
                workload: pki.workload_files(folder.path(), WorkloadName::Accounts),
                actor_key: path("actor.pub"),
                limits: chassis::Limits::default(),
            },
            database: database.config.clone(),
            client_ca: ClientCaFiles { cert: path("ca.pem"), key: client_ca },
            actor_signing_key: signing,
            attestation: accounts::config::Attestation {
                key: attesting, issuer: "ねこのて運営".to_owned()
            },
            backups: chassis::Backups::default(),
            sealing,
            telemetry: chassis::Telemetry::default(),
            ntp: chassis::Ntp::default(),
            residency: Residency::development(),
        };
        let running = accounts::start(config, Process::new("accounts")).await.unwrap();
        let world = Self { folder, running, _database: database };
        for caller in [WorkloadName::Nekonote, WorkloadName::Gateway] {
            let files = pki.workload_files(world.folder.path(), caller);
            let [cert, key, roots, crl] = [&files.cert, &files.key, &files.roots, &files.crls[0]];
            let address = world.running.address().unwrap();
            let text = format!(
                "accounts = \"{address}\"\n[workload]\ncert = {cert:?}\nkey = {key:?}\nroots = {roots:?}\ncrls = [{crl:?}]\n"
            );
            write_whole(&world.path(&format!("{caller}.toml")), &text);
        }
        let key = KeyPair::generate().unwrap();
        let request = CertificateParams::default().serialize_request(&key).unwrap();
        write_whole(&world.path("device.csr"), &request.pem().unwrap());
        write_whole(&world.path("password"), &format!("{PASSWORD}\n"));
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the verb as a person would, in another thread: this one serves.
    async fn bootstrap(&self, caller: WorkloadName, organisation: &str, certificate: &str) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
        command.args(["bootstrap", "--organisation", organisation, "--name", "山本 太一"]);
        command.args(["--email", "taichi@example.jp", "--device", "運用PC-1"]);
        command.arg("--config").arg(self.path(&format!("{caller}.toml")));
        command.arg("--password-file").arg(self.path("password"));
        command.arg("--csr").arg(self.path("device.csr"));
        command.arg("--certificate").arg(self.path(certificate));
        let ended = tokio::task::spawn_blocking(move || command.output().unwrap()).await;
        let Output { status, stdout, .. } = ended.unwrap();
        (status.success(), String::from_utf8(stdout).unwrap())
    }

    fn written(&self, certificate: &str) -> ClientCertificate {
        let der = CertificateDer::from_pem_file(self.path(certificate)).unwrap();
        ClientCertificate::parse(&der, chrono::Utc::now()).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_organisation_is_registered_once() {
    let world = World::start().await;
    let (done, said) = world.bootstrap(WorkloadName::Nekonote, "ねこのて運営", "first.pem").await;
    assert!(done && said.contains("登録しました"), "{said}");
    let first = world.written("first.pem");
    assert!(said.contains(&first.organisation.to_string()) && first.label == "運用PC-1", "{said}");

    let (again, said) = world.bootstrap(WorkloadName::Nekonote, "ねこのて運営", "again.pem").await;
    assert!(again, "an answer that was lost can be had again: {said}");
    assert_eq!(world.written("again.pem").serial, first.serial);

    let (over, said) = world.bootstrap(WorkloadName::Nekonote, "ねこのて運営", "first.pem").await;
    assert!(!over && said.contains("すでにあります"), "no file is written over: {said}");

    let (other, said) = world.bootstrap(WorkloadName::Nekonote, "別の運営", "other.pem").await;
    assert!(!other && said.contains("すでに登録されています"), "{said}");
    assert!(!world.path("other.pem").exists());
    world.running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_bootstrap_says_what_to_correct_and_leaves_nothing() {
    let world = World::start().await;
    let (gateway, said) = world.bootstrap(WorkloadName::Gateway, "ねこのて運営", "refused.pem").await;
    assert!(!gateway && said.contains("断られました"), "only the workload nekonote may: {said}");
    fs::write(world.path("password"), "short\n").unwrap();
    let (short, said) = world.bootstrap(WorkloadName::Nekonote, "ねこのて運営", "refused.pem").await;
    assert!(!short && said.contains("administrator.password"), "{said}");
    assert!(!said.contains("short\n"), "a password is not repeated: {said}");
    assert!(!world.path("refused.pem").exists());
    fs::write(world.path("password"), PASSWORD).unwrap();
    let (done, said) = world.bootstrap(WorkloadName::Nekonote, "ねこのて運営", "first.pem").await;
    assert!(done, "what was refused was not done: {said}");
    world.running.stop().await.unwrap();
}
