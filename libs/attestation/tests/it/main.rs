//! What is attested can be checked by everybody with the key, and by nobody into something else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod paper;
mod signed;

use attestation::{Attestor, Block, Paper, Statement};
use chrono::DateTime;
use serde_json::json;

fn attestor() -> Attestor {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    Attestor::from_pem(key.serialize_pem(), "ねこのて運営").unwrap()
}

fn statement() -> Statement {
    let rows = [("組織", "さくら動物病院"), ("コード", "1310-0427")];
    let rows = rows.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Statement {
        kind: "organisation_erasure",
        id: uuid::Uuid::from_u128(7),
        at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        facts: json!({ "organisation": { "code": "1310-0427" } }),
        paper: Paper { title: "消去証明書".to_owned(), blocks: vec![Block::Rows(rows)] },
    }
}
