//! How large a file is and where it lies.

use std::collections::BTreeSet;

use super::source::{read, sources};

#[test]
fn no_file_has_more_than_500_lines() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", source.path);
    }
}

#[test]
fn a_file_has_about_100_lines() {
    let mut lines: Vec<usize> = sources().iter().map(|source| source.text.lines().count()).collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    assert!((40..=130).contains(&median), "the median is {median}");
}

#[test]
fn no_module_is_called_mod_rs() {
    for source in sources() {
        assert!(!source.path.ends_with("/mod.rs"), "{}", source.path);
    }
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let includes = "#![doc = include_str!(\"../README.md\")]";
    for source in sources().iter().filter(|source| source.path.contains("/src/") && !source.is_test()) {
        let opens = source.text.starts_with("//!") || source.text.starts_with(includes);
        assert!(opens, "{} opens with no //!", source.path);
    }
}

#[test]
fn a_process_is_its_name_and_chassis_run() {
    let processes: BTreeSet<String> = super::source::members()
        .into_iter()
        .filter(|member| member.starts_with("services/") && member != "services/nekonote")
        .collect();
    for member in processes {
        let name = member.strip_prefix("services/").unwrap();
        let main = read(format!("{member}/src/main.rs"));
        assert!(
            main.contains(&format!("chassis::run(chassis::service!(\"{name}\"), {name}::start)")),
            "{member}"
        );
        assert!(main.lines().count() <= 10, "{member}/src/main.rs does more than to name itself");
    }
}

#[test]
fn a_service_has_its_four_rooms() {
    let sources = sources();
    for name in ["accounts", "labels", "claims", "timeline", "notifications"] {
        for room in ["domain", "app", "store", "grpc", "migrations", "facts", "config"] {
            let there = |path: &str| sources.iter().any(|source| source.path.starts_with(path));
            assert!(
                there(&format!("services/{name}/src/{room}/"))
                    || there(&format!("services/{name}/src/{room}.rs")),
                "{name} has no {room}"
            );
        }
    }
}
