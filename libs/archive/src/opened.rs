//! An archive opened and read to its end. Refuses one that does not open, was cut or changed, or does not hold exactly what its
//! manifest says. What it has passed on before that is not to be believed.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use age::DecryptError;
use bytes::Bytes;
use fault::Fault;
use futures::{StreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    BadPath, CHUNK, FORMAT, FileEntry, Key, MANIFEST, Manifest, Part, Parts, Path, bad, manifest::hex,
    outgoing::AHEAD,
};

/// What an age file begins with.
const MAGIC: &[u8] = b"age-encryption.org/";
/// Most bytes of a manifest: some hundred thousand files.
const MOST: u64 = 64 * 1024 * 1024;

/// Why an archive is not believed.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Not with this passphrase or key.
    #[error("合言葉または鍵が違います。/ the passphrase or the key is another")]
    Key,
    /// Not an age file.
    #[error("このファイルはアーカイブではありません。/ this is not an archive")]
    Foreign,
    /// It ends too early or was changed.
    #[error(
        "ファイルが途中で切れているか、書き換えられています。もう一度書き出してください。/ the file was cut or changed; fetch it again"
    )]
    Cut(#[source] io::Error),
    /// There is no manifest.
    #[error(
        "目録（manifest.json）がありません。もう一度書き出してください。/ the manifest is missing; fetch the archive again"
    )]
    NoManifest,
    /// A later version of this program wrote it.
    #[error(
        "新しい形式のアーカイブです。新しい版の nekonote をお使いください。/ the archive has a newer format"
    )]
    Newer,
    /// The manifest says something else.
    #[error("目録と内容が違います: {0} / the manifest says otherwise about this file")]
    Differs(String),
    /// Somebody who was shown it did not want it.
    #[error(transparent)]
    Shown(io::Error),
}

/// What a reader is shown of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// It begins, with so many bytes.
    Begins(u64),
    /// Its next bytes.
    Bytes(&'a [u8]),
    /// It is whole as a tar, with this SHA-256; whether it is true is known at the archive's end.
    Ends([u8; 32]),
}

/// Opens an archive, shows every file but the manifest in pieces, and gives the manifest when all of it is true.
///
/// # Errors
/// [`Unreadable`].
pub fn read(
    mut sealed: impl Read,
    key: &Key,
    mut show: impl FnMut(&Path, Piece<'_>) -> io::Result<()>,
) -> Result<Manifest, Unreadable> {
    let mut head = vec![];
    sealed.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head).map_err(Unreadable::Cut)?;
    if head.is_empty() || !MAGIC.starts_with(&head) {
        return Err(Unreadable::Foreign);
    }
    let plain = age::Decryptor::new(io::Cursor::new(head).chain(sealed)).map_err(refused)?;
    let plain = plain.decrypt(std::iter::once(key.identity())).map_err(refused)?;
    let (mut tar, mut found, mut manifest) = (tar::Archive::new(plain), BTreeMap::new(), None);
    for entry in tar.entries().map_err(Unreadable::Cut)? {
        let mut entry = entry.map_err(Unreadable::Cut)?;
        let path = path(&entry)?;
        if manifest.is_some() || !entry.header().entry_type().is_file() {
            return Err(Unreadable::Differs(path.into()));
        }
        if path.as_str() == MANIFEST {
            manifest = Some(manifest_of(&mut entry)?);
            continue;
        }
        let file = pass(&path, &mut entry, &mut show)?;
        if found.insert(path.clone(), file).is_some() {
            return Err(Unreadable::Differs(path.into()));
        }
    }
    // A tar ends before its file does: what is behind must be sealed to the end as well.
    io::copy(&mut tar.into_inner(), &mut io::sink()).map_err(Unreadable::Cut)?;
    agree(manifest.ok_or(Unreadable::NoManifest)?, found)
}

