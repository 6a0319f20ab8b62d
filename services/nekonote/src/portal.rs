//! A client of the portal and the API with its own client certificate: a person's, signed in by the page as a browser is, or
//! a program's, as a practice system would be one. The demo and the operator's verbs come in by this door alone.

use std::{fmt, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use reqwest::{Method, RequestBuilder, Response, StatusCode, redirect};
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
pub(crate) struct Client {
    http: reqwest::Client,
    origin: String,
    proof: Proof,
}

/// A device's certificate and key, and the root it trusts.
pub(crate) struct Device<'a> {
    pub(crate) root: &'a Path,
    pub(crate) certificate: &'a Path,
    pub(crate) key: &'a Path,
}

/// What the API refused, as it said so (RFC 9457).
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    /// The problem; a text when the answer was none.
    pub(crate) problem: Value,
}

/// The sign-in page let nobody in.
#[derive(Debug)]
pub(crate) struct NotSignedIn;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.problem)
    }
}

impl std::error::Error for Refused {}

impl fmt::Display for NotSignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no session was opened")
    }
}

impl std::error::Error for NotSignedIn {}

impl Client {
    /// Signs a person in, as the sign-in page does.
    pub(crate) async fn sign_in(
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
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).ok_or(NotSignedIn)?.to_owned();
        let home = http.get(format!("{origin}/")).header("cookie", &cookie).send().await?.text().await?;
        let csrf =
            home.split_once("name=\"csrf_token\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        let csrf = csrf.context("the home page has no form")?.to_owned();
        Ok(Self { http, origin: origin.to_owned(), proof: Proof::Session { cookie, csrf } })
    }

    /// Ends a person's session, as the portal's button does; a program's token ends by itself.
    pub(crate) async fn sign_out(&self) -> anyhow::Result<()> {
        let Proof::Session { cookie, csrf } = &self.proof else { return Ok(()) };
        let request = self.http.post(format!("{}/sign-out", self.origin)).header("cookie", cookie);
        let request = request.header("sec-fetch-site", "same-origin").form(&[("csrf_token", csrf)]);
        let status = request.send().await?.status();
        ensure!(status.is_redirection(), "signing out was answered with {status}");
        Ok(())
    }

    /// Gets a token for a program (OAuth2 client credentials).
    pub(crate) async fn with_token(
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
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        json(self.request(Method::GET, path).send().await?).await.with_context(|| format!("GET {path}"))
    }

    /// The bytes of a file below `/api/v1`.
    pub(crate) async fn file(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let answer = self.request(Method::GET, path).send().await?;
        let answer = if answer.status().is_success() { answer } else { return Err(refused(answer).await) };
        Ok(answer.bytes().await?.to_vec())
    }

    /// `POST` below `/api/v1`; the key makes a repeat safe.
    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.request(Method::POST, path).header("idempotency-key", key).json(body);
        json(request.send().await?).await.with_context(|| format!("POST {path}"))
    }

    /// `PUT` below `/api/v1` of a revision that was seen.
    pub(crate) async fn put(&self, path: &str, revision: i64, body: &Value) -> anyhow::Result<Value> {
        let request =
            self.request(Method::PUT, path).header("if-match", format!("\"{revision}\"")).json(body);
        json(request.send().await?).await.with_context(|| format!("PUT {path}"))
    }

    /// Puts a label on a claim.
    pub(crate) async fn label(&self, claim: &str, label: &str) -> anyhow::Result<()> {
        let path = format!("/claims/{claim}/labels/{label}");
        json(self.request(Method::PUT, &path).send().await?).await.with_context(|| format!("PUT {path}"))?;
        Ok(())
    }

    /// Uploads a PDF to a draft.
    pub(crate) async fn upload(&self, claim: &str, key: &str, bytes: Vec<u8>) -> anyhow::Result<Value> {
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
pub(crate) fn text<'a>(answer: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    answer.get(field).and_then(Value::as_str).with_context(|| format!("no {field} in {answer}"))
}

/// A field of an answer that is a number.
pub(crate) fn number(answer: &Value, field: &str) -> anyhow::Result<i64> {
    answer.get(field).and_then(Value::as_i64).with_context(|| format!("no {field} in {answer}"))
}

/// The items of a page.
pub(crate) fn items(answer: &Value) -> anyhow::Result<&Vec<Value>> {
    answer.get("items").and_then(Value::as_array).with_context(|| format!("no items in {answer}"))
}

async fn json(answer: Response) -> anyhow::Result<Value> {
    if !answer.status().is_success() {
        return Err(refused(answer).await);
    }
    let body = answer.text().await?;
    if body.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_str(&body)?)
}

async fn refused(answer: Response) -> anyhow::Error {
    let status = answer.status();
    let body = answer.text().await.unwrap_or_default();
    let problem = serde_json::from_str(&body).unwrap_or(Value::String(body));
    Refused { status, problem }.into()
}

fn connect(device: &Device<'_>) -> anyhow::Result<reqwest::Client> {
    let mut roots = RootCertStore::empty();
    let named = |path: &Path| path.display().to_string();
    for root in CertificateDer::pem_file_iter(device.root).with_context(|| named(device.root))? {
        roots.add(root?)?;
    }
    let chain =
        CertificateDer::pem_file_iter(device.certificate).with_context(|| named(device.certificate))?;
    let chain = chain.collect::<Result<Vec<_>, _>>()?;
    ensure!(!chain.is_empty(), "{} is empty", device.certificate.display());
    let key = PrivateKeyDer::from_pem_file(device.key).with_context(|| named(device.key))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = config.with_root_certificates(roots).with_client_auth_cert(chain, key)?;
    let client =
        reqwest::Client::builder().tls_backend_preconfigured(config).redirect(redirect::Policy::none());
    Ok(client.timeout(Duration::from_secs(30)).build()?)
}
