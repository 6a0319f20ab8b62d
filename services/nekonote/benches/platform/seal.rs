//! Sealing and opening on one core, against bare AES-256-GCM of the same library with a random nonce for each message.

use std::{hint::black_box, sync::Arc, time::Instant};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand,
};
use envelope::{Column, DocumentKey, Keyring, Limits, Opening, Purpose, Realm, Sealer, Who};
use ids::{DocumentId, OrganisationId};
use testkit::MemoryShelf;
use uuid::Uuid;

use crate::{ROUNDS, median, ratio, report};

const VALUES: usize = 200_000;
const VALUE: [u8; 200] = [0x5a; 200];
const CHUNK: usize = 64 * 1024;
/// Twenty megabytes, five times.
const CHUNKS: usize = 5 * 320;
const NOTE: Column = Column::new("claims", "note");

pub(crate) async fn measure() {
    let kms = testkit::kms().await;
    let realm = Realm { environment: "bench".to_owned(), service: "claims".to_owned() };
    let shelf = Arc::new(MemoryShelf::default());
    let keyring =
        Keyring::new(realm, kms.open().await, shelf, Arc::new(calendar::SystemClock), Limits::default());
    let mut rates: [[Vec<f64>; 2]; 2] = Default::default();
    for round in 0..=ROUNDS {
        // A block of reserved uses is a round trip to the shelf; here it is set aside before the clock starts.
        let owner = OrganisationId::generate();
        keyring.warm(owner, Purpose::Records).await.unwrap();
        let measured = [[values(&keyring, owner).await, bare_values()], [documents(), bare_documents()]];
        if round > 0 {
            for (kept, new) in rates.iter_mut().flatten().zip(measured.into_iter().flatten()) {
                kept.push(new);
            }
        }
    }
    let [[values, bare_values], [documents, bare_documents]] = rates;
    let detail =
        format!("{:.2} µs against {:.2} µs a value", 1e6 / median(&values), 1e6 / median(&bare_values));
    report("seal and open 200 bytes, warm key", ratio(&values, &bare_values), "≥ 0.5", &detail);
    let mib = |rates: &[f64]| median(rates) * CHUNK as f64 / f64::from(1 << 20);
    let detail = format!("{:.0} MiB/s against {:.0} MiB/s", mib(&documents), mib(&bare_documents));
    report("seal 20 MB documents", ratio(&documents, &bare_documents), "≥ 0.5", &detail);
}

/// Values sealed and opened a second; setting the next block of uses aside, once in 65,536, is part of it.
async fn values(keyring: &Keyring, owner: OrganisationId) -> f64 {
    let opening = Opening { who: Who::Platform("bench"), why: "bench" };
    let place = NOTE.at(Uuid::now_v7());
    let begin = Instant::now();
    for _ in 0..VALUES {
        let mut sealed = keyring.seal(owner, Purpose::Records, &place, black_box(&VALUE));
        if sealed.is_err() {
            keyring.warm(owner, Purpose::Records).await.unwrap();
            sealed = keyring.seal(owner, Purpose::Records, &place, &VALUE);
        }
        black_box(keyring.open(owner, &place, &sealed.unwrap(), &opening).unwrap());
    }
    VALUES as f64 / begin.elapsed().as_secs_f64()
}

fn bare_values() -> f64 {
    let key = bare_key();
    let begin = Instant::now();
    for _ in 0..VALUES {
        let mut message = black_box(&VALUE).to_vec();
        let nonce = random_nonce();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut message)
            .unwrap();
        black_box(
            key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut message).unwrap(),
        );
    }
    VALUES as f64 / begin.elapsed().as_secs_f64()
}

/// Chunks sealed a second.
fn documents() -> f64 {
    let chunk = vec![0x5a; CHUNK];
    let key = DocumentKey::generate().unwrap();
    let mut sealer = Sealer::new(&key, DocumentId::generate()).unwrap();
    let begin = Instant::now();
    for _ in 0..CHUNKS {
        black_box(sealer.push(black_box(&chunk)).unwrap());
    }
    CHUNKS as f64 / begin.elapsed().as_secs_f64()
}

fn bare_documents() -> f64 {
    let (key, chunk) = (bare_key(), vec![0x5a; CHUNK]);
    let begin = Instant::now();
    for _ in 0..CHUNKS {
        let mut message = black_box(&chunk).clone();
        let nonce = Nonce::assume_unique_for_key(random_nonce());
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut message).unwrap();
        black_box(message);
    }
    CHUNKS as f64 / begin.elapsed().as_secs_f64()
}

fn bare_key() -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap())
}

fn random_nonce() -> [u8; 12] {
    let mut nonce = [0; 12];
    rand::fill(&mut nonce).unwrap();
    nonce
}
