//! What a mail says: nothing personal, nothing of the claim, Japanese first.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proto::notifications::v1::DeliveryState;
use testkit::{Engine, Mail};

use crate::world::{ADJUSTERS, CLERKS, POLICYHOLDER, World};

testkit::on_both!(
    no_mail_holds_anything_personal_or_of_the_claim,
    a_member_is_led_to_the_portal_and_a_policyholder_is_not
);

/// Names, amounts and diagnoses of the fixtures, which no mail may hold, and the addresses of all.
const NEVER: [&str; 8] = ["田中", "美咲", "タマ", "外耳炎", "12,345", "correct horse", "password=", "token="];

fn body(mail: &Mail) -> String {
    let (_, body) = mail.text.split_once("\r\n\r\n").unwrap();
    assert_eq!(mail.header("Content-Transfer-Encoding").unwrap(), "base64");
    let bytes = STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap();
    String::from_utf8(bytes).unwrap()
}

async fn every_mail(world: &World) -> Vec<Mail> {
    for kind in ["claim.submitted", "claim.approved", "claim.denied"] {
        let (claim, _) = world.happens(kind, POLICYHOLDER);
        let count = if kind == "claim.submitted" { 3 } else { 2 };
        world.settled(claim, count, DeliveryState::Sent).await;
    }
    world.sink.mails()
}

async fn no_mail_holds_anything_personal_or_of_the_claim(engine: Engine) {
    let world = World::start(engine).await;
    let mails = every_mail(&world).await;
    assert_eq!(mails.len(), 7);
    for mail in &mails {
        let body = body(mail);
        let addresses = ADJUSTERS.iter().chain(&CLERKS).chain([&POLICYHOLDER]);
        for word in NEVER.iter().chain(addresses) {
            assert!(!body.contains(word), "{word} in {body}");
        }
        let (japanese, english) = body.split_once("----").unwrap();
        assert!(
            japanese.contains("ます。") && english.is_ascii() || english.contains("みどり保険"),
            "{body}"
        );
        assert!(!mail.text.contains("Content-Disposition"), "no attachment");
    }
    world.stop().await;
}

async fn a_member_is_led_to_the_portal_and_a_policyholder_is_not(engine: Engine) {
    let world = World::start(engine).await;
    for mail in every_mail(&world).await {
        let body = body(&mail);
        if mail.to == [POLICYHOLDER] {
            for word in
                ["26-000123-4", "みどり保険株式会社", "0120-000-111", "https://help.nekonote.example.jp/mail"]
            {
                assert!(body.contains(word), "{word} in {body}");
            }
            assert!(!body.contains("portal.nekonote"), "{body}");
        } else {
            assert!(body.contains("https://portal.nekonote.example.jp/claims/"), "{body}");
            assert!(!body.contains("26-000123-4"), "{body}");
        }
    }
    world.stop().await;
}
