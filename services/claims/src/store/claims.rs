//! Claims in their tables: one by id (locked for a change), pages of summaries, and writing what a verb has changed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use envelope::DocumentKey;
use fault::Fault;
use ids::{ClaimId, LabelId, OrganisationId, Personal, PolicyId};
use money::Yen;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{LockType, SelectStatement, SimpleExpr, UnionType},
};
use store::{Error, OrganisationKind, Page, Scope, Slice, Tx};
use uuid::Uuid;

use super::{
    claim_rows, documents,
    entity::{claim, document, label},
    policies,
    policy_tokens::{Batch, Sought},
    seals::Seals,
    tombstones,
};
use crate::domain::{
    claim::{Claim, Event, Refusal, Status},
    diagnosis::DiagnosisCode,
    search::{Search, Subject},
    tombstone::{Closed, Kept, Tombstone},
};

/// Candidates of one step of a search.
const CANDIDATES: u64 = 100;

/// A claim in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: ClaimId,
    /// Its revision.
    pub revision: i64,
    /// Its status.
    pub status: Status,
    /// 受付番号, once submitted.
    pub receipt_number: Option<String>,
    /// The clinic.
    pub clinic: OrganisationId,
    /// The insurer whose policy it is.
    pub insurer: OrganisationId,
    /// どうぶつの名前.
    pub pet_name: Personal<String>,
    /// 種類.
    pub species: String,
    /// 飼い主の氏名.
    pub policyholder_name: Personal<String>,
    /// 傷病名.
    pub diagnosis: Personal<String>,
    /// 傷病コード.
    pub diagnosis_code: Option<DiagnosisCode>,
    /// First 診療日.
    pub service_on: Option<NaiveDate>,
    /// 診療費の合計（税込）.
    pub total: Yen,
    /// 保険金, once approved.
    pub benefit: Option<Yen>,
    /// Labels of the asking organisation on it.
    pub labels: Vec<LabelId>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// A claim that is whole.
    Whole(Box<Summary>),
    /// What stays of one, and the labels of the asking organisation on it.
    Closed(Tombstone, Vec<LabelId>),
}

impl Listed {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> ClaimId {
        match self {
            Self::Whole(claim) => claim.id,
            Self::Closed(stone, _) => stone.id,
        }
    }
}

/// Which claims a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only this status.
    pub status: Option<Status>,
    /// Only with this label.
    pub label: Option<LabelId>,
    /// Only with this 傷病コード, for insurers.
    pub diagnosis: Option<DiagnosisCode>,
}

/// What names a submitted claim to others; nothing of it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// 受付番号.
    pub receipt_number: String,
    /// The policy.
    pub policy: PolicyId,
    /// The clinic.
    pub clinic: OrganisationId,
    /// The insurer.
    pub insurer: OrganisationId,
}

/// Whether the scope may see such a claim.
pub async fn exists(tx: &Tx, id: ClaimId) -> Result<bool, Error> {
    Ok(by_id(tx, id).one(tx.connection()).await?.is_some())
}

/// Why of the claim no more is shown than stays, if that is so; nothing when the scope may not see it.
pub async fn closed(tx: &Tx, seals: Seals<'_>, id: ClaimId) -> Result<Option<Option<Closed>>, Error> {
    by_id(tx, id).one(tx.connection()).await?.map(|row| why_closed(&row, seals)).transpose()
}

/// What names the claim, if the scope may see it and it is submitted.
pub async fn reference(tx: &Tx, id: ClaimId) -> Result<Option<Reference>, Fault> {
    let row = by_id(tx, id).one(tx.connection()).await.map_err(Error::from)?;
    row.as_ref().map_or(Ok(()), expect_whole)?;
    Ok(row.and_then(|row| {
        Some(Reference {
            receipt_number: row.receipt_number?,
            policy: row.policy_id.into(),
            clinic: row.clinic_id.into(),
            insurer: row.policy_insurer_id.into(),
        })
    }))
}

/// The claim or what stays of it, if the scope may see it.
pub async fn show(tx: &Tx, seals: Seals<'_>, id: ClaimId) -> Result<Option<Kept<Claim>>, Fault> {
    let Some((row, papers)) = rows(tx, by_id(tx, id)).await? else { return Ok(None) };
    if let Some(why) = why_closed(&row, seals)? {
        return Ok(Some(Kept::Closed(tombstones::read(&row, why)?)));
    }
    whole(&row, &papers, seals).map(|claim| Some(Kept::Whole(claim)))
}

/// The claim, if the scope may see it and it is whole.
pub async fn get(tx: &Tx, seals: Seals<'_>, id: ClaimId) -> Result<Option<Claim>, Fault> {
    one(tx, seals, by_id(tx, id)).await
}

