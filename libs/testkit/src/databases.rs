//! A database per test: a fresh SQLite file, or a PostgreSQL database cloned from a migrated template on a private cluster
//! that the first test starts. Refuses to run without PostgreSQL: `make test` installs it.

mod cluster;

pub use cluster::Cluster;
pub(crate) use cluster::programs;

use std::{
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
};

use anyhow::Context as _;
use store::{DatabaseConfig, MigratorTrait};
use tempfile::TempDir;
use uuid::Uuid;

/// The two databases that every service is tested on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database of one test's own.
#[derive(Debug)]
pub struct TestDatabase {
    /// How to reach it.
    pub config: DatabaseConfig,
    _folder: TempDir,
}

/// Makes an empty, migrated database for a service.
///
/// # Errors
/// When PostgreSQL is not installed or does not start, or a migration fails.
pub async fn database<M: MigratorTrait>(engine: Engine, service: &str) -> anyhow::Result<TestDatabase> {
    let folder = TempDir::with_prefix("nekonote-test-")?;
    let request_key = folder.path().join("request.key");
    std::fs::write(&request_key, [7; 32])?;
    let config = match engine {
        Engine::Sqlite => {
            let file = folder.path().join(format!("{service}.db"));
            DatabaseConfig {
                url: format!("sqlite://{}", file.display()),
                platform_url: None,
                migrator_url: None,
                request_key,
            }
        }
        Engine::Postgres => clone::<M>(service, request_key).await?,
    };
    Ok(TestDatabase { config, _folder: folder })
}

/// An administrator's URL of the private cluster, for tests that provision by themselves.
///
/// # Errors
/// When PostgreSQL is not installed or does not start.
pub fn cluster_url() -> anyhow::Result<String> {
    let _alone = alone()?;
    cluster::url()
}

async fn clone<M: MigratorTrait>(service: &str, request_key: PathBuf) -> anyhow::Result<DatabaseConfig> {
    let (admin, original) = template::<M>(service, &request_key).await?;
    store::drop_copies(&admin, is_forgotten).await?;
    let copy = format!("copy_{}_{}", std::process::id(), Uuid::now_v7().simple());
    Ok(store::copy(&admin, &original, &copy, &request_key).await?)
}

/// Whether a copy belongs to a test whose process has ended.
fn is_forgotten(name: &str) -> bool {
    let process = name.strip_prefix("copy_").and_then(|rest| rest.split('_').next());
    process.is_some_and(|process| !std::path::Path::new("/proc").join(process).exists())
}

/// The migrated template of this build of the tests; made by the first test that needs it.
async fn template<M: MigratorTrait>(
    service: &str,
    request_key: &std::path::Path,
) -> anyhow::Result<(String, String)> {
    let _alone = alone()?;
    let admin = cluster::url()?;
    let prefix = format!("t{:x}", build()?);
    store::template::<M>(&admin, &prefix, service, request_key).await?;
    Ok((admin, format!("{prefix}_{service}")))
}

/// Tests run in many processes: one at a time starts the cluster and makes templates.
fn alone() -> anyhow::Result<File> {
    let lock = File::create(std::env::temp_dir().join("nekonote-test.lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// A number that changes whenever the tests are built anew.
fn build() -> anyhow::Result<u32> {
    let program = std::env::current_exe()?;
    let built = program.metadata()?.modified().context("no build time")?;
    let mut hasher = DefaultHasher::new();
    (program, built).hash(&mut hasher);
    Ok((hasher.finish() & u64::from(u32::MAX)) as u32)
}
