//! The personal columns of a claim's row. The clinic's keys seal a draft, the insurer's everything from submission on.

use envelope::{Column, Field, Index, Token};
use fault::Fault;
use ids::{OrganisationId, Personal};
use sea_orm::ActiveValue::Set;
use store::{Error, SealedColumn};

use super::CLAIMS;
use crate::{
    domain::{
        claim::{Claim, Cover, Denial, Return, ReturnRecord, Status},
        diagnosis::DiagnosisCode,
        policy::PolicyNumber,
        treatment::{StatementRecord, Treatment},
    },
    store::{entity::claim, seals::RowSeals},
};

pub(in crate::store) const POLICY_NUMBER: Column = Column::new(CLAIMS, "policy_number");
pub(in crate::store) const PET_NAME: Column = Column::new(CLAIMS, "pet_name");
pub(in crate::store) const POLICYHOLDER_NAME: Column = Column::new(CLAIMS, "policyholder_name");
pub(in crate::store) const POLICYHOLDER_KANA: Column = Column::new(CLAIMS, "policyholder_kana");
pub(in crate::store) const DIAGNOSIS: Column = Column::new(CLAIMS, "diagnosis");
pub(in crate::store) const DIAGNOSIS_CODE: Column = Column::new(CLAIMS, "diagnosis_code");
pub(in crate::store) const NOTE: Column = Column::new(CLAIMS, "note");
pub(in crate::store) const LINES: Column = Column::new(CLAIMS, "lines");
pub(in crate::store) const EXPLANATION: Column = Column::new(CLAIMS, "denial_explanation");
pub(in crate::store) const RETURNS: Column = Column::new(CLAIMS, "returns");

/// What an insurer finds claims of one 傷病コード by.
pub(in crate::store) const BY_DIAGNOSIS: Field = Field::number("claims.diagnosis_code");

/// Whose keys seal a claim.
pub(in crate::store) fn owner(claim: &Claim) -> OrganisationId {
    claim.owner()
}

/// Whose keys seal the claim of a row.
pub(in crate::store) fn owner_of(row: &claim::Model) -> Result<OrganisationId, Error> {
    let status = Status::parse(&row.status).ok_or_else(|| Error::row(CLAIMS, "status"))?;
    Ok(status.owner(row.clinic_id.into(), row.policy_insurer_id.into()))
}

/// Every sealed column of a row.
pub(super) fn columns(row: &claim::Model) -> impl Iterator<Item = &SealedColumn> {
    let told = [&row.diagnosis, &row.note, &row.lines];
    let sometimes = row.diagnosis_code.iter().chain(&row.denial_explanation).chain(&row.returns);
    cover_columns(row).into_iter().chain(told).chain(sometimes)
}

/// Those that it has of its policy.
pub(in crate::store) const fn cover_columns(row: &claim::Model) -> [&SealedColumn; 4] {
    [&row.policy_number, &row.pet_name, &row.policyholder_name, &row.policyholder_kana]
}

pub(super) fn seal_cover(
    row: &mut claim::ActiveModel,
    seals: &RowSeals<'_>,
    cover: &Cover,
) -> Result<(), envelope::Error> {
    row.policy_number = Set(seals.seal(POLICY_NUMBER, cover.policy_number.as_str())?);
    row.pet_name = Set(seals.seal(PET_NAME, cover.pet_name.expose())?);
    row.policyholder_name = Set(seals.seal(POLICYHOLDER_NAME, cover.policyholder_name.expose())?);
    row.policyholder_kana = Set(seals.seal(POLICYHOLDER_KANA, cover.policyholder_kana.expose())?);
    Ok(())
}

pub(super) fn seal_treatment(
    row: &mut claim::ActiveModel,
    seals: &RowSeals<'_>,
    treatment: &Treatment,
) -> Result<(), Fault> {
    // Lines are written and read with their claim and never alone; that it is a cancer, or who else insures the animal, is personal too.
    let lines = serde_json::to_string(&StatementRecord::of(treatment)).map_err(|_| unreadable("lines"))?;
    row.diagnosis = Set(seals.seal(DIAGNOSIS, treatment.diagnosis.expose())?);
    let code = treatment.diagnosis_code.map(|code| seals.seal(DIAGNOSIS_CODE, code.as_str())).transpose()?;
    row.diagnosis_code = Set(code);
    row.note = Set(seals.seal(NOTE, treatment.note.expose())?);
    row.lines = Set(seals.seal(LINES, lines)?);
    Ok(())
}

