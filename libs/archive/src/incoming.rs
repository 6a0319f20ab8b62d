//! Files coming back: those of one service, one after the other, as it once wrote them. Refuses a stream that is not whole, and a
//! record that is none.

use std::collections::BTreeMap;

use fault::Fault;
use futures::StreamExt as _;
use serde::de::DeserializeOwned;

use crate::{Broken, Checker, Part, Parts, Path};

/// Most bytes of a file of records: many times what [`crate::Records`] gathers before it leaves.
const MOST: u64 = 64 * 1024 * 1024;

/// The files of a service.
pub struct Incoming {
    folder: &'static str,
    parts: Parts,
    checker: Checker,
}

/// A file that is coming.
pub struct IncomingFile<'a> {
    from: &'a mut Incoming,
    path: Path,
    bytes: u64,
}

/// What was brought back, by name of the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought(BTreeMap<String, Tally>);

/// How much of one name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Written now.
    pub brought: u64,
    /// There already, and left as they are.
    pub known: u64,
    /// Left out: they come back with whoever keeps them, or cannot come back.
    pub left: u64,
}

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It was written.
    Brought,
    /// It is there already.
    Known,
    /// It was left out.
    Left,
}

impl Incoming {
    /// Those of a service, whose files all lie under its name.
    #[must_use]
    pub const fn new(folder: &'static str, parts: Parts) -> Self {
        Self { folder, parts, checker: Checker::new(folder) }
    }

    /// The next file; what is left of the one before is passed over.
    ///
    /// # Errors
    /// When the stream is not whole.
    pub async fn next(&mut self) -> Result<Option<IncomingFile<'_>>, Fault> {
        loop {
            match self.part().await? {
                Part::Opening { path, bytes } => return Ok(Some(IncomingFile { from: self, path, bytes })),
                Part::End { .. } => return Ok(None),
                Part::Chunk(_) | Part::Closing { .. } => {}
            }
        }
    }

    async fn part(&mut self) -> Result<Part, Fault> {
        let part = self.parts.next().await.ok_or(Broken::Cut)??;
        Ok(self.checker.check(part)?)
    }
}

impl IncomingFile<'_> {
    /// Where it lies.
    #[must_use]
    pub const fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the records that it holds (`policies` of `claims/policies-00001.jsonl`); another file has none.
    #[must_use]
    pub fn records_of(&self) -> Option<String> {
        let name = self.path.as_str().strip_prefix(self.from.folder)?.strip_prefix('/')?;
        let (name, number) = name.strip_suffix(".jsonl")?.rsplit_once('-')?;
        (!name.contains('/') && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| name.to_owned())
    }

    /// Its next part: chunks, and then its closing, behind which it has none.
    ///
    /// # Errors
    /// When it is not what was announced.
    pub async fn part(&mut self) -> Result<Part, Fault> {
        self.from.part().await
    }

    /// All of it, which is text or records and not large.
    ///
    /// # Errors
    /// When it is not what was announced, or too large for that.
    pub async fn whole(mut self) -> Result<Vec<u8>, Fault> {
        if self.bytes > MOST {
            return Err(bad(format!("{}: too large", self.path)));
        }
        let mut content = vec![];
        while let Part::Chunk(chunk) = self.part().await? {
            content.extend_from_slice(&chunk);
        }
        Ok(content)
    }

    /// Its records, one a line, each as what it says.
    ///
    /// # Errors
    /// As [`IncomingFile::whole`], and when a line is no such record or says nothing that could be kept; it is named by its number and
    /// not quoted.
    pub async fn records<R: DeserializeOwned, T>(
        self,
        what: impl Fn(R) -> Option<T>,
    ) -> Result<Vec<T>, Fault> {
        let path = self.path.clone();
        let content = self.whole().await?;
        let lines = content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let read = |(line, record)| {
            // What serde says of it may quote it.
            let read = serde_json::from_slice(record).ok().and_then(&what);
            read.ok_or_else(|| bad(format!("line {line} of {path} is no such record")))
        };
        (1..).zip(lines).map(read).collect()
    }
}

impl Brought {
    /// Notes what became of a record.
    pub fn note(&mut self, name: &str, became: Became) {
        let tally = self.0.entry(name.to_owned()).or_default();
        match became {
            Became::Brought => tally.brought += 1,
            Became::Known => tally.known += 1,
            Became::Left => tally.left += 1,
        }
    }

