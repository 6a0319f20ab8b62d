//! Contracts of two insurers with both clinics, and forty policies.

use anyhow::Context as _;
use serde_json::{Value, json};

use super::plans::INSURERS;
use crate::demo::actors::Actors;

/// A policy as the claims need it.
pub(super) struct Policy {
    pub(super) number: String,
    pub(super) insurer_id: String,
}

const PEOPLE: [(&str, &str, &str, &str); 20] = [
    ("田中", "美咲", "タナカ", "ミサキ"),
    ("鈴木", "健太", "スズキ", "ケンタ"),
    ("高橋", "さくら", "タカハシ", "サクラ"),
    ("伊藤", "大輔", "イトウ", "ダイスケ"),
    ("渡辺", "真由美", "ワタナベ", "マユミ"),
    ("山本", "翔", "ヤマモト", "ショウ"),
    ("中村", "葵", "ナカムラ", "アオイ"),
    ("小林", "陽子", "コバヤシ", "ヨウコ"),
    ("加藤", "亮", "カトウ", "リョウ"),
    ("吉田", "和子", "ヨシダ", "カズコ"),
    ("山田", "直人", "ヤマダ", "ナオト"),
    ("佐々木", "恵", "ササキ", "メグミ"),
    ("山口", "拓也", "ヤマグチ", "タクヤ"),
    ("松本", "千尋", "マツモト", "チヒロ"),
    ("井上", "隆", "イノウエ", "タカシ"),
    ("木村", "奈々", "キムラ", "ナナ"),
    ("林", "直樹", "ハヤシ", "ナオキ"),
    ("斎藤", "由紀", "サイトウ", "ユキ"),
    ("清水", "誠", "シミズ", "マコト"),
    ("髙島", "結衣", "タカシマ", "ユイ"),
];

const PETS: [(&str, &str, &str, &str); 20] = [
    ("こむぎ", "犬", "柴犬", "2023-09-03"),
    ("ミルク", "猫", "スコティッシュフォールド", "2020-05-12"),
    ("レオ", "犬", "トイ・プードル", "2017-11-30"),
    ("しろ", "うさぎ", "ネザーランドドワーフ", "2022-02-22"),
    ("そら", "猫", "ロシアンブルー", "2021-07-07"),
    ("ハナ", "犬", "ミニチュア・ダックスフンド", "2016-03-15"),
    ("ピーちゃん", "鳥", "セキセイインコ", "2024-04-01"),
    ("モカ", "犬", "チワワ", "2019-10-10"),
    ("もも", "猫", "雑種", "2012-06-20"),
    ("チョコ", "犬", "ラブラドール・レトリーバー", "2025-01-18"),
    ("きなこ", "犬", "ポメラニアン", "2021-12-24"),
    ("マロン", "犬", "ビーグル", "2018-08-08"),
    ("ルナ", "猫", "ノルウェージャンフォレストキャット", "2020-10-31"),
    ("ココ", "犬", "マルチーズ", "2015-05-05"),
    ("クロ", "猫", "雑種", "2019-02-02"),
    ("あずき", "うさぎ", "ホーランドロップ", "2023-03-03"),
    ("ベル", "犬", "シェットランド・シープドッグ", "2022-09-19"),
    ("むぎ", "猫", "マンチカン", "2024-06-06"),
    ("ラッキー", "犬", "雑種", "2014-01-01"),
    ("すず", "猫", "アメリカンショートヘア", "2022-11-11"),
];

/// Registers contracts and policies; the same again changes nothing.
pub(super) async fn register(actors: &Actors) -> anyhow::Result<Vec<Policy>> {
    let mut policies = vec![];
    for ((insurer, codes), prefix) in INSURERS.into_iter().zip(["AB-2048", "HW-3105"]) {
        let actor = actors.get(insurer).with_context(|| insurer.to_owned())?;
        for clinic in ["clinic", "clinic2"] {
            let clinic_id = &actors.get(clinic).with_context(|| clinic.to_owned())?.record.organisation_id;
            actor
                .client
                .post("/contracts", &format!("demo-contract-{clinic}"), &json!({ "clinic_id": clinic_id }))
                .await?;
        }
        for (place, ((person, pet), code)) in PEOPLE.iter().zip(PETS).zip(codes.iter().cycle()).enumerate() {
            let number = format!("{prefix}-{:06}", 771_930 + place * 7);
            let body = policy(&number, code, place, *person, pet);
            actor.client.post("/policies", &format!("demo-policy-{place}"), &body).await?;
            policies.push(Policy { number, insurer_id: actor.record.organisation_id.clone() });
        }
    }
    Ok(policies)
}

fn policy(
    number: &str,
    plan_code: &str,
    place: usize,
    person: (&str, &str, &str, &str),
    pet: (&str, &str, &str, &str),
) -> Value {
    let (surname, given_name, surname_kana, given_name_kana) = person;
    let (name, species, breed, birth_on) = pet;
    json!({
        "policy_number": number, "plan_code": plan_code,
        "pet": { "name": name, "species": species, "breed": breed, "birth_on": birth_on },
        "policyholder": {
            "surname": surname, "given_name": given_name, "surname_kana": surname_kana, "given_name_kana": given_name_kana,
            "email": format!("kainushi{place:02}@mail.example.jp"), "phone": format!("090-5550-{place:04}"),
        },
        "starts_on": "2026-04-01", "ends_on": "2027-03-31",
    })
}
