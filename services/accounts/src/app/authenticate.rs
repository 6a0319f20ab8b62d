//! Turns a session or token into signed actors, good for ten seconds. Refuses both on any certificate but their own,
//! and as soon as account or certificate is no longer active.

use ::store::{Scope, Tx};
use chrono::{DateTime, Utc};
use envelope::{Opening, Who};
use fault::Fault;
use identity::{Actor, ActorKind, Permissions};
use ids::Personal;
use uuid::Uuid;

use super::App;
use crate::{
    domain::{
        certificate::Certificate,
        email::Email,
        organisation::Organisation,
        roles::Roles,
        secret::Secret,
        session::Session,
        text::{DeviceLabel, Name},
    },
    store::{self, account::Kept},
};

/// What somebody shows.
pub(crate) enum Credential {
    /// A session's secret.
    Session(Secret),
    /// An access token.
    Token(Secret),
}

/// What somebody shows, on which certificate, for which services.
pub(crate) struct Shown {
    pub(crate) credential: Credential,
    pub(crate) fingerprint: String,
    pub(crate) audiences: Vec<String>,
}

/// Who it is.
pub(crate) struct Authenticated {
    /// In the order of the audiences.
    pub(crate) actors: Vec<String>,
    pub(crate) identity: Identity,
}

/// Who it is, for pages.
pub(crate) struct Identity {
    pub(crate) id: Uuid,
    pub(crate) name: Personal<Name>,
    pub(crate) email: Option<Personal<Email>>,
    pub(crate) organisation: Organisation,
    pub(crate) roles: Roles,
    pub(crate) permissions: Permissions,
    pub(crate) previous_sign_in_at: Option<DateTime<Utc>>,
    pub(crate) device: DeviceLabel,
    pub(crate) certificate_not_after: DateTime<Utc>,
}

/// A person or a program, before its organisation is known.
struct Bearer {
    kind: ActorKind,
    id: Uuid,
    whose: Whose,
    roles: Roles,
    previous_sign_in_at: Option<DateTime<Utc>>,
}

/// Whose name pages show.
enum Whose {
    /// A person's, still sealed.
    Person(Kept),
    /// A program's.
    Program(Name),
}

/// A name, and of a person the address.
type Known = (Personal<Name>, Option<Personal<Email>>);

impl App {
    /// Who somebody is.
    pub(crate) async fn authenticate(&self, shown: Shown) -> Result<Authenticated, Fault> {
        let now = self.now();
        let tx = self.store.read(Scope::Platform("authenticate"), "authenticate").await?;
        let certificate = store::certificate::by_fingerprint(&tx, &shown.fingerprint).await?;
        let certificate = certificate.filter(|certificate| certificate.is_active(now)).ok_or_else(unknown)?;
        let (bearer, used) = match &shown.credential {
            Credential::Session(secret) => person(&tx, secret, &certificate, now).await?,
            Credential::Token(secret) => (program(&tx, secret, &certificate, now).await?, None),
        };
        let organisation = store::organisation::get(&tx, certificate.organisation).await?;
        let organisation = organisation.filter(Organisation::is_open).ok_or_else(unknown)?;
        drop(tx); // what is cold is asked for outside of a transaction
        let (name, email) = self.open_identity(&bearer.whose).await?;
        if let Some(session) = used {
            self.write_use(&session).await?;
        }
        let actor = actor(&bearer, &organisation, &certificate);
        let sign =
            |audience: &String| self.signer.sign(&actor, audience, &certificate.signed.fingerprint, now);
        let actors = shown.audiences.iter().map(sign).collect();
        let identity = Identity {
            id: bearer.id,
            name,
            email,
            organisation,
            roles: bearer.roles,
            permissions: actor.permissions,
            previous_sign_in_at: bearer.previous_sign_in_at,
            device: certificate.label,
            certificate_not_after: certificate.signed.not_after,
        };
        Ok(Authenticated { actors, identity })
    }

    async fn open_identity(&self, whose: &Whose) -> Result<Known, Fault> {
        let kept = match whose {
            Whose::Person(kept) => kept,
            Whose::Program(name) => return Ok((Personal::new(name.clone()), None)),
        };
        let opening = Opening { who: Who::Account(kept.account.id), why: "authenticate" };
        let open = || async { store::account::member(&self.keys, kept, &opening) };
        let member = self.keys.with_keys(open).await?;
        Ok((member.name, Some(member.email)))
    }

    async fn write_use(&self, session: &Session) -> Result<(), Fault> {
        let tx = self.store.begin(Scope::Platform("authenticate"), "use_session").await?;
        store::session::used(&tx, session).await?;
        Ok(tx.commit().await?)
    }
}

/// The person of a session, and the session if its use is worth writing down.
async fn person(
    tx: &Tx,
    secret: &Secret,
    certificate: &Certificate,
    now: DateTime<Utc>,
) -> Result<(Bearer, Option<Session>), Fault> {
    let session = store::session::by_secret(tx, secret.hash()).await?;
    let mut session = session.filter(|session| session.holds(certificate.id, now)).ok_or_else(unknown)?;
    let kept = store::account::get(tx, session.account).await?.filter(|kept| kept.account.is_active());
    let kept =
        kept.filter(|kept| kept.account.organisation == certificate.organisation).ok_or_else(unknown)?;
    let bearer = Bearer {
        kind: ActorKind::Account,
        id: kept.account.id.uuid(),
        roles: kept.account.roles.clone(),
        whose: Whose::Person(kept),
        previous_sign_in_at: session.previous_sign_in_at,
    };
    let worth = session.touch(now);
    Ok((bearer, worth.then_some(session)))
}

async fn program(
    tx: &Tx,
    secret: &Secret,
    certificate: &Certificate,
    now: DateTime<Utc>,
) -> Result<Bearer, Fault> {
    let token = store::token::by_secret(tx, secret.hash()).await?;
    let token = token.filter(|token| token.holds(certificate.id, now)).ok_or_else(unknown)?;
    let client = store::api_client::get(tx, token.api_client).await?;
    let client =
        client.filter(|client| client.organisation == certificate.organisation).ok_or_else(unknown)?;
    Ok(Bearer {
        kind: ActorKind::ApiClient,
        id: client.id.uuid(),
        whose: Whose::Program(client.name),
        roles: client.roles,
        previous_sign_in_at: None,
    })
}

fn actor(bearer: &Bearer, organisation: &Organisation, certificate: &Certificate) -> Actor {
    Actor {
        kind: bearer.kind,
        id: bearer.id,
        organisation: organisation.id,
        organisation_kind: organisation.kind,
        roles: bearer.roles.as_slice().to_vec(),
        permissions: bearer.roles.permissions(organisation.kind),
        certificate_serial: certificate.signed.serial.clone(),
    }
}

fn unknown() -> Fault {
    Fault::unauthenticated("CREDENTIAL_UNKNOWN").message("not known on this certificate, or no longer")
}
