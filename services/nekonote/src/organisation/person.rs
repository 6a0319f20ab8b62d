//! One of the operator's people at the portal's door: signed in for one verb, and out again whatever became of it. A refusal
//! is said in the portal's words.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use serde::Deserialize;
use serde_json::Value;

use super::password;
use crate::{
    bootstrap::read,
    portal::{Client, Device, NotSignedIn, Refused},
};

/// Who asks, and where.
#[derive(clap::Args)]
pub(crate) struct Person {
    /// Where the portal is, its root, and the operator's certificate (TOML); infra/config/operator.toml is a sample.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Mail address with which they sign in.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// File with their password; /dev/stdin reads it from a pipe. Without it the terminal is asked.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// The file behind `--config`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// `https://HOST[:PORT]` of the portal.
    origin: String,
    /// The root that the portal's certificate leads to, PEM.
    root: PathBuf,
    /// A certificate of one of the operator's devices, with its issuer, PEM.
    certificate: PathBuf,
    /// Its key, PEM.
    key: PathBuf,
}

impl Person {
    /// Does something as this person.
    pub(crate) async fn signed_in(
        &self,
        work: impl AsyncFnOnce(&Client) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let config: Config =
            toml::from_str(&read(&self.config)?).with_context(|| self.config.display().to_string())?;
        let origin = config.origin.trim_end_matches('/');
        let device = Device { root: &config.root, certificate: &config.certificate, key: &config.key };
        let password = password::of(&self.email, self.password_file.as_deref())?;
        let portal = Client::sign_in(origin, &device, &self.email, &password).await;
        drop(password);
        let portal = portal.map_err(|error| polite(error, origin))?;
        let done = work(&portal).await.map_err(|error| polite(error, origin));
        // A session that is left behind ends by itself.
        let _ = portal.sign_out().await;
        done
    }
}

/// A refusal in words that say what to do next.
fn polite(error: anyhow::Error, origin: &str) -> anyhow::Error {
    if let Some(Refused { status, problem }) = error.downcast_ref() {
        return match problem.get("code").and_then(Value::as_str) {
            Some(code) => anyhow!("{} / refused: {code}{}", words(problem), fields(problem)),
            None => anyhow!("{origin} に断られました。 / refused: {status}"),
        };
    }
    if error.is::<NotSignedIn>() {
        return anyhow!(
            "サインインできませんでした。メールアドレスとパスワードを、証明書が運営の端末のものかどうかとあわせてご確認ください。 / \
             could not sign in: check the address, the password, and that the certificate is the operator's"
        );
    }
    if error.is::<reqwest::Error>() || error.chain().any(|cause| cause.is::<reqwest::Error>()) {
        return error.context(format!(
            "{origin} に接続できません。動いているか、証明書が正しく有効かをご確認ください。 / the portal cannot be reached: \
             is it there, and is the certificate a good one?"
        ));
    }
    error
}

fn words(problem: &Value) -> String {
    let said = |name| problem.get(name).and_then(Value::as_str).unwrap_or_default();
    let code = said("support_code");
    format!("{}{}（問い合わせ番号 {code}）", said("title"), said("detail"))
}

/// What is wrong with each field, a line each.
fn fields(problem: &Value) -> String {
    let errors = problem.get("errors").and_then(Value::as_array).into_iter().flatten();
    let lines = errors.map(|error| {
        let said = |name| error.get(name).and_then(Value::as_str).unwrap_or_default();
        format!("\n  {}: {}", said("pointer").trim_start_matches("#/"), said("detail"))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_says_what_to_do_next_and_names_its_fields() {
        let problem = json!({
            "title": "確認できません。", "detail": "別の担当者に依頼してください。", "code": "ERASURE_SAME_PERSON",
            "support_code": "ABCD-EFGH", "errors": [{ "pointer": "#/organisation_name", "detail": "一致しません。" }],
        });
        let refused = Refused { status: StatusCode::CONFLICT, problem };
        let said = polite(anyhow::Error::new(refused).context("POST /x"), "https://p").to_string();
        for part in
            ["別の担当者に依頼", "ERASURE_SAME_PERSON", "ABCD-EFGH", "\n  organisation_name: 一致しません。"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        let other = Refused { status: StatusCode::BAD_GATEWAY, problem: Value::String("<html>".into()) };
        assert!(polite(other.into(), "https://p").to_string().contains("502"));
        assert!(polite(NotSignedIn.into(), "https://p").to_string().contains("パスワード"));
    }
}
