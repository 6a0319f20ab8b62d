//! The local KMS is for development, for one reader, and really deletes.

use std::os::unix::fs::PermissionsExt as _;

use envelope::{
    Kms as _,
    kms::{self, Error, KmsConfig, KmsState, Local, LocalConfig, Profile},
};
use ids::OrganisationId;

use crate::world::local;

#[tokio::test]
async fn production_refuses_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kms.json");
    let refused = Local::open(&file, Profile::Production).await.unwrap_err();
    assert!(matches!(refused, Error::Broken(_)), "{refused}");
    assert!(!file.exists());
    let config = KmsConfig::Local(LocalConfig { file });
    assert!(kms::open(&config, Profile::Production).await.is_err());
    assert!(kms::open(&config, Profile::Development).await.is_ok());
}

#[tokio::test]
async fn its_file_is_for_its_owner_alone() {
    let (kms, folder) = local().await;
    kms.ensure(OrganisationId::generate()).await.unwrap();
    let file = folder.path().join("kms.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let refused = Local::open(&file, Profile::Development).await.unwrap_err();
    assert!(refused.to_string().contains("chmod 600"), "{refused}");
}

#[tokio::test]
async fn another_process_sees_the_same_keys_and_a_destroyed_one_is_gone_from_the_file() {
    let (kms, folder) = local().await;
    let file = folder.path().join("kms.json");
    let other = Local::open(&file, Profile::Development).await.unwrap();
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    let wrapped = kms.wrap(&key, b"here", &[7; 32]).await.unwrap();
    assert_eq!(*other.unwrap(&key, b"here", &wrapped.bytes).await.unwrap(), [7; 32]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"key\""));
    other.destroy(&key).await.unwrap();
    assert_eq!(kms.state(&key).await.unwrap().state, KmsState::Destroyed);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(key.as_str()) && !text.contains("\"key\""), "{text}");
}

#[tokio::test]
async fn a_file_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kms.json");
    std::fs::write(&file, "{").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(Local::open(&file, Profile::Development).await, Err(Error::Broken(_))));
}
