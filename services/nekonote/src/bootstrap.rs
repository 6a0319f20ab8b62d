//! `nekonote bootstrap`: the operator's organisation, its first administrator and their device, outside the demo. The
//! device's key stays on the device: this takes its signing request. Refuses to write over a file, and accounts refuses to
//! do it twice; the same again, after an answer that was lost, gives the same certificate.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use aws_lc_rs::digest;
use fault::{Fault, Kind};
use identity::WorkloadFiles;
use serde::Deserialize;
use uuid::Builder;

use crate::grpc::{self, First, Founded};

/// What `nekonote bootstrap` was asked for.
#[derive(clap::Args)]
pub struct Options {
    /// Where accounts is, and the files of the workload `nekonote` (TOML); infra/config/nekonote.toml is a sample.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Name of the operator's organisation.
    #[arg(long, value_name = "NAME")]
    organisation: String,
    /// Name of its first administrator.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Their mail address, with which they sign in.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// File with their first password, at least 15 characters; /dev/stdin reads it from a pipe.
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// Name of their device.
    #[arg(long, value_name = "LABEL")]
    device: String,
    /// The device's certificate signing request, PEM; P-256 or Ed25519.
    #[arg(long, value_name = "FILE")]
    csr: PathBuf,
    /// Where the certificate and its issuer are written, PEM; must not be there yet. - prints them.
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
}

/// The file behind `--config`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// `HOST:PORT` of accounts.
    accounts: String,
    /// The workload `nekonote`.
    workload: WorkloadFiles,
}

/// Registers, writes the certificate, and says what comes next.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let config: Config =
        toml::from_str(&read(&options.config)?).with_context(|| options.config.display().to_string())?;
    if options.certificate.exists() {
        return Err(anyhow!(
            "{} はすでにあります。別の名前を指定してください。 / it is there already: name another file",
            options.certificate.display()
        ));
    }
    let csr_pem = read(&options.csr)?;
    let first = First {
        request_id: request_id(&[&options.organisation, &options.name, &options.email, &csr_pem]),
        organisation: options.organisation,
        name: options.name,
        email: options.email,
        password: read(&options.password_file)?.trim_end_matches(['\r', '\n']).to_owned(),
        device: options.device,
        csr_pem,
    };
    let asked = grpc::bootstrap(&config.workload, &config.accounts, first).await;
    let Founded { organisation_id, certificate_id, chain_pem } =
        asked.map_err(|error| polite(error, &config.accounts))?;
    say!("運営の組織を登録しました。 / the operator's organisation is registered")?;
    say!("  組織 / organisation    {organisation_id}")?;
    say!("  証明書 / certificate   {certificate_id} → {}", options.certificate.display())?;
    write(&options.certificate, &chain_pem)?;
    say!("次に、証明書と鍵をブラウザに取り込み、ポータルにサインインしてください（infra/README.md）。")?;
    Ok(())
}

/// The same words, the same request: accounts answers a repeat with what it answered before.
pub(crate) fn request_id(words: &[&str]) -> uuid::Uuid {
    let mut context = digest::Context::new(&digest::SHA256);
    for word in words {
        context.update(&word.len().to_be_bytes());
        context.update(word.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// A refusal in words that say what to do next.
fn polite(error: anyhow::Error, accounts: &str) -> anyhow::Error {
    let Some(fault) = error.downcast_ref::<Fault>() else { return error };
    if fault.reason() == "ALREADY_BOOTSTRAPPED" {
        return anyhow!(
            "運営の組織はすでに登録されています。運営の担当者としてポータルにサインインしてください。 / \
             already bootstrapped: sign in to the portal as one of the operator's people"
        );
    }
    if !fault.violations().is_empty() {
        let wrong = fault.violations().iter().map(|one| format!("\n  {}: {}", one.field, one.message));
        let wrong: String = wrong.collect();
        return anyhow!("次の項目をご確認ください。 / please check: {wrong}");
    }
    match fault.kind() {
        Kind::Unavailable => error.context(format!(
            "{accounts} の accounts に接続できません。動いているか、証明書が正しいかをご確認ください。 / accounts cannot be reached"
        )),
        _ => error.context("accounts に断られました。 / accounts refused"),
    }
}

pub(crate) fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Never over a file that is there.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if path == Path::new("-") {
        say!("{text}")?;
        return Ok(());
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| path.display().to_string())?;
    Ok(file.write_all(text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_the_same_request_and_others_are_not() {
        assert_eq!(request_id(&["ab", "c"]), request_id(&["ab", "c"]));
        assert_ne!(request_id(&["ab", "c"]), request_id(&["a", "bc"]));
    }
}
