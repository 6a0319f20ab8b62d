//! What a service does on behalf of the platform, as its sources say it.

use std::{collections::BTreeSet, fs, path::Path};

/// The purposes of every `Scope::Platform("…")` of the use cases of a crate: below `src/app` of its folder.
///
/// # Panics
/// When its sources cannot be read.
#[must_use]
pub fn platform_purposes(manifest_dir: &str) -> BTreeSet<String> {
    let text = text(&Path::new(manifest_dir).join("src/app"));
    let purposes = text.split("Scope::Platform(\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    purposes.map(str::to_owned).collect()
}

fn text(folder: &Path) -> String {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { text(&path) } else { fs::read_to_string(path).unwrap() }).collect()
}
