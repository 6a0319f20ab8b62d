//! The public keys that attestations are checked with, published as they are (RFC 7517). Refuses a file that holds no key, or a
//! private one: better no gateway than a published secret.

use std::path::Path;

use anyhow::Context as _;
use attestation::Verifier;
use axum::{
    body::Bytes,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// The published file, if there is one.
#[derive(Clone, Default)]
pub(crate) struct AttestationKeys(Option<Bytes>);

impl AttestationKeys {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is no set of public keys.
    pub(crate) fn read(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let file = std::fs::read(path).with_context(|| path.display().to_string())?;
        Verifier::from_jwks(&file).with_context(|| path.display().to_string())?;
        Ok(Self(Some(Bytes::from(file))))
    }

    /// The file for whoever asks.
    pub(super) fn answer(&self) -> Response {
        match &self.0 {
            Some(file) => {
                ([(header::CONTENT_TYPE, "application/jwk-set+json")], file.clone()).into_response()
            }
            None => super::page(StatusCode::NOT_FOUND, super::NOT_FOUND),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_set_of_public_keys_is_published() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let read = |text: &str| {
            std::fs::write(file.path(), text).unwrap();
            AttestationKeys::read(Some(file.path())).is_ok()
        };
        let ours = attestation::Attestor::generate("x").unwrap().jwks();
        assert!(read(std::str::from_utf8(&ours).unwrap()));
        for text in [
            "",
            "{}",
            r#"{"keys":[]}"#,
            r#"{"keys":[{"kty":"OKP","d":"AA"}]}"#,
            r#"{"keys":[{"kty":"RSA"}]}"#,
        ] {
            assert!(!read(text), "{text}");
        }
        assert!(
            AttestationKeys::read(None).is_ok()
                && AttestationKeys::read(Some(Path::new("/nowhere"))).is_err()
        );
    }
}