/// The claim, locked until the transaction ends.
pub async fn get_for_change(tx: &Tx, seals: Seals<'_>, id: ClaimId) -> Result<Option<Claim>, Fault> {
    one(tx, seals, locked(tx, id)).await
}

/// The other claims about the policy of one that are paid for or may be, and whole, in the order of their ids.
pub async fn others_about_policy(tx: &Tx, seals: Seals<'_>, one: &Claim) -> Result<Vec<Claim>, Fault> {
    let may_pay = Status::ALL.into_iter().filter(|status| status.may_pay());
    let about = tx
        .find::<claim::Entity>()
        .filter(claim::Column::PolicyId.eq(one.cover.policy.uuid()))
        .filter(claim::Column::Id.ne(one.id.uuid()))
        .filter(claim::Column::Status.is_in(may_pay.map(Status::as_str)))
        .filter(claim::Column::ErasedAt.is_null())
        .filter(claim::Column::StoppedAt.is_null());
    let rows = about.order_by_asc(claim::Column::Id).all(tx.connection()).await.map_err(Error::from)?;
    let mut claims = Vec::with_capacity(rows.len());
    for row in rows {
        let papers = documents::of_claim(tx, row.id).await?;
        claims.push(whole(&row, &papers, seals)?);
    }
    Ok(claims)
}

/// The claim, locked, with the keys of its documents in their order: they change hands with it.
pub async fn get_for_submission(
    tx: &Tx,
    seals: Seals<'_>,
    id: ClaimId,
) -> Result<Option<(Claim, Vec<DocumentKey>)>, Fault> {
    let Some((row, papers)) = rows(tx, locked(tx, id)).await? else { return Ok(None) };
    expect_whole(&row)?;
    seals.ready(claim_rows::columns(&row).chain(papers.iter().flat_map(documents::all_columns)))?;
    let keys = papers.iter().map(|paper| documents::key(paper, seals)).collect::<Result<_, _>>()?;
    Ok(Some((open(&row, &papers, seals)?, keys)))
}

