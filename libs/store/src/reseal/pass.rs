//! One walk over the sealed tables, page by page by id. Pages are read without a lock; rows that have something under an
//! older key are read again, locked, and changed in a transaction of their own, together with how far the walk has come.

use std::collections::{BTreeMap, BTreeSet};

use envelope::{Error, KeyId, KeyState, KeyStatus, Purpose, Sealed};
use fault::Fault;
use ids::OrganisationId;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::{
    Left, PURPOSE, Reseal,
    progress::{self, Finding, Standing},
    row::{Older, Row},
    table::{RowToken, SealedTable, TokensBeside},
    warmth::{Reason, Warmth},
};
use crate::Tx;

/// Pages without a change after which the place is written down.
const QUIET: usize = 20;
/// How often a change is tried whose rows want other keys each time.
const AGAIN: usize = 5;

/// What a walk has done.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) seen: u64,
    pub(super) changed: u64,
    pub(super) left: Left,
}

/// A walk under way.
struct Walk<'a, 'k> {
    job: &'a Reseal,
    warmth: &'a mut Warmth<'k>,
    /// Keys that were replaced, by owner.
    retired: BTreeMap<OrganisationId, Vec<KeyStatus>>,
    counts: Counts,
    /// Not written down yet.
    found: BTreeSet<Finding>,
    quiet: usize,
}

/// What became of rows in a transaction; counted when it is committed.
#[derive(Default)]
struct Done {
    changed: u64,
    left: Vec<(Uuid, Reason)>,
    found: BTreeSet<Finding>,
}

impl Reseal {
    /// Walks over every table.
    pub(super) async fn walk(&self, warmth: &mut Warmth<'_>) -> Result<Counts, Fault> {
        let mut retired: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for key in self.keys.statuses().await?.into_iter().filter(|key| key.state == KeyState::Retired) {
            retired.entry(key.owner).or_default().push(key);
        }
        let (counts, found) = (Counts::default(), BTreeSet::new());
        let mut walk = Walk { job: self, warmth, retired, counts, found, quiet: 0 };
        for table in self.tables {
            walk.over(table).await?;
        }
        Ok(walk.counts)
    }
}

