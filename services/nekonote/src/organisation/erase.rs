//! `nekonote organisation erase`: the steps of an erasure, each by a person who signs in for it and out again. The same words
//! again, after an answer that was lost, ask for the same thing once.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::ValueEnum;
use ids::{ErasureId, OrganisationId};
use serde_json::{Value, json};

use super::{Person, told};
use crate::{
    bootstrap::request_id,
    portal::{Client, items, number, text},
    say,
};

/// Most erasures of one page.
const PAGE: u32 = 100;

/// What `nekonote organisation erase` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Records the written instruction. Nothing is closed or destroyed yet: another person has to confirm it.
    Request {
        #[command(flatten)]
        person: Person,
        /// The organisation.
        #[arg(long, value_name = "ID")]
        organisation: OrganisationId,
        /// Last day of its contract, such as 2026-11-30.
        #[arg(long, value_name = "DATE")]
        contract_ended_on: NaiveDate,
        /// Number or name of the written instruction, as both sides file it; no names of people.
        #[arg(long, value_name = "WORDS")]
        instruction: String,
        /// Day on which the instruction arrived.
        #[arg(long, value_name = "DATE")]
        received_on: NaiveDate,
    },
    /// Confirms what another person has requested. The organisation is closed at once, and there is no way back.
    Confirm {
        #[command(flatten)]
        person: Person,
        /// The erasure.
        #[arg(long, value_name = "ID")]
        erasure: ErasureId,
        /// The organisation's name, as it is.
        #[arg(long, value_name = "NAME")]
        name: String,
    },
    /// Withdraws what is not confirmed.
    Cancel {
        #[command(flatten)]
        person: Person,
        /// The erasure.
        #[arg(long, value_name = "ID")]
        erasure: ErasureId,
    },
    /// A line for each erasure, newest first.
    List(Person),
    /// All that is known of an erasure.
    Show {
        #[command(flatten)]
        person: Person,
        /// The erasure.
        #[arg(long, value_name = "ID")]
        erasure: ErasureId,
    },
    /// Fetches the attestation of an erasure that is done.
    Attestation {
        #[command(flatten)]
        person: Person,
        /// The erasure.
        #[arg(long, value_name = "ID")]
        erasure: ErasureId,
        /// Signed JSON, or a PDF for people.
        #[arg(long, value_enum)]
        form: Form,
        /// Where it is written; must not be there yet. - prints it.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// The form of an attestation.
#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Json,
    Pdf,
}

/// Does what was asked, and says what it did.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    match options.verb {
        Verb::Request { person, organisation, contract_ended_on, instruction, received_on } => {
            let new = json!({
                "organisation_id": organisation.to_string(),
                "contract_ended_on": contract_ended_on.to_string(),
                "instruction_reference": instruction,
                "instruction_received_on": received_on.to_string(),
            });
            person.signed_in(async |portal| request(portal, &new).await).await
        }
        Verb::Confirm { person, erasure, name } => {
            person.signed_in(async |portal| confirm(portal, erasure, &name).await).await
        }
        Verb::Cancel { person, erasure } => {
            person.signed_in(async |portal| cancel(portal, erasure).await).await
        }
        Verb::List(person) => person.signed_in(list).await,
        Verb::Show { person, erasure } => {
            person.signed_in(async |portal| told::erasure(&seen(portal, erasure).await?)).await
        }
        Verb::Attestation { person, erasure, form, out } => {
            free(&out)?;
            person.signed_in(async |portal| attestation(portal, erasure, form, &out).await).await
        }
    }
}

async fn request(portal: &Client, new: &Value) -> anyhow::Result<()> {
    let key = request_id(&["request an erasure", &new.to_string()]).to_string();
    let made = portal.post("/erasures", &key, new).await?;
    let erasure = portal.get(&format!("/erasures/{}", text(&made, "id")?)).await?;
    say!("消去を依頼しました。 / the erasure is requested")?;
    told::erasure(&erasure)?;
    Ok(say!(
        "次に、別の担当者が nekonote organisation erase confirm か画面で確認してください。 / next, another person confirms it"
    )?)
}

async fn confirm(portal: &Client, id: ErasureId, name: &str) -> anyhow::Result<()> {
    let erasure = seen(portal, id).await?;
    if ["confirmed", "done"].contains(&text(&erasure, "state")?) {
        say!("すでに確認されています。 / it is confirmed already")?;
        return told::erasure(&erasure);
    }
    let revision = number(&erasure, "revision")?;
    let key = request_id(&["confirm an erasure", &id.to_string(), &revision.to_string(), name]);
    let body = json!({ "revision": revision, "organisation_name": name });
    portal.post(&format!("/erasures/{id}/confirm"), &key.to_string(), &body).await?;
    say!(
        "消去を確認しました。組織は閉じられ、まもなく鍵が破棄されます。 / confirmed: the organisation is closed, and its keys are destroyed soon"
    )?;
    told::erasure(&seen(portal, id).await?)
}

async fn cancel(portal: &Client, id: ErasureId) -> anyhow::Result<()> {
    let erasure = seen(portal, id).await?;
    if text(&erasure, "state")? == "cancelled" {
        say!("すでに取り消されています。 / it is withdrawn already")?;
        return told::erasure(&erasure);
    }
    let revision = number(&erasure, "revision")?;
    let key = request_id(&["withdraw an erasure", &id.to_string(), &revision.to_string()]).to_string();
    portal.post(&format!("/erasures/{id}/cancel"), &key, &json!({ "revision": revision })).await?;
    say!("依頼を取り消しました。 / the request is withdrawn")?;
    told::erasure(&seen(portal, id).await?)
}

async fn list(portal: &Client) -> anyhow::Result<()> {
    let (mut cursor, mut count) = (String::new(), 0);
    loop {
        let page = portal.get(&format!("/erasures?limit={PAGE}{cursor}")).await?;
        for erasure in items(&page)? {
            told::line(erasure)?;
            count += 1;
        }
        match page.get("next_cursor").and_then(Value::as_str) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    Ok(say!("消去の手続き / erasures    {count}")?)
}

async fn attestation(portal: &Client, id: ErasureId, form: Form, out: &Path) -> anyhow::Result<()> {
    let form = match form {
        Form::Json => "json",
        Form::Pdf => "pdf",
    };
    let content = portal.file(&format!("/erasures/{id}/attestation?form={form}")).await?;
    if out == Path::new("-") {
        return Ok(say::bytes(&content)?);
    }
    let file = OpenOptions::new().write(true).create_new(true).open(out);
    file.with_context(|| out.display().to_string())?.write_all(&content)?;
    Ok(say!("証明書を保存しました。 / written: {}", out.display())?)
}

async fn seen(portal: &Client, id: ErasureId) -> anyhow::Result<Value> {
    portal.get(&format!("/erasures/{id}")).await
}

/// Asked before anybody types a password.
fn free(out: &Path) -> anyhow::Result<()> {
    if out != Path::new("-") && out.exists() {
        bail!(
            "{} はすでにあります。別の名前を指定してください。 / it is there already: name another file",
            out.display()
        );
    }
    Ok(())
}
