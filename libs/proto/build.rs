//! Generates the code from `proto/` at the workspace's root.

use std::{error::Error, fs, path::Path};

use prost::Message;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = vec![];
    for package in fs::read_dir(root.join("nekonote"))? {
        for file in fs::read_dir(package?.path().join("v1"))? {
            files.push(file?.path());
        }
    }
    files.sort();
    let set = protox::compile(&files, [root])?;
    fs::write(Path::new(&std::env::var("OUT_DIR")?).join("descriptors.bin"), set.encode_to_vec())?;
    tonic_prost_build::configure().compile_fds(set)?;
    Ok(())
}
