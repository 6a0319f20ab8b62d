//! The tokens by which policies are searched: written with their policy, in its insurer's blind index (ADR 12), and asked for
//! word by word. What they find are candidates, to be opened and compared. A clinic sees the tokens of policies that it has
//! claims about, and no others.

use std::collections::BTreeMap;

use envelope::{Column, Field, Index, Token};
use fault::Fault;
use ids::OrganisationId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use store::{Error, OrganisationKind, Scope, Scoped, Tx, deny, everything};

use super::{
    entity::{claim, policy_token},
    policy_rows,
};
use crate::domain::{
    policy::Policy,
    search::{Search, Word},
};

/// What a token is of: the number that is stored, the sealed column, and how the token is made.
type Part = (i16, Column, Field);

const PET: Field = Field::name("policies.pet_name");
const SURNAME: Field = Field::name("policies.surname");
const GIVEN_NAME: Field = Field::name("policies.given_name");
const SURNAME_KANA: Field = Field::name("policies.surname_kana");
const GIVEN_NAME_KANA: Field = Field::name("policies.given_name_kana");
const NUMBER: Field = policy_rows::BY_NUMBER;
const PHONE: Field = Field::phone("policies.phone");

/// Every part of a policy that has a token. A number whole is here once more beside `policies.number_token`, which clinics do
/// not see.
pub(super) const PARTS: &[Part] = &[
    (1, policy_rows::PET_NAME, PET),
    (2, policy_rows::PET_NAME, PET.first_two()),
    (3, policy_rows::SURNAME, SURNAME),
    (4, policy_rows::SURNAME, SURNAME.first_two()),
    (5, policy_rows::GIVEN_NAME, GIVEN_NAME),
    (6, policy_rows::GIVEN_NAME, GIVEN_NAME.first_two()),
    (7, policy_rows::SURNAME_KANA, SURNAME_KANA),
    (8, policy_rows::SURNAME_KANA, SURNAME_KANA.first_two()),
    (9, policy_rows::GIVEN_NAME_KANA, GIVEN_NAME_KANA),
    (10, policy_rows::GIVEN_NAME_KANA, GIVEN_NAME_KANA.first_two()),
    (11, policy_rows::NUMBER, NUMBER),
    (12, policy_rows::NUMBER, NUMBER.last_four()),
    (13, policy_rows::PHONE, PHONE),
    (14, policy_rows::PHONE, PHONE.last_four()),
];

impl Scoped for policy_token::Entity {
    fn wall(scope: &Scope) -> Condition {
        match scope {
            Scope::Organisation { id, kind: OrganisationKind::Insurer } => {
                Condition::all().add(policy_token::Column::InsurerId.eq(id.uuid()))
            }
            Scope::Organisation { id, kind: OrganisationKind::Clinic } => {
                let about = Expr::col((claim::Entity, claim::Column::PolicyId));
                let about = about.equals((policy_token::Entity, policy_token::Column::PolicyId));
                let claims =
                    claim::Entity::find().filter(claim::Column::ClinicId.eq(id.uuid())).filter(about);
                let claims = claims.select_only().column(claim::Column::Id).into_query();
                Condition::all().add(Expr::exists(claims))
            }
            Scope::Platform(_) => everything(),
            Scope::Organisation { .. } | Scope::Lookup { .. } => deny(),
        }
    }
}

/// What is searched for, in the indexes of these insurers. Holds tokens and receipt numbers, and nothing that was typed else.
#[derive(Debug, Clone)]
pub struct Sought(Vec<SoughtWord>);

#[derive(Debug, Clone)]
struct SoughtWord {
    receipt: Option<String>,
    /// Tokens by insurer, each with its part.
    tokens: BTreeMap<OrganisationId, Vec<(i16, i64)>>,
}

/// What a search has looked at in one go.
#[derive(Debug)]
pub struct Batch<T, K> {
    /// What matches.
    pub found: Vec<T>,
    /// Candidates that were opened.
    pub opened: usize,
    /// Where it goes on, if it does.
    pub last: Option<K>,
}

impl<T, K> Batch<T, K> {
    /// Rows that were fetched, of which nothing has been compared yet.
    pub fn of<R>(most: u64, rows: &[R], key: impl Fn(&R) -> K) -> Self {
        let is_whole = (rows.len() as u64) < most;
        Self { found: vec![], opened: rows.len(), last: rows.last().filter(|_| !is_whole).map(key) }
    }
}