impl Walk<'_, '_> {
    async fn over(&mut self, table: &SealedTable) -> Result<(), Fault> {
        let mut at = progress::join(&self.job.store, table.name, self.job.clock.now()).await?;
        (self.quiet, self.found) = (0, BTreeSet::new());
        loop {
            match self.page(table, &mut at).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(fault) => {
                    // What was walked need not be walked again; that this is written down is no promise.
                    let _ = self.change(table, &[], &at).await;
                    return Err(fault);
                }
            }
        }
    }

    /// The next page; whether another follows.
    async fn page(&mut self, table: &SealedTable, at: &mut Standing) -> Result<bool, Fault> {
        let rows = self.read(table, at.last).await?;
        let is_last = (rows.len() as u64) < self.job.pace.rows;
        let to = Standing { last: rows.last().map_or(at.last, |row| row.id), ..at.clone() };
        let older = self.look(table, rows).await?;
        self.quiet += 1;
        if older.is_empty() && self.quiet < QUIET && !is_last {
            *at = to;
            return Ok(true);
        }
        let now = self.change(table, &older, &to).await?;
        if now.walk != to.walk || now.ended {
            return Ok(false); // somebody else has walked to the end
        }
        *at = Standing { last: now.last.max(to.last), ..now };
        if is_last {
            self.end(table, at.walk).await?;
        } else if !older.is_empty() {
            tokio::time::sleep(self.job.pace.rest).await;
        }
        Ok(!is_last)
    }

    async fn read(&mut self, table: &SealedTable, after: Uuid) -> Result<Vec<Row>, Fault> {
        let tx = self.job.store.read(PURPOSE, "read_sealed").await?;
        let limit = i64::try_from(self.job.pace.rows).unwrap_or(i64::MAX);
        let rows = query(&tx, &table.page(), vec![after.into(), limit.into()]).await?;
        let rows = parse(&tx, table, &rows).await?;
        self.counts.seen += rows.len() as u64;
        Ok(rows)
    }

    /// The rows of which something is under an older key.
    async fn look(&mut self, table: &SealedTable, rows: Vec<Row>) -> Result<Vec<Row>, Fault> {
        self.warmth.warm_for(table, &rows).await?;
        let (mut older, mut done) = (vec![], Done::default());
        for row in rows {
            match self.judge(table, &row, &mut done)? {
                Some(found) if !found.is_nothing() => older.push(row),
                _ => {}
            }
        }
        self.settle(table, done);
        Ok(older)
    }

    /// What of a row is under older keys; nothing, when the row must be left as it is.
    fn judge(&self, table: &SealedTable, row: &Row, done: &mut Done) -> Result<Option<Older>, Fault> {
        if let Some(reason) = self.warmth.refusal(table, row) {
            self.leave(table, row, reason, done);
            return Ok(None);
        }
        match row.older(table, &self.job.keys) {
            Ok(older) => {
                done.found.extend(older.keys.iter().map(|key| Finding { key: *key, is_left: false }));
                Ok(Some(older))
            }
            Err(error) => self.broken(table, row, error, done).map(|()| None),
        }
    }

    /// Changes rows and writes down where the walk stands, in one transaction; done again when a key was missing.
    async fn change(&mut self, table: &SealedTable, older: &[Row], to: &Standing) -> Result<Standing, Fault> {
        for _ in 0..AGAIN {
            self.warmth.top_up(table, older).await?;
            let tx = self.job.store.begin(PURPOSE, "reseal").await?;
            let rows = locked(&tx, table, older).await?;
            if !self.warmth.missing(table, &rows).is_empty() {
                drop(tx); // a KMS is never asked inside a transaction
                self.warmth.warm_for(table, &rows).await?;
                continue;
            }
            let mut done = Done::default();
            match self.renew(&tx, table, &rows, &mut done).await {
                Err(fault) if fault.reason() == "KEY_UNAVAILABLE" => continue, // its uses have run out
                renewed => renewed?,
            }
            let found = self.found.union(&done.found).copied().collect();
            let now = progress::note(&tx, table.name, to, &found).await?;
            tx.commit().await?;
            self.settle(table, done);
            (self.quiet, self.found) = (0, BTreeSet::new());
            return Ok(now);
        }
        Err(Fault::unavailable("KEY_UNAVAILABLE").message("keys were cold again and again"))
    }

    /// Seals rows anew that nobody else can change now.
    async fn renew(&self, tx: &Tx, table: &SealedTable, rows: &[Row], done: &mut Done) -> Result<(), Fault> {
        let mut changes = vec![];
        for row in rows {
            let Some(older) = self.judge(table, row, done)? else { continue };
            match row.sealed_anew(table, &self.job.keys, &older) {
                Ok(_) if older.is_nothing() => {} // somebody else was faster
                Ok(anew) => changes.push((row, anew, older)),
                Err(error) => self.broken(table, row, error, done)?,
            }
        }
        let unique = |(token, _): &(RowToken, i64)| token.ordinal.is_some();
        let indexed = changes.iter().filter(|(.., older)| older.tokens().iter().any(unique));
        let owners: BTreeSet<OrganisationId> = indexed.map(|(row, ..)| row.owner).collect();
        for owner in owners {
            tx.alone(table.name, owner).await?;
        }
        for (row, anew, older) in changes {
            write(tx, table, row, anew, older.tokens()).await?;
            if let Some(tokens) = older.beside() {
                write_beside(tx, table, row, tokens).await?;
            }
            done.changed += 1;
        }
        Ok(())
    }

    async fn end(&self, table: &SealedTable, walk: Uuid) -> Result<(), Fault> {
        let tx = self.job.store.begin(PURPOSE, "end_reseal").await?;
        progress::end(&tx, table.name, walk, self.job.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// A row that does not open is left; any other trouble ends the job.
    fn broken(&self, table: &SealedTable, row: &Row, error: Error, done: &mut Done) -> Result<(), Fault> {
        let reason = super::warmth::reason(&error).ok_or(error)?;
        self.leave(table, row, reason, done);
        Ok(())
    }

    /// What is left needs the keys that it names, and those that it may need.
    fn leave(&self, table: &SealedTable, row: &Row, reason: Reason, done: &mut Done) {
        let (mut keys, all_named) = row.named();
        // Which key a damaged value names is not known, and under which a token was made neither.
        let may_need = |key: &&KeyStatus| !all_named || table.is_indexed() && key.purpose == Purpose::Indexes;
        let retired = self.retired.get(&row.owner).into_iter().flatten();
        keys.extend(retired.filter(may_need).map(|key| key.id));
        done.found.extend(keys.into_iter().map(|key: KeyId| Finding { key, is_left: true }));
        done.left.push((row.id, reason));
    }

    fn settle(&mut self, table: &SealedTable, Done { changed, left, found }: Done) {
        self.counts.changed += changed;
        self.found.extend(found);
        for (row, reason) in left {
            let Left { corrupt, erased, disabled } = &mut self.counts.left;
            match reason {
                Reason::Erased => *erased += 1,
                Reason::Disabled => *disabled += 1,
                Reason::Corrupt => {
                    *corrupt += 1;
                    if self.warmth.is_news(table.name, row) {
                        tracing::error!(table = table.name, %row, "a sealed row does not open; it was left as it is");
                    }
                }
            }
        }
    }
}

/// The same rows as they are now, and nobody changes them until the transaction ends.
async fn locked(tx: &Tx, table: &SealedTable, rows: &[Row]) -> Result<Vec<Row>, Fault> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let ids = rows.iter().map(|row| row.id.into()).collect();
    let rows = query(tx, &table.locked(rows.len(), tx.is_postgres()), ids).await?;
    parse(tx, table, &rows).await
}

