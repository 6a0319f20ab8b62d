//! Accounts starts with every one of its secrets opened, or not at all; and it says what to do.

use std::{fs, path::Path, sync::Arc};

use accounts::{
    Config, Migrator,
    config::{ACTOR_SIGNING_KEY, CLIENT_CA_KEY},
};
use chassis::Process;
use envelope::kms::KmsConfig;
use store::SealingConfig;
use tempfile::TempDir;
use testkit::{Engine, FixedClock, KmsEmulator, KmsFault, Pki, TestDatabase, VersionState, on_both};

use crate::world::config;

on_both!(
    a_plain_key_is_refused_in_words_that_say_how_to_seal_it,
    one_secrets_file_does_not_open_as_another,
    a_file_of_another_installation_does_not_open,
    a_key_of_another_kind_is_refused_and_not_repeated,
    without_the_kms_accounts_does_not_start_and_with_it_it_does,
    a_disabled_key_of_the_platform_keeps_accounts_down,
    secrets_are_opened_under_a_key_that_was_replaced_and_under_the_new_one,
);

/// Accounts before its first start.
struct Before {
    config: Config,
    pki: Pki,
    _database: TestDatabase,
    _folder: TempDir,
}

impl Before {
    async fn new(engine: Engine) -> Self {
        let folder = TempDir::new().unwrap();
        let sealing = testkit::sealing(folder.path());
        Self::under(engine, folder, sealing).await
    }

    async fn with_kms(engine: Engine, kms: &KmsEmulator) -> Self {
        let kms = KmsConfig::Google(kms.config());
        Self::under(engine, TempDir::new().unwrap(), SealingConfig { environment: "test".to_owned(), kms })
            .await
    }

    async fn under(engine: Engine, folder: TempDir, sealing: SealingConfig) -> Self {
        identity::install_provider();
        let pki = testkit::pki();
        let database = testkit::database::<Migrator>(engine, "accounts").await.unwrap();
        let config = config(&pki, &folder, &database, &sealing).await;
        Self { config, pki, _database: database, _folder: folder }
    }

    /// Everything that is said of a start that fails.
    async fn refusal(&self) -> String {
        match self.start().await {
            Ok(_) => panic!("it has started"),
            Err(error) => format!("{error:#} {error:?}"),
        }
    }

    async fn starts(&self) {
        self.start().await.unwrap().stop().await.unwrap();
    }

    async fn start(&self) -> anyhow::Result<chassis::Running> {
        let process = Process::new("accounts").with_clock(Arc::new(FixedClock::here()));
        accounts::start(self.config.clone(), process).await
    }

    fn signing(&self) -> &Path {
        self.config.actor_signing_key.path()
    }

    fn client_ca(&self) -> &Path {
        self.config.client_ca.key.path()
    }

    async fn keys(&self) -> envelope::Keyring {
        let store = store::Store::open::<Migrator>(&self.config.database).await.unwrap();
        let clock = Arc::new(FixedClock::here());
        self.config.sealing.open("accounts", false, &store, clock).await.unwrap()
    }
}

async fn a_plain_key_is_refused_in_words_that_say_how_to_seal_it(engine: Engine) {
    let before = Before::new(engine).await;
    before.starts().await;
    let plain = before.pki.client.key_pem();
    fs::write(before.client_ca(), &plain).unwrap();
    let said = before.refusal().await;
    assert!(said.contains("nekonote secrets seal") && said.contains("--name client_ca.key"), "{said}");
    let body = plain.lines().nth(1).unwrap();
    assert!(!said.contains(body), "a key is not repeated");
}

async fn one_secrets_file_does_not_open_as_another(engine: Engine) {
    let before = Before::new(engine).await;
    fs::copy(before.signing(), before.client_ca()).unwrap();
    let said = before.refusal().await;
    assert!(said.contains("holds another secret than client_ca.key"), "{said}");
    // Nor under the other's name: the name is sealed with it.
    let renamed = fs::read_to_string(before.signing()).unwrap();
    fs::write(before.client_ca(), renamed.replacen("actor_signing_key", "client_ca.key", 1)).unwrap();
    let said = before.refusal().await;
    assert!(said.contains("SEALED_CORRUPT"), "{said}");
}

async fn a_file_of_another_installation_does_not_open(engine: Engine) {
    let mut before = Before::new(engine).await;
    before.config.sealing.environment = "production".to_owned();
    let said = before.refusal().await;
    assert!(said.contains("KEY_CORRUPT"), "the same database, KMS and service: {said}");
    let other = Before::new(engine).await;
    before.config.sealing.environment = "test".to_owned();
    fs::copy(other.signing(), before.signing()).unwrap();
    let said = before.refusal().await;
    assert!(said.contains("KEY_DESTROYED"), "another database, so the key is not there: {said}");
}

async fn a_key_of_another_kind_is_refused_and_not_repeated(engine: Engine) {
    let before = Before::new(engine).await;
    let keys = before.keys().await;
    let (signing, client_ca) = (&before.config.actor_signing_key, &before.config.client_ca.key);
    let password = "correct horse battery staple";
    for (name, file) in [(ACTOR_SIGNING_KEY, signing), (CLIENT_CA_KEY, client_ca)] {
        let was = fs::read(file.path()).unwrap();
        for other in [before.pki.edge.key_pem().as_bytes(), password.as_bytes(), &[0xff, 0xfe]] {
            keys.seal_secret(name, other, file).await.unwrap();
            let said = before.refusal().await;
            assert!(!said.contains(password) && !said.contains("PRIVATE KEY"), "{said}");
        }
        fs::write(file.path(), was).unwrap();
    }
    before.starts().await;
}

async fn without_the_kms_accounts_does_not_start_and_with_it_it_does(engine: Engine) {
    let kms = testkit::kms().await;
    let before = Before::with_kms(engine, &kms).await;
    kms.fail(KmsFault::Status(503), usize::MAX);
    let asked = kms.calls("decrypt");
    let said = before.refusal().await;
    assert!(said.contains("KEY_UNAVAILABLE"), "{said}");
    assert!(kms.calls("decrypt") > asked + 1, "it was asked again");
    kms.heal();
    before.starts().await;
}

async fn a_disabled_key_of_the_platform_keeps_accounts_down(engine: Engine) {
    let kms = testkit::kms().await;
    let before = Before::with_kms(engine, &kms).await;
    let [key]: [String; 1] = kms.keys().try_into().unwrap();
    kms.set_state(&key, VersionState::Disabled);
    let said = before.refusal().await;
    assert!(said.contains("KEY_DISABLED"), "{said}");
    kms.set_state(&key, VersionState::Enabled);
    before.starts().await;
}

async fn secrets_are_opened_under_a_key_that_was_replaced_and_under_the_new_one(engine: Engine) {
    let before = Before::new(engine).await;
    let keys = before.keys().await;
    let under = || before.config.secrets().into_iter().map(|(name, file)| file.read(name).unwrap().key());
    let old: Vec<_> = under().collect();
    keys.rotate(envelope::platform(), envelope::Purpose::Secrets).await.unwrap();
    before.starts().await;
    let opening = envelope::Opening { who: envelope::Who::Platform("test"), why: "reseal" };
    for (name, file) in before.config.secrets() {
        let plain = keys.open_secret(name, file, &opening).await.unwrap();
        keys.seal_secret(name, plain.expose(), file).await.unwrap();
    }
    assert!(old.iter().zip(under()).all(|(old, new)| *old != new));
    before.starts().await;
}