impl Sought {
    /// The tokens of a search in these indexes.
    pub fn new(search: &Search, indexes: &[(OrganisationId, Index)], with_phones: bool) -> Self {
        let of = |word: &Word| SoughtWord {
            receipt: word.receipt(),
            tokens: indexes
                .iter()
                .map(|(insurer, index)| (*insurer, of_word(word, index, with_phones)))
                .collect(),
        };
        Self(search.words().iter().map(of).collect())
    }

    /// Searches no longer among the policies of an insurer; whether it did.
    pub fn forget(&mut self, insurer: OrganisationId) -> bool {
        let forgotten = self.0.iter_mut().map(|word| word.tokens.remove(&insurer).is_some());
        forgotten.fold(false, |any, one| any | one)
    }

    /// The policies of which every word may be, one query a word.
    pub(super) fn policies<'a>(&'a self, tx: &'a Tx) -> impl Iterator<Item = SelectStatement> + 'a {
        self.0.iter().map(|word| candidates(tx, word))
    }

    /// The same, with the receipt number that the word may be.
    pub(super) fn words<'a>(
        &'a self,
        tx: &'a Tx,
    ) -> impl Iterator<Item = (SelectStatement, Option<&'a str>)> + 'a {
        self.policies(tx).zip(self.0.iter().map(|word| word.receipt.as_deref()))
    }
}

/// Writes the tokens of a new policy, in one statement.
pub(super) async fn insert(tx: &Tx, index: &Index, policy: &Policy) -> Result<(), Fault> {
    let rows = PARTS.iter().filter_map(|(part, of, field)| {
        let token = index.token(*field, text_of(policy, *of)?)?;
        Some(policy_token::ActiveModel {
            policy_id: Set(policy.id.uuid()),
            part: Set(*part),
            insurer_id: Set(policy.insurer.uuid()),
            token: Set(token.number()),
        })
    });
    let insert = policy_token::Entity::insert_many(rows);
    insert.exec_without_returning(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

fn text_of(policy: &Policy, column: Column) -> Option<&str> {
    let person = &policy.policyholder;
    match column {
        policy_rows::PET_NAME => Some(policy.pet.name.expose()),
        policy_rows::SURNAME => Some(person.surname.expose()),
        policy_rows::GIVEN_NAME => Some(person.given_name.expose()),
        policy_rows::SURNAME_KANA => Some(person.surname_kana.expose()),
        policy_rows::GIVEN_NAME_KANA => Some(person.given_name_kana.expose()),
        policy_rows::NUMBER => Some(policy.number.as_str()),
        policy_rows::PHONE => Some(person.phone.expose()),
        _ => None,
    }
}

/// Longer words are asked for by their beginning, since names that begin with them are meant too.
fn of_word(word: &Word, index: &Index, with_phones: bool) -> Vec<(i16, i64)> {
    let mut tokens = vec![];
    let mut ask = |field: Field, text: &str| {
        let parts = PARTS.iter().filter(|(.., of)| *of == field);
        for (part, ..) in parts {
            let of_part = index.tokens(field, text).into_iter().map(Token::number);
            tokens.extend(of_part.map(|token| (*part, token)));
        }
    };
    for name in [PET, SURNAME, GIVEN_NAME, SURNAME_KANA, GIVEN_NAME_KANA] {
        ask(if word.is_single() { name } else { name.first_two() }, word.name());
    }
    if let Some(first) = word.first() {
        ask(SURNAME, &first);
        ask(SURNAME_KANA, &first);
    }
    let phone = word.phone().filter(|_| with_phones).map(|typed| (PHONE, typed));
    for (field, typed) in word.number().map(|typed| (NUMBER, typed)).into_iter().chain(phone) {
        ask(field, typed);
        // Four characters may be all of a number or its end.
        if field.normal(typed).chars().count() == 4 {
            ask(field.last_four(), typed);
        }
    }
    tokens
}

fn candidates(tx: &Tx, word: &SoughtWord) -> SelectStatement {
    let mut any = Condition::any().add(deny());
    for (insurer, tokens) in &word.tokens {
        let mut by_part: BTreeMap<i16, Vec<i64>> = BTreeMap::new();
        for (part, token) in tokens {
            by_part.entry(*part).or_default().push(*token);
        }
        for (part, tokens) in by_part {
            let one = Condition::all()
                .add(policy_token::Column::InsurerId.eq(insurer.uuid()))
                .add(policy_token::Column::Part.eq(part))
                .add(policy_token::Column::Token.is_in(tokens));
            any = any.add(one);
        }
    }
    let query = tx.find::<policy_token::Entity>().filter(any);
    query.select_only().column(policy_token::Column::PolicyId).into_query()
}
