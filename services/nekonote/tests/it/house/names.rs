//! Which crates may be named where, and which names nothing may have.

use super::source::{Source, sources};

/// A crate, and the places whose releases may name it.
struct Rule {
    names: &'static [&'static str],
    may: fn(&Source) -> bool,
}

const RULES: [Rule; 4] = [
    Rule {
        names: &["sea_orm", "sea_orm_migration", "sea_query", "sqlx"],
        may: |source| match source.is_of_a_service() {
            true => ["store", "migrations"].contains(&source.room()),
            false => ["store", "feed"].contains(&source.member()),
        },
    },
    Rule { names: &["tonic"], may: |source| !source.is_of_a_service() || source.room() == "grpc" },
    Rule { names: &["proto"], may: |source| !source.is_of_a_service() || source.room() == "grpc" },
    Rule {
        names: &["axum", "axum_extra"],
        may: |source| {
            ["gateway", "testkit"].contains(&source.member())
                || source.path.starts_with("services/nekonote/src/demo/")
        },
    },
];

/// What a rule does not see: a path's beginning, the crate, and why it must be so. Tests are not looked at: they call
/// a service as the wire does, and two of them (timeline's append-only, notifications' replicas) go round the store to
/// show what the database itself refuses.
const EXCEPTIONS: [(&str, &str, &str); 3] = [
    (
        "services/gateway/",
        "proto",
        "it has no domain: pages and API are the translation between messages and people",
    ),
    (
        "services/gateway/src/peers",
        "tonic",
        "the gateway's grpc room: the calling side, one table of the RPCs it makes",
    ),
    (
        "services/gateway/src/lib.rs",
        "tonic",
        "start serves health alone, so it hands chassis an empty set of routes",
    ),
];

#[test]
fn a_crate_is_named_only_where_it_may_be() {
    let mut wrong = vec![];
    for source in sources() {
        let words = source.words();
        for Rule { names, may } in &RULES {
            let excused = |name: &str| {
                EXCEPTIONS.iter().any(|(path, excused, _)| source.path.starts_with(path) && *excused == name)
            };
            let named = names.iter().filter(|name| words.contains(**name) && !may(&source) && !excused(name));
            wrong.extend(named.map(|name| format!("{} names {name}", source.path)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_exception_has_outlived_its_reason() {
    let sources = sources();
    for (path, name, why) in EXCEPTIONS {
        let used =
            sources.iter().any(|source| source.path.starts_with(path) && source.words().contains(name));
        assert!(used, "{path} no longer names {name} ({why})");
    }
}

#[test]
fn a_domain_is_pure() {
    let mut wrong = vec![];
    for source in sources().iter().filter(|source| source.room() == "domain") {
        let words = source.words();
        for name in
            ["sea_orm", "tonic", "proto", "axum", "tokio", "store", "feed", "SystemTime", "Instant", "rand"]
        {
            // `store` and `feed` are also English; only the crates are refused.
            let is_crate = source.code().contains(&format!("{name}::"))
                || source.code().contains(&format!("use {name}"));
            if words.contains(name) && is_crate {
                wrong.push(format!("{} names {name}", source.path));
            }
        }
        let code: String = source.code().split_whitespace().collect();
        for call in ["Utc::now()", "generate()", "now_v7()", "new_v4()", "std::env", "std::fs"] {
            if code.contains(call) {
                wrong.push(format!("{} calls {call}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_fault_builds_a_status() {
    let makers = [
        "new",
        "ok",
        "cancelled",
        "unknown",
        "invalid_argument",
        "deadline_exceeded",
        "not_found",
        "already_exists",
        "permission_denied",
        "resource_exhausted",
        "failed_precondition",
        "aborted",
        "out_of_range",
        "unimplemented",
        "internal",
        "unavailable",
        "data_loss",
        "unauthenticated",
        "with_details",
        "with_error_details",
    ];
    for source in sources().iter().filter(|source| source.member() != "fault") {
        let code = source.code();
        if !source.words().contains("tonic") {
            continue; // its Status is another
        }
        for maker in makers {
            assert!(
                !code.contains(&format!("Status::{maker}(")),
                "{} builds a Status ({maker})",
                source.path
            );
        }
    }
}

#[test]
fn no_name_says_only_what_kind_of_thing_it_is() {
    for source in sources() {
        let code = source.code();
        let words: Vec<&str> =
            code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let [keyword, name] = pair else { unreachable!() };
            if ["struct", "enum", "trait"].contains(keyword) {
                let empty = ["Manager", "Helper", "Impl", "Dto", "Info", "Data"]
                    .iter()
                    .find(|end| name.ends_with(**end));
                assert!(empty.is_none(), "{}: {name}", source.path);
            }
        }
    }
}
