//! Looks for marked texts in files, in every form they may have there, and in the files' names.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use aho_corasick::AhoCorasick;

use super::{
    forms::{forms, forms_of_bytes},
    marks::Marks,
};

/// Marked texts, ready to be looked for.
pub(super) struct Scanner {
    automaton: AhoCorasick,
    /// By pattern: what the text is, and in which form.
    patterns: Vec<(String, &'static str)>,
}

/// A marked text where it lies: the file, what the text is, its form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) file: String,
    pub(super) what: String,
    pub(super) form: &'static str,
}

/// What a scan has seen.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Hits, with the place of the first byte of the first one.
    pub(super) hits: BTreeMap<Hit, usize>,
    /// Sizes of the files.
    pub(super) files: BTreeMap<String, usize>,
}

impl Scanner {
    pub(super) fn new(marks: &Marks) -> Self {
        let mut known = HashMap::new();
        let texts = marks.all().map(|(text, what)| (forms(text), what));
        let binary = marks.all_binary().map(|(bytes, what)| (forms_of_bytes(bytes), what));
        for (forms, what) in texts.chain(binary) {
            for form in forms {
                known.entry(form.bytes).or_insert_with(|| (what.to_owned(), form.name));
            }
        }
        let (bytes, patterns): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        Self { automaton: AhoCorasick::new(bytes).unwrap(), patterns }
    }

    /// Looks through every file of a folder.
    pub(super) fn folder(&self, folder: &Path) -> Scan {
        let mut scan = Scan::default();
        self.walk(folder, folder, &mut scan);
        scan
    }

    /// Looks through bytes that are not a file of the folder.
    pub(super) fn bytes(&self, name: &str, bytes: &[u8], scan: &mut Scan) {
        for found in self.automaton.find_overlapping_iter(bytes) {
            let (what, form) = &self.patterns[found.pattern()];
            let hit = Hit { file: name.to_owned(), what: what.clone(), form };
            scan.hits.entry(hit).or_insert(found.start());
        }
        scan.files.insert(name.to_owned(), bytes.len());
    }

    fn walk(&self, root: &Path, folder: &Path, scan: &mut Scan) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            self.bytes(&format!("{name} (its name)"), name.as_bytes(), scan);
            if path.is_dir() {
                self.walk(root, &path, scan);
            } else if let Ok(bytes) = fs::read(&path) {
                // One that is gone by now, such as a draft that was renamed, is there under its other name.
                self.bytes(&name, &bytes, scan);
            }
        }
    }
}

impl Scan {
    /// Hits that no rule allows, a line each.
    pub(super) fn beyond(&self, allowed: &[(&str, &str)]) -> Vec<String> {
        let is_allowed = |hit: &Hit| allowed.iter().any(|(file, _)| hit.file == *file);
        let hits = self.hits.iter().filter(|(hit, _)| !is_allowed(hit));
        hits.map(|(hit, at)| format!("{} at {at}: {} in {}", hit.file, hit.what, hit.form)).collect()
    }

    /// Whether a file holds anything that is marked.
    pub(super) fn holds(&self, file: &str) -> bool {
        self.hits.keys().any(|hit| hit.file == file)
    }
}
