//! What of claims is sealed, for the job that seals it anew: every sealed column of every table, or keys would be discarded
//! that it still needs. A test of the house compares this with the entities. Of documents the key moves, the bytes stay.

use ::store::{RowToken, SealedTable, TokensBeside};
use envelope::{
    Column,
    Purpose::{self, Documents, Records},
};

use super::{
    claim_rows::{self, CLAIMS},
    documents::{self, DOCUMENTS},
    policy_rows::{self, POLICIES},
    policy_tokens,
    subject_files::{self, SUBJECT_FILES},
    subject_requests::{self, SUBJECT_REQUESTS},
};

/// Every table with sealed columns.
pub const SEALED_TABLES: &[SealedTable] = &[
    SealedTable {
        name: POLICIES,
        owner: "insurer_id",
        columns: POLICY,
        tokens: &[NUMBER],
        beside: Some(SEARCH),
    },
    // The insurer may see a claim, and so what is of it, from submission on: then it is sealed by the insurer's keys.
    SealedTable {
        name: CLAIMS,
        owner: "coalesce(insurer_id, clinic_id)",
        columns: CLAIM,
        tokens: &[DIAGNOSIS],
        beside: None,
    },
    SealedTable {
        name: DOCUMENTS,
        owner: "coalesce(insurer_id, clinic_id)",
        columns: DOCUMENT,
        tokens: &[],
        beside: None,
    },
    SealedTable {
        name: SUBJECT_REQUESTS,
        owner: "organisation_id",
        columns: &[(subject_requests::CORRECTION, Records)],
        tokens: &[],
        beside: None,
    },
    SealedTable {
        name: SUBJECT_FILES,
        owner: "organisation_id",
        columns: &[(subject_files::CONTENT, Records)],
        tokens: &[],
        beside: None,
    },
];

const POLICY: &[(Column, Purpose)] = &[
    (policy_rows::NUMBER, Records),
    (policy_rows::PET_NAME, Records),
    (policy_rows::SURNAME, Records),
    (policy_rows::GIVEN_NAME, Records),
    (policy_rows::SURNAME_KANA, Records),
    (policy_rows::GIVEN_NAME_KANA, Records),
    (policy_rows::EMAIL, Records),
    (policy_rows::PHONE, Records),
];

const NUMBER: RowToken = RowToken {
    of: policy_rows::NUMBER,
    field: policy_rows::BY_NUMBER,
    token: "number_token",
    ordinal: Some("number_ordinal"),
};

/// Only claims that the insurer may see have one.
const DIAGNOSIS: RowToken = RowToken {
    of: claim_rows::DIAGNOSIS_CODE,
    field: claim_rows::BY_DIAGNOSIS,
    token: "diagnosis_token",
    ordinal: None,
};

/// What policies are searched by.
const SEARCH: TokensBeside = TokensBeside {
    table: "policy_tokens",
    row: "policy_id",
    owner: "insurer_id",
    part: "part",
    token: "token",
    parts: policy_tokens::PARTS,
};

const CLAIM: &[(Column, Purpose)] = &[
    (claim_rows::POLICY_NUMBER, Records),
    (claim_rows::PET_NAME, Records),
    (claim_rows::POLICYHOLDER_NAME, Records),
    (claim_rows::POLICYHOLDER_KANA, Records),
    (claim_rows::DIAGNOSIS, Records),
    (claim_rows::DIAGNOSIS_CODE, Records),
    (claim_rows::NOTE, Records),
    (claim_rows::LINES, Records),
    (claim_rows::EXPLANATION, Records),
    (claim_rows::RETURNS, Records),
];

const DOCUMENT: &[(Column, Purpose)] =
    &[(documents::FILE_NAME, Records), (documents::SHA256, Records), (documents::KEY, Documents)];