/// The files of one service in an archive that was read to its end before ([`read`]): the file is read once more, as somebody asks
/// for its parts.
pub fn files_of(sealed: impl Read + Send + 'static, key: Key, folder: &'static str) -> Parts {
    let (parts, receiver) = mpsc::channel(AHEAD);
    let work = tokio::task::spawn_blocking(move || {
        let mut passing = Passing { parts, folder, files: 0 };
        read(sealed, &key, |path, piece| passing.pass(path, piece))?;
        passing.send(Part::End { files: passing.files }).map_err(Unreadable::Shown)
    });
    let failed = stream::once(work).filter_map(async |done| match done {
        Ok(Ok(())) => None,
        Ok(Err(why)) => Some(Err(bad(why.to_string()))),
        Err(panic) => Some(Err(Fault::internal("ARCHIVE_BROKEN").source(panic))),
    });
    stream::select(ReceiverStream::new(receiver).map(Ok), failed).boxed()
}

/// Makes parts of the pieces of one folder's files.
struct Passing {
    parts: mpsc::Sender<Part>,
    folder: &'static str,
    files: u64,
}

impl Passing {
    fn pass(&mut self, path: &Path, piece: Piece<'_>) -> io::Result<()> {
        if !path.is_under(self.folder) {
            return Ok(());
        }
        match piece {
            Piece::Begins(bytes) => self.send(Part::Opening { path: path.clone(), bytes }),
            Piece::Bytes(bytes) => self.send(Part::Chunk(Bytes::copy_from_slice(bytes))),
            Piece::Ends(sha256) => {
                self.files += 1;
                self.send(Part::Closing { sha256 })
            }
        }
    }

    fn send(&self, part: Part) -> io::Result<()> {
        self.parts.blocking_send(part).map_err(|_| io::Error::other("nobody reads any more"))
    }
}

fn path<R: Read>(entry: &tar::Entry<'_, R>) -> Result<Path, Unreadable> {
    let bytes = entry.path_bytes();
    let differs =
        |_: BadPath| Unreadable::Differs(String::from_utf8_lossy(&bytes).escape_debug().to_string());
    String::from_utf8_lossy(&bytes).parse().map_err(differs)
}

fn pass(
    path: &Path,
    file: &mut tar::Entry<'_, impl Read>,
    show: &mut impl FnMut(&Path, Piece<'_>) -> io::Result<()>,
) -> Result<FileEntry, Unreadable> {
    show(path, Piece::Begins(file.size())).map_err(Unreadable::Shown)?;
    let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = file.read(&mut piece).map_err(Unreadable::Cut)?;
        let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hash.update(piece);
        bytes += read as u64;
        show(path, Piece::Bytes(piece)).map_err(Unreadable::Shown)?;
    }
    let sha256 = hash.finalize().into();
    show(path, Piece::Ends(sha256)).map_err(Unreadable::Shown)?;
    Ok(FileEntry { path: path.clone(), bytes, sha256: hex(&sha256) })
}

fn manifest_of(file: &mut impl Read) -> Result<Manifest, Unreadable> {
    let mut text = vec![];
    file.take(MOST).read_to_end(&mut text).map_err(Unreadable::Cut)?;
    let differs = |_| Unreadable::Differs(MANIFEST.to_owned());
    let told: serde_json::Value = serde_json::from_slice(&text).map_err(differs)?;
    if told.get("format").and_then(serde_json::Value::as_u64).is_some_and(|format| format > u64::from(FORMAT))
    {
        return Err(Unreadable::Newer);
    }
    serde_json::from_value(told).map_err(differs)
}

fn agree(manifest: Manifest, mut found: BTreeMap<Path, FileEntry>) -> Result<Manifest, Unreadable> {
    for told in &manifest.files {
        if found.remove(&told.path).as_ref() != Some(told) {
            return Err(Unreadable::Differs(told.path.to_string()));
        }
    }
    match found.into_keys().next() {
        Some(untold) => Err(Unreadable::Differs(untold.into())),
        None => Ok(manifest),
    }
}

fn refused(error: DecryptError) -> Unreadable {
    match error {
        DecryptError::Io(error) => Unreadable::Cut(error),
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => Unreadable::Foreign,
        _ => Unreadable::Key,
    }
}
