//! The scripts of the portal and the policy that they run under: exactly what is expected, and built from the sources here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{
    client::{Answer, Client},
    stub_claims::DRAFT,
    world::World,
};

const PORTAL: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types htmx";
const PUBLIC: &str = "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

#[tokio::test]
async fn each_face_has_exactly_its_own_policy() {
    let world = World::start().await;
    for path in ["/sign-in", "/", "/nowhere", "/api/v1/openapi.json"] {
        let answer = world.portal().await.get(path, &[]).await;
        assert_eq!(answer.header("content-security-policy"), PORTAL, "{path}");
    }
    for path in ["/", "/r/C-202611-ABCDEF", "/nowhere"] {
        let mut public = Client::new(&world, None).connect("127.0.0.1").await.unwrap();
        assert_eq!(public.get(path, &[]).await.header("content-security-policy"), PUBLIC, "{path}");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_half_typed_row_does_not_keep_the_rest_from_being_saved() {
    let world = World::start().await;
    let form = "revision=5&diagnosis=x&l0_on=2026/11/20&l0_care=1&l0_item=a&l0_qty=1&l0_price=1100&l1_item=b";
    let answer = autosave(&world, form).await;
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 200, "{text}");
    assert!(text.contains(r#"data-revision="6""#) && text.contains(r#"data-open="l1_on""#), "{text}");
    assert!(text.contains("保存しました") && text.contains("2行目"), "{text}");
    let lines = world.stub.seen(|state| state.treated[0].treatment.clone().unwrap().lines);
    assert_eq!(lines.iter().map(|line| line.item.as_str()).collect::<Vec<_>>(), ["a"]);
    world.stop().await;
}

#[tokio::test]
async fn a_save_from_an_old_page_overwrites_nothing_and_says_how_to_compare() {
    let world = World::start().await;
    let answer = autosave(&world, "revision=4&diagnosis=x").await;
    assert_eq!(answer.status, 409);
    assert!(String::from_utf8_lossy(&answer.body).contains(r#"form="treatment""#));
    assert!(world.stub.seen(|state| state.treated.is_empty()));
    world.stop().await;
}

/// Sends what a page's script sends while somebody types.
async fn autosave(world: &World, form: &str) -> Answer {
    let id = "01a2063b-9300-700d-948e-d12abfb1679c";
    let body = format!("{form}&request_id={id}&csrf_token={}", gateway::csrf::token("the-session"));
    let headers = [
        ("cookie", "__Host-nekonote=the-session"),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    world.portal().await.post(&format!("/claims/{DRAFT}/autosave"), &headers, body).await
}

/// A stale `dist` fails here: `make ui` builds it anew.
#[test]
fn ui_dist_matches_ui_src() {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let listed = fs::read_to_string(ui.join("dist/SHA256SUMS")).unwrap();
    let listed: BTreeMap<&str, &str> =
        listed.lines().map(|line| line.split_once("  ").unwrap()).map(|(sum, path)| (path, sum)).collect();
    let mut there: BTreeSet<String> =
        ["build.mjs", "icons.txt", "package-lock.json", "package.json"].map(str::to_owned).into();
    there.extend(files(&ui, "src").chain(files(&ui, "dist")));
    there.remove("dist/SHA256SUMS");
    assert_eq!(listed.keys().copied().collect::<Vec<_>>(), there.iter().collect::<Vec<_>>(), "make ui");
    for (path, sum) in listed {
        let found = Sha256::digest(fs::read(ui.join(path)).unwrap());
        let found: String = found.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, sum, "{path}: make ui");
    }
}

/// A part of a page brings no script: every page names one module, and no template another.
#[test]
fn scripts_come_from_the_head_alone() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut folders: Vec<PathBuf> = vec![templates.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let expected = usize::from(path == templates.join("head.html"));
            assert_eq!(text.matches("<script").count(), expected, "{}", path.display());
            for forbidden in ["hx-on", "js:", "hx-vals", "[event"] {
                assert!(!text.contains(forbidden), "{forbidden} in {}", path.display());
            }
        }
    }
}

fn files(ui: &Path, folder: &'static str) -> impl Iterator<Item = String> {
    let names = fs::read_dir(ui.join(folder)).unwrap();
    names.map(move |entry| format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap()))
}
