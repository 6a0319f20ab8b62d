//! Writes out everything that the actor's organisation owns here: itself, its people, programs and certificates. No password, no secret
//! and no hash of one. Refuses programs.

use ::store::Page;
use archive::{Damages, Outgoing, Parts, Records};
use bytes::Bytes;
use fault::Fault;
use identity::Actor;
use serde_json::{Value, json};

use super::{App, allow, opening, organisation_not_found, own};
use crate::{
    domain::{
        access::Verb,
        account::{AccountState, Member},
        api_client::ApiClient,
        certificate::Certificate,
        organisation::Organisation,
        roles::Roles,
    },
    store,
};

/// The name of its transactions, and why values are opened.
const NAME: &str = "export_organisation";
/// Rows of one transaction.
const PAGE: i32 = 100;

impl App {
    /// The files, as they are read.
    pub(crate) fn export_organisation(&self, actor: &Actor) -> Result<Parts, Fault> {
        allow(actor, Verb::ExportOrganisation)?;
        let (app, actor) = (self.clone(), actor.clone());
        Ok(archive::export(move |mut out| async move {
            let mut damages = Damages::default();
            app.write_organisation(&actor, &mut out).await?;
            app.write_people(&actor, &mut out, &mut damages).await?;
            app.write_programs(&actor, &mut out).await?;
            app.write_certificates(&actor, &mut out).await?;
            damages.end(&mut out, "accounts").await?;
            Ok(out)
        }))
    }

    async fn write_organisation(&self, actor: &Actor, out: &mut Outgoing) -> Result<(), Fault> {
        let tx = self.store.read(own(actor), NAME).await?;
        let found = store::organisation::get(&tx, actor.organisation).await?;
        drop(tx);
        let text = organisation(&found.ok_or_else(organisation_not_found)?).to_string();
        let path = "accounts/organisation.json".parse();
        let path = path.map_err(|why: archive::BadPath| Fault::internal("ARCHIVE_BROKEN").source(why))?;
        out.whole(path, Bytes::from(text)).await
    }

    async fn write_people(
        &self,
        actor: &Actor,
        out: &mut Outgoing,
        damages: &mut Damages,
    ) -> Result<(), Fault> {
        let (mut people, mut cursor) = (Records::new("accounts/people"), String::new());
        let (keys, opening) = (&self.keys, opening(actor, NAME));
        loop {
            let page = Page::parse(PAGE, &cursor)?;
            let tx = self.store.read(own(actor), NAME).await?;
            let slice = page.cut(store::account::list(&tx, &page).await?, |kept| kept.account.id);
            drop(tx);
            for kept in &slice.rows {
                let member = keys.with_keys(|| async { store::account::member(keys, kept, &opening) }).await;
                if let Some(member) = damages.take("accounts", kept.account.id, member)? {
                    people.push(out, &person(&member)).await?;
                }
            }
            cursor = slice.next_cursor;
            if cursor.is_empty() {
                return people.end(out).await;
            }
        }
    }

    async fn write_programs(&self, actor: &Actor, out: &mut Outgoing) -> Result<(), Fault> {
        let (mut programs, mut after) = (Records::new("accounts/programs"), None);
        loop {
            let tx = self.store.read(own(actor), NAME).await?;
            let page = store::api_client::after(&tx, after, PAGE.unsigned_abs().into()).await?;
            drop(tx);
            let Some(last) = page.last() else { return programs.end(out).await };
            after = Some(last.id);
            for client in &page {
                programs.push(out, &program(client)).await?;
            }
        }
    }

    async fn write_certificates(&self, actor: &Actor, out: &mut Outgoing) -> Result<(), Fault> {
        let (mut certificates, mut cursor) = (Records::new("accounts/certificates"), String::new());
        loop {
            let page = Page::parse(PAGE, &cursor)?;
            let tx = self.store.read(own(actor), NAME).await?;
            let slice = page.cut(store::certificate::list(&tx, &page).await?, |certificate| certificate.id);
            drop(tx);
            for one in &slice.rows {
                let chain = self.authority.chain_pem(&one.signed.der);
                certificates.push(out, &certificate(one, &chain)).await?;
            }
            cursor = slice.next_cursor;
            if cursor.is_empty() {
                return certificates.end(out).await;
            }
        }
    }
}

fn organisation(organisation: &Organisation) -> Value {
    let Organisation { id, revision, kind, name, code, phone, registered_at, life: _ } = organisation;
    json!({
        "format": archive::FORMAT, "id": id, "revision": revision, "kind": kind.as_str(), "name": name.as_str(),
        "code": code.as_ref().map(|code| code.as_str()), "phone": phone.as_ref().map(|phone| phone.as_str()),
        "registered_at": registered_at,
    })
}

fn person(member: &Member) -> Value {
    let account = &member.account;
    let state = match account.state {
        AccountState::Active => "active",
        AccountState::Suspended => "suspended",
    };
    json!({
        "id": account.id, "revision": account.revision, "name": member.name.expose().as_str(),
        "email": member.email.expose().as_str(), "roles": words(&account.roles), "state": state,
        "created_at": account.created_at, "last_sign_in_at": account.last_sign_in_at,
    })
}

fn program(client: &ApiClient) -> Value {
    let ApiClient { id, organisation: _, revision, name, roles, secret: _, certificate, created_at } = client;
    json!({
        "id": id, "revision": revision, "name": name.as_str(), "roles": words(roles),
        "certificate_id": certificate, "created_at": created_at,
    })
}

fn certificate(certificate: &Certificate, chain: &str) -> Value {
    let signed = &certificate.signed;
    json!({
        "id": certificate.id, "revision": certificate.revision, "device": certificate.label.as_str(),
        "serial": signed.serial, "fingerprint": signed.fingerprint, "not_before": signed.not_before,
        "not_after": signed.not_after, "issued_at": certificate.issued_at, "revoked_at": certificate.revoked_at,
        "certificate_chain_pem": chain,
    })
}

fn words(roles: &Roles) -> Vec<&'static str> {
    roles.as_slice().iter().map(|role| role.as_str()).collect()
}
