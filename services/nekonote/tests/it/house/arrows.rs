//! Who may depend on whom, from the manifests.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{members, read};

/// Formats that others have written down (ADR 28).
const OF_OTHERS: [&str; 1] = ["zengin"];
/// Names that say nothing about what is in the room.
const EMPTY_NAMES: [&str; 10] =
    ["common", "utils", "helpers", "core", "shared", "models", "errors", "auth", "clients", "macros"];

/// A member's dependencies: those of the release, and those of the tests.
#[derive(Default)]
struct Arrows {
    release: BTreeSet<String>,
    tests: BTreeSet<String>,
}

fn arrows() -> BTreeMap<String, Arrows> {
    members()
        .into_iter()
        .map(|member| (member.clone(), arrows_of(&read(format!("{member}/Cargo.toml")))))
        .collect()
}

fn arrows_of(manifest: &str) -> Arrows {
    let manifest: toml::Table = manifest.parse().unwrap();
    let names = |section: &str| -> BTreeSet<String> {
        let table = manifest.get(section).and_then(toml::Value::as_table);
        table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
    };
    let mut release = names("dependencies");
    release.extend(names("build-dependencies"));
    Arrows { release, tests: names("dev-dependencies") }
}

#[test]
fn a_service_never_depends_on_another_services_crate() {
    let services: BTreeSet<String> =
        members().iter().filter_map(|member| member.strip_prefix("services/").map(str::to_owned)).collect();
    for (member, Arrows { release, tests }) in arrows() {
        if member == "services/nekonote" {
            continue; // it is all of them in one process
        }
        let others: Vec<_> =
            services.iter().filter(|name| release.contains(*name) || tests.contains(*name)).collect();
        assert!(others.is_empty(), "{member} depends on {others:?}");
    }
}

#[test]
fn what_only_tests_need_is_in_no_release() {
    for (member, Arrows { release, .. }) in arrows() {
        assert!(!release.contains("testkit"), "{member} releases testkit");
    }
}

#[test]
fn a_lib_is_needed_by_three_and_has_a_name() {
    let arrows = arrows();
    for lib in arrows.keys().filter_map(|member| member.strip_prefix("libs/")) {
        assert!(!EMPTY_NAMES.contains(&lib), "libs/{lib}: the name says nothing");
        if OF_OTHERS.contains(&lib) {
            continue;
        }
        let needing = |arrows: &&Arrows| arrows.release.contains(lib) || arrows.tests.contains(lib);
        assert!(
            arrows.values().filter(needing).count() >= 3,
            "libs/{lib} is needed by fewer than three crates"
        );
    }
}

#[test]
fn every_member_inherits_the_lints_and_the_versions() {
    for member in members() {
        let manifest: toml::Table = read(format!("{member}/Cargo.toml")).parse().unwrap();
        let inherits = |value: Option<&toml::Value>| {
            value.and_then(|value| value.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
        };
        assert!(inherits(manifest.get("lints")), "{member}: [lints] workspace = true");
        for key in ["edition", "rust-version", "version", "license", "publish"] {
            let package = manifest.get("package").and_then(|package| package.get(key));
            assert!(inherits(package), "{member}: {key}.workspace = true");
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            for (name, value) in table.into_iter().flatten() {
                assert!(inherits(Some(value)), "{member}: {name}.workspace = true");
            }
        }
    }
}
