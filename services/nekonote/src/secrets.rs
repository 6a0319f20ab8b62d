//! `nekonote secrets`: what a service keeps secret, sealed into files before it starts. Takes a secret from standard input
//! alone, never from an argument, which everybody on the machine can read; never shows one. Works on the service's own
//! configuration file, beside the service while it runs.

mod holder;

use std::{
    io::{IsTerminal as _, Read as _},
    path::PathBuf,
};

use anyhow::{Context as _, anyhow, bail};
use envelope::{
    BadSecret, KeyState, KeyStatus, Keyring, LONGEST_SECRET, Opening, SealedFile, SecretName, Who,
};
use fault::Fault;
use zeroize::Zeroizing;

pub(crate) use self::holder::{Holder, Service};
use crate::service::Where;

/// Which service's secrets.
type Place = Where<Service>;

/// What `nekonote secrets` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Seals what standard input brings, into a file that only this service of this installation can open.
    Seal {
        #[command(flatten)]
        place: Place,
        /// Which secret: the key of the configuration that names its file, such as client_ca.key.
        #[arg(long)]
        name: String,
        /// The sealed file; one that is there must hold the same secret, sealed.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Opens every secret that the configuration names, and says under which data key it lies.
    Check(Place),
    /// Seals every secret that the configuration names anew, under the data key that seals now. May be ended and run
    /// again at any time; a service reads its secrets when it starts.
    Reseal(Place),
}

/// Does what was asked, and says what it did.
pub async fn run(options: Options) -> anyhow::Result<()> {
    match options.verb {
        Verb::Seal { place, name, out } => seal(&place, &name, out).await,
        Verb::Check(place) => check(&open(&place).await?).await,
        Verb::Reseal(place) => reseal(&open(&place).await?).await,
    }
}

async fn seal(place: &Place, name: &str, out: PathBuf) -> anyhow::Result<()> {
    let known = place.service.secrets();
    let Some(name) = known.iter().find(|known| known.as_str() == name) else {
        let known: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
        let known = known.join(", ");
        bail!("秘密の名前は次のいずれかです：{known} / no such secret; there is {known}");
    };
    let plain = standard_input()?;
    let holder = open(place).await?;
    let key = holder.keys.seal_secret(*name, &plain, &SealedFile::new(&out)).await.map_err(polite)?;
    say!("封印しました。 / sealed: {name}, {}, data key {key}", out.display())?;
    say!("もとの平文は消してください。 / destroy the plain text that it came from")?;
    Ok(())
}

/// A line for each; fails when one does not open.
async fn check(holder: &Holder) -> anyhow::Result<()> {
    let all = holder.keys.statuses().await.map_err(|error| anyhow!("{error}"))?;
    let mut closed = 0;
    for (name, file) in &holder.secrets {
        match open_one(&holder.keys, *name, file).await {
            Ok(()) => say!("{}", line(*name, file, &all)?)?,
            Err(error) => {
                closed += 1;
                say!("{name}  {:#}", polite(error))?;
            }
        }
    }
    let count = holder.secrets.len();
    say!("秘密 / secrets    {count}")?;
    match closed {
        0 => Ok(()),
        _ => bail!("{count} 件のうち {closed} 件を開けません。 / {closed} of {count} do not open"),
    }
}

/// All are opened before the first is sealed anew: with one that does not open nothing is changed.
async fn reseal(holder: &Holder) -> anyhow::Result<()> {
    let mut opened = vec![];
    for (name, file) in &holder.secrets {
        let plain = holder.keys.open_secret(*name, file, &opening("reseal_secrets")).await.map_err(polite)?;
        opened.push((*name, file, plain));
    }
    for (name, file, plain) in opened {
        let before = file.read(name).map_err(polite)?.key();
        let now = holder.keys.seal_secret(name, plain.expose(), file).await.map_err(polite)?;
        let before = before.map(|key| key.to_string()).unwrap_or_default();
        say!("封印し直しました。 / sealed anew: {name}, data key {before} → {now}")?;
    }
    Ok(())
}

async fn open(place: &Place) -> anyhow::Result<Holder> {
    Holder::open(place.service, &place.config).await
}

async fn open_one(keys: &Keyring, name: SecretName, file: &SealedFile) -> Result<(), BadSecret> {
    keys.open_secret(name, file, &opening("check_secrets")).await.map(drop)
}

fn line(name: SecretName, file: &SealedFile, all: &[KeyStatus]) -> anyhow::Result<String> {
    let key = file.read(name).map_err(polite)?.key().context("it names no key")?;
    let known = all.iter().find(|known| known.id == key).context("its key is not listed")?;
    let state = match known.state {
        KeyState::Current => "現在の鍵 / current",
        KeyState::Retired | KeyState::Discarded => "以前の鍵 / retired: nekonote secrets reseal",
    };
    let (version, path) = (known.version(), file.path().display());
    Ok(format!("{name}  {path}\n  開けます / opens    data key {key}    KMS {version}    {state}"))
}

const fn opening(why: &'static str) -> Opening {
    Opening { who: Who::Platform("nekonote"), why }
}

/// What a pipe brings; somebody who types it would see it on the screen.
fn standard_input() -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        bail!(
            "秘密は標準入力から渡してください（例：< FILE）。 / pass the secret through standard input: < FILE"
        );
    }
    // Of its whole size from the beginning: a vector that grows leaves what it held behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(LONGEST_SECRET + 1));
    input.lock().take(LONGEST_SECRET as u64 + 1).read_to_end(&mut plain)?;
    Ok(plain)
}

/// A refusal in words that say what to do next.
fn polite(error: BadSecret) -> anyhow::Error {
    let next = match &error {
        BadSecret::File { .. } => "ファイルを読み書きできません。 / the file cannot be read or written",
        BadSecret::Plain { .. } => {
            "封印されていないファイルです。`nekonote secrets seal` で封印してください。 / seal it first"
        }
        BadSecret::Another { .. } => "別の秘密のファイルです。 / the file holds another secret",
        BadSecret::Malformed { .. } => {
            "ファイルが壊れています。もう一度封印してください。 / seal it once more"
        }
        BadSecret::Empty(_) => "標準入力が空です。 / standard input is empty",
        BadSecret::Twice(_) => "すでに封印されています。 / it is sealed already",
        BadSecret::TooLong(_) => "大きすぎます。 / it is too large",
        BadSecret::Sealing { source, .. } => match Fault::from((**source).clone()).reason() {
            "KEY_UNAVAILABLE" => {
                "KMSに接続できません。少し待ってから、もう一度お試しください。 / the KMS does not answer: try again"
            }
            "KEY_DISABLED" => {
                "プラットフォームのKMSの鍵は停止中です。 / the platform's KMS key is disabled: enable it first"
            }
            "KEY_DESTROYED" => {
                "この鍵はここにありません。別のサービスか別の環境のファイルではありませんか。 / its key is not here: \
                 is it another service's file, or another installation's?"
            }
            _ => {
                "開けません。壊れているか、別のサービスか別の環境のファイルです。 / it does not open: it is damaged, \
                 another service's, or another installation's"
            }
        },
    };
    anyhow::Error::new(error).context(next)
}
