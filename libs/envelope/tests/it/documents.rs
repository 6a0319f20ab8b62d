//! Documents in chunks: any pieces in, the same document out; cut, prolonged, reordered or swapped ones are refused.

use envelope::{DocumentKey, Error, Opener, Purpose, Sealer, sealed_length};
use ids::DocumentId;
use proptest::prelude::*;

use crate::world::{OPENING, World, place};

const CHUNK: usize = 64 * 1024;
const HEADER: usize = 40;
const SEALED: usize = CHUNK + 16;

/// A key twice, since an opener takes its own.
fn key() -> [DocumentKey; 2] {
    [(); 2].map(|()| DocumentKey::parse(&[9; 32]).unwrap())
}

fn document(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

fn seal(document: DocumentId, plain: &[u8], piece: usize) -> Vec<u8> {
    let [key, _] = key();
    let mut sealer = Sealer::new(&key, document).unwrap();
    let mut sealed = vec![];
    for piece in plain.chunks(piece) {
        sealed.extend(sealer.push(piece).unwrap());
    }
    sealed.extend(sealer.finish().unwrap());
    sealed
}

fn open(document: DocumentId, sealed: &[u8], piece: usize) -> Result<Vec<u8>, Error> {
    let [key, _] = key();
    let mut opener = Opener::new(key, document);
    let mut plain = vec![];
    for piece in sealed.chunks(piece) {
        plain.extend(opener.push(piece)?);
    }
    plain.extend(opener.finish()?);
    Ok(plain)
}

fn refused(document: DocumentId, sealed: &[u8]) -> bool {
    matches!(open(document, sealed, CHUNK), Err(Error::CorruptDocument))
}

#[test]
fn every_length_around_a_chunk_comes_back() {
    let id = DocumentId::generate();
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK + 77] {
        let plain = document(length);
        let sealed = seal(id, &plain, CHUNK);
        assert_eq!(sealed.len() as u64, sealed_length(length as u64), "{length}");
        assert_eq!(open(id, &sealed, CHUNK).unwrap(), plain, "{length}");
    }
}

#[test]
fn a_document_that_was_cut_is_refused_wherever() {
    let id = DocumentId::generate();
    let sealed = seal(id, &document(3 * CHUNK), CHUNK);
    for length in [0, 1, HEADER, HEADER + 15, HEADER + SEALED, HEADER + 2 * SEALED, sealed.len() - 1] {
        assert!(refused(id, &sealed[..length]), "{length}");
    }
}

#[test]
fn a_document_that_was_prolonged_is_refused() {
    let id = DocumentId::generate();
    for length in [0, 10, CHUNK, 2 * CHUNK] {
        let sealed = seal(id, &document(length), CHUNK);
        let again = &sealed[HEADER..];
        for more in [&[0][..], &[0; 16], again] {
            assert!(refused(id, &[&sealed, more].concat()), "{length}");
        }
    }
}

#[test]
fn chunks_that_were_swapped_dropped_or_repeated_are_refused() {
    let id = DocumentId::generate();
    let sealed = seal(id, &document(3 * CHUNK + 5), CHUNK);
    let (header, chunks) = sealed.split_at(HEADER);
    let chunks: Vec<&[u8]> = chunks.chunks(SEALED).collect();
    let [a, b, c, last] = chunks[..] else { panic!("four chunks") };
    for order in [
        vec![b, a, c, last],
        vec![a, c, last],
        vec![b, c, last],
        vec![a, a, b, c, last],
        vec![a, b, c],
        vec![a, b, c, last, last],
        vec![last],
    ] {
        assert!(refused(id, &[header, &order.concat()].concat()));
    }
    assert!(open(id, &sealed, CHUNK).is_ok());
}

