//! What somebody sees who has a service's database and no key: every byte of it. Of PostgreSQL that is a dump, in which
//! bytes are in hexadecimal.

use std::process::Command;

use crate::{TestDatabase, databases::programs};

/// Every byte that a service keeps, in lower case.
#[derive(Debug)]
pub struct Contents(Vec<u8>);

impl Contents {
    /// The bytes of a database.
    ///
    /// # Panics
    /// When they cannot be read.
    #[must_use]
    pub fn of(database: &TestDatabase) -> Self {
        let bytes: Vec<u8> = match database.config.url.strip_prefix("sqlite://") {
            Some(file) => {
                ["", "-wal"].iter().flat_map(|end| std::fs::read(format!("{file}{end}")).unwrap()).collect()
            }
            None => dump(database.config.migrator_url.as_ref().unwrap()),
        };
        Self(vec![]).and(&bytes)
    }

    /// With the bytes of something else, such as a document.
    #[must_use]
    pub fn and(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self.0.make_ascii_lowercase();
        self
    }

    /// Whether it holds these bytes, in any case of ASCII, as they are or in hexadecimal.
    pub fn hold(&self, bytes: impl AsRef<[u8]>) -> bool {
        let bytes = bytes.as_ref();
        let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        self.finds(&bytes.to_ascii_lowercase()) || self.finds(hex.as_bytes())
    }

    /// Whether it holds a text in any case.
    #[must_use]
    pub fn hold_text(&self, text: &str) -> bool {
        [text.to_owned(), text.to_lowercase(), text.to_uppercase()].iter().any(|text| self.hold(text))
    }

    fn finds(&self, bytes: &[u8]) -> bool {
        self.0.windows(bytes.len()).any(|window| window == bytes)
    }
}

/// As the owner of the tables, whom row-level security lets read all of them.
fn dump(url: &str) -> Vec<u8> {
    let mut program = Command::new(programs().unwrap().join("pg_dump"));
    let dumped = program.args(["--data-only", "--enable-row-security", "--dbname", url]).output().unwrap();
    assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
    let tables = String::from_utf8_lossy(&dumped.stdout).matches("\nCOPY public.").count();
    assert!(tables > 10, "a dump of {tables} tables");
    dumped.stdout
}
