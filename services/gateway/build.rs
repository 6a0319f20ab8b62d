//! Embeds `ui/dist` in the binary: a table of name, media type and bytes, and one hash over all of it.
//! One hash for the set, so that a style sheet and a module can name their neighbours by relative address.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("ui").join("dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(&dist)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    // The sums of the sources are for a test and not for browsers.
    files.retain(|file| file.extension().is_some());
    files.sort();

    let mut hasher = DefaultHasher::new();
    let mut table = String::new();
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).ok_or("a file's name is not UTF-8")?;
        name.hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
        writeln!(table, "    ({name:?}, {:?}, include_bytes!({file:?})),", media_type(&file)?)?;
    }
    let out = Path::new(&env::var("OUT_DIR")?).join("assets.rs");
    let hash = hasher.finish();
    fs::write(
        out,
        format!(
            "const HASH: &str = \"{hash:016x}\";\nstatic ASSETS: &[(&str, &str, &[u8])] = &[\n{table}];\n"
        ),
    )?;
    Ok(())
}

fn media_type(file: &Path) -> Result<&'static str, String> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        _ => Err(format!("no media type is known for {}", file.display())),
    }
}
