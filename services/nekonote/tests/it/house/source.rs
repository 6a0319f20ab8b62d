//! The repository's own Rust sources, with and without what only talks about code: comments, literals and tests.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The folder of the workspace.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A file of the repository.
pub(super) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The members of the workspace: `libs/ids`, `services/claims` …
pub(super) fn members() -> Vec<String> {
    let mut members = vec![];
    for room in ["libs", "services"] {
        for entry in fs::read_dir(root().join(room)).unwrap() {
            members.push(format!("{room}/{}", entry.unwrap().file_name().into_string().unwrap()));
        }
    }
    members.sort();
    members
}

/// A Rust source file.
pub(super) struct Source {
    /// From the workspace's folder.
    pub(super) path: String,
    pub(super) text: String,
}

/// Every Rust source file of every member.
pub(super) fn sources() -> Vec<Source> {
    let (root, mut found) = (root(), vec![]);
    for member in members() {
        walk(&root.join(member), &mut found);
    }
    found.sort();
    let source = |path: PathBuf| Source {
        path: path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(),
        text: fs::read_to_string(&path).unwrap(),
    };
    found.into_iter().map(source).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

impl Source {
    /// The member's name: `claims`.
    pub(super) fn member(&self) -> &str {
        self.path.split('/').nth(1).unwrap()
    }

    /// Whether it is a service's, not a lib's.
    pub(super) fn is_of_a_service(&self) -> bool {
        self.path.starts_with("services/")
    }

    /// The room under `src`: `store` for `store.rs` and everything in `store/`; nothing for tests.
    pub(super) fn room(&self) -> &str {
        let inside = self.path.split_once("/src/").map(|(_, inside)| inside).unwrap_or_default();
        inside.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Whether the whole file is a test or a measurement: both call from outside, and are in no release.
    pub(super) fn is_test(&self) -> bool {
        ["/tests/", "/benches/"].iter().any(|room| self.path.contains(room))
            || self.path.ends_with("tests.rs")
    }

    /// What is compiled into a release, with comments and literals as they are.
    pub(super) fn release(&self) -> &str {
        if self.is_test() {
            return "";
        }
        let tests = self.text.find("\n#[cfg(test)]").filter(|at| self.text[*at..].contains("mod tests {"));
        &self.text[..tests.unwrap_or(self.text.len())]
    }

    /// The release code without comments and literals.
    pub(super) fn code(&self) -> String {
        code(self.release())
    }

    /// Every word of the release code.
    pub(super) fn words(&self) -> BTreeSet<String> {
        self.code().split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect()
    }
}

/// A text of Rust without comments and the insides of its literals.
fn code(text: &str) -> String {
    let (mut left, mut kept) = (text, String::with_capacity(text.len()));
    while let Some(first) = left.chars().next() {
        let skipped = if left.starts_with("//") {
            left.find('\n').unwrap_or(left.len())
        } else if left.starts_with("/*") {
            left.find("*/").map_or(left.len(), |end| end + 2)
        } else if left.starts_with("r\"") || left.starts_with("r#\"") {
            let close = if left.starts_with("r\"") { "\"" } else { "\"#" };
            left[3..].find(close).map_or(left.len(), |end| 3 + end + close.len())
        } else if first == '"' {
            literal(left, '"')
        } else if left.starts_with("'\\") || left.chars().nth(2) == Some('\'') && first == '\'' {
            literal(left, '\'')
        } else {
            0
        };
        if skipped == 0 {
            kept.push(first);
            left = &left[first.len_utf8()..];
        } else {
            kept.push(' ');
            left = &left[skipped..];
        }
    }
    kept
}

/// The length of a literal with escapes.
fn literal(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + quote.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[test]
fn comments_and_literals_are_no_code() {
    let text = "let a: &'static str = \"sea_orm \\\" tonic\"; // axum\nlet b = 'x'; /* proto */ r#\"sqlx\"#; c('\\'')";
    let kept = code(text);
    for gone in ["sea_orm", "tonic", "axum", "proto", "sqlx", "'x'"] {
        assert!(!kept.contains(gone), "{gone} in {kept}");
    }
    for there in ["'static", "let b", "c("] {
        assert!(kept.contains(there), "{there} in {kept}");
    }
}