/// Writes a new draft.
pub async fn insert(tx: &Tx, seals: Seals<'_>, claim: &Claim) -> Result<(), Fault> {
    let row = claim_rows::write(claim, seals)?;
    claim::Entity::insert(row).exec_without_returning(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

/// Writes a claim that was here or elsewhere before, in whichever state it is; without its documents.
pub async fn restore(
    tx: &Tx,
    seals: Seals<'_>,
    claim: &Claim,
    stopped: Option<DateTime<Utc>>,
) -> Result<(), Fault> {
    let row = claim_rows::restored(claim, stopped, seals)?;
    claim::Entity::insert(row).exec_without_returning(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

/// Writes what an event has changed in the claim itself.
pub async fn update(tx: &Tx, seals: Seals<'_>, claim: &Claim, event: &Event) -> Result<(), Fault> {
    let changed = claim::Entity::update_many()
        .set(claim_rows::changed(claim, event, seals)?)
        .filter(claim::Column::Id.eq(claim.id.uuid()));
    changed.exec(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

/// A page of the scope's claims, newest first.
pub async fn list(
    tx: &Tx,
    seals: Seals<'_>,
    filter: Filter,
    page: &Page<ClaimId>,
) -> Result<Slice<Listed>, Fault> {
    let query = filtered(tx, seals, filter, page.after().copied())?;
    let rows = query.order_by_desc(claim::Column::Id).limit(page.fetch());
    let slice = page.cut(rows.all(tx.connection()).await.map_err(Error::from)?, |row| row.id.into());
    seals.ready(open_rows(&slice.rows, seals)?.flat_map(claim_rows::summary_columns))?;
    let rows = summaries(tx, seals, filter, slice.rows).await?;
    Ok(Slice { rows, next_cursor: slice.next_cursor })
}

/// What a search looks at next of the scope's claims, newest first.
pub async fn search(
    tx: &Tx,
    seals: Seals<'_>,
    filter: Filter,
    (search, sought): (&Search, &Sought),
    after: Option<ClaimId>,
) -> Result<Batch<Listed, ClaimId>, Fault> {
    let mut query = filtered(tx, seals, filter, after)?;
    for word in sought.words(tx) {
        query = query.filter(about(tx, word));
    }
    let rows = query.order_by_desc(claim::Column::Id).limit(CANDIDATES);
    let rows = rows.all(tx.connection()).await.map_err(Error::from)?;
    let columns = |row| claim_rows::cover_columns(row).into_iter().chain(claim_rows::summary_columns(row));
    seals.ready(open_rows(&rows, seals)?.flat_map(columns))?;
    let open = open_rows(&rows, seals)?.map(|row| row.policy_id).collect();
    let phones = phones(tx, seals, search, open).await?;
    let Batch { opened, last, .. } = Batch::<Listed, _>::of(CANDIDATES, &rows, |row| row.id.into());
    let mut meant = vec![];
    for row in rows {
        if is_meant(search, &row, phones.get(&row.policy_id), seals)? {
            meant.push(row);
        }
    }
    Ok(Batch { found: summaries(tx, seals, filter, meant).await?, opened, last })
}

/// The labels of the scope's organisation on a claim.
pub async fn labels(tx: &Tx, id: ClaimId) -> Result<Vec<LabelId>, Error> {
    let carried = labels_of(tx, vec![id.uuid()]).await?;
    Ok(carried.into_iter().map(|label| label.label_id.into()).collect())
}

/// The scope's claims that the filter lets through, older than the last one seen.
fn filtered(
    tx: &Tx,
    seals: Seals<'_>,
    filter: Filter,
    after: Option<ClaimId>,
) -> Result<Select<claim::Entity>, Fault> {
    let mut query = tx.find::<claim::Entity>();
    if let Some(status) = filter.status {
        query = query.filter(claim::Column::Status.eq(status.as_str()));
    }
    if let Some(label) = filter.label {
        let carrying = tx.find::<label::Entity>().filter(label::Column::LabelId.eq(label.uuid()));
        let carrying = carrying.select_only().column(label::Column::ClaimId);
        query = query.filter(claim::Column::Id.in_subquery(carrying.into_query()));
    }
    if let (Some(code), Scope::Organisation { id, .. }) = (filter.diagnosis, tx.scope()) {
        let tokens = claim_rows::diagnosis_tokens(&seals.index(*id)?, code);
        query = query.filter(claim::Column::DiagnosisToken.is_in(tokens));
    }
    Ok(match after {
        Some(after) => query.filter(claim::Column::Id.lt(after.uuid())),
        None => query,
    })
}

/// Claims about the policies that a word may mean, or the one whose receipt number it is.
fn about(tx: &Tx, (policies, receipt): (SelectStatement, Option<&str>)) -> SimpleExpr {
    let Some(receipt) = receipt else { return claim::Column::PolicyId.in_subquery(policies) };
    let ids = |query: Select<claim::Entity>| query.select_only().column(claim::Column::Id).into_query();
    let named = tx.find::<claim::Entity>().filter(claim::Column::ReceiptNumber.eq(receipt));
    let about = tx.find::<claim::Entity>().filter(claim::Column::PolicyId.in_subquery(policies));
    let mut either = ids(named);
    claim::Column::Id.in_subquery(either.union(UnionType::All, ids(about)).to_owned())
}

/// The telephone numbers of candidates' policies, for an insurer that asks for one. A clinic is not shown them.
async fn phones(
    tx: &Tx,
    seals: Seals<'_>,
    search: &Search,
    of: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Personal<String>>, Fault> {
    let shown = matches!(tx.scope(), Scope::Organisation { kind: OrganisationKind::Insurer, .. });
    if of.is_empty() || !shown || !search.asks_for_a_phone() {
        return Ok(BTreeMap::new());
    }
    policies::phones(tx, seals, of).await
}

fn is_meant(
    search: &Search,
    row: &claim::Model,
    phone: Option<&Personal<String>>,
    seals: Seals<'_>,
) -> Result<bool, Fault> {
    if why_closed(row, seals)?.is_some() {
        return Ok(row.receipt_number.as_deref().is_some_and(|number| search.is_receipt(number)));
    }
    let cover = claim_rows::open_cover(row, &seals.row(claim_rows::owner_of(row)?, row.id))?;
    Ok(search.matches(&Subject {
        pet_name: &cover.pet_name,
        policyholder: &cover.policyholder_name,
        kana: &cover.policyholder_kana,
        number: &cover.policy_number,
        phone,
        receipt: row.receipt_number.as_deref(),
    }))
}

fn by_id(tx: &Tx, id: ClaimId) -> Select<claim::Entity> {
    tx.find::<claim::Entity>().filter(claim::Column::Id.eq(id.uuid()))
}

fn locked(tx: &Tx, id: ClaimId) -> Select<claim::Entity> {
    let query = by_id(tx, id);
    if tx.is_postgres() { query.lock(LockType::Update) } else { query }
}

async fn one(tx: &Tx, seals: Seals<'_>, query: Select<claim::Entity>) -> Result<Option<Claim>, Fault> {
    let Some((row, papers)) = rows(tx, query).await? else { return Ok(None) };
    expect_whole(&row)?;
    whole(&row, &papers, seals).map(Some)
}

fn whole(row: &claim::Model, papers: &[document::Model], seals: Seals<'_>) -> Result<Claim, Fault> {
    seals.ready(claim_rows::columns(row).chain(papers.iter().flat_map(documents::columns)))?;
    open(row, papers, seals)
}

/// Nothing is done with a tombstone, nor with what its policyholder has stopped.
const fn expect_whole(row: &claim::Model) -> Result<(), Refusal> {
    if row.erased_at.is_some() {
        Err(Refusal::Erased)
    } else if row.stopped_at.is_some() {
        Err(Refusal::Stopped)
    } else {
        Ok(())
    }
}

/// Why nothing of a row is opened: it is a tombstone, its policyholder has stopped its use, or its insurer's keys open nothing now.
fn why_closed(row: &claim::Model, seals: Seals<'_>) -> Result<Option<Closed>, Error> {
    if let Some(at) = row.erased_at {
        return Ok(Some(Closed::Erased(at)));
    }
    if row.stopped_at.is_some() && !seals.opens_stopped() {
        return Ok(Some(Closed::Stopped));
    }
    let submitted = row.receipt_number.is_some();
    Ok(if submitted { seals.closed(claim_rows::owner_of(row)?) } else { None })
}

/// Those of which something is opened.
fn open_rows<'r>(
    rows: &'r [claim::Model],
    seals: Seals<'_>,
) -> Result<impl Iterator<Item = &'r claim::Model> + use<'r>, Error> {
    let closed = rows.iter().map(|row| why_closed(row, seals)).collect::<Result<Vec<_>, _>>()?;
    Ok(rows.iter().zip(closed).filter(|(_, why)| why.is_none()).map(|(row, _)| row))
}

/// The row of a claim and those of its documents.
async fn rows(
    tx: &Tx,
    query: Select<claim::Entity>,
) -> Result<Option<(claim::Model, Vec<document::Model>)>, Error> {
    let Some(row) = query.one(tx.connection()).await? else { return Ok(None) };
    let papers = documents::of_claim(tx, row.id).await?;
    Ok(Some((row, papers)))
}

fn open(row: &claim::Model, papers: &[document::Model], seals: Seals<'_>) -> Result<Claim, Fault> {
    let papers = papers.iter().map(|paper| documents::read(paper, seals)).collect::<Result<_, _>>()?;
    claim_rows::read(row, papers, seals)
}

/// The labels of the scope's organisation on these claims.
async fn labels_of(tx: &Tx, claims: Vec<Uuid>) -> Result<Vec<label::Model>, Error> {
    if claims.is_empty() || !matches!(tx.scope(), Scope::Organisation { .. }) {
        return Ok(vec![]);
    }
    Ok(tx.find::<label::Entity>().filter(label::Column::ClaimId.is_in(claims)).all(tx.connection()).await?)
}

/// Rows as a list shows them, with the labels that they carry.
async fn summaries(
    tx: &Tx,
    seals: Seals<'_>,
    filter: Filter,
    rows: Vec<claim::Model>,
) -> Result<Vec<Listed>, Fault> {
    let carried = labels_of(tx, rows.iter().map(|row| row.id).collect()).await?;
    let opened = rows.into_iter().map(|row| listed(row, seals, &carried));
    let mut opened = opened.collect::<Result<Vec<_>, _>>()?;
    // A token is short: what it has found may have another code.
    opened.retain(|row| match row {
        Listed::Whole(claim) => filter.diagnosis.is_none() || claim.diagnosis_code == filter.diagnosis,
        Listed::Closed(..) => filter.diagnosis.is_none(),
    });
    Ok(opened)
}

fn listed(row: claim::Model, seals: Seals<'_>, carried: &[label::Model]) -> Result<Listed, Fault> {
    let labels =
        carried.iter().filter(|label| label.claim_id == row.id).map(|label| label.label_id.into()).collect();
    Ok(match why_closed(&row, seals)? {
        Some(why) => Listed::Closed(tombstones::read(&row, why)?, labels),
        None => Listed::Whole(Box::new(summary(row, seals, labels)?)),
    })
}

fn summary(row: claim::Model, seals: Seals<'_>, labels: Vec<LabelId>) -> Result<Summary, Fault> {
    let sealed = seals.row(claim_rows::owner_of(&row)?, row.id);
    let diagnosis_code = claim_rows::open_code(&row, &sealed)?;
    Ok(Summary {
        id: row.id.into(),
        revision: row.revision,
        status: Status::parse(&row.status).ok_or_else(|| Error::row("claims", "status"))?,
        receipt_number: row.receipt_number,
        clinic: row.clinic_id.into(),
        insurer: row.policy_insurer_id.into(),
        pet_name: sealed.open(claim_rows::PET_NAME, row.pet_name)?,
        species: row.species,
        policyholder_name: sealed.open(claim_rows::POLICYHOLDER_NAME, row.policyholder_name)?,
        diagnosis: sealed.open(claim_rows::DIAGNOSIS, row.diagnosis)?,
        diagnosis_code,
        service_on: row.service_on,
        total: Yen::new(row.total_yen),
        benefit: row.benefit_yen.map(Yen::new),
        labels,
        changed_at: row.changed_at,
    })
}