/// Rows with their tokens, wherever those are.
async fn parse(tx: &Tx, table: &SealedTable, rows: &[QueryResult]) -> Result<Vec<Row>, Fault> {
    let mut rows = rows.iter().map(|row| Row::parse(table, row)).collect::<Result<Vec<_>, _>>()?;
    let Some(beside) = table.beside.filter(|_| !rows.is_empty()) else { return Ok(rows) };
    let ids = rows.iter().map(|row| row.id.into()).collect();
    let mut tokens: BTreeMap<Uuid, BTreeMap<i16, i64>> = BTreeMap::new();
    for token in query(tx, &beside.of_rows(rows.len()), ids).await? {
        let (row, part, number) = token_beside(&beside, &token)?;
        tokens.entry(row).or_default().insert(part, number);
    }
    for row in &mut rows {
        row.beside = tokens.remove(&row.id).unwrap_or_default();
    }
    Ok(rows)
}

fn token_beside(beside: &TokensBeside, row: &QueryResult) -> Result<(Uuid, i16, i64), crate::Error> {
    Ok((row.try_get("", beside.row)?, row.try_get("", beside.part)?, row.try_get("", beside.token)?))
}

/// Writes what was sealed anew, and tokens behind the others with the same number.
async fn write(
    tx: &Tx,
    table: &SealedTable,
    row: &Row,
    anew: Vec<(&'static str, Sealed)>,
    tokens: &[(RowToken, i64)],
) -> Result<(), Fault> {
    let (mut columns, mut values): (Vec<&str>, Vec<Value>) = (vec![], vec![row.id.into()]);
    for (column, sealed) in anew {
        columns.push(column);
        values.push(sealed.into_bytes().into());
    }
    for (token, number) in tokens {
        columns.push(token.token);
        values.push((*number).into());
        let Some(ordinal) = token.ordinal else { continue };
        let among = vec![row.owner.uuid().into(), (*number).into()];
        let same = query(tx, &table.highest(token.token, ordinal), among).await?;
        let highest = same.first().map(|row| row.try_get::<i32>("", ordinal)).transpose();
        let next = highest.map_err(crate::Error::from)?.map_or(0, |highest| highest.saturating_add(1));
        columns.push(ordinal);
        values.push(next.into());
    }
    if columns.is_empty() { Ok(()) } else { execute(tx, &table.update(&columns), values).await }
}

/// Puts tokens in the place of those that lie beside a row.
async fn write_beside(
    tx: &Tx,
    table: &SealedTable,
    row: &Row,
    tokens: &BTreeMap<i16, i64>,
) -> Result<(), Fault> {
    let Some(beside) = table.beside else { return Ok(()) };
    execute(tx, &beside.delete(), vec![row.id.into()]).await?;
    if tokens.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = vec![row.id.into(), row.owner.uuid().into()];
    values.extend(tokens.iter().flat_map(|(part, token)| [Value::from(*part), Value::from(*token)]));
    execute(tx, &beside.insert(tokens.len()), values).await
}

async fn execute(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<(), Fault> {
    tx.connection().execute_raw(tx.statement(sql, values)).await.map_err(crate::Error::from)?;
    Ok(())
}

async fn query(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, Fault> {
    Ok(tx.connection().query_all_raw(tx.statement(sql, values)).await.map_err(crate::Error::from)?)
}
