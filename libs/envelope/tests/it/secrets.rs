//! A sealed file opens as the secret that it was sealed as, for the service and installation that it was sealed for, or not
//! at all; and what is refused is not repeated.

use std::{fs, os::unix::fs::PermissionsExt as _};

use envelope::{BadSecret, Keyring, LONGEST_SECRET, Purpose, SealedFile, SecretName, platform};
use tempfile::TempDir;
use testkit::{KmsFault, VersionState};

use crate::world::{OPENING, World, limits};

const KEY: SecretName = SecretName::new("client_ca.key");
const PASSWORD: SecretName = SecretName::new("smtp.password_file");
const PLAIN: &str = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n";

struct Bench {
    world: World,
    folder: TempDir,
    file: SealedFile,
}

impl Bench {
    async fn start() -> Self {
        let (world, folder) = (World::start().await, TempDir::new().unwrap());
        let file = SealedFile::new(folder.path().join("key.sealed"));
        world.keys.seal_secret(KEY, PLAIN.as_bytes(), &file).await.unwrap();
        Self { world, folder, file }
    }

    fn beside(&self, name: &str) -> SealedFile {
        SealedFile::new(self.folder.path().join(name))
    }

    async fn refusal(&self, keys: &Keyring, file: &SealedFile) -> BadSecret {
        keys.open_secret(KEY, file, &OPENING).await.map(drop).unwrap_err()
    }
}

/// Everything that can be said of a refusal.
fn said(refusal: &BadSecret) -> String {
    format!("{refusal} {refusal:?}")
}

