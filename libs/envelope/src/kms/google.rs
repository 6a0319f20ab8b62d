//! Google Cloud KMS by the official client. Sums go with every request and are checked on every answer, names are
//! compared, and there are at most three tries, each with its own time limit: the client's own retries are switched off,
//! since they take a wrong certificate for a passing trouble and go on for ever.

mod tries;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use google_cloud_auth::credentials::anonymous;
use google_cloud_gax::{error::rpc::Code, retry_policy::NeverRetry};
use google_cloud_kms::{
    client::KeyManagementService,
    model::{
        CryptoKey, CryptoKeyVersion, CryptoKeyVersionTemplate, ProtectionLevel,
        crypto_key::CryptoKeyPurpose,
        crypto_key_version::{CryptoKeyVersionAlgorithm, CryptoKeyVersionState as Version},
    },
};
use ids::OrganisationId;
use zeroize::Zeroizing;

use self::tries::{Attempt, Tries};
use super::{
    Credentials, Destruction, Error, GoogleConfig, Kms, KmsKeyName, KmsState, Profile, Standing, Wrapped,
    short_name,
};

/// Google Cloud KMS.
#[derive(Debug, Clone)]
pub struct Google {
    client: KeyManagementService,
    key_ring: String,
    hsm: bool,
    destroyed_after: Duration,
    tries: Tries,
}

impl Google {
    /// Connects to a key ring. The process must have installed aws-lc-rs as its TLS provider.
    ///
    /// # Errors
    /// When there are no credentials, or production is pointed elsewhere.
    pub async fn connect(config: &GoogleConfig, profile: Profile) -> Result<Self, Error> {
        let elsewhere = config.endpoint.is_some() || config.credentials == Credentials::Anonymous;
        if profile == Profile::Production && elsewhere {
            return Err(Error::Broken("production talks to Google's own KMS, with credentials".to_owned()));
        }
        let mut builder = KeyManagementService::builder()
            .with_retry_policy(NeverRetry)
            .with_attempt_timeout(config.attempt);
        if let Some(endpoint) = &config.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if config.credentials == Credentials::Anonymous {
            builder = builder.with_credentials(anonymous::Builder::new().build());
        }
        let client = builder.build().await.map_err(|why| Error::Broken(why.to_string()))?;
        Ok(Self {
            client,
            key_ring: config.key_ring.clone(),
            hsm: config.hsm,
            destroyed_after: config.destroyed_after,
            tries: Tries { attempt: config.attempt, total: config.total },
        })
    }

