//! The password of the mail server is sealed: with a plain one, and without its key, notifications does not start. That a
//! sealed one signs in to a server of others is `real_server`'s to show.

use std::{fs, sync::Arc};

use chassis::Process;
use envelope::kms::{KmsConfig, LocalConfig};
use notifications::Config;
use proto::notifications::v1::DeliveryState;
use testkit::Engine;

use crate::world::{POLICYHOLDER, World};

testkit::on_both!(
    a_plain_password_is_refused_in_words_that_say_how_to_seal_it,
    under_another_kms_it_does_not_start,
    without_an_account_on_the_mail_server_there_is_nothing_to_open,
    a_replica_that_starts_after_the_password_was_sealed_anew_sends,
);

async fn refusal(world: &World, config: &Config) -> String {
    let process = Process::new("notifications").with_clock(Arc::new(world.clock.clone()));
    match notifications::start(config.clone(), process).await {
        Ok(_) => panic!("it has started"),
        Err(error) => format!("{error:#} {error:?}"),
    }
}

async fn a_plain_password_is_refused_in_words_that_say_how_to_seal_it(engine: Engine) {
    let world = World::start(engine).await;
    let file = world.config.smtp.password_file.clone().unwrap();
    fs::write(file.path(), "correct horse\n").unwrap();
    let said = refusal(&world, &world.config).await;
    assert!(said.contains("nekonote secrets seal") && said.contains("smtp.password_file"), "{said}");
    assert!(!said.contains("correct horse"), "it is not repeated");
    world.stop().await;
}

async fn under_another_kms_it_does_not_start(engine: Engine) {
    let world = World::start(engine).await;
    let mut config = world.config.clone();
    // The local one of the world is a file: another file knows none of the keys.
    config.sealing.kms = KmsConfig::Local(LocalConfig { file: world.folder().join("another-kms.json") });
    let said = refusal(&world, &config).await;
    assert!(said.contains("smtp.password_file"), "{said}");
    world.stop().await;
}

async fn without_an_account_on_the_mail_server_there_is_nothing_to_open(engine: Engine) {
    let world = World::start(engine).await;
    let mut config = world.config.clone();
    config.smtp.username = None;
    assert!(refusal(&world, &config).await.contains("belong together"));
    config.smtp.password_file = None;
    let process = Process::new("notifications").with_clock(Arc::new(world.clock.clone()));
    notifications::start(config, process).await.unwrap().stop().await.unwrap();
    world.stop().await;
}

async fn a_replica_that_starts_after_the_password_was_sealed_anew_sends(engine: Engine) {
    let mut world = World::start(engine).await;
    let keys = world.keys().await;
    keys.rotate(envelope::platform(), envelope::Purpose::Secrets).await.unwrap();
    let file = world.config.smtp.password_file.clone().unwrap();
    let before = file.read(notifications::config::SMTP_PASSWORD).unwrap().key();
    let after =
        keys.seal_secret(notifications::config::SMTP_PASSWORD, b"correct horse", &file).await.unwrap();
    assert_ne!(before, Some(after));
    world.add_replica().await;
    let (claim, _) = world.happens("claim.submitted", POLICYHOLDER);
    world.settled(claim, 3, DeliveryState::Sent).await;
    world.stop().await;
}
