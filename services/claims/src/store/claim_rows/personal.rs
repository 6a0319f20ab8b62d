//! The personal columns of a claim's row. The clinic's keys seal a draft, the insurer's everything from submission on.

use chrono::NaiveDate;
use envelope::{Column, Field, Index, Token};
use fault::Fault;
use ids::{OrganisationId, Personal};
use money::Yen;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use store::{Error, SealedColumn};

use super::CLAIMS;
use crate::{
    domain::{
        benefit::Cause,
        claim::{Claim, Cover, Denial, Status},
        diagnosis::DiagnosisCode,
        plan::Covered,
        policy::PolicyNumber,
        quantity::Quantity,
        reason::Reason,
        treatment::{Line, OtherPolicy, Treatment},
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

/// What an insurer finds claims of one 傷病コード by.
pub(in crate::store) const BY_DIAGNOSIS: Field = Field::number("claims.diagnosis_code");

/// What of a treatment is kept in one sealed column of its claim's row: lines are written and read with their claim and never alone, and
/// that it is a cancer, or who else insures the animal, is personal too.
#[derive(Serialize, Deserialize)]
struct KeptTreatment {
    cause: Cause,
    discount_yen: i64,
    other_insurance: Option<Vec<KeptOther>>,
    lines: Vec<KeptLine>,
}

/// Another policy as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptOther {
    insurer: String,
    paid_yen: Option<i64>,
}

/// A line as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptLine {
    service_on: NaiveDate,
    care: String,
    item: String,
    quantity_milli: i64,
    unit_price_yen: i64,
    insured: bool,
    excluded_as: Option<Reason>,
    circumstance: Option<Covered>,
}

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
    cover_columns(row).into_iter().chain(told).chain(&row.diagnosis_code).chain(&row.denial_explanation)
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
    let others = treatment.other_insurance.as_ref().map(|others| others.iter().map(keep_other).collect());
    let kept = KeptTreatment {
        cause: treatment.cause,
        discount_yen: treatment.discount.get(),
        other_insurance: others,
        lines: treatment.lines.iter().map(keep_line).collect(),
    };
    let lines = serde_json::to_string(&kept).map_err(|_| unreadable("lines"))?;
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
    let kept: KeptTreatment = serde_json::from_str(lines.expose()).map_err(|_| unreadable("lines"))?;
    Ok(Treatment {
        diagnosis: seals.open(DIAGNOSIS, row.diagnosis.clone())?,
        diagnosis_code: open_code(row, seals)?,
        cause: kept.cause,
        onset_on: row.onset_on,
        note: seals.open(NOTE, row.note.clone())?,
        lines: kept.lines.into_iter().map(read_line).collect::<Result<_, _>>()?,
        discount: Yen::new(kept.discount_yen),
        other_insurance: kept.other_insurance.map(|others| others.into_iter().map(read_other).collect()),
    })
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

fn keep_line(line: &Line) -> KeptLine {
    let Line { service_on, care, item, quantity, unit_price, insured, excluded_as, circumstance } = line;
    KeptLine {
        service_on: *service_on,
        care: care.as_str().to_owned(),
        item: item.expose().clone(),
        quantity_milli: quantity.get(),
        unit_price_yen: unit_price.get(),
        insured: *insured,
        excluded_as: *excluded_as,
        circumstance: *circumstance,
    }
}

fn read_line(line: KeptLine) -> Result<Line, Error> {
    Ok(Line {
        service_on: line.service_on,
        care: line.care.parse().map_err(|why| Error::row(CLAIMS, why))?,
        item: Personal::new(line.item),
        quantity: Quantity::milli(line.quantity_milli).map_err(|why| Error::row(CLAIMS, why))?,
        unit_price: Yen::new(line.unit_price_yen),
        insured: line.insured,
        excluded_as: line.excluded_as,
        circumstance: line.circumstance,
    })
}

fn keep_other(other: &OtherPolicy) -> KeptOther {
    let OtherPolicy { insurer, paid } = other;
    KeptOther { insurer: insurer.expose().clone(), paid_yen: paid.map(Yen::get) }
}

fn read_other(other: KeptOther) -> OtherPolicy {
    OtherPolicy { insurer: Personal::new(other.insurer), paid: other.paid_yen.map(Yen::new) }
}

fn unreadable(column: &str) -> Error {
    Error::row(CLAIMS, column)
}
