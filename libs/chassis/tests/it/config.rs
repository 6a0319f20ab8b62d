//! What a process refuses to start with.

use chassis::{Process, Sections, Server, Telemetry};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    server: Server,
    #[serde(default)]
    telemetry: Telemetry,
    residency: chassis::Residency,
}

const SERVER: &str = r#"
[server]
listen = "127.0.0.1:7443"
actor_key = "/k/actor.pub"
workload = { cert = "/k/cert.pem", key = "/k/key.pem", roots = "/k/roots.pem" }
"#;
const PRODUCTION: &str = r#"
[residency]
profile = "production"
[residency.regions]
database = "asia-northeast1"
blobs = "asia-northeast1"
kms = "asia-northeast1"
backup = "asia-northeast2"
telemetry = "asia-northeast1"
mail = "on-premises-jp"
"#;

fn refusal(text: &str) -> String {
    let refused = chassis::parse::<Config>("claims.toml", text).expect_err("refused");
    refused.to_string()
}

fn outside(text: &str) -> String {
    refusal(&format!("{SERVER}{text}"))
}

#[test]
fn what_is_meant_is_read() {
    let config: Config =
        chassis::parse("claims.toml", &format!("{SERVER}{PRODUCTION}")).expect("a configuration");
    assert_eq!(config.server.limits.deadline.as_secs(), 10);
    assert_eq!(config.server.limits.connection_age.as_secs(), 900);
    assert!(config.telemetry.otlp.is_none());
    assert_eq!(config.residency.regions.len(), 6);
    assert_eq!(Process::new("claims").name, "claims");
}

#[test]
fn an_unknown_key_is_refused_by_file_and_name() {
    for (text, key) in [
        (format!("color = 1\n{SERVER}{PRODUCTION}"), "color"),
        (format!("{SERVER}lisen = 1\n{PRODUCTION}"), "lisen"),
        (format!("{SERVER}limits = {{ dedline = \"1s\" }}\n{PRODUCTION}"), "dedline"),
        (format!("{SERVER}{PRODUCTION}fax = \"asia-northeast1\"\n"), "fax"),
    ] {
        let refused = refusal(&text);
        assert!(refused.starts_with("claims.toml: ") && refused.contains(&format!("`{key}`")), "{refused}");
    }
}

#[test]
fn a_missing_key_and_a_missing_file_are_named() {
    assert!(refusal(PRODUCTION).contains("`server`"));
    assert!(refusal(SERVER).contains("`residency`"));
    let refused = chassis::load::<Config>("/nowhere/claims.toml").expect_err("refused");
    assert!(refused.to_string().contains("/nowhere/claims.toml"), "{refused}");
}

#[test]
fn a_production_outside_japan_is_refused() {
    let refused = outside(&PRODUCTION.replace("backup = \"asia-northeast2\"", "backup = \"us-central1\""));
    assert!(refused.contains("residency.regions.backup is `us-central1`"), "{refused}");
    let refused = outside(&PRODUCTION.replace("kms = \"asia-northeast1\"\n", ""));
    assert!(refused.contains("residency.regions.kms is missing"), "{refused}");
}

#[test]
fn an_exception_counts_for_its_place_and_region_and_with_a_reason() {
    let abroad = PRODUCTION.replace("mail = \"on-premises-jp\"", "mail = \"us-east1\"");
    let with = |place: &str, region: &str, reason: &str| {
        let exception = format!(
            "[[residency.exceptions]]\nplace = \"{place}\"\nregion = \"{region}\"\nreason = \"{reason}\"\n"
        );
        chassis::parse::<Config>("claims.toml", &format!("{SERVER}{abroad}{exception}"))
    };
    assert!(with("mail", "us-east1", "the contract of 2026-10").is_ok());
    assert!(with("backup", "us-east1", "another place").is_err());
    assert!(with("mail", "us-west1", "another region").is_err());
    assert!(with("mail", "us-east1", " ").is_err());
}

#[test]
fn a_development_may_be_anywhere() {
    let text =
        format!("{SERVER}[residency]\nprofile = \"development\"\nregions = {{ database = \"moon\" }}\n");
    assert!(chassis::parse::<Config>("claims.toml", &text).is_ok());
}

#[test]
fn the_sample_in_the_readme_is_read() {
    let readme = include_str!("../../README.md");
    let sample = readme.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).expect("a sample");
    let sections: Sections = chassis::parse("README.md", sample).expect("a configuration");
    assert_eq!(sections.ntp.every.as_secs(), 60);
    assert_eq!(sections.ntp.servers, ["ntp.nict.jp"]);
}