#[test]
fn another_document_key_or_header_is_refused() {
    let id = DocumentId::generate();
    let sealed = seal(id, &document(CHUNK + 5), CHUNK);
    assert!(refused(DocumentId::generate(), &sealed));
    let mut other = Opener::new(DocumentKey::generate().unwrap(), id);
    assert!(matches!(other.push(&sealed), Err(Error::CorruptDocument)));
    for at in 0..HEADER {
        let mut damaged = sealed.clone();
        damaged[at] ^= 1;
        assert!(refused(id, &damaged), "byte {at}");
    }
    // The same document sealed twice has two prefixes; chunks of one do not go on in the other.
    let again = seal(id, &document(CHUNK + 5), CHUNK);
    assert!(refused(id, &[&sealed[..HEADER + SEALED], &again[HEADER + SEALED..]].concat()));
}

/// What is given out before the damage is right; after it nothing more comes.
#[test]
fn nothing_comes_after_damage() {
    let (id, plain) = (DocumentId::generate(), document(3 * CHUNK));
    let mut sealed = seal(id, &plain, CHUNK);
    sealed[HEADER + SEALED + 9] ^= 1;
    let [key, _] = key();
    let mut opener = Opener::new(key, id);
    let first = opener.push(&sealed[..HEADER + SEALED + 1]).unwrap();
    assert_eq!(first, plain[..CHUNK]);
    assert!(opener.push(&sealed[HEADER + SEALED + 1..]).is_err());
    assert!(opener.push(&[0; SEALED]).is_err());
    assert!(opener.finish().is_err());
}

/// A sealer and an opener hold a few chunks, however long the document is.
#[test]
fn twenty_megabytes_are_never_whole_in_memory() {
    let id = DocumentId::generate();
    let [key, other] = key();
    let (mut sealer, mut opener) = (Sealer::new(&key, id).unwrap(), Opener::new(other, id));
    let piece = document(CHUNK);
    let (mut largest, mut opened) = (0, 0);
    for _ in 0..20 * 1024 * 1024 / CHUNK {
        let sealed = sealer.push(&piece).unwrap();
        largest = largest.max(sealed.len());
        opened += opener.push(&sealed).unwrap().len();
    }
    opened += opener.push(&sealer.finish().unwrap()).unwrap().len() + opener.finish().unwrap().len();
    assert_eq!(opened, 20 * 1024 * 1024);
    assert!(largest <= 2 * SEALED, "{largest}");
}

#[tokio::test]
async fn a_documents_key_is_kept_sealed() {
    let world = World::start().await;
    let (place, id) = (place(), DocumentId::generate());
    world.keys.warm(world.owner, Purpose::Documents).await.unwrap();
    let key = DocumentKey::generate().unwrap();
    let sealed = world.keys.seal_document_key(world.owner, &place, &key).unwrap();
    let mut sealer = Sealer::new(&key, id).unwrap();
    let mut bytes = sealer.push("診断書".as_bytes()).unwrap().to_vec();
    bytes.extend(sealer.finish().unwrap());
    let kept = world.keys.open_document_key(world.owner, &place, &sealed, &OPENING).unwrap();
    let mut opener = Opener::new(kept, id);
    let mut plain = opener.push(&bytes).unwrap().to_vec();
    plain.extend(opener.finish().unwrap());
    assert_eq!(plain, "診断書".as_bytes());
    let other = world.keys.seal(world.owner, Purpose::Documents, &place, b"too short").unwrap();
    assert!(crate::world::corrupt(
        world.keys.open_document_key(world.owner, &place, &other, &OPENING).map(drop)
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pieces_of_any_size_make_the_same_document(
        length in 0usize..3 * CHUNK,
        into in 1usize..2 * CHUNK,
        out_of in 1usize..2 * CHUNK,
    ) {
        let (id, plain) = (DocumentId::generate(), document(length));
        let sealed = seal(id, &plain, into.max(length / 64));
        prop_assert_eq!(open(id, &sealed, out_of.max(length / 64)).unwrap(), plain);
    }

    #[test]
    fn damage_anywhere_is_refused(at in any::<proptest::sample::Index>(), bit in 0u8..8) {
        let id = DocumentId::generate();
        let mut sealed = seal(id, &document(CHUNK + 100), CHUNK);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(refused(id, &sealed));
    }
}
