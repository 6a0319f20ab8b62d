//! A bucket of Google Cloud Storage. Refuses, in production, to speak to anybody else or without credentials. Waits for no
//! answer longer than a minute, tries included.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use object_store::{
    BackoffConfig, ClientOptions, RetryConfig,
    gcp::{GoogleCloudStorage, GoogleCloudStorageBuilder},
};

use crate::config::Bucket;

/// For a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// For one answer, its bytes included: a part of 5 MiB, or a document of 20 MB.
const ANSWER: Duration = Duration::from_secs(30);
/// For all tries of a request together.
const TOTAL: Duration = Duration::from_secs(45);

pub(super) fn open(config: &Bucket, is_production: bool) -> anyhow::Result<GoogleCloudStorage> {
    let options = ClientOptions::new().with_connect_timeout(CONNECT).with_timeout(ANSWER);
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.,
        },
        max_retries: 3,
        retry_timeout: TOTAL,
    };
    let builder = GoogleCloudStorageBuilder::new().with_bucket_name(&config.bucket).with_retry(retry);
    let builder = match &config.endpoint {
        None => builder.with_client_options(options),
        Some(endpoint) => {
            ensure!(!is_production, "blobs.store.endpoint is for an emulator and refused in production");
            let options = options.with_allow_http(true);
            builder.with_client_options(options).with_base_url(endpoint).with_bearer_token("nobody")
        }
    };
    builder.build().context("blobs.store")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_speaks_to_google_alone() {
        let real = Bucket { bucket: "documents".to_owned(), endpoint: None };
        let emulator = Bucket { endpoint: Some("http://127.0.0.1:1".to_owned()), ..real.clone() };
        assert!(open(&real, true).is_ok() && open(&emulator, false).is_ok());
        assert!(open(&emulator, true).unwrap_err().to_string().contains("refused in production"));
    }
}
