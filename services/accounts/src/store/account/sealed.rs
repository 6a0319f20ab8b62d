//! Seals and opens who an account belongs to. Every value is bound to its row: a name that was moved to another account
//! does not open, and no list is shown in part.

use ::store::Error;
use envelope::{Column, Field, Index, Keyring, Opening, Sealed, Token};
use fault::Fault;
use ids::{AccountId, Personal};

use super::{Candidate, Kept, TABLE};
use crate::domain::{
    account::{Account, Member},
    email::Email,
    password::PasswordHash,
    text::Name,
};

pub(in crate::store) const NAME: Column = Column::new(TABLE, "name");
pub(in crate::store) const EMAIL: Column = Column::new(TABLE, "email");
/// What accounts are found by.
pub(in crate::store) const ADDRESS: Field = Field::address("accounts.email");

/// The tokens an address may have; none of nothing.
pub(crate) fn tokens(index: &Index, email: Option<&Email>) -> Vec<Token> {
    index.tokens(ADDRESS, email.map_or("", Email::as_str))
}

/// The token to keep beside an address.
pub(super) fn token(index: &Index, email: &Email) -> Result<Token, envelope::Error> {
    let token = index.token(ADDRESS, email.as_str());
    token.ok_or(envelope::Error::Broken("a mail address has no token"))
}

/// Name and address of a new account, sealed for its row.
pub(super) fn seal(keys: &Keyring, member: &Member) -> Result<(Sealed, Sealed), envelope::Error> {
    let (owner, row) = (member.account.organisation, member.account.id.uuid());
    let seal =
        |column: Column, text: &str| keys.seal_text(owner, &column.at(row), &Personal::new(text.to_owned()));
    Ok((seal(NAME, member.name.expose().as_str())?, seal(EMAIL, member.email.expose().as_str())?))
}

/// The accounts with whose they are.
pub(crate) fn members(keys: &Keyring, kept: &[Kept], opening: &Opening) -> Result<Vec<Member>, Fault> {
    keys.ready(kept.iter().flat_map(|kept| [&kept.name, &kept.email]))?;
    kept.iter().map(|kept| member(keys, kept, opening)).collect()
}

/// An account with whose it is.
pub(crate) fn member(keys: &Keyring, kept: &Kept, opening: &Opening) -> Result<Member, Fault> {
    let (name, email) = (kept.name(keys, opening)?, kept.email(keys, opening)?);
    Ok(Member { account: kept.account.clone(), name, email })
}

/// The accounts with their names; addresses stay sealed.
pub(crate) fn names(
    keys: &Keyring,
    kept: &[Kept],
    opening: &Opening,
) -> Result<Vec<(Account, Personal<Name>)>, Fault> {
    keys.ready(kept.iter().map(|kept| &kept.name))?;
    kept.iter().map(|kept| Ok((kept.account.clone(), kept.name(keys, opening)?))).collect()
}

/// The accounts' addresses; names stay sealed.
pub(crate) fn addresses(
    keys: &Keyring,
    kept: &[Kept],
    opening: &Opening,
) -> Result<Vec<(AccountId, Personal<Email>)>, Fault> {
    keys.ready(kept.iter().map(|kept| &kept.email))?;
    kept.iter().map(|kept| Ok((kept.account.id, kept.email(keys, opening)?))).collect()
}

/// The one among the candidates that has the address.
pub(crate) fn with_address(
    keys: &Keyring,
    candidates: &[Candidate],
    email: &Email,
    opening: &Opening,
) -> Result<Option<(Account, PasswordHash)>, Fault> {
    keys.ready(candidates.iter().map(|candidate| &candidate.kept.email))?;
    for Candidate { kept, password, .. } in candidates {
        if kept.email(keys, opening)?.expose() == email {
            return Ok(Some((kept.account.clone(), password.clone())));
        }
    }
    Ok(None)
}

impl Kept {
    fn name(&self, keys: &Keyring, opening: &Opening) -> Result<Personal<Name>, Fault> {
        let text = self.open(keys, NAME, &self.name, opening)?;
        Ok(Personal::new(Name::parse(text.expose()).map_err(|why| Error::row(TABLE, why))?))
    }

    fn email(&self, keys: &Keyring, opening: &Opening) -> Result<Personal<Email>, Fault> {
        let text = self.open(keys, EMAIL, &self.email, opening)?;
        Ok(Personal::new(Email::parse(text.expose()).map_err(|why| Error::row(TABLE, why))?))
    }

    fn open(
        &self,
        keys: &Keyring,
        column: Column,
        sealed: &Sealed,
        opening: &Opening,
    ) -> Result<Personal<String>, envelope::Error> {
        keys.open_text(self.account.organisation, &column.at(self.account.id.uuid()), sealed, opening)
    }
}
