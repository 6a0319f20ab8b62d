//! Requests to answers, as Google's REST has them: bytes in base64, 64-bit numbers as text, errors with a status.

use std::collections::BTreeMap;

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

use super::{
    KmsFault,
    keys::{Key, Keys, Refusal, Version, VersionState},
};

/// The method that an address means.
pub(super) fn verb<'a>(method: &Method, path: &'a str) -> &'a str {
    match path.rsplit_once(':') {
        Some((_, verb)) => verb,
        None if method == Method::GET && path.ends_with("/cryptoKeyVersions") => "list",
        None if method == Method::GET => "get",
        None if path.ends_with("/cryptoKeyVersions") => "createVersion",
        None => "create",
    }
}

pub(super) fn answer(
    keys: &mut Keys,
    verb: &str,
    path: &str,
    query: &BTreeMap<String, String>,
    body: &Value,
    fault: Option<KmsFault>,
) -> Result<Value, Refusal> {
    let name = path.rsplit_once(':').map_or(path, |(name, _)| name);
    let parent = name.strip_suffix("/cryptoKeyVersions").unwrap_or(name);
    match verb {
        "encrypt" => encrypt(keys, name, body, fault),
        "decrypt" => decrypt(keys, name, body, fault),
        "get" => keys.get(name).map(|key| shown(name, key)),
        "create" => {
            let id = query.get("cryptoKeyId").ok_or_else(|| Refusal::invalid("no cryptoKeyId"))?;
            let name = format!("{name}/{id}");
            keys.create(&name)?;
            keys.get(&name).map(|key| shown(&name, key))
        }
        "createVersion" => {
            let number = keys.get_mut(parent)?.add();
            let key = keys.get(parent)?;
            Ok(key.version(number).map(|version| version_shown(parent, version)).expect("it was made"))
        }
        "list" => {
            let versions = keys.get(parent)?.versions.iter().map(|version| version_shown(parent, version));
            Ok(json!({ "cryptoKeyVersions": versions.collect::<Vec<_>>() }))
        }
        "updatePrimaryVersion" => {
            let number = body["cryptoKeyVersionId"].as_str().and_then(|id| id.parse().ok());
            let number = number.ok_or_else(|| Refusal::invalid("no cryptoKeyVersionId"))?;
            keys.get_mut(name)?.primary = number;
            keys.get(name).map(|key| shown(name, key))
        }
        "destroy" => {
            let (key, number) =
                name.rsplit_once("/cryptoKeyVersions/").ok_or_else(|| Refusal::invalid(name))?;
            let versions = &mut keys.get_mut(key)?.versions;
            let version = versions.iter_mut().find(|version| version.number.to_string() == number);
            let version = version.ok_or_else(|| Refusal::new(404, "NOT_FOUND", name))?;
            version.state = VersionState::DestroyScheduled;
            Ok(version_shown(key, version))
        }
        _ => Err(Refusal::new(404, "NOT_FOUND", format!("no method {verb}"))),
    }
}

fn encrypt(keys: &Keys, name: &str, body: &Value, fault: Option<KmsFault>) -> Result<Value, Refusal> {
    let mut plain = field(body, "plaintext", flips(fault, KmsFault::FlipRequest))?;
    let bound = field(body, "additionalAuthenticatedData", flips(fault, KmsFault::FlipBound))?;
    if fault == Some(KmsFault::AnotherKey) {
        plain = vec![0x2A; plain.len()];
    }
    let (number, mut wrapped) = keys.encrypt(name, &bound, &plain)?;
    let sum = sum(&wrapped, fault);
    if fault == Some(KmsFault::FlipCiphertext) {
        wrapped[20] ^= 1;
    }
    let name = if fault == Some(KmsFault::WrongName) { format!("{name}x") } else { name.to_owned() };
    Ok(json!({
        "name": format!("{name}/cryptoKeyVersions/{number}"),
        "ciphertext": BASE64.encode(&wrapped),
        "ciphertextCrc32c": sum,
        "verifiedPlaintextCrc32c": fault != Some(KmsFault::Unverified),
        "verifiedAdditionalAuthenticatedDataCrc32c": fault != Some(KmsFault::UnverifiedBound),
        "protectionLevel": "SOFTWARE",
    }))
}

fn decrypt(keys: &Keys, name: &str, body: &Value, fault: Option<KmsFault>) -> Result<Value, Refusal> {
    let wrapped = field(body, "ciphertext", flips(fault, KmsFault::FlipRequest))?;
    let bound = field(body, "additionalAuthenticatedData", flips(fault, KmsFault::FlipBound))?;
    let mut plain = keys.decrypt(name, &bound, &wrapped)?;
    if fault == Some(KmsFault::AnotherKey) {
        plain = vec![0x2A; plain.len()];
    }
    let sum = sum(&plain, fault);
    if fault == Some(KmsFault::FlipPlaintext) {
        plain[0] ^= 1;
    }
    Ok(json!({
        "plaintext": BASE64.encode(&plain),
        "plaintextCrc32c": sum,
        "usedPrimary": true,
        "protectionLevel": "SOFTWARE",
    }))
}

fn flips(fault: Option<KmsFault>, wanted: KmsFault) -> bool {
    fault == Some(wanted)
}

/// A field of bytes whose sum must have come with it.
fn field(body: &Value, name: &str, flip: bool) -> Result<Vec<u8>, Refusal> {
    let text = body[name].as_str().unwrap_or_default();
    let mut bytes = BASE64.decode(text).map_err(|why| Refusal::invalid(why.to_string()))?;
    if let (true, Some(first)) = (flip, bytes.first_mut()) {
        *first ^= 1;
    }
    let sum = &body[format!("{name}Crc32c")];
    let sum = sum.as_u64().or_else(|| sum.as_str()?.parse().ok());
    let sum = sum.ok_or_else(|| Refusal::invalid(format!("{name} came without a sum")))?;
    if sum == u64::from(crc32c::crc32c(&bytes)) {
        Ok(bytes)
    } else {
        Err(Refusal::invalid(format!(
            "The checksum in field {name}_crc32c did not match the data in field {name}."
        )))
    }
}

fn sum(bytes: &[u8], fault: Option<KmsFault>) -> Value {
    let sum = crc32c::crc32c(bytes);
    match fault {
        Some(KmsFault::NoSum) => Value::Null,
        Some(KmsFault::FlipSum) => json!((sum ^ 1).to_string()),
        _ => json!(sum.to_string()),
    }
}

fn shown(name: &str, key: &Key) -> Value {
    let primary = key.version(key.primary).map(|version| version_shown(name, version));
    json!({ "name": name, "purpose": "ENCRYPT_DECRYPT", "primary": primary })
}

fn version_shown(name: &str, version: &Version) -> Value {
    let mut shown = json!({
        "name": format!("{name}/cryptoKeyVersions/{}", version.number),
        "state": version.state.as_str(),
        "protectionLevel": "SOFTWARE",
    });
    if version.state == VersionState::DestroyScheduled {
        shown["destroyTime"] = json!("2027-01-02T03:04:05Z");
    }
    shown
}

/// Google's word for an HTTP status.
pub(super) const fn status(code: u16) -> &'static str {
    match code {
        403 => "PERMISSION_DENIED",
        429 => "RESOURCE_EXHAUSTED",
        500 => "INTERNAL",
        504 => "DEADLINE_EXCEEDED",
        _ => "UNAVAILABLE",
    }
}

pub(super) fn error(code: u16, status: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message, "status": status } })
}
