//! A keyring over the emulator or the local KMS, with a clock that stands still.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use envelope::{
    Column, Error, KeyId, Keyring, Kms, Limits, Opening, Place, Purpose, Realm, Sealed, Who,
    kms::{Local, Profile},
};
use ids::OrganisationId;
use tempfile::TempDir;
use testkit::{FixedClock, KmsEmulator, MemoryShelf};
use uuid::Uuid;
use zeroize::Zeroizing;

pub const NAME: Column = Column::new("policies", "owner_name");
pub const OPENING: Opening = Opening { who: Who::Platform("test"), why: "test" };

pub struct World {
    pub keys: Keyring,
    pub kms: KmsEmulator,
    pub shelf: MemoryShelf,
    pub clock: FixedClock,
    pub owner: OrganisationId,
}

impl World {
    pub async fn start() -> Self {
        Self::with(limits()).await
    }

    pub async fn with(limits: Limits) -> Self {
        let (kms, shelf) = (testkit::kms().await, MemoryShelf::default());
        let clock = FixedClock::at("2026-11-22T13:00:00Z");
        let keys = keyring(realm("test", "claims"), kms.open().await, &shelf, &clock, limits);
        Self { keys, kms, shelf, clock, owner: OrganisationId::generate() }
    }

    /// The same database and KMS, seen from another process, service or environment.
    pub async fn another(&self, environment: &str, service: &str, limits: Limits) -> Keyring {
        keyring(realm(environment, service), self.kms.open().await, &self.shelf, &self.clock, limits)
    }

    pub async fn seal(&self, place: &Place, plain: &[u8]) -> Sealed {
        self.keys.warm(self.owner, Purpose::Records).await.unwrap();
        self.keys.seal(self.owner, Purpose::Records, place, plain).unwrap()
    }

    pub fn open(&self, place: &Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.keys.open(self.owner, place, sealed, &OPENING)
    }

    pub fn pass(&self, time: Duration) {
        self.clock.advance(TimeDelta::from_std(time).unwrap());
    }

    pub fn current(&self) -> KeyId {
        let keys = self.shelf.keys();
        keys.iter().find(|key| key.state == envelope::KeyState::Current).unwrap().id
    }
}

pub fn keyring(
    realm: Realm,
    kms: Arc<dyn Kms>,
    shelf: &MemoryShelf,
    clock: &FixedClock,
    limits: Limits,
) -> Keyring {
    Keyring::new(realm, kms, Arc::new(shelf.clone()), Arc::new(clock.clone()), limits)
}

pub fn realm(environment: &str, service: &str) -> Realm {
    Realm { environment: environment.to_owned(), service: service.to_owned() }
}

pub fn limits() -> Limits {
    Limits::default()
}

pub fn place() -> Place {
    NAME.at(Uuid::now_v7())
}

pub fn corrupt<T: std::fmt::Debug>(answer: Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Corrupt { .. }))
}

/// The local KMS in a folder of its own.
pub async fn local() -> (Local, TempDir) {
    let folder = TempDir::with_prefix("nekonote-kms-").unwrap();
    let kms = Local::open(&folder.path().join("kms.json"), Profile::Development).await.unwrap();
    (kms, folder)
}