#[tokio::test]
async fn a_secret_is_given_back_and_lies_there_for_its_user_alone() {
    let Bench { world, folder, file } = Bench::start().await;
    let opened = world.keys.open_secret(KEY, &file, &OPENING).await.unwrap();
    assert_eq!((opened.expose(), opened.text()), (PLAIN.as_bytes(), Some(PLAIN.trim_end())));
    assert_eq!(format!("{opened:?}"), "‹secret›");
    assert_eq!(fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(file.path()).unwrap();
    assert!(text.starts_with("nekonote sealed secret 1 client_ca.key\n") && !text.contains("PRIVATE"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
}

#[tokio::test]
async fn every_byte_counts_and_nothing_of_it_is_said() {
    let bench = Bench::start().await;
    let good = fs::read(bench.file.path()).unwrap();
    let broken = bench.beside("broken");
    for at in 0..good.len() {
        for bit in [0, 3, 7] {
            let mut changed = good.clone();
            changed[at] ^= 1 << bit;
            fs::write(broken.path(), &changed).unwrap();
            let said = said(&bench.refusal(&bench.world.keys, &broken).await);
            assert!(!said.contains("PRIVATE") && !said.contains("MIGHAgEA"), "byte {at}: {said}");
        }
        fs::write(broken.path(), &good[..at]).unwrap();
        bench.refusal(&bench.world.keys, &broken).await;
    }
}

#[tokio::test]
async fn a_file_opens_under_no_other_name_service_or_installation() {
    let bench = Bench::start().await;
    let (keys, file) = (&bench.world.keys, &bench.file);
    let other = keys.open_secret(PASSWORD, file, &OPENING).await.map(drop).unwrap_err();
    assert!(matches!(other, BadSecret::Another { .. }), "{other}");
    let text = fs::read_to_string(file.path()).unwrap();
    fs::write(file.path(), text.replacen(KEY.as_str(), PASSWORD.as_str(), 1)).unwrap();
    let other = keys.open_secret(PASSWORD, file, &OPENING).await.map(drop).unwrap_err();
    assert!(said(&other).contains("SEALED_CORRUPT"), "the name is sealed too: {other}");
    fs::write(file.path(), text).unwrap();
    for (environment, service) in [("test", "accounts"), ("production", "claims")] {
        let keys = bench.world.another(environment, service, limits()).await;
        let refused = bench.refusal(&keys, file).await;
        assert!(said(&refused).contains("KEY_CORRUPT"), "the same shelf and KMS: {refused}");
    }
    let elsewhere = World::start().await;
    let refused = bench.refusal(&elsewhere.keys, file).await;
    assert!(said(&refused).contains("KEY_DESTROYED"), "another shelf: {refused}");
}

#[tokio::test]
async fn what_is_plain_is_refused_and_never_written_over() {
    let bench = Bench::start().await;
    let plain = bench.beside("plain");
    for content in [PLAIN.as_bytes(), b"", b"correct horse battery staple\n", &[0xff; 100]] {
        fs::write(plain.path(), content).unwrap();
        let refused = bench.refusal(&bench.world.keys, &plain).await;
        let said = said(&refused);
        assert!(
            matches!(refused, BadSecret::Plain { .. }) && said.contains("nekonote secrets seal"),
            "{said}"
        );
        assert!(!said.contains("MIGHAgEA") && !said.contains("correct horse"), "{said}");
        assert!(bench.world.keys.seal_secret(KEY, b"x", &plain).await.is_err());
        assert_eq!(fs::read(plain.path()).unwrap(), content, "nobody's only copy is lost");
    }
    fs::write(plain.path(), vec![b'a'; LONGEST_SECRET + 1]).unwrap();
    assert!(matches!(bench.refusal(&bench.world.keys, &plain).await, BadSecret::File { .. }));
}

#[tokio::test]
async fn what_is_no_secret_is_not_sealed() {
    let bench = Bench::start().await;
    let (keys, sealed) = (&bench.world.keys, fs::read(bench.file.path()).unwrap());
    let seal = async |plain: &[u8], file: &SealedFile| keys.seal_secret(KEY, plain, file).await.unwrap_err();
    assert!(matches!(seal(b"", &bench.file).await, BadSecret::Empty(_)));
    assert!(matches!(seal(&sealed, &bench.file).await, BadSecret::Twice(_)));
    assert!(matches!(seal(&[7; LONGEST_SECRET], &bench.file).await, BadSecret::TooLong(_)));
    assert!(matches!(seal(b"x", &bench.beside("no/such/folder")).await, BadSecret::File { .. }));
    let other = keys.seal_secret(PASSWORD, b"x", &bench.file).await.unwrap_err();
    assert!(matches!(other, BadSecret::Another { .. }), "{other}");
    assert_eq!(fs::read(bench.file.path()).unwrap(), sealed, "nothing was changed");
    // What is damaged may be replaced by the same secret, sealed once more.
    fs::write(bench.file.path(), &sealed[..sealed.len() / 2]).unwrap();
    keys.seal_secret(KEY, PLAIN.as_bytes(), &bench.file).await.unwrap();
    assert!(keys.open_secret(KEY, &bench.file, &OPENING).await.is_ok());
}

#[tokio::test]
async fn without_its_kms_key_nothing_is_opened_and_nothing_is_written() {
    let bench = Bench::start().await;
    let keys = bench.world.another("test", "claims", limits()).await;
    let new = bench.beside("new");
    bench.world.kms.fail(KmsFault::Status(503), usize::MAX);
    let refused = bench.refusal(&keys, &bench.file).await;
    assert!(said(&refused).contains("KEY_UNAVAILABLE"), "{refused}");
    let refused = keys.seal_secret(KEY, PLAIN.as_bytes(), &new).await.unwrap_err();
    assert!(said(&refused).contains("KEY_UNAVAILABLE") && !new.path().exists(), "{refused}");
    bench.world.kms.heal();
    let [platforms]: [String; 1] = bench.world.kms.keys().try_into().unwrap();
    bench.world.kms.set_state(&platforms, VersionState::Disabled);
    let refused = bench.refusal(&keys, &bench.file).await;
    assert!(said(&refused).contains("KEY_DISABLED"), "{refused}");
    bench.world.kms.set_state(&platforms, VersionState::Enabled);
    assert!(keys.open_secret(KEY, &bench.file, &OPENING).await.is_ok());
}

#[tokio::test]
async fn a_secret_sealed_anew_lies_under_the_new_key_and_before_that_under_the_old_one() {
    let bench = Bench::start().await;
    let keys = &bench.world.keys;
    let old = bench.file.read(KEY).unwrap().key();
    keys.rotate(platform(), Purpose::Secrets).await.unwrap();
    let opened = keys.open_secret(KEY, &bench.file, &OPENING).await.unwrap();
    assert_eq!(bench.file.read(KEY).unwrap().key(), old);
    let new = keys.seal_secret(KEY, opened.expose(), &bench.file).await.unwrap();
    assert!(old != Some(new) && bench.file.read(KEY).unwrap().key() == Some(new));
    let again = keys.open_secret(KEY, &bench.file, &OPENING).await.unwrap();
    assert_eq!(again.expose(), PLAIN.as_bytes());
    let missing = keys.open_secret(KEY, &bench.beside("none"), &OPENING).await.map(drop);
    assert!(matches!(missing, Err(BadSecret::File { .. })));
}
