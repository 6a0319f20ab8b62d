//! Every crate says what it is for in a README that is its crate doc, under headings that are always the same.

use super::source::{members, read};

const SERVICE: [&str; 5] = ["Purpose", "RPCs", "Tables", "Facts told", "Facts followed"];
const LIB: [&str; 3] = ["Promise", "Not promised", "Example"];

#[test]
fn every_crate_has_a_readme_with_its_headings() {
    for member in members() {
        let readme = read(format!("{member}/README.md"));
        let name = member.split('/').next_back().unwrap();
        assert!(readme.starts_with(&format!("# {name}")), "{member}/README.md does not begin with its name");
        for heading in if member.starts_with("services/") { &SERVICE[..] } else { &LIB[..] } {
            let there =
                readme.contains(&format!("**{heading}.**")) || readme.contains(&format!("\n## {heading}\n"));
            assert!(there, "{member}/README.md lacks {heading}");
        }
    }
}

#[test]
fn a_readme_is_its_crates_doc() {
    for member in members() {
        let lib = read(format!("{member}/src/lib.rs"));
        assert!(lib.starts_with("#![doc = include_str!(\"../README.md\")]"), "{member}/src/lib.rs");
    }
}
