//! The forms of the standards: a JSON Web Signature in its flattened JSON serialization (RFC 7515 §7.2.2) by EdDSA (RFC 8037), and
//! the public key as a JSON Web Key (RFC 7517) with its thumbprint (RFC 7638). There is one header, and it is protected.

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the payload is (RFC 7515 §4.1.9).
const TYPE: &str = "nekonote-attestation+json";

/// A public Ed25519 key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jwk {
    x: Vec<u8>,
    thumbprint: String,
}

/// The protected header; nothing else may be in it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

/// The whole file; nothing else may be in it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flattened {
    payload: String,
    protected: String,
    signature: String,
}

/// A signed file, taken apart; not checked yet.
pub(crate) struct Parts {
    pub(crate) kid: String,
    pub(crate) payload: Vec<u8>,
    signed: String,
    signature: Vec<u8>,
}

impl Jwk {
    pub(crate) fn new(x: &[u8]) -> Self {
        // The members that the thumbprint is over, in their order, without blanks (RFC 8037 appendix A.3).
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, BASE64URL.encode(x));
        let thumbprint = BASE64URL.encode(digest(&SHA256, canonical.as_bytes()));
        Self { x: x.to_vec(), thumbprint }
    }

    pub(crate) fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "kty": "OKP", "crv": "Ed25519", "x": BASE64URL.encode(&self.x),
            "kid": self.thumbprint, "alg": "EdDSA", "use": "sig",
        })
    }

    /// A key of a published set; none when it is of another sort, named otherwise than by its thumbprint, or private.
    pub(crate) fn from_json(jwk: &Value) -> Option<Self> {
        let text = |member: &str| jwk.get(member).and_then(Value::as_str);
        let is_ours = text("kty") == Some("OKP") && text("crv") == Some("Ed25519") && jwk.get("d").is_none();
        let x = BASE64URL.decode(text("x").filter(|_| is_ours)?).ok().filter(|x| x.len() == 32)?;
        let jwk = Self::new(&x);
        (text("kid") == Some(jwk.thumbprint())).then_some(jwk)
    }

    /// Whether this key has signed it.
    pub(crate) fn has_signed(&self, parts: &Parts) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.x).verify(parts.signed.as_bytes(), &parts.signature).is_ok()
    }
}

/// Signs a payload.
pub(crate) fn sign(pair: &Ed25519KeyPair, kid: &str, payload: &[u8]) -> Vec<u8> {
    let header = json!({ "alg": "EdDSA", "kid": kid, "typ": TYPE }).to_string();
    let (protected, payload) = (BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = BASE64URL.encode(pair.sign(format!("{protected}.{payload}").as_bytes()));
    let signed = json!({ "payload": payload, "protected": protected, "signature": signature });
    format!("{signed:#}\n").into_bytes()
}

/// Takes a signed file apart; none when it is of another form, algorithm or type.
pub(crate) fn parse(json: &[u8]) -> Option<Parts> {
    let Flattened { payload, protected, signature } = serde_json::from_slice(json).ok()?;
    let header: Header = serde_json::from_slice(&BASE64URL.decode(&protected).ok()?).ok()?;
    if header.alg != "EdDSA" || header.typ != TYPE {
        return None;
    }
    Some(Parts {
        kid: header.kid,
        payload: BASE64URL.decode(&payload).ok()?,
        signature: BASE64URL.decode(&signature).ok()?,
        signed: format!("{protected}.{payload}"),
    })
}

/// SHA-256, hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037 appendix A.
    const D: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const KID: &str = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    const SIGNING_INPUT: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    const SIGNATURE: &str =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    #[test]
    fn signatures_and_thumbprints_are_those_of_rfc_8037() {
        let (d, x) = (BASE64URL.decode(D).unwrap(), BASE64URL.decode(X).unwrap());
        let pair = Ed25519KeyPair::from_seed_and_public_key(&d, &x).unwrap();
        assert_eq!(BASE64URL.encode(pair.sign(SIGNING_INPUT.as_bytes())), SIGNATURE);
        let jwk = Jwk::new(&x);
        assert_eq!(jwk.thumbprint(), KID);
        let signature = BASE64URL.decode(SIGNATURE).unwrap();
        let (kid, payload) = (KID.to_owned(), vec![]);
        assert!(jwk.has_signed(&Parts { kid, payload, signed: SIGNING_INPUT.to_owned(), signature }));
    }

    #[test]
    fn a_private_key_or_one_of_another_name_is_not_taken_from_a_set() {
        let jwk = Jwk::new(&BASE64URL.decode(X).unwrap()).to_json();
        assert!(Jwk::from_json(&jwk).is_some());
        for (member, value) in [("d", D), ("kid", "another"), ("crv", "X25519"), ("x", "AA")] {
            let mut other = jwk.clone();
            other[member] = value.into();
            assert!(Jwk::from_json(&other).is_none(), "{member}");
        }
    }
}