    /// Adds what was noted elsewhere, once that has lasted.
    pub fn add(&mut self, other: Self) {
        for (name, Tally { brought, known, left }) in other.0 {
            let tally = self.0.entry(name).or_default();
            tally.brought += brought;
            tally.known += known;
            tally.left += left;
        }
    }

    /// Every name.
    pub fn all(&self) -> impl Iterator<Item = (&str, Tally)> {
        self.0.iter().map(|(name, tally)| (name.as_str(), *tally))
    }

    /// How much of a name.
    #[must_use]
    pub fn of(&self, name: &str) -> Tally {
        self.0.get(name).copied().unwrap_or_default()
    }
}

impl Became {
    /// Of a row that is written unless it is there.
    #[must_use]
    pub const fn written(is_new: bool) -> Self {
        if is_new { Self::Brought } else { Self::Known }
    }
}

/// The archive does not say what can be brought back.
#[must_use]
pub fn bad(why: impl Into<String>) -> Fault {
    Fault::invalid("ARCHIVE_STRANGE").message(why.into())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures::stream;
    use serde::Deserialize;

    use super::*;
    use crate::export;

    #[derive(Debug, Deserialize, PartialEq, Eq)]
    #[serde(deny_unknown_fields)]
    struct Word {
        word: String,
    }

    fn files(files: &'static [(&'static str, &'static [u8])]) -> Incoming {
        Incoming::new(
            "labels",
            export(move |mut out| async move {
                for (path, content) in files {
                    out.whole(path.parse().unwrap(), Bytes::from_static(content)).await?;
                }
                Ok(out)
            }),
        )
    }

    #[tokio::test]
    async fn records_and_other_files_come_back_in_their_order() {
        let mut incoming = files(&[
            ("labels/words-00001.jsonl", b"{\"word\":\"a\"}\n{\"word\":\"b\"}\n"),
            ("labels/words/x-1.jsonl", b""),
            ("labels/a.json", b"[]"),
        ]);
        let file = incoming.next().await.unwrap().unwrap();
        assert_eq!(file.records_of().as_deref(), Some("words"));
        let words = file.records(Some::<Word>).await.unwrap();
        assert_eq!(words.iter().map(|it| it.word.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(incoming.next().await.unwrap().unwrap().records_of(), None, "not of a folder below");
        let file = incoming.next().await.unwrap().unwrap();
        assert_eq!((file.records_of(), file.whole().await.unwrap()), (None, b"[]".to_vec()));
        assert!(incoming.next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_is_not_read_is_passed_over() {
        let mut incoming = files(&[("labels/a", b"abc"), ("labels/b", b"")]);
        incoming.next().await.unwrap().unwrap().part().await.unwrap();
        assert_eq!(incoming.next().await.unwrap().unwrap().path().as_str(), "labels/b");
    }

    #[tokio::test]
    async fn a_line_that_is_no_record_or_says_nothing_is_named_and_not_quoted() {
        for second in ["{\"secret\":\"mark\"}", "{\"word\":\"mark\"}"] {
            let content = format!("{{\"word\":\"a\"}}\n{second}\n");
            let mut incoming = Incoming::new(
                "labels",
                export(async |mut out| {
                    out.whole("labels/words-00001.jsonl".parse().unwrap(), content.into()).await?;
                    Ok(out)
                }),
            );
            let file = incoming.next().await.unwrap().unwrap();
            let refused = file.records(|Word { word }| (word == "a").then_some(word)).await.unwrap_err();
            assert_eq!(refused.reason(), "ARCHIVE_STRANGE");
            let told = format!("{refused:?}");
            assert!(told.contains("line 2 of labels/words-00001.jsonl") && !told.contains("mark"), "{told}");
        }
    }

    #[tokio::test]
    async fn a_stream_that_ends_early_or_is_anothers_is_refused() {
        let cut = stream::iter([Ok(Part::Opening { path: "labels/a".parse().unwrap(), bytes: 3 })]);
        let mut incoming = Incoming::new("labels", cut.boxed());
        assert!(incoming.next().await.unwrap().unwrap().whole().await.is_err());
        assert!(files(&[("claims/a", b"")]).next().await.is_err());
    }

    #[test]
    fn what_was_noted_is_added_up() {
        let (mut all, mut some) = (Brought::default(), Brought::default());
        for became in [Became::Brought, Became::written(true), Became::written(false), Became::Left] {
            some.note("words", became);
        }
        all.add(some.clone());
        all.add(some);
        assert_eq!(all.of("words"), Tally { brought: 4, known: 2, left: 2 });
        assert_eq!((all.all().count(), all.of("nothing")), (1, Tally::default()));
    }
}
