//! From files through a sealed archive and back, and archives that are not what they should be.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failure in here is the test's failure"
)]

use archive::{About, Checker, Identity, Key, Lock, Path, Piece, Records, Sealer, Unreadable, export, read};
use bytes::Bytes;
use chrono::Utc;
use futures::{StreamExt as _, executor::block_on};
use ids::OrganisationId;

/// A document that is larger than everything that may wait in memory.
const DOCUMENT: usize = 20 * 1024 * 1024;
/// What a sealer may give out after one part: the part, age's chunk that it completes, tags and a header.
const MOST_AT_ONCE: usize = 2 * archive::CHUNK + 4096;

/// An archive of some labels and a document of so many chunks, with the most that was given out at once.
fn archive_for(lock: &Lock, chunks: usize) -> (Vec<u8>, usize) {
    let mut parts = export(move |mut out| async move {
        let mut words = Records::new("labels/labels");
        for number in 0..40_000 {
            words.push(&mut out, &format!("要確認の札 第{number}号")).await?;
        }
        words.end(&mut out).await?;
        Records::new("labels/attachments").end(&mut out).await?;
        let mut file =
            out.file("labels/document.pdf".parse().unwrap(), (chunks * archive::CHUNK) as u64).await?;
        for _ in 0..chunks {
            file.write(Bytes::from(vec![7; archive::CHUNK])).await?;
        }
        file.close().await?;
        Ok(out)
    });
    let about = About { organisation: OrganisationId::generate(), made_at: Utc::now() };
    let (mut sealer, mut checker) = (Sealer::try_new(lock, about).unwrap(), Checker::new("labels"));
    let (mut file, mut most) = (vec![], 0);
    while let Some(part) = block_on(parts.next()) {
        let sealed = sealer.put(checker.check(part.unwrap()).unwrap()).unwrap();
        most = most.max(sealed.len());
        file.extend(sealed);
    }
    checker.ended().unwrap();
    file.extend(sealer.finish().unwrap());
    (file, most)
}

fn opened(file: &[u8], key: &Key) -> Result<archive::Manifest, Unreadable> {
    read(file, key, |_, _| Ok(()))
}

#[test]
fn what_is_written_is_read_and_a_large_document_passes_in_pieces() {
    let pair = Identity::generate();
    let (file, most) = archive_for(&Lock::recipient(&pair.recipient()).unwrap(), DOCUMENT / archive::CHUNK);
    assert!(most <= MOST_AT_ONCE, "{most} bytes at once");
    let (mut lines, mut largest) = (vec![], 0);
    let manifest = read(&file[..], &Key::identities(&pair.secret()).unwrap(), |path, piece| {
        if let Piece::Bytes(bytes) = piece {
            largest = largest.max(bytes.len());
            if path.as_str().starts_with("labels/labels-") {
                lines.extend_from_slice(bytes);
            }
        }
        Ok(())
    });
    let manifest = manifest.unwrap();
    assert!(largest <= archive::CHUNK);
    let paths: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let records =
        ["labels/labels-00001.jsonl", "labels/labels-00002.jsonl", "labels/attachments-00001.jsonl"];
    assert_eq!(paths, [&records[..], &["labels/document.pdf"]].concat());
    assert_eq!(manifest.files[3].bytes, DOCUMENT as u64);
    let lines = String::from_utf8(lines).unwrap();
    assert_eq!(lines.lines().count(), 40_000);
    assert!(lines.lines().all(|line| serde_json::from_str::<String>(line).is_ok()));
}

#[test]
fn another_key_a_cut_and_a_changed_byte_are_refused() {
    let pair = Identity::generate();
    let (file, _) = archive_for(&Lock::recipient(&pair.recipient()).unwrap(), 3);
    let key = Key::identities(&pair.secret()).unwrap();
    let other = Key::identities(&Identity::generate().secret()).unwrap();
    assert!(matches!(opened(&file, &other), Err(Unreadable::Key)));
    for length in [0, 10, 150, file.len() / 2, file.len() - archive::CHUNK, file.len() - 1] {
        assert!(opened(&file[..length], &key).is_err(), "{length} of {} bytes", file.len());
    }
    for place in [1, 40, 100, 250, file.len() / 2, file.len() - 1] {
        let mut changed = file.clone();
        changed[place] ^= 1;
        assert!(opened(&changed, &key).is_err(), "byte {place}");
    }
    let longer = [&file[..], b"x"].concat();
    assert!(opened(&longer, &key).is_err());
    assert!(matches!(opened(b"PK\x03\x04 no archive", &key), Err(Unreadable::Foreign)));
}

#[test]
fn a_passphrase_opens_what_it_has_sealed_and_another_does_not() {
    let about = About { organisation: OrganisationId::generate(), made_at: Utc::now() };
    let passphrase = "夜の診察室と三毛猫と長い長い廊下";
    let mut sealer = Sealer::try_new(&Lock::passphrase(passphrase).unwrap(), about).unwrap();
    let mut file = sealer.put(archive::Part::End { files: 0 }).unwrap().to_vec();
    file.extend(sealer.finish().unwrap());
    assert!(matches!(opened(&file, &Key::passphrase("another passphrase")), Err(Unreadable::Key)));
    assert_eq!(opened(&file, &Key::passphrase(passphrase)).unwrap().organisation_id, about.organisation);
}

#[test]
fn a_sealer_that_stops_leaves_a_file_that_is_refused() {
    let pair = Identity::generate();
    let about = About { organisation: OrganisationId::generate(), made_at: Utc::now() };
    let mut sealer = Sealer::try_new(&Lock::recipient(&pair.recipient()).unwrap(), about).unwrap();
    let path: Path = "labels/labels-00001.jsonl".parse().unwrap();
    let mut file =
        sealer.put(archive::Part::Opening { path: path.clone(), bytes: 200_000 }).unwrap().to_vec();
    for _ in 0..3 {
        file.extend(sealer.put(archive::Part::Chunk(vec![b'x'; 60_000].into())).unwrap());
    }
    assert!(opened(&file, &Key::identities(&pair.secret()).unwrap()).is_err());
    assert!(sealer.put(archive::Part::Opening { path, bytes: 0 }).is_err(), "a file comes once");
}

#[test]
fn work_that_fails_ends_the_stream_with_its_error_and_without_its_end() {
    let parts = export(|mut out| async move {
        out.whole("labels/a".parse().unwrap(), Bytes::from_static(b"a")).await?;
        let mut file = out.file("labels/b".parse().unwrap(), 2).await?;
        file.write(Bytes::from_static(b"b")).await?;
        file.close().await?;
        Ok(out)
    });
    let parts = block_on(parts.collect::<Vec<_>>());
    assert_eq!(parts.iter().filter(|part| part.is_err()).count(), 1);
    assert!(!parts.iter().any(|part| matches!(part, Ok(archive::Part::End { .. }))));
}
