//! Brings a service's part of an archive back to that service's database (ADR 23). The archive is read to its end first: nothing of one
//! that was cut or changed is brought back.

use std::{path::Path, sync::Arc};

use ::archive::{Brought, Parts, Tally, files_of, read};
use anyhow::{Context as _, bail};
use calendar::SystemClock;
use clap::ValueEnum;
use fault::Fault;
use futures::{StreamExt as _, stream};
use ids::OrganisationId;
use store::{DatabaseConfig, Store};

use super::{Sealed, Source};
use crate::{polite::polite, service::Where};

/// What is brought back where.
#[derive(clap::Args)]
pub(super) struct Options {
    #[command(flatten)]
    sealed: Sealed,
    /// Whose archive it has to be: it is not signed, so whoever brings it can have written it.
    #[arg(long, value_name = "ID")]
    organisation: OrganisationId,
    #[command(flatten)]
    place: Where<Service>,
}

/// The services that bring their part back.
#[derive(Clone, Copy, ValueEnum)]
enum Service {
    Labels,
    Claims,
    Timeline,
    Notifications,
}

/// Of the services that need nothing but their database for it.
#[derive(serde::Deserialize)]
struct Config {
    database: DatabaseConfig,
}

/// Checks the archive, and brings it back.
pub(super) async fn run(Options { sealed, organisation: of, place }: Options) -> anyhow::Result<()> {
    let source = Arc::new(sealed.open()?);
    let checking = Arc::clone(&source);
    let checked =
        move || read(checking.bytes()?, &checking.key, |_, _| Ok(())).context(checking.name.clone());
    let manifest = tokio::task::spawn_blocking(checked).await??;
    if manifest.organisation_id != of {
        bail!(
            "別の組織のアーカイブです。/ the archive is another organisation's: {}",
            manifest.organisation_id
        );
    }
    let brought = import(place, of, source).await?;
    say!("取り込みました。/ Brought back: {of}")?;
    say!("{:>10} {:>10} {:>10}", "new", "known", "left")?;
    for (name, Tally { brought, known, left }) in brought.all() {
        say!("{brought:>10} {known:>10} {left:>10}  {name}")?;
    }
    Ok(())
}

async fn import(
    Where { service, config }: Where<Service>,
    of: OrganisationId,
    source: Arc<Source>,
) -> anyhow::Result<Brought> {
    let folder = service.folder();
    let files = move || parts(&source, folder);
    let brought = match service {
        Service::Labels => {
            let store = Store::open::<labels::migrations::Migrator>(&database(&config)?).await;
            labels::import_organisation(&store.context("database")?, of, files()).await
        }
        Service::Timeline => {
            let store = Store::open::<timeline::migrations::Migrator>(&database(&config)?).await;
            timeline::import_organisation(&store.context("database")?, of, files()).await
        }
        Service::Notifications => {
            let store = Store::open::<notifications::migrations::Migrator>(&database(&config)?).await;
            notifications::import_organisation(&store.context("database")?, of, files()).await
        }
        Service::Claims => {
            let importer = claims::open_importer(&chassis::load(&config)?, Arc::new(SystemClock)).await?;
            importer.import_organisation(of, files).await
        }
    };
    brought.map_err(polite)
}

fn database(config: &Path) -> anyhow::Result<DatabaseConfig> {
    let Config { database } = chassis::load(config)?;
    Ok(database)
}

fn parts(source: &Source, folder: &'static str) -> Parts {
    match source.bytes() {
        Ok(bytes) => files_of(bytes, source.key.clone(), folder),
        Err(why) => {
            stream::once(async move { Err(Fault::internal("ARCHIVE_BROKEN").message(why.to_string())) })
                .boxed()
        }
    }
}

impl Service {
    const fn folder(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Claims => "claims",
            Self::Timeline => "timeline",
            Self::Notifications => "notifications",
        }
    }
}
