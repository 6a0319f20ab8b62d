//! A client of the portal and the API with its own client certificate, as a practice system would be one.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail, ensure};
use reqwest::{Method, RequestBuilder, Response, redirect};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use serde_json::Value;

/// Who is on the other end of the request's certificate.
#[derive(Clone)]
enum Proof {
    Session { cookie: String, csrf: String },
    Token(String),
}

/// A signed-in client.
#[derive(Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    origin: String,
    proof: Proof,
}

/// A device's certificate and key, and the root it trusts.
pub(super) struct Device<'a> {
    pub(super) root: &'a Path,
    pub(super) certificate: &'a Path,
    pub(super) key: &'a Path,
}

impl Client {
    /// Signs a person in, as the sign-in page does.
    pub(super) async fn sign_in(
        origin: &str,
        device: &Device<'_>,
        email: &str,
        password: &str,
    ) -> anyhow::Result<Self> {
        let http = connect(device)?;
        let form = [("email", email), ("password", password)];
        let answer = http
            .post(format!("{origin}/sign-in"))
            .header("sec-fetch-site", "same-origin")
            .form(&form)
            .send()
            .await?;
        let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie =
            cookie.and_then(|cookie| cookie.split(';').next()).context("no session was opened")?.to_owned();
        let home = http.get(format!("{origin}/")).header("cookie", &cookie).send().await?.text().await?;
        let csrf =
            home.split_once("name=\"csrf_token\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        let csrf = csrf.context("the home page has no form")?.to_owned();
        Ok(Self { http, origin: origin.to_owned(), proof: Proof::Session { cookie, csrf } })
    }

    /// Gets a token for a program (OAuth2 client credentials).
    pub(super) async fn with_token(
        origin: &str,
        device: &Device<'_>,
        id: &str,
        secret: &str,
    ) -> anyhow::Result<Self> {
        let http = connect(device)?;
        let asked = http.post(format!("{origin}/oauth2/token")).basic_auth(id, Some(secret));
        let answer: Value = json(asked.form(&[("grant_type", "client_credentials")]).send().await?).await?;
        let token = answer.get("access_token").and_then(Value::as_str).context("no token")?.to_owned();
        Ok(Self { http, origin: origin.to_owned(), proof: Proof::Token(token) })
    }

    /// `GET` below `/api/v1`.
    pub(super) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        json(self.request(Method::GET, path).send().await?).await.with_context(|| format!("GET {path}"))
    }

    /// `POST` below `/api/v1`; the key makes a repeat safe.
    pub(super) async fn post(&self, path: &str, key: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.request(Method::POST, path).header("idempotency-key", key).json(body);
        json(request.send().await?).await.with_context(|| format!("POST {path}"))
    }

    /// `PUT` below `/api/v1` of a revision that was seen.
    pub(super) async fn put(&self, path: &str, revision: i64, body: &Value) -> anyhow::Result<Value> {
        let request =
            self.request(Method::PUT, path).header("if-match", format!("\"{revision}\"")).json(body);
        json(request.send().await?).await.with_context(|| format!("PUT {path}"))
    }

    /// Puts a label on a claim.
    pub(super) async fn label(&self, claim: &str, label: &str) -> anyhow::Result<()> {
        let path = format!("/claims/{claim}/labels/{label}");
        json(self.request(Method::PUT, &path).send().await?).await.with_context(|| format!("PUT {path}"))?;
        Ok(())
    }

    /// Uploads a PDF to a draft.
    pub(super) async fn upload(&self, claim: &str, key: &str, bytes: Vec<u8>) -> anyhow::Result<Value> {
        let path = format!("/claims/{claim}/documents?kind=statement&file_name=statement.pdf");
        let request = self.request(Method::POST, &path).header("idempotency-key", key);
        let request = request.header("content-type", "application/octet-stream").body(bytes);
        json(request.send().await?).await.with_context(|| format!("POST {path}"))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}/api/v1{path}", self.origin));
        match &self.proof {
            Proof::Token(token) => request.bearer_auth(token),
            Proof::Session { cookie, csrf } => request
                .header("cookie", cookie)
                .header("x-csrf-token", csrf)
                .header("sec-fetch-site", "same-origin"),
        }
    }
}

/// A field of an answer that is a text.
pub(super) fn text<'a>(answer: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    answer.get(field).and_then(Value::as_str).with_context(|| format!("no {field} in {answer}"))
}

/// A field of an answer that is a number.
pub(super) fn number(answer: &Value, field: &str) -> anyhow::Result<i64> {
    answer.get(field).and_then(Value::as_i64).with_context(|| format!("no {field} in {answer}"))
}

/// The items of a page.
pub(super) fn items(answer: &Value) -> anyhow::Result<&Vec<Value>> {
    answer.get("items").and_then(Value::as_array).with_context(|| format!("no items in {answer}"))
}

async fn json(answer: Response) -> anyhow::Result<Value> {
    let (status, body) = (answer.status(), answer.text().await?);
    if !status.is_success() {
        bail!("{status}: {body}");
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_str(&body)?)
}

fn connect(device: &Device<'_>) -> anyhow::Result<reqwest::Client> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(device.root)? {
        roots.add(root?)?;
    }
    let chain = CertificateDer::pem_file_iter(device.certificate)?.collect::<Result<Vec<_>, _>>()?;
    ensure!(!chain.is_empty(), "{} is empty", device.certificate.display());
    let key = PrivateKeyDer::from_pem_file(device.key)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = config.with_root_certificates(roots).with_client_auth_cert(chain, key)?;
    let client =
        reqwest::Client::builder().tls_backend_preconfigured(config).redirect(redirect::Policy::none());
    Ok(client.timeout(Duration::from_secs(30)).build()?)
}
