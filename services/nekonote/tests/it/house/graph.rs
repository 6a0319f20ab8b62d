//! What is built at all, from the resolved graph (`cargo tree`, this machine's target), against `deny.toml`.

use std::{collections::BTreeMap, process::Command};

use super::{
    licence,
    source::{read, root},
};

/// What `cargo tree` prints for a choice of members and edges: licence by package.
fn tree(choice: &[&str]) -> BTreeMap<String, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.current_dir(root()).args([
        "tree",
        "--offline",
        "--locked",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
    ]);
    let output = command.args(choice).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let packages = lines.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|'));
    packages.map(|(package, licence)| (package.to_owned(), licence.to_owned())).collect()
}

fn everything() -> BTreeMap<String, String> {
    tree(&["--workspace", "--edges", "normal,build,dev"])
}

fn names(packages: &BTreeMap<String, String>) -> impl Iterator<Item = &str> {
    packages.keys().filter_map(|package| package.split(' ').next())
}

fn deny() -> toml::Table {
    read("deny.toml").parse().unwrap()
}

fn strings(list: &toml::Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

#[test]
fn cryptography_is_aws_lc_and_nothing_else() {
    let packages = everything();
    assert!(packages.len() > 100, "the graph was not read");
    assert!(names(&packages).any(|name| name == "aws-lc-rs"));
    let deny = deny();
    let banned: Vec<&str> =
        deny["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap()).collect();
    for name in ["ring", "openssl", "openssl-sys", "native-tls"] {
        assert!(banned.contains(&name), "deny.toml allows {name}");
    }
    let found: Vec<&str> = names(&packages).filter(|name| banned.contains(name)).collect();
    assert!(found.is_empty(), "{found:?}; `cargo tree --invert NAME` says who wants it");
}

#[test]
fn every_licence_is_allowed() {
    let deny = deny();
    let allowed = strings(&deny["licenses"]["allow"]);
    for (package, licence) in everything() {
        assert!(licence::is_allowed(&licence, &allowed), "{package}: {licence}");
    }
}

#[test]
fn no_licence_is_allowed_that_nobody_has() {
    let (deny, packages) = (deny(), everything());
    for licence in strings(&deny["licenses"]["allow"]) {
        assert!(packages.values().any(|terms| terms.contains(licence)), "{licence}");
    }
}

#[test]
fn the_gateway_cannot_link_the_database() {
    let packages = tree(&["--package", "gateway", "--edges", "normal,build"]);
    let refused = ["sea-", "sqlx", "libsqlite3", "rusqlite", "tokio-postgres"];
    let found: Vec<&str> = names(&packages)
        .filter(|name| {
            refused.iter().any(|start| name.starts_with(start)) || ["store", "feed"].contains(name)
        })
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_domain_of_money_and_ids_needs_no_runtime() {
    for lib in ["ids", "money"] {
        let packages = tree(&["--package", lib, "--edges", "normal,build"]);
        assert!(!names(&packages).any(|name| ["tokio", "tonic", "sea-orm"].contains(&name)), "{lib}");
    }
}

#[test]
fn an_ignored_advisory_says_why_and_until_when() {
    for ignored in deny()["advisories"]["ignore"].as_array().unwrap() {
        let reason = ignored.get("reason").and_then(toml::Value::as_str).unwrap_or_default();
        assert!(reason.contains("until 20"), "{ignored}: no reason, or no day on which somebody looks again");
    }
}

#[test]
fn an_audit_without_a_database_says_what_to_give() {
    let output = Command::new(root().join("infra/audit")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stdout).unwrap().contains("make audit ADVISORY_DB=DIR"));
}
