//! The token in every form: proves that the form came from a page of ours in the same session.
//! It is keyed by the session's secret, so any gateway can check it and nothing is kept.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use fault::Fault;
use sha2::{Digest, Sha256};

/// Name of the form's field.
pub const FIELD: &str = "csrf_token";
/// Name of the header for scripts.
pub const HEADER: &str = "x-csrf-token";

/// The token for forms of this session.
#[must_use]
pub fn token(session: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(hmac(session.as_bytes(), b"nekonote csrf v1"))
}

/// Refuses a form that does not carry the session's token.
///
/// # Errors
/// `CSRF_TOKEN_WRONG` when it is not the session's.
pub fn check(session: &str, shown: &str) -> Result<(), Fault> {
    let (ours, theirs) = (token(session), shown);
    let differing = ours
        .bytes()
        .zip(theirs.bytes())
        .fold(ours.len() ^ theirs.len(), |sum, (a, b)| sum | usize::from(a ^ b));
    if differing == 0 { Ok(()) } else { Err(Fault::forbidden("CSRF_TOKEN_WRONG")) }
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    let hashed: [u8; 32] = Sha256::digest(key).into();
    let short = if key.len() > block.len() { hashed.as_slice() } else { key };
    for (place, byte) in block.iter_mut().zip(short) {
        *place = *byte;
    }
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_agrees_with_rfc_4231() {
        let mac = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(mac[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
    }

    #[test]
    fn a_form_of_another_session_is_refused() {
        assert!(check("session a", &token("session a")).is_ok());
        for shown in ["", "x", &token("session b")] {
            assert_eq!(check("session a", shown).unwrap_err().reason(), "CSRF_TOKEN_WRONG");
        }
    }
}
