//! `docs/errors.md` lists every reason that the code can give, under its kind, and no other.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, read, sources};

const KINDS: [(&str, &str); 8] = [
    ("invalid", "Invalid"),
    ("unauthenticated", "Unauthenticated"),
    ("forbidden", "Forbidden"),
    ("not_found", "NotFound"),
    ("conflict", "Conflict"),
    ("refused", "Refused"),
    ("unavailable", "Unavailable"),
    ("internal", "Internal"),
];

/// Reasons that no line of code writes beside their kind, and where their kind comes from.
const ELSEWHERE: [(&str, &str); 1] = [("RPC_FAILED", "Any")]; // fault/wire.rs: a status that is not ours

#[test]
fn every_reason_is_documented_and_nothing_else_is() {
    let mut given = BTreeMap::<String, BTreeSet<&str>>::new();
    for source in sources().iter().filter(|source| source.member() != "testkit") {
        for (kind, reason) in reasons(source) {
            given.entry(reason).or_default().insert(kind);
        }
    }
    for (reason, kind) in ELSEWHERE {
        given.entry(reason.to_owned()).or_default().insert(kind);
    }
    let listed = listed();
    let undocumented: Vec<_> =
        given.iter().filter(|(reason, kinds)| listed.get(*reason) != Some(*kinds)).collect();
    let unknown: Vec<_> = listed.iter().filter(|(reason, _)| !given.contains_key(*reason)).collect();
    assert!(
        undocumented.is_empty() && unknown.is_empty(),
        "to add {undocumented:#?}, to remove {unknown:#?}"
    );
    assert!(given.len() > 50, "the code was not read");
}

/// Reasons by kind: rows such as `` | `CLAIM_STALE` | `` below a heading such as `## Conflict`.
fn listed() -> BTreeMap<String, BTreeSet<&'static str>> {
    let (page, mut listed) = (read("docs/errors.md"), BTreeMap::<String, BTreeSet<&str>>::new());
    let mut kind = "";
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let known = KINDS.iter().map(|(_, kind)| *kind).chain(["Any"]);
            kind =
                known.into_iter().find(|kind| heading.split(' ').next() == Some(*kind)).unwrap_or_default();
        }
        if let Some((reason, _)) = line.strip_prefix("| `").and_then(|row| row.split_once('`')) {
            assert!(!kind.is_empty(), "{reason} stands under no kind");
            assert!(listed.entry(reason.to_owned()).or_default().insert(kind), "{reason} stands there twice");
        }
    }
    listed
}

/// Every reason in a release: `Fault::kind("REASON")`, those of `fn reason`, and accounts' `fields.done(…, "REASON")`.
fn reasons(source: &Source) -> Vec<(&'static str, String)> {
    let text: String = source
        .release()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = vec![];
    for (name, kind) in KINDS {
        for start in [format!("Fault::{name}("), format!("Self::{name}(")] {
            for (at, _) in text.match_indices(&start) {
                found.extend(literal(text[at + start.len()..].trim_start()).map(|reason| (kind, reason)));
            }
        }
    }
    for (at, _) in text.match_indices("fn reason(") {
        let body = text[at..].split("\n    }").next().unwrap_or_default();
        let arms =
            body.match_indices("=> \"").filter_map(|(at, arrow)| literal(&body[at + arrow.len() - 1..]));
        found.extend(arms.map(|reason| ("Unauthenticated", reason)));
    }
    for start in [".done(", ".fault("] {
        for (at, _) in text.match_indices(start) {
            let call = text[at..].lines().next().unwrap_or_default();
            found
                .extend(call.find('"').and_then(|at| literal(&call[at..])).map(|reason| ("Invalid", reason)));
        }
    }
    found
}

/// The UPPER_SNAKE literal at the beginning of a text.
fn literal(text: &str) -> Option<String> {
    let (word, _) = text.strip_prefix('"')?.split_once('"')?;
    let snake =
        !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    snake.then(|| word.to_owned())
}
