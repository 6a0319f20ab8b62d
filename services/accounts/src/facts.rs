//! What the others are told: ids, kinds, roles, states and serial numbers. Never a name, an address or a secret.

use chrono::{DateTime, Utc};
use feed::{Change, Fact, Operator, OperatorKind, Resource};
use ids::{AccountId, CertificateId, ErasureId, OrganisationId};

use crate::domain::{account::Account, event::Event, roles::Roles};

/// The fact of an event. It concerns the organisation it happened in, and the one of who did it.
pub(crate) fn fact(event: &Event, by: &Operator, at: DateTime<Utc>) -> Fact {
    let (home, fact) = match event {
        Event::OrganisationRegistered { organisation, kind } => {
            let fact = Fact::new(
                "organisation.registered",
                at,
                by.clone(),
                Resource::new("organisation", organisation),
            );
            (organisation, fact.change(Change::of("kind", "", kind)))
        }
        Event::ErasureRequested { organisation, erasure, contract_ended_on } => {
            let fact = erasing("organisation.erasure_requested", at, by, organisation, erasure);
            (organisation, fact.change(Change::of("contract_ended_on", "", contract_ended_on)))
        }
        Event::ErasureCancelled { organisation, erasure } => {
            (organisation, erasing("organisation.erasure_cancelled", at, by, organisation, erasure))
        }
        Event::OrganisationClosed { organisation, erasure } => {
            let fact = erasing("organisation.closed", at, by, organisation, erasure);
            (organisation, fact.change(Change::of("state", "open", "closed")))
        }
        Event::OrganisationErased { organisation, erasure, operator } => {
            let fact = erasing("organisation.erased", at, by, organisation, erasure);
            let fact = fact.change(Change::of("state", "closed", "erased")).change(Change::withheld("phone"));
            (organisation, fact.concerning(*organisation).concerning(*operator))
        }
        Event::ArchiveFetched { organisation } => {
            let subject = Resource::new("organisation", organisation);
            (organisation, Fact::new("organisation.archive_fetched", at, by.clone(), subject))
        }
        Event::AccountCreated { account, organisation, roles } => {
            let fact = Fact::new("account.created", at, by.clone(), person(account));
            let fact = fact.change(Change::withheld("name")).change(Change::withheld("email"));
            (organisation, fact.change(Change::of("roles", "", words(roles))))
        }
        Event::AccountSignedIn { account, organisation, certificate } => {
            (organisation, on_device("account.signed_in", at, by, account, certificate))
        }
        Event::AccountSignedOut { account, organisation, certificate } => {
            (organisation, on_device("account.signed_out", at, by, account, certificate))
        }
        Event::AccountSignInRefused { account, organisation, certificate } => {
            (organisation, on_device("account.sign_in_refused", at, by, account, certificate))
        }
        Event::ApiClientCreated { api_client, organisation, roles, certificate } => {
            let fact =
                Fact::new("api_client.created", at, by.clone(), Resource::new("api_client", api_client));
            (organisation, fact.touching(device(certificate)).change(Change::of("roles", "", words(roles))))
        }
        Event::CertificateIssued { certificate, organisation, serial } => {
            let fact = Fact::new("certificate.issued", at, by.clone(), device(certificate).known_as(serial));
            (organisation, fact.change(Change::of("state", "", "active")))
        }
        Event::CertificateRevoked { certificate, organisation, serial, before } => {
            let fact = Fact::new("certificate.revoked", at, by.clone(), device(certificate).known_as(serial));
            (organisation, fact.change(Change::of("state", before.as_str(), "revoked")))
        }
    };
    with_operator(fact.concerning(*home), by.organisation)
}

/// The operator that a person is at the moment of signing in or out, when there is no signed actor.
pub(crate) fn operator(account: &Account, serial: &str) -> Operator {
    Operator {
        kind: OperatorKind::Account,
        id: account.id.to_string(),
        organisation: Some(account.organisation),
        roles: account.roles.as_slice().iter().map(|role| role.as_str().to_owned()).collect(),
        certificate_serial: serial.to_owned(),
    }
}

fn with_operator(fact: Fact, organisation: Option<OrganisationId>) -> Fact {
    match organisation {
        Some(organisation) => fact.concerning(organisation),
        None => fact,
    }
}

fn erasing(
    kind: &str,
    at: DateTime<Utc>,
    by: &Operator,
    organisation: &OrganisationId,
    erasure: &ErasureId,
) -> Fact {
    let subject = Resource::new("organisation", organisation);
    Fact::new(kind, at, by.clone(), subject).touching(Resource::new("erasure", erasure))
}

fn on_device(
    kind: &str,
    at: DateTime<Utc>,
    by: &Operator,
    account: &AccountId,
    certificate: &CertificateId,
) -> Fact {
    Fact::new(kind, at, by.clone(), person(account)).touching(device(certificate))
}

fn person(account: &AccountId) -> Resource {
    Resource::new("account", account)
}

fn device(certificate: &CertificateId) -> Resource {
    Resource::new("certificate", certificate)
}

fn words(roles: &Roles) -> String {
    roles.as_slice().iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",")
}
