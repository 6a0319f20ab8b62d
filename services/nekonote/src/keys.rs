//! `nekonote keys`: the data keys of a service and the KMS keys that wrap them, as operations sees and renews them. Works on
//! the service's own configuration file, beside the service while it runs. Never shows a key, and refuses to discard one
//! that anything may still need.

mod reseal;
mod status;

use anyhow::bail;
use envelope::Purpose;
use ids::OrganisationId;

use crate::{
    polite::polite,
    service::{Opened, Service, Where},
};

/// Keys of one page of a job.
const PAGE: u64 = 100;

/// Which service's keys.
type Place = Where<Service>;

/// What `nekonote keys` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Shows every data key: whose, what for, how old, how often used, and which KMS key version wraps it.
    Status(Place),
    /// Lets a new data key take over now; what the old one has sealed still opens. Blind indexes come to their new key ten
    /// minutes later, when every process knows it; then `reseal` makes their tokens anew.
    Rotate {
        #[command(flatten)]
        place: Place,
        /// The organisation whose key it is.
        #[arg(long, value_name = "ID")]
        organisation: OrganisationId,
        /// records, documents, indexes or secrets.
        #[arg(long, value_name = "PURPOSE")]
        purpose: Purpose,
    },
    /// Makes a new version of an organisation's KMS key, if one is named, and wraps every data key under the newest
    /// version of its KMS key. May be ended and run again at any time.
    Rewrap {
        #[command(flatten)]
        place: Place,
        /// The organisation whose KMS key gets a new version first.
        #[arg(long, value_name = "ID")]
        organisation: Option<OrganisationId>,
    },
    /// Seals every row anew that lies under an older data key, makes tokens of blind indexes anew, and discards data keys
    /// that nothing needs any more. May be ended and run again at any time: it goes on where it was.
    Reseal(Place),
}

/// Does what was asked, and says what it did.
pub async fn run(options: Options) -> anyhow::Result<()> {
    match options.verb {
        Verb::Status(place) => status::show(&open(&place).await?.keys).await,
        Verb::Rotate { place, organisation, purpose } => rotate(&place, organisation, purpose).await,
        Verb::Rewrap { place, organisation } => rewrap(&place, organisation).await,
        Verb::Reseal(place) => reseal::run(place.service, open(&place).await?).await,
    }
}

async fn rotate(place: &Place, organisation: OrganisationId, purpose: Purpose) -> anyhow::Result<()> {
    let Opened { keys, .. } = open(place).await?;
    if status::current(&keys, organisation, purpose).await?.is_none() {
        bail!("この組織には {purpose} の鍵がありません。 / the organisation has no key for {purpose}");
    }
    keys.rotate(organisation, purpose).await.map_err(|why| polite(why.into()))?;
    say!("データ鍵を替えました。 / a new data key has taken over: {organisation}, {purpose}")?;
    if purpose == Purpose::Indexes {
        say!(
            "検索は新旧両方の鍵で行われ、10分後から新しい鍵だけで索引を作ります。 / \
             searches use both keys, and from ten minutes on tokens are made under the new one alone"
        )?;
    } else {
        say!(
            "動いているサービスは5分以内に新しい鍵を使います。 / running services use it within five minutes"
        )?;
    }
    if let Some(key) = status::current(&keys, organisation, purpose).await? {
        let alone = calendar::jst(keys.alone_from(&key)).format("%H:%M:%S JST");
        say!(
            "{alone} 以降に nekonote keys reseal を実行すると、古い鍵がなくなります。 / \
             run nekonote keys reseal after {alone}, and the older key goes"
        )?;
    }
    Ok(())
}

async fn rewrap(place: &Place, organisation: Option<OrganisationId>) -> anyhow::Result<()> {
    let Opened { keys, .. } = open(place).await?;
    if let Some(organisation) = organisation {
        let version = keys.rotate_kms(organisation).await.map_err(|why| polite(why.into()))?;
        say!("KMSの鍵の版 / version of the KMS key    {version}")?;
    }
    let (mut after, mut seen, mut changed) = (None, 0, 0);
    loop {
        let progress = keys.rewrap(after, PAGE).await.map_err(|why| polite(why.into()))?;
        (seen, changed) = (seen + progress.seen, changed + progress.changed);
        after = progress.next;
        if after.is_none() {
            break;
        }
    }
    say!(
        "データ鍵 {seen} 件のうち {changed} 件を包み直しました。 / {changed} of {seen} data keys wrapped anew"
    )?;
    Ok(())
}

async fn open(place: &Place) -> anyhow::Result<Opened> {
    place.service.open(&place.config).await
}