    async fn get(&self, key: &KmsKeyName) -> Result<Option<CryptoKey>, Error> {
        let get = || async {
            let found = self.client.get_crypto_key().set_name(key.as_str()).send().await;
            found.map_err(|why| tries::judge(&why))
        };
        match self.tries.run(get).await {
            Ok(found) if found.name == key.as_str() => Ok(Some(found)),
            Ok(_) => Err(Error::WrongKey),
            Err(Error::Refused(KmsState::Missing)) => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// Makes a key. One that is there already was made by another process, or by a try whose answer was lost.
    async fn create(&self, owner: OrganisationId) -> Result<(), Error> {
        let level = if self.hsm { ProtectionLevel::Hsm } else { ProtectionLevel::Software };
        let template = CryptoKeyVersionTemplate::new()
            .set_protection_level(level)
            .set_algorithm(CryptoKeyVersionAlgorithm::GoogleSymmetricEncryption);
        let wanted = CryptoKey::new()
            .set_purpose(CryptoKeyPurpose::EncryptDecrypt)
            .set_version_template(template)
            .set_destroy_scheduled_duration(wait(self.destroyed_after)?);
        let create = || async {
            let request = self
                .client
                .create_crypto_key()
                .set_parent(&self.key_ring)
                .set_crypto_key_id(short_name(owner))
                .set_crypto_key(wanted.clone());
            match request.send().await {
                Err(why) if why.status().is_some_and(|status| status.code == Code::AlreadyExists) => Ok(()),
                made => made.map(drop).map_err(|why| tries::judge(&why)),
            }
        };
        self.tries.run(create).await
    }

    async fn versions(&self, key: &KmsKeyName) -> Result<Vec<CryptoKeyVersion>, Error> {
        let (mut versions, mut page) = (vec![], String::new());
        loop {
            let list = || async {
                let request = self.client.list_crypto_key_versions().set_parent(key.as_str());
                request.set_page_token(&page).send().await.map_err(|why| tries::judge(&why))
            };
            let listed = self.tries.run(list).await?;
            versions.extend(listed.crypto_key_versions);
            page = listed.next_page_token;
            if page.is_empty() {
                return Ok(versions);
            }
        }
    }
}

#[async_trait]
impl Kms for Google {
    fn name(&self, owner: OrganisationId) -> KmsKeyName {
        KmsKeyName::new(format!("{}/cryptoKeys/{}", self.key_ring, short_name(owner)))
    }

    async fn ensure(&self, owner: OrganisationId) -> Result<KmsKeyName, Error> {
        let name = self.name(owner);
        let found = match self.get(&name).await? {
            Some(found) => Some(found),
            None => {
                self.create(owner).await?;
                self.get(&name).await?
            }
        };
        match standing(found.as_ref()).state {
            KmsState::Enabled => Ok(name),
            state => Err(Error::Refused(state)),
        }
    }

    async fn wrap(&self, key: &KmsKeyName, bound: &[u8], plain: &[u8]) -> Result<Wrapped, Error> {
        let wrap = || async {
            let request = self
                .client
                .encrypt()
                .set_name(key.as_str())
                .set_plaintext(plain.to_vec())
                .set_plaintext_crc32c(sum(plain))
                .set_additional_authenticated_data(bound.to_vec())
                .set_additional_authenticated_data_crc32c(sum(bound));
            let answer = request.send().await.map_err(|why| tries::judge(&why))?;
            let Some(version) = version_of(&answer.name, key) else {
                return Err(Attempt::Never(Error::WrongKey));
            };
            let verified =
                answer.verified_plaintext_crc32c && answer.verified_additional_authenticated_data_crc32c;
            if !verified || answer.ciphertext_crc32c != Some(sum(&answer.ciphertext)) {
                return Err(Attempt::Again(Error::Corrupt("the sums of a wrapped key do not agree")));
            }
            Ok(Wrapped { version: version.to_owned(), bytes: answer.ciphertext.to_vec() })
        };
        self.tries.run(wrap).await
    }

    async fn unwrap(
        &self,
        key: &KmsKeyName,
        bound: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let unwrap = || async {
            let request = self
                .client
                .decrypt()
                .set_name(key.as_str())
                .set_ciphertext(wrapped.to_vec())
                .set_ciphertext_crc32c(sum(wrapped))
                .set_additional_authenticated_data(bound.to_vec())
                .set_additional_authenticated_data_crc32c(sum(bound));
            let answer = request.send().await.map_err(|why| tries::judge(&why))?;
            if answer.plaintext_crc32c != Some(sum(&answer.plaintext)) {
                return Err(Attempt::Again(Error::Corrupt("the sum of an unwrapped key does not agree")));
            }
            Ok(Zeroizing::new(answer.plaintext.to_vec()))
        };
        self.tries.run(unwrap).await
    }

    async fn rotate(&self, key: &KmsKeyName) -> Result<String, Error> {
        match self.state(key).await?.state {
            KmsState::Enabled => {}
            state => return Err(Error::Refused(state)),
        }
        let create = || async {
            let made = self.client.create_crypto_key_version().set_parent(key.as_str()).send().await;
            made.map_err(|why| tries::judge(&why))
        };
        let made = self.tries.run(create).await?;
        let version = version_of(&made.name, key).ok_or(Error::WrongKey)?.to_owned();
        let promote = || async {
            let request = self.client.update_crypto_key_primary_version().set_name(key.as_str());
            let changed = request.set_crypto_key_version_id(&version).send().await;
            changed.map_err(|why| tries::judge(&why))
        };
        let changed = self.tries.run(promote).await?;
        match standing(Some(&changed)).primary {
            Some(primary) if changed.name == key.as_str() && primary == version => Ok(version),
            _ => Err(Error::WrongKey),
        }
    }

    async fn destroy(&self, key: &KmsKeyName) -> Result<Destruction, Error> {
        let mut gone_by = None;
        let versions = match self.versions(key).await {
            Err(Error::Refused(KmsState::Missing)) => vec![],
            versions => versions?,
        };
        for version in versions {
            if version_of(&version.name, key).is_none() {
                return Err(Error::WrongKey);
            }
            let gone = if matches!(version.state, Version::DestroyScheduled | Version::Destroyed) {
                version
            } else {
                let destroy = || async {
                    let request = self.client.destroy_crypto_key_version().set_name(&version.name);
                    request.send().await.map_err(|why| tries::judge(&why))
                };
                self.tries.run(destroy).await?
            };
            gone_by = gone_by.max(gone.destroy_event_time.or(gone.destroy_time).and_then(time));
        }
        Ok(Destruction { gone_by })
    }

    async fn state(&self, key: &KmsKeyName) -> Result<Standing, Error> {
        Ok(standing(self.get(key).await?.as_ref()))
    }
}

/// A key whose versions were all destroyed has no primary version, or one that is destroyed.
fn standing(key: Option<&CryptoKey>) -> Standing {
    let Some(key) = key else { return Standing { state: KmsState::Missing, primary: None } };
    let Some(primary) = &key.primary else { return Standing { state: KmsState::Destroyed, primary: None } };
    let state = match primary.state {
        Version::Enabled => KmsState::Enabled,
        Version::DestroyScheduled => KmsState::DestroyScheduled,
        Version::Destroyed => KmsState::Destroyed,
        _ => KmsState::Disabled,
    };
    let version = version_of(&primary.name, &KmsKeyName::new(&key.name));
    Standing { state, primary: version.map(str::to_owned) }
}

/// The version's own name, if it is one of this key's.
fn version_of<'a>(name: &'a str, key: &KmsKeyName) -> Option<&'a str> {
    let version = name.strip_prefix(key.as_str())?.strip_prefix("/cryptoKeyVersions/")?;
    (!version.is_empty() && version.bytes().all(|digit| digit.is_ascii_digit())).then_some(version)
}

fn sum(bytes: &[u8]) -> i64 {
    i64::from(crc32c::crc32c(bytes))
}

fn wait(duration: Duration) -> Result<google_cloud_wkt::Duration, Error> {
    duration.try_into().map_err(|_| Error::Broken("kms.destroyed_after is too long".to_owned()))
}

fn time(stamp: google_cloud_wkt::Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(stamp.seconds(), u32::try_from(stamp.nanos()).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_belongs_to_its_key_alone() {
        let key = KmsKeyName::new("ring/cryptoKeys/a");
        assert_eq!(version_of("ring/cryptoKeys/a/cryptoKeyVersions/12", &key), Some("12"));
        for other in [
            "",
            "ring/cryptoKeys/a",
            "ring/cryptoKeys/ab/cryptoKeyVersions/1",
            "ring/cryptoKeys/a/cryptoKeyVersions/",
            "ring/cryptoKeys/a/cryptoKeyVersions/1/x",
            "x/ring/cryptoKeys/a/cryptoKeyVersions/1",
        ] {
            assert_eq!(version_of(other, &key), None, "{other}");
        }
    }
}
