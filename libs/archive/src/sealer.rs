//! Checked parts into one tar in one age file, a piece at a time and nothing of it on a disk. What it gives out after one part is
//! little more than the part. Refuses a path that was there before.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use age::stream::StreamWriter;
use bytes::Bytes;
use chrono::DateTime;

use crate::{About, FORMAT, FileEntry, Lock, MANIFEST, Manifest, Part, Path, manifest::hex};

/// A tar's unit.
const BLOCK: usize = 512;

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum Unsealed {
    /// age did not begin.
    #[error("the archive could not be sealed")]
    Encrypt(#[from] age::EncryptError),
    /// What was written was not taken.
    #[error("the archive could not be written")]
    Write(#[from] io::Error),
    /// A file twice.
    #[error("a file came twice")]
    Twice,
}

/// Makes an archive.
pub struct Sealer {
    writer: StreamWriter<Pool>,
    pool: Pool,
    about: About,
    paths: BTreeSet<Path>,
    files: Vec<FileEntry>,
}

/// What was sealed and not taken away yet.
#[derive(Clone, Default)]
struct Pool(Arc<Mutex<Vec<u8>>>);

impl Sealer {
    /// Begins. A passphrase takes its time and memory: not on a thread that others wait for.
    ///
    /// # Errors
    /// [`Unsealed`].
    pub fn try_new(lock: &Lock, about: About) -> Result<Self, Unsealed> {
        let pool = Pool::default();
        let writer = lock.encryptor()?.wrap_output(pool.clone())?;
        Ok(Self { writer, pool, about, paths: BTreeSet::new(), files: vec![] })
    }

    /// Takes a part that was checked; gives what is sealed by now, which may be nothing.
    ///
    /// # Errors
    /// [`Unsealed`].
    pub fn put(&mut self, part: Part) -> Result<Bytes, Unsealed> {
        match part {
            Part::Opening { path, bytes } => {
                if path.as_str() == MANIFEST || !self.paths.insert(path.clone()) {
                    return Err(Unsealed::Twice);
                }
                self.open(&path, bytes)?;
                self.files.push(FileEntry { path, bytes, sha256: String::new() });
            }
            Part::Chunk(chunk) => self.writer.write_all(&chunk)?,
            Part::Closing { sha256 } => {
                let file = self.files.last_mut();
                let size = file.map_or(0, |file| {
                    file.sha256 = hex(&sha256);
                    file.bytes
                });
                self.fill(size)?;
            }
            Part::End { .. } => {}
        }
        Ok(self.pool.take())
    }

    /// Writes the manifest, and ends.
    ///
    /// # Errors
    /// [`Unsealed`].
    pub fn finish(mut self) -> Result<Bytes, Unsealed> {
        let About { organisation, made_at } = self.about;
        let files = std::mem::take(&mut self.files);
        let manifest = Manifest { format: FORMAT, organisation_id: organisation, made_at, files };
        let manifest = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
        let path: Path = MANIFEST.parse().map_err(io::Error::other)?;
        self.open(&path, manifest.len() as u64)?;
        self.writer.write_all(&manifest)?;
        self.fill(manifest.len() as u64)?;
        self.writer.write_all(&[0; 2 * BLOCK])?;
        self.writer.finish()?;
        Ok(self.pool.take())
    }

    fn open(&mut self, path: &Path, bytes: u64) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_path(path.as_str())?;
        header.set_size(bytes);
        header.set_mode(0o600);
        let made_at = self.about.made_at.max(DateTime::UNIX_EPOCH).timestamp();
        header.set_mtime(u64::try_from(made_at).unwrap_or_default());
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        self.writer.write_all(header.as_bytes())
    }

    /// Up to the next block.
    fn fill(&mut self, bytes: u64) -> io::Result<()> {
        let over = usize::try_from(bytes % BLOCK as u64).map_err(io::Error::other)?;
        let zeros = [0; BLOCK];
        self.writer.write_all(zeros.get(over..).filter(|_| over > 0).unwrap_or_default())
    }
}

impl Pool {
    fn take(&self) -> Bytes {
        Bytes::from(std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Write for Pool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