pub(super) fn seal_explanation(
    row: &mut claim::ActiveModel,
    seals: &RowSeals<'_>,
    denial: &Denial,
) -> Result<(), envelope::Error> {
    row.denial_explanation = Set(Some(seals.seal(EXPLANATION, denial.explanation.expose())?));
    Ok(())
}

pub(super) fn seal_returns(
    row: &mut claim::ActiveModel,
    seals: &RowSeals<'_>,
    returns: &[Return],
) -> Result<(), Fault> {
    let returns: Vec<_> = returns.iter().map(ReturnRecord::of).collect();
    let returns = serde_json::to_string(&returns).map_err(|_| unreadable("returns"))?;
    row.returns = Set(Some(seals.seal(RETURNS, returns)?));
    Ok(())
}

/// How often it was returned, and why.
pub(super) fn open_returns(row: &claim::Model, seals: &RowSeals<'_>) -> Result<Vec<Return>, Fault> {
    let Some(sealed) = row.returns.clone() else { return Ok(vec![]) };
    let records: Vec<ReturnRecord> =
        serde_json::from_str(seals.open(RETURNS, sealed)?.expose()).map_err(|_| unreadable("returns"))?;
    let returns: Option<_> = records.into_iter().map(ReturnRecord::returned).collect();
    Ok(returns.ok_or_else(|| unreadable("returns"))?)
}

pub(in crate::store) fn open_cover(row: &claim::Model, seals: &RowSeals<'_>) -> Result<Cover, Fault> {
    let number = seals.open(POLICY_NUMBER, row.policy_number.clone())?;
    Ok(Cover {
        policy: row.policy_id.into(),
        policy_number: PolicyNumber::parse(number.expose()).map_err(|_| unreadable("policy_number"))?,
        plan: serde_json::from_str(&row.plan).map_err(|why| Error::row(CLAIMS, why))?,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        first_starts_on: row.first_starts_on,
        pet_name: seals.open(PET_NAME, row.pet_name.clone())?,
        species: row.species.clone(),
        policyholder_name: seals.open(POLICYHOLDER_NAME, row.policyholder_name.clone())?,
        policyholder_kana: seals.open(POLICYHOLDER_KANA, row.policyholder_kana.clone())?,
    })
}

pub(super) fn open_treatment(row: &claim::Model, seals: &RowSeals<'_>) -> Result<Treatment, Fault> {
    let lines = seals.open(LINES, row.lines.clone())?;
    // What serde says of a text it cannot read may have the text in it.
    let statement: StatementRecord = serde_json::from_str(lines.expose()).map_err(|_| unreadable("lines"))?;
    let rest = Treatment {
        diagnosis: seals.open(DIAGNOSIS, row.diagnosis.clone())?,
        diagnosis_code: open_code(row, seals)?,
        onset_on: row.onset_on,
        note: seals.open(NOTE, row.note.clone())?,
        ..Treatment::default()
    };
    Ok(statement.treatment(rest).ok_or_else(|| unreadable("lines"))?)
}

/// The 傷病コード of a row.
pub(in crate::store) fn open_code(
    row: &claim::Model,
    seals: &RowSeals<'_>,
) -> Result<Option<DiagnosisCode>, Fault> {
    let Some(sealed) = row.diagnosis_code.clone() else { return Ok(None) };
    let code = seals.open(DIAGNOSIS_CODE, sealed)?;
    Ok(Some(code.expose().parse().map_err(|_| unreadable("diagnosis_code"))?))
}

/// The token that an insurer finds a claim of this 傷病コード by.
pub(super) fn token(index: &Index, code: DiagnosisCode) -> Option<i64> {
    index.token(BY_DIAGNOSIS, code.as_str()).map(Token::number)
}

/// The tokens that claims of a 傷病コード may have.
pub(in crate::store) fn diagnosis_tokens(index: &Index, code: DiagnosisCode) -> Vec<i64> {
    index.tokens(BY_DIAGNOSIS, code.as_str()).into_iter().map(Token::number).collect()
}

pub(super) fn open_explanation(
    sealed: SealedColumn,
    seals: &RowSeals<'_>,
) -> Result<Personal<String>, envelope::Error> {
    seals.open(EXPLANATION, sealed)
}

fn unreadable(column: &str) -> Error {
    Error::row(CLAIMS, column)
}
