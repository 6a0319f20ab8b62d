//! A practice system or an insurer's: an API client with its own certificate, from what `ready.json` says.

use std::{collections::BTreeSet, path::Path, sync::Arc, time::Duration};

use reqwest::{Method, redirect};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use serde_json::Value;

/// An actor of the demo.
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) api: String,
    pub(crate) token: String,
}

/// A connection that trusts the demo's `ca`, with an actor's certificate or none.
pub(crate) fn connection(state: &Path, ready: &Value, actor: Option<&str>) -> reqwest::Client {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(state.join(ready["ca"].as_str().unwrap())).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots);
    let config = match actor {
        None => config.with_no_client_auth(),
        Some(name) => {
            let file = |key: &str| state.join(ready["actors"][name][key].as_str().unwrap());
            let chain =
                CertificateDer::pem_file_iter(file("cert")).unwrap().collect::<Result<_, _>>().unwrap();
            config.with_client_auth_cert(chain, PrivateKeyDer::from_pem_file(file("key")).unwrap()).unwrap()
        }
    };
    let client =
        reqwest::Client::builder().tls_backend_preconfigured(config).redirect(redirect::Policy::none());
    client.timeout(Duration::from_secs(15)).build().unwrap()
}

impl Client {
    /// Gets a token with client id and secret.
    pub(crate) async fn new(state: &Path, ready: &Value, name: &str) -> Self {
        let (http, actor) = (connection(state, ready, Some(name)), &ready["actors"][name]);
        let portal = ready["portal"].as_str().unwrap();
        let asked = http.post(format!("{portal}oauth2/token"));
        let asked = asked.basic_auth(actor["client_id"].as_str().unwrap(), actor["client_secret"].as_str());
        let answer = asked.form(&[("grant_type", "client_credentials")]).send().await.unwrap();
        let answer: Value = answer.error_for_status().unwrap().json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self { http, api: ready["api"].as_str().unwrap().to_owned(), token }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.insist(Method::GET, path, "", &Value::Null).await
    }

    /// Repeats the same request until it is answered: whoever was killed meanwhile comes back.
    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> Value {
        self.insist(Method::POST, path, key, body).await
    }

    pub(crate) async fn put(&self, path: &str, revision: &Value, body: &Value) -> Value {
        let request = self.http.put(format!("{}{path}", self.api)).bearer_auth(&self.token);
        let answer = request.header("if-match", format!("\"{revision}\"")).json(body).send().await.unwrap();
        answered(answer).await.unwrap_or_else(|why| panic!("PUT {path}: {why}"))
    }

    pub(crate) async fn upload(&self, claim: &str, key: &str, bytes: Vec<u8>) -> Value {
        let path = format!("/claims/{claim}/documents?kind=statement&file_name=statement.pdf");
        let request = self.http.post(format!("{}{path}", self.api)).bearer_auth(&self.token);
        let request =
            request.header("idempotency-key", key).header("content-type", "application/octet-stream");
        let answer = request.body(bytes).send().await.unwrap();
        answered(answer).await.unwrap_or_else(|why| panic!("POST {path}: {why}"))
    }

    /// The ids of everything in a collection.
    pub(crate) async fn ids(&self, collection: &str) -> BTreeSet<String> {
        let (mut ids, mut cursor) = (BTreeSet::new(), String::new());
        loop {
            let page = self.get(&format!("{collection}?limit=100{cursor}")).await;
            for item in page["items"].as_array().unwrap() {
                assert!(ids.insert(item["id"].as_str().unwrap().to_owned()), "{item} is listed twice");
            }
            match page["next_cursor"].as_str().filter(|next| !next.is_empty()) {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return ids,
            }
        }
    }

    async fn insist(&self, method: Method, path: &str, key: &str, body: &Value) -> Value {
        let mut last = String::new();
        let answer = tokio::time::timeout(Duration::from_secs(60), async {
            loop {
                let mut request = self.http.request(method.clone(), format!("{}{path}", self.api));
                request = request.bearer_auth(&self.token);
                if method != Method::GET {
                    request = request.header("idempotency-key", key).json(body);
                }
                match request.send().await {
                    Err(why) => last = format!("{why:?}"),
                    Ok(answer) => match answered(answer).await {
                        Ok(answer) => return answer,
                        Err(why) => last = why,
                    },
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        });
        answer.await.unwrap_or_else(|_| panic!("{method} {path}: {last}"))
    }
}

async fn answered(answer: reqwest::Response) -> Result<Value, String> {
    let (status, body) = (answer.status(), answer.text().await.map_err(|why| why.to_string())?);
    if status.is_success() {
        serde_json::from_str(&body).map_err(|why| why.to_string())
    } else {
        Err(format!("{status} {body}"))
    }
}
