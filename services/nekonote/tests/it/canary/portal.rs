//! A person in a browser: signed in with a mail address and a password, sending the portal's own forms.

use reqwest::{RequestBuilder, Response};
use serde_json::Value;
use uuid::Uuid;

use crate::{client::connection, running::Place};

/// Somebody who is signed in.
pub(super) struct Person {
    http: reqwest::Client,
    portal: String,
    /// The session's secret in its cookie.
    pub(super) cookie: String,
    csrf: String,
}

impl Person {
    pub(super) async fn sign_in(place: &Place, ready: &Value, name: &str) -> Self {
        let actor = &ready["actors"][name];
        let answer = try_sign_in(
            place,
            ready,
            name,
            actor["email"].as_str().unwrap(),
            actor["password"].as_str().unwrap(),
        );
        let answer = answer.await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let (http, portal) =
            (connection(&place.state(), ready, Some(name)), ready["portal"].as_str().unwrap().to_owned());
        let mut person = Self { http, portal, cookie, csrf: String::new() };
        let home = person.get("").await.text().await.unwrap();
        person.csrf = value(&home, "csrf_token").expect("a form at home");
        person
    }

    /// A page.
    pub(super) async fn get(&self, path: &str) -> Response {
        self.asking(self.http.get(format!("{}{path}", self.portal))).await
    }

    /// A form, with the fields that every form has.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request_id = Uuid::now_v7().to_string();
        let mut form = vec![("csrf_token", self.csrf.as_str()), ("request_id", &request_id)];
        form.extend_from_slice(fields);
        self.asking(self.http.post(format!("{}{path}", self.portal)).form(&form)).await
    }

    /// The form of a file, as a browser writes it.
    pub(super) async fn attach(&self, claim: &str, file_name: &str, bytes: &[u8]) -> Response {
        let boundary = "----canary-5d1f2b";
        let mut body = String::new();
        let request_id = Uuid::now_v7().to_string();
        for (name, text) in [("csrf_token", self.csrf.as_str()), ("request_id", &request_id), ("kind", "2")] {
            body +=
                &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        }
        body += &format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/pdf\r\n\r\n"
        );
        let body = [body.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
        let request = self.http.post(format!("{}claims/{claim}/documents", self.portal));
        let kind = format!("multipart/form-data; boundary={boundary}");
        self.asking(request.header("content-type", kind).body(body)).await
    }

    async fn asking(&self, request: RequestBuilder) -> Response {
        request.header("cookie", &self.cookie).header("sec-fetch-site", "same-origin").send().await.unwrap()
    }
}

/// The sign-in form, whatever comes of it.
pub(super) async fn try_sign_in(
    place: &Place,
    ready: &Value,
    device: &str,
    email: &str,
    password: &str,
) -> Response {
    let http = connection(&place.state(), ready, Some(device));
    let request = http.post(format!("{}sign-in", ready["portal"].as_str().unwrap()));
    let form = [("email", email), ("password", password)];
    request.header("sec-fetch-site", "same-origin").form(&form).send().await.unwrap()
}

/// The value of a page's field.
pub(super) fn value(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next().map(str::to_owned)
}
