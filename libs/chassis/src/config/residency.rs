//! Where everything is kept. Production refuses every place outside Japan that is not listed with a reason, and every
//! place it is not told about.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;

/// Regions in Japan.
pub const JAPAN: [&str; 3] = ["asia-northeast1", "asia-northeast2", "on-premises-jp"];

/// `[residency]`: what kind of installation it is, and where it keeps things.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Residency {
    /// What kind of installation it is.
    pub profile: Profile,
    /// Where each thing is kept.
    #[serde(default)]
    pub regions: Regions,
    /// What may be kept elsewhere, and why.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// What kind of installation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Made-up data; anywhere.
    Development,
    /// Real data; in Japan.
    Production,
}

/// Something that keeps data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The database.
    Database,
    /// Attachments.
    Blobs,
    /// Keys.
    Kms,
    /// Copies of all of it.
    Backup,
    /// Logs, traces and metrics.
    Telemetry,
    /// The mail server.
    Mail,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 6] =
        [Self::Database, Self::Blobs, Self::Kms, Self::Backup, Self::Telemetry, Self::Mail];
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Database => "database",
            Self::Blobs => "blobs",
            Self::Kms => "kms",
            Self::Backup => "backup",
            Self::Telemetry => "telemetry",
            Self::Mail => "mail",
        })
    }
}

/// `[residency.regions]`: the region of each place.
pub type Regions = BTreeMap<Place, String>;

/// `[[residency.exceptions]]`: a place that may lie outside Japan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Which place.
    pub place: Place,
    /// In which region.
    pub region: String,
    /// Why, for the auditor; an empty one does not count.
    pub reason: String,
}

/// What would leave Japan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Outside {
    /// A place in a region outside Japan.
    #[error("residency.regions.{place} is `{region}`: production stays in Japan ({}) unless residency.exceptions lists \
             the place and region with a reason", JAPAN.join(", "))]
    Region {
        /// Which place.
        place: Place,
        /// Which region.
        region: String,
    },
    /// A place without a region.
    #[error("residency.regions.{0} is missing: production names the region of every place")]
    Unnamed(Place),
}

impl Residency {
    /// What made-up data needs.
    #[must_use]
    pub const fn development() -> Self {
        Self { profile: Profile::Development, regions: Regions::new(), exceptions: Vec::new() }
    }

    /// Whether it is an installation with real data.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.profile == Profile::Production
    }

    /// Whether everything is where it may be.
    ///
    /// # Errors
    /// With the first place that is not.
    pub fn check(&self) -> Result<(), Outside> {
        match self.profile {
            Profile::Development => Ok(()),
            Profile::Production => Place::ALL.into_iter().try_for_each(|place| self.place(place)),
        }
    }

    fn place(&self, place: Place) -> Result<(), Outside> {
        let region = self.regions.get(&place).ok_or(Outside::Unnamed(place))?;
        let listed = |exception: &&Exception| exception.place == place && exception.region == *region;
        let excepted =
            self.exceptions.iter().find(listed).is_some_and(|found| !found.reason.trim().is_empty());
        if JAPAN.contains(&region.as_str()) || excepted {
            return Ok(());
        }
        Err(Outside::Region { place, region: region.clone() })
    }
}
