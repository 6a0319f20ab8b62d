//! Requests of data subjects in their table: the insurer's own. What is to be corrected is sealed, and opened for one request alone.

use chrono::{DateTime, Utc};
use envelope::{Column, Sealed};
use fault::Fault;
use ids::{OrganisationId, Personal, PolicyId, SubjectRequestId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockType},
};
use store::{Error, Page, SealedColumn, Slice, Tx};

use super::{
    entity::{subject_file, subject_request},
    policy_marks,
    seals::Seals,
};
use crate::domain::subject_request::{
    Check, Corrected, Correction, Deed, Ground, Kind, Proof, Stage, State, SubjectRequest,
};

pub(super) const SUBJECT_REQUESTS: &str = "subject_requests";
pub(super) const CORRECTION: Column = Column::new(SUBJECT_REQUESTS, "correction");

/// Rows that an export reads in one transaction.
const PAGE: u64 = 100;

/// Writes a new request; not when the policy has an open one of that kind.
pub async fn insert(
    tx: &Tx,
    seals: Seals<'_>,
    request: &SubjectRequest,
    correction: Option<&Correction>,
) -> Result<bool, Fault> {
    let sealed = seals.row(request.insurer, request.id.uuid());
    let kept = correction.map(keep).transpose()?;
    let correction = kept.map(|kept| sealed.seal(CORRECTION, kept)).transpose()?;
    let row = subject_request::ActiveModel { correction: Set(correction), ..write(request) };
    match subject_request::Entity::insert(row).exec_without_returning(tx.connection()).await {
        Ok(_) => Ok(true),
        Err(error) => match Error::from(error) {
            error if error.is_duplicate() => Ok(false),
            error => Err(error.into()),
        },
    }
}

/// Writes where a request stands; it is locked.
pub async fn save(tx: &Tx, request: &SubjectRequest) -> Result<(), Error> {
    let changed = subject_request::ActiveModel { id: NotSet, ..write(request) };
    let saved = subject_request::Entity::update_many().set(changed);
    saved.filter(subject_request::Column::Id.eq(request.id.uuid())).exec(tx.connection()).await?;
    Ok(())
}

/// A request, if the scope may see it.
pub async fn get(tx: &Tx, id: SubjectRequestId) -> Result<Option<SubjectRequest>, Error> {
    by_id(tx, id).one(tx.connection()).await?.map(|row| read(&row)).transpose()
}

/// The same, locked until the transaction ends; its policy is held before, since a deletion changes every request about it.
pub async fn lock(tx: &Tx, id: SubjectRequestId) -> Result<Option<SubjectRequest>, Error> {
    let Some(request) = get(tx, id).await? else { return Ok(None) };
    policy_marks::hold(tx, request.policy).await?;
    let query = if tx.is_postgres() { by_id(tx, id).lock(LockType::Update) } else { by_id(tx, id) };
    query.one(tx.connection()).await?.map(|row| read(&row)).transpose()
}

/// What a request wants to be corrected, if it does and that is still kept.
pub async fn correction(
    tx: &Tx,
    seals: Seals<'_>,
    id: SubjectRequestId,
) -> Result<Option<Correction>, Fault> {
    let row = by_id(tx, id).one(tx.connection()).await.map_err(Error::from)?;
    let Some((owner, sealed)) = row.and_then(|row| Some((row.organisation_id, row.correction?))) else {
        return Ok(None);
    };
    if sealed.clone().sealed().as_bytes().is_empty() {
        return Ok(None); // forgotten with its policy
    }
    seals.ready([&sealed])?;
    let opened = seals.row(owner.into(), id.uuid()).open(CORRECTION, sealed)?;
    Ok(Some(kept(opened.expose())?))
}

/// A page of the scope's requests, newest first: all, or those that wait for an answer.
pub async fn list(
    tx: &Tx,
    open: bool,
    page: &Page<SubjectRequestId>,
) -> Result<Slice<SubjectRequest>, Error> {
    let mut query = tx.find::<subject_request::Entity>();
    if open {
        query = query.filter(subject_request::Column::SettledAt.is_null());
    }
    if let Some(after) = page.after() {
        query = query.filter(subject_request::Column::Id.lt(after.uuid()));
    }
    let rows = query.order_by_desc(subject_request::Column::Id).limit(page.fetch());
    let Slice { rows, next_cursor } = page.cut(rows.all(tx.connection()).await?, |row| row.id.into());
    Ok(Slice { rows: rows.iter().map(read).collect::<Result<_, _>>()?, next_cursor })
}

