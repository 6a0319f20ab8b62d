//! `nekonote attestation`: whoever has a file and the published keys checks it alone, and a changed one is refused.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use attestation::{Attested, Attestor, Block, Paper, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;

fn nekonote(arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    let Output { status, stdout, .. } = command.arg("attestation").args(arguments).output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap())
}

fn new_key(keys: &Path) -> Attestor {
    let (made, pem) = nekonote(&["key", "--keys", keys.to_str().unwrap()]);
    assert!(made, "{pem}");
    Attestor::from_pem(&pem, "ねこのて運営").unwrap()
}

fn attested(key: &Attestor, organisation: &str) -> Attested {
    let paper =
        Paper { title: "消去証明書".to_owned(), blocks: vec![Block::Text(organisation.to_owned())] };
    let facts = json!({ "organisation": organisation });
    let (id, at) = (uuid::Uuid::from_u128(7), chrono::DateTime::UNIX_EPOCH);
    key.attest(&Statement { kind: "organisation_erasure", id, at, facts, paper }).unwrap()
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, Attested { json, pdf }: &Attested) {
        fs::write(self.at("a.json"), json).unwrap();
        fs::write(self.at("a.pdf"), pdf).unwrap();
    }

    fn verify(&self) -> (bool, String) {
        let path = |name: &str| self.at(name).to_str().unwrap().to_owned();
        nekonote(&["verify", "--keys", &path("keys"), "--json", &path("a.json"), "--pdf", &path("a.pdf")])
    }
}

#[test]
fn what_a_key_has_attested_is_checked_also_after_a_newer_key() {
    let folder = Folder::new();
    let older = new_key(&folder.at("keys"));
    folder.write(&attested(&older, "さくら動物病院"));
    let newer = new_key(&folder.at("keys"));
    let set: Value = serde_json::from_slice(&fs::read(folder.at("keys")).unwrap()).unwrap();
    assert_eq!(set["keys"].as_array().unwrap().len(), 2, "the older one stays");
    let mode = fs::metadata(folder.at("keys")).unwrap().permissions().mode();
    assert_eq!(mode & 0o444, 0o444, "the gateway, which is somebody else, reads it: {mode:o}");
    for key in [older, newer] {
        folder.write(&attested(&key, "さくら動物病院"));
        let (genuine, said) = folder.verify();
        assert!(genuine && said.contains("さくら動物病院") && said.contains("一致"), "{said}");
    }
}

#[test]
fn another_pdf_another_key_and_a_changed_file_are_refused() {
    let folder = Folder::new();
    let key = new_key(&folder.at("keys"));
    let ours = attested(&key, "さくら動物病院");
    folder.write(&Attested { pdf: attested(&key, "みどり動物病院").pdf, ..ours.clone() });
    let (genuine, said) = folder.verify();
    assert!(!genuine && said.contains("この証明書のPDFではありません"), "{said}");
    folder.write(&attested(&new_key(&folder.at("others")), "さくら動物病院"));
    let (genuine, said) = folder.verify();
    assert!(!genuine && said.contains("一覧にない鍵"), "{said}");
    let mut changed: Value = serde_json::from_slice(&ours.json).unwrap();
    let payload = changed["payload"].as_str().unwrap();
    changed["payload"] = format!("{}A", &payload[..payload.len() - 1]).into();
    folder.write(&Attested { json: changed.to_string().into_bytes(), ..ours });
    let (genuine, said) = folder.verify();
    assert!(!genuine && said.contains("署名が合いません"), "{said}");
}

#[test]
fn a_file_that_is_no_set_of_keys_is_not_written_over() {
    let folder = Folder::new();
    fs::write(folder.at("keys"), "somebody's notes").unwrap();
    let (made, said) = nekonote(&["key", "--keys", folder.at("keys").to_str().unwrap()]);
    assert!(!made && !said.contains("PRIVATE KEY"), "{said}");
    assert_eq!(fs::read_to_string(folder.at("keys")).unwrap(), "somebody's notes");
}
