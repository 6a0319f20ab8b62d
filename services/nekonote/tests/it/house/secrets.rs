//! What a service keeps secret is sealed: no configuration names a plain file with a key or a password in it.

use super::source::sources;

/// Words in the name of what is secret.
const SECRET: [&str; 6] = ["key", "password", "secret", "seed", "token", "credential"];
/// Paths that are not of type `SealedFile`, and why not; ADR 17 says more.
const PLAIN: [(&str, &str, &str); 9] = [
    ("libs/chassis/src/config/sections.rs", "actor_key", "public"),
    ("services/gateway/src/config.rs", "attestation_keys", "public, to be published"),
    ("services/nekonote/src/attestation.rs", "keys", "public, to be published"),
    ("libs/identity/src/tls.rs", "key", "reaches KMS and database; short-lived, from the cluster's issuer"),
    ("services/gateway/src/edge/tls.rs", "key", "short-lived, from the edge's issuer"),
    ("libs/store/src/config.rs", "request_key", "is needed before the database is open; opens nothing"),
    ("services/nekonote/src/bootstrap.rs", "password_file", "a word of the operator's, destroyed after use"),
    ("services/nekonote/src/organisation/person.rs", "password_file", "a person's own, at their device"),
    ("services/nekonote/src/organisation/person.rs", "key", "of a person's device, which never leaves it"),
];

#[test]
fn a_secret_of_a_service_is_a_sealed_file() {
    let (sources, mut plain, mut sealed) = (sources(), vec![], 0);
    // The demo writes configurations and reads none.
    for source in sources.iter().filter(|source| !source.path.contains("/src/demo/")) {
        for (name, kind) in source.release().lines().filter_map(field) {
            if !SECRET.iter().any(|word| name.contains(word)) {
                continue;
            }
            sealed += usize::from(kind.contains("SealedFile"));
            if kind.contains("PathBuf") {
                plain.push((source.path.clone(), name));
            }
        }
    }
    let allowed = |path: &str, name: &str| PLAIN.iter().any(|(at, of, _)| (*at, *of) == (path, name));
    let found: Vec<_> = plain.iter().filter(|(path, name)| !allowed(path, name)).collect();
    assert!(found.is_empty(), "give them the type envelope::SealedFile: {found:?}");
    for (path, name, why) in PLAIN {
        assert!(
            plain.iter().any(|(at, of)| (at.as_str(), *of) == (path, name)),
            "{path} {name} ({why}) is gone"
        );
    }
    assert!(sealed >= 3, "the sources were not read: {sealed}");
}

/// The name and type of a field, from a line such as `pub key: PathBuf,`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, kind) = line.trim().strip_suffix(',')?.split_once(": ")?;
    let name = name.rsplit(' ').next()?;
    let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_name.then_some((name, kind))
}