/// The scope's requests behind one, oldest first, for an export.
pub async fn after(tx: &Tx, after: Option<SubjectRequestId>) -> Result<Vec<SubjectRequest>, Error> {
    let after = after.map_or(uuid::Uuid::nil(), SubjectRequestId::uuid);
    let query = tx.find::<subject_request::Entity>().filter(subject_request::Column::Id.gt(after));
    let rows = query.order_by_asc(subject_request::Column::Id).limit(PAGE).all(tx.connection()).await?;
    rows.iter().map(read).collect()
}

/// Whether there is one that nobody has answered in time and nobody was told of.
pub async fn is_any_overdue(tx: &Tx, asked_before: DateTime<Utc>) -> Result<bool, Error> {
    Ok(overdue(tx, asked_before).one(tx.connection()).await?.is_some())
}

/// Some that nobody has answered in time and nobody was told of; they count as told from now on.
pub async fn take_overdue(
    tx: &Tx,
    asked_before: DateTime<Utc>,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<SubjectRequest>, Error> {
    let late = overdue(tx, asked_before).order_by_asc(subject_request::Column::Id).limit(most);
    let late = if tx.is_postgres() { late.lock(LockType::Update) } else { late };
    let rows = late.all(tx.connection()).await?;
    let told = subject_request::Entity::update_many()
        .col_expr(subject_request::Column::OverdueAt, Expr::value(now))
        .filter(subject_request::Column::Id.is_in(rows.iter().map(|row| row.id)));
    told.exec(tx.connection()).await?;
    rows.iter().map(read).collect()
}

/// Forgets what requests about a policy hold of its holder: corrections, and what was disclosed.
pub async fn forget(tx: &Tx, policy: PolicyId) -> Result<(), Error> {
    let about = subject_request::Column::PolicyId.eq(policy.uuid());
    let ids = tx.find::<subject_request::Entity>().filter(about.clone()).select_only();
    let ids: Vec<uuid::Uuid> =
        ids.column(subject_request::Column::Id).into_tuple().all(tx.connection()).await?;
    let disclosed = subject_file::Entity::delete_many()
        .filter(subject_file::Column::RequestId.is_in(ids))
        .filter(subject_file::Column::Until.is_not_null());
    disclosed.exec(tx.connection()).await?;
    // Empty bytes and not NULL: only what is forgotten has them, so a live one cannot lose its value unnoticed (ADR 21).
    let empty = subject_request::ActiveModel {
        correction: Set(Some(SealedColumn::from(Sealed::stored(vec![])))),
        ..<subject_request::ActiveModel as Default>::default()
    };
    let forgotten = subject_request::Entity::update_many().set(empty).filter(about);
    forgotten.filter(subject_request::Column::Correction.is_not_null()).exec(tx.connection()).await?;
    Ok(())
}

/// Deletes some requests of an insurer with their files; says how many.
pub async fn delete(tx: &Tx, insurer: OrganisationId, most: u64) -> Result<usize, Error> {
    let of_it = subject_request::Entity::find();
    let of_it = of_it.filter(subject_request::Column::OrganisationId.eq(insurer.uuid()));
    let ids: Vec<uuid::Uuid> = of_it
        .select_only()
        .column(subject_request::Column::Id)
        .limit(most)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let files = subject_file::Entity::delete_many();
    files.filter(subject_file::Column::RequestId.is_in(ids.clone())).exec(tx.connection()).await?;
    let gone = subject_request::Entity::delete_many();
    gone.filter(subject_request::Column::Id.is_in(ids.clone())).exec(tx.connection()).await?;
    Ok(ids.len())
}

fn overdue(tx: &Tx, asked_before: DateTime<Utc>) -> Select<subject_request::Entity> {
    tx.find::<subject_request::Entity>()
        .filter(subject_request::Column::SettledAt.is_null())
        .filter(subject_request::Column::OverdueAt.is_null())
        .filter(subject_request::Column::AskedAt.lt(asked_before))
}

fn by_id(tx: &Tx, id: SubjectRequestId) -> Select<subject_request::Entity> {
    tx.find::<subject_request::Entity>().filter(subject_request::Column::Id.eq(id.uuid()))
}

/// All but the correction, which does not change.
fn write(request: &SubjectRequest) -> subject_request::ActiveModel {
    let SubjectRequest { id, revision, insurer, number, policy, kind, asked_at, received, state } = request;
    let (check, settled) = (state.check(), state.settled());
    let ground = if let State::Refused(.., ground) = state { Some(ground.as_str().to_owned()) } else { None };
    let resumed = if let State::Resumed { resumed, .. } = state { Some(resumed) } else { None };
    subject_request::ActiveModel {
        id: Set(id.uuid()),
        organisation_id: Set(insurer.uuid()),
        revision: Set(*revision),
        number: Set(number.clone()),
        policy_id: Set(policy.uuid()),
        kind: Set(kind.as_str().to_owned()),
        correction: NotSet,
        asked_at: Set(*asked_at),
        received_by: Set(received.by.uuid()),
        received_at: Set(received.at),
        state: Set(state.stage().as_str().to_owned()),
        proof: Set(check.map(|check| check.proof.as_str().to_owned())),
        identified_by: Set(check.map(|check| check.by.uuid())),
        identified_at: Set(check.map(|check| check.at)),
        settled_by: Set(settled.map(|act| act.by.uuid())),
        settled_at: Set(settled.map(|act| act.at)),
        ground: Set(ground),
        resumed_proof: Set(resumed.map(|check| check.proof.as_str().to_owned())),
        resumed_by: Set(resumed.map(|check| check.by.uuid())),
        resumed_at: Set(resumed.map(|check| check.at)),
        overdue_at: NotSet,
    }
}

fn read(row: &subject_request::Model) -> Result<SubjectRequest, Error> {
    Ok(SubjectRequest {
        id: row.id.into(),
        revision: row.revision,
        insurer: row.organisation_id.into(),
        number: row.number.clone(),
        policy: row.policy_id.into(),
        kind: Kind::parse(&row.kind).ok_or_else(|| strange("kind"))?,
        asked_at: row.asked_at,
        received: Deed { by: row.received_by.into(), at: row.received_at },
        state: state(row)?,
    })
}

fn state(row: &subject_request::Model) -> Result<State, Error> {
    let act = |by: Option<uuid::Uuid>, at: Option<DateTime<Utc>>| {
        by.zip(at).map(|(by, at)| Deed { by: by.into(), at })
    };
    let checked = |by, at, proof: Option<&String>| {
        let proof = proof.map(|text| Proof::parse(text).ok_or_else(|| strange("proof"))).transpose()?;
        let check = act(by, at).zip(proof);
        Ok::<_, Error>(check.map(|(Deed { by, at }, proof)| Check { by, at, proof }))
    };
    let check = checked(row.identified_by, row.identified_at, row.proof.as_ref())?;
    let resumed = checked(row.resumed_by, row.resumed_at, row.resumed_proof.as_ref())?;
    let settled = act(row.settled_by, row.settled_at);
    let missing = || strange("a state lacks a column");
    let ground = row.ground.as_deref().and_then(Ground::parse);
    Ok(match Stage::parse(&row.state).ok_or_else(|| strange("state"))? {
        Stage::Received => State::Received,
        Stage::Identified => State::Identified(check.ok_or_else(missing)?),
        Stage::Done => State::Done(check.ok_or_else(missing)?, settled.ok_or_else(missing)?),
        Stage::Refused => State::Refused(check, settled.ok_or_else(missing)?, ground.ok_or_else(missing)?),
        Stage::Resumed => State::Resumed {
            check: check.ok_or_else(missing)?,
            done: settled.ok_or_else(missing)?,
            resumed: resumed.ok_or_else(missing)?,
        },
    })
}

fn keep(correction: &Correction) -> Result<String, Error> {
    let kept = correction.clone().map(Personal::into_exposed);
    serde_json::to_string(&kept).map_err(|_| strange("correction"))
}

fn kept(text: &str) -> Result<Correction, Error> {
    // What serde says of it may quote it.
    let kept: Corrected<String> = serde_json::from_str(text).map_err(|_| strange("correction"))?;
    Ok(kept.map(Personal::new))
}

fn strange(what: &str) -> Error {
    Error::row(SUBJECT_REQUESTS, what)
}
