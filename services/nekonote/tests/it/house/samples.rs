//! Every configuration in `infra/` and `k8s/` is one: the service that it is for reads it. Samples that lie beside their
//! services are read there.

use std::{fs, path::Path, process::Command};

use super::source::root;

/// Reads a file as a service would at its start.
fn load(service: &str, path: &Path) -> Result<(), chassis::BadConfig> {
    match service {
        "accounts" => chassis::load::<accounts::Config>(path).map(drop),
        "labels" => chassis::load::<labels::Config>(path).map(drop),
        "claims" => chassis::load::<claims::Config>(path).map(drop),
        "timeline" => chassis::load::<timeline::Config>(path).map(drop),
        "notifications" => chassis::load::<notifications::Config>(path).map(drop),
        "gateway" => chassis::load::<gateway::Config>(path).map(drop),
        other => panic!("{}: no service is called {other}", path.display()),
    }
}

fn tomls(folder: impl AsRef<Path>) -> Vec<(String, std::path::PathBuf)> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let tomls = entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    tomls.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path)).collect()
}

#[test]
fn every_sample_is_a_configuration() {
    let samples = tomls("infra/config");
    for (name, path) in samples.iter().filter(|(name, _)| !["nekonote", "operator"].contains(&name.as_str()))
    {
        load(name, path).unwrap_or_else(|why| panic!("{why}"));
    }
    assert!(samples.len() > 1, "infra/config was not read");
}

#[test]
fn every_overlay_configures_all_six() {
    for overlay in fs::read_dir(root().join("k8s/overlays")).unwrap() {
        let overlay = overlay.unwrap().path();
        let configs = tomls(overlay.join("config"));
        assert_eq!(configs.len(), 6, "{}", overlay.display());
        for (name, path) in configs {
            load(&name, &path).unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

/// `nekonote` reads its own and then misses the first file that it names.
#[test]
fn what_the_operators_verb_is_told_is_a_configuration() {
    for (config, missing) in [
        ("infra/config/nekonote.toml", "/etc/nekonote/nekonote/workload.pem"),
        ("k8s/bootstrap/config.toml", "/etc/nekonote/workload/cert.pem"),
    ] {
        let any = root().join("README.md");
        let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
        command.args(["bootstrap", "--organisation", "運営", "--name", "山本", "--email", "a@example.jp"]);
        command.args(["--device", "PC", "--certificate", "-", "--config"]).arg(root().join(config));
        let output = command.arg("--password-file").arg(&any).arg("--csr").arg(&any).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!output.status.success() && said.contains(missing), "{config}: {said}");
    }
}

/// The same for the verbs of the operator's people.
#[test]
fn what_the_operators_people_are_told_is_a_configuration() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    command.args(["organisation", "erase", "list", "--email", "a@example.jp", "--config"]);
    command.arg(root().join("infra/config/operator.toml"));
    let output = command.arg("--password-file").arg(root().join("clippy.toml")).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success() && said.contains("/etc/nekonote/edge-root.pem"), "{said}");
}
