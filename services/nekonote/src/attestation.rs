//! `nekonote attestation`: checks what the platform has attested with nothing but the published keys, and makes a key to attest
//! with. Asks nobody. Refuses to write over a set of keys; a new key is added to it, and the older ones stay.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use ::attestation::{Attestor, Refusal, Verified, Verifier};
use anyhow::{Context as _, anyhow, bail};
use rcgen::{KeyPair, PKCS_ED25519};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// What `nekonote attestation` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Checks an attestation, and whether a PDF is the one that it names. Fails when it is not ours, or was changed.
    Verify {
        /// The published set of keys: https://PUBLIC-NAME/.well-known/attestation-keys.json
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
        /// The signed file.
        #[arg(long, value_name = "FILE")]
        json: PathBuf,
        /// The PDF that belongs to it.
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
    },
    /// Makes a key: the private one, PEM, is printed, to be piped into `nekonote secrets seal --name attestation.key`; the public
    /// one is added to a set of keys, which the gateway publishes.
    Key {
        /// The set of keys; made if it is not there.
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
    },
}

/// Does what was asked, and says what it found.
pub fn run(options: &Options) -> anyhow::Result<()> {
    match &options.verb {
        Verb::Verify { keys, json, pdf } => verify(keys, json, pdf.as_deref()),
        Verb::Key { keys } => key(keys),
    }
}

fn verify(keys: &Path, json: &Path, pdf: Option<&Path>) -> anyhow::Result<()> {
    let verifier = Verifier::from_jwks(&read(keys)?).with_context(|| keys.display().to_string())?;
    let verified = verifier.verify(&read(json)?).map_err(|why| refused(json, why))?;
    if let Some(pdf) = pdf
        && !verified.names(&read(pdf)?)
    {
        bail!(
            "{} は、この証明書のPDFではありません。変更されたか、別の証明書のものです。 / not the PDF of this attestation",
            pdf.display()
        );
    }
    let Verified { issuer, kind, id, issued_at, facts, pdf_sha256 } = verified;
    say!("正しい証明書です。 / the attestation is genuine")?;
    say!("  発行者 / issuer      {issuer}")?;
    say!("  種類 / kind          {kind}")?;
    say!("  番号 / id            {id}")?;
    say!("  発行日時 / issued at {}", calendar::rfc3339_jst(issued_at))?;
    let checked = if pdf.is_some() { "一致 / matches" } else { "照合していません / not checked" };
    say!("  PDFのSHA-256         {pdf_sha256}（{checked}）")?;
    say!("{facts:#}")?;
    Ok(())
}

fn key(keys: &Path) -> anyhow::Result<()> {
    let pem = Zeroizing::new(KeyPair::generate_for(&PKCS_ED25519)?.serialize_pem());
    publish(keys, &pem)?;
    crate::say::bytes(pem.as_bytes())?;
    Ok(())
}

/// Adds a key's public half to a set, which is written whole or not at all. One that is there stays as it is.
pub(crate) fn publish(keys: &Path, pem: &str) -> anyhow::Result<()> {
    let mut set = set(keys)?;
    let public: Value = serde_json::from_slice(&Attestor::from_pem(pem.as_bytes(), "")?.jwks())?;
    let (Some(known), Some(Value::Array(new))) =
        (set.get_mut("keys").and_then(Value::as_array_mut), public.get("keys"))
    else {
        bail!("{} is no set of keys", keys.display());
    };
    if new.iter().all(|key| known.contains(key)) {
        return Ok(());
    }
    known.extend(new.iter().cloned());
    let mut file = tempfile::NamedTempFile::new_in(
        keys.parent().filter(|at| !at.as_os_str().is_empty()).unwrap_or(Path::new(".")),
    )?;
    // Public, and read by the gateway, which is somebody else.
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    file.write_all(format!("{set:#}\n").as_bytes())?;
    file.persist(keys).with_context(|| keys.display().to_string())?;
    Ok(())
}

fn set(keys: &Path) -> anyhow::Result<Value> {
    match fs::read(keys) {
        Ok(known) => {
            Verifier::from_jwks(&known).with_context(|| keys.display().to_string())?;
            Ok(serde_json::from_slice(&known)?)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(json!({ "keys": [] })),
        Err(error) => Err(error).with_context(|| keys.display().to_string()),
    }
}

/// A refusal in words that say what to do next.
fn refused(file: &Path, why: Refusal) -> anyhow::Error {
    let words = match why {
        Refusal::Form => "ねこのて クラウドの証明書の形式ではありません。ファイルをご確認ください。",
        Refusal::UnknownKey => {
            "公開鍵の一覧にない鍵で署名されています。最新の一覧を取得して、もう一度お試しください。"
        }
        Refusal::Signature => {
            "署名が合いません。内容が変更されているおそれがあります。発行元にお問い合わせください。"
        }
    };
    anyhow!("{}: {words} / {why}", file.display())
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
