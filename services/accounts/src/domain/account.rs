//! A person's account. Signs in only while active; refuses roles that its organisation's kind does not have.

use chrono::{DateTime, Utc};
use identity::OrganisationKind;
use ids::{AccountId, CertificateId, OrganisationId, Personal};

use super::{
    email::Email,
    event::Event,
    password::Password,
    roles::{BadRoles, Roles},
    text::Name,
};

/// An account: what it may do, and not whose it is.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Grows by one with each change an administrator makes.
    pub revision: i64,
    /// What it may do.
    pub roles: Roles,
    /// Whether it may sign in.
    pub state: AccountState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last signed in.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

/// An account and whose it is.
#[derive(Debug, Clone)]
pub struct Member {
    /// The account.
    pub account: Account,
    /// 氏名.
    pub name: Personal<Name>,
    /// Mail address.
    pub email: Personal<Email>,
}

/// Whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// 有効.
    Active,
    /// 停止.
    Suspended,
}

/// A person as an administrator enters them.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// 氏名.
    pub name: Personal<Name>,
    /// Mail address.
    pub email: Personal<Email>,
    /// The first password.
    pub password: Password,
    /// What they may do.
    pub roles: Roles,
}

/// What an account is made of; the password is elsewhere, hashed.
#[derive(Debug, Clone)]
pub struct Person {
    /// 氏名.
    pub name: Personal<Name>,
    /// Mail address.
    pub email: Personal<Email>,
    /// What they may do.
    pub roles: Roles,
}

impl NewAccount {
    /// Parts the password, which is hashed, from the person.
    #[must_use]
    pub fn split(self) -> (Person, Password) {
        (Person { name: self.name, email: self.email, roles: self.roles }, self.password)
    }
}

/// Where an account belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its kind, which caps the roles.
    pub kind: OrganisationKind,
}

impl Account {
    /// A person joins an organisation.
    ///
    /// # Errors
    /// [`BadRoles`] when the organisation's kind does not have the roles.
    pub fn create(
        id: AccountId,
        home: Home,
        person: Person,
        now: DateTime<Utc>,
    ) -> Result<(Member, Event), BadRoles> {
        person.roles.fit(home.kind)?;
        Ok(Self::make(id, home, person, now))
    }

    /// The first person of an organisation.
    ///
    /// # Errors
    /// [`BadRoles`] when they are not its administrator, or its kind does not have the roles.
    pub fn create_first(
        id: AccountId,
        home: Home,
        person: Person,
        now: DateTime<Utc>,
    ) -> Result<(Member, Event), BadRoles> {
        person.roles.fit_first(home.kind)?;
        Ok(Self::make(id, home, person, now))
    }

    /// The person has signed in on a device.
    pub fn signed_in(&self, certificate: CertificateId) -> Event {
        Event::AccountSignedIn { account: self.id, organisation: self.organisation, certificate }
    }

    /// Somebody tried to sign in as this person and was refused.
    pub fn sign_in_refused(&self, certificate: CertificateId) -> Event {
        Event::AccountSignInRefused { account: self.id, organisation: self.organisation, certificate }
    }

    /// Whether the person may sign in and stay so.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == AccountState::Active
    }

    fn make(id: AccountId, home: Home, person: Person, now: DateTime<Utc>) -> (Member, Event) {
        let Person { name, email, roles } = person;
        let event =
            Event::AccountCreated { account: id, organisation: home.organisation, roles: roles.clone() };
        let account = Self {
            id,
            organisation: home.organisation,
            revision: 1,
            roles,
            state: AccountState::Active,
            created_at: now,
            last_sign_in_at: None,
        };
        (Member { account, name, email }, event)
    }
}
