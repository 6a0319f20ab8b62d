//! What people and programs do while they are watched: every field that holds what is personal gets a mark, through the API
//! and through the portal's forms, also in requests that are refused.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{
    marks::Marks,
    portal::{Person, try_sign_in, value},
};
use crate::{client::Client, running::Place};

/// Who acts, and what they have written so far.
pub(super) struct Story<'a> {
    place: &'a Place,
    ready: Value,
    pub(super) clinic: Client,
    pub(super) insurer: Client,
    pub(super) marks: Marks,
}

/// A policy that the insurer has registered.
pub(super) struct Policy {
    pub(super) number: String,
    insurer: String,
    /// 氏名 in kana, and the telephone, as its holder states them.
    pub(super) stated: (String, String),
    /// Where its policyholder's mails go.
    pub(super) email: String,
}

impl<'a> Story<'a> {
    pub(super) async fn new(place: &'a Place) -> Self {
        let (state, ready) = (place.state(), place.ready());
        let clinic = Client::new(&state, &ready, "clinic").await;
        let insurer = Client::new(&state, &ready, "insurer").await;
        let mut marks = Marks::default();
        marks.secret("the clinic's token", &clinic.token);
        marks.secret("the insurer's token", &insurer.token);
        Self { place, ready, clinic, insurer, marks }
    }

    /// What the demo's own people are called, from what the API shows, and their passwords.
    pub(super) async fn the_demos_people(&mut self) {
        for (name, client) in [("clinic", &self.clinic), ("insurer", &self.insurer)] {
            for account in items(&client.get("/accounts?limit=100").await) {
                self.marks.answer("account", account);
                self.marks.seeded("account.name", account["name"].as_str().unwrap());
            }
            for claim in client.ids("/claims").await {
                self.marks.answer("seeded claim", &client.get(&format!("/claims/{claim}")).await);
            }
            assert!(self.marks.all().count() > 5, "{name} has people");
        }
        for policy in items(&self.insurer.get("/policies?limit=100").await) {
            self.marks.answer("seeded policy", policy);
        }
        let secrets = std::fs::read_to_string(self.place.state().join("secrets.key")).unwrap();
        let secrets: Value = serde_json::from_str(&secrets).unwrap();
        for (name, secret) in secrets.as_object().unwrap() {
            self.marks.secret(name, secret.as_str().unwrap());
        }
        let actors = self.ready["actors"].as_object().unwrap().values();
        let organisations: Vec<&str> = actors.map(|actor| actor["organisation"].as_str().unwrap()).collect();
        // A clinic is called さくら犬猫病院, and a policyholder 高橋 さくら.
        assert_eq!(self.marks.except(&organisations), ["さくら"]);
    }

    /// The insurer registers a policy; the clinic looks it up, in the API and on the page.
    pub(super) async fn policy(&mut self) -> Policy {
        let marks = &mut self.marks;
        let (number, email) = (marks.number("policy_number"), marks.email("policyholder's email"));
        let (surname_kana, given_name_kana) = (marks.text("surname_kana"), marks.text("given_name_kana"));
        let phone = marks.phone("policyholder's phone");
        let body = json!({
            "policy_number": number,
            "plan": { "code": "CANARY", "name": "あおばペット 70", "ratio_pct": 70 },
            "pet": { "name": marks.text("pet's name"), "species": "猫", "breed": "雑種", "birth_on": "2020-02-02" },
            "policyholder": {
                "surname": marks.text("surname"), "given_name": marks.text("given_name"),
                "surname_kana": surname_kana, "given_name_kana": given_name_kana, "email": email, "phone": phone,
            },
            "starts_on": "2026-04-01", "ends_on": "2027-03-31",
        });
        self.insurer.post("/policies", &format!("canary-{number}"), &body).await;
        let found =
            self.clinic.get(&format!("/policies/lookup?policy_number={}", number.to_lowercase())).await;
        let insurer = found["items"][0]["insurer_id"].as_str().unwrap().to_owned();
        let person = self.person("clinic").await;
        let page = person.get(&format!("claims/new?policy_number={number}")).await.text().await.unwrap();
        assert!(page.contains(&number), "the page shows the policy");
        Policy { number, insurer, stated: (format!("{surname_kana} {given_name_kana}"), phone), email }
    }

    /// A draft by the API with a file, described once more by the portal's form, whose file is another.
    pub(super) async fn draft(&mut self, policy: &Policy) -> String {
        let key = uuid::Uuid::new_v4().to_string();
        let start = json!({ "policy_number": policy.number, "insurer_id": policy.insurer });
        let started = self.clinic.post("/claims", &format!("start-{key}"), &start).await;
        let id = started["id"].as_str().unwrap().to_owned();
        let path = format!("/claims/{id}/treatment");
        let treatment = treatment(&mut self.marks, "first");
        self.clinic.put(&path, &started["revision"], &treatment).await;
        let estimate = json!({ "treatment": self::treatment(&mut self.marks, "estimate") });
        self.clinic.post(&format!("/claims/{id}/estimate"), &format!("estimate-{key}"), &estimate).await;
        let name = self.marks.text("file name") + ".pdf";
        let pdf = pdf(&self.marks.text("document"));
        let uploaded = self.upload(&id, &name, pdf).await;
        assert!(uploaded.status().is_success(), "{}", uploaded.status());
        self.on_the_page(&id).await;
        id
    }

    /// The forms of a draft's page: the treatment, what saves itself, a file that stays and one that goes.
    async fn on_the_page(&mut self, id: &str) {
        let person = self.person("clinic").await;
        let page = format!("claims/{id}");
        for (action, place) in [("treatment", "form"), ("autosave", "autosave")] {
            let shown = person.get(&page).await.text().await.unwrap();
            let revision = value(&shown, "revision").expect("a form");
            let text = |marks: &mut Marks, what: &str| marks.text(&format!("{place}: {what}"));
            let (diagnosis, note, item, other) = (
                text(&mut self.marks, "diagnosis"),
                text(&mut self.marks, "note"),
                text(&mut self.marks, "item"),
                text(&mut self.marks, "other insurer"),
            );
            let fields = [
                ("revision", revision.as_str()),
                ("diagnosis", &diagnosis),
                ("onset_on", "2026-11-18"),
                ("note", &note),
                ("l0_on", "2026-11-21"),
                ("l0_care", "1"),
                ("l0_item", &item),
                ("l0_qty", "1"),
                ("l0_price", "1100"),
                ("l0_insured", "1:CARE"),
                ("other", "some"),
                ("other0_insurer", &other),
            ];
            let sent = person.post(&format!("{page}/{action}"), &fields).await;
            assert!([200, 303].contains(&sent.status().as_u16()), "{action}: {}", sent.status());
        }
        let (name, text) = (self.marks.text("form: file name"), self.marks.text("form: document"));
        let sent = person.attach(id, &format!("{name}.pdf"), &pdf(&text)).await;
        assert_eq!(sent.status(), 303);
        let gone = pdf(&self.marks.text("a document that was removed"));
        let gone = self.clinic.upload(id, &format!("gone-{id}"), gone).await;
        let path = format!("claims/{id}/documents/{}/remove", gone["id"].as_str().unwrap());
        let sent = person.post(&path, &[("revision", &gone["revision"].to_string())]).await;
        assert_eq!(sent.status(), 303);
    }

    /// To the insurer; gives the revision and the receipt number.
    pub(super) async fn submit(&self, id: &str) -> (Value, String) {
        let shown = self.clinic.get(&format!("/claims/{id}")).await;
        let documents: Vec<&Value> =
            shown["documents"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(documents.len(), 2);
        let body = json!({
            "revision": shown["revision"], "document_ids": documents, "consent_version": "2026-04",
            "consent_means": "spoken",
        });
        let submitted =
            self.clinic.post(&format!("/claims/{id}/submit"), &format!("submit-{id}"), &body).await;
        (submitted["revision"].clone(), submitted["receipt_number"].as_str().unwrap().to_owned())
    }

    pub(super) async fn approve(&self, id: &str, revision: &Value) {
        let body = json!({ "revision": revision });
        self.insurer.post(&format!("/claims/{id}/approve"), &format!("approve-{id}"), &body).await;
    }

    /// Not covered, on the portal's page, with words for the owner.
    pub(super) async fn deny(&mut self, id: &str, revision: &Value) {
        let (person, explanation) = (self.person("insurer").await, self.marks.text("explanation"));
        let revision = revision.to_string();
        let fields =
            [("revision", revision.as_str()), ("reason_code", "OTHER"), ("explanation", &explanation)];
        let sent = person.post(&format!("claims/{id}/deny"), &fields).await;
        assert_eq!(sent.status(), 303);
    }

    /// An account, and everything that a sign-in can be refused for.
    pub(super) async fn accounts(&mut self) {
        let (name, email) = (self.marks.text("account's name"), self.marks.email("account's email"));
        let password = self.marks.text("account's password");
        let body = json!({ "name": name, "email": email, "password": password, "roles": ["viewer"] });
        let made = self.clinic.post("/accounts", "canary-account", &body).await;
        assert!(made["id"].is_string(), "{made}");
        let wrong = self.marks.text("a wrong password");
        let nobody = self.marks.email("nobody's email");
        for (email, password, status) in
            [(&email, &wrong, 401), (&nobody, &wrong, 401), (&email, &password, 303)]
        {
            let answer = try_sign_in(self.place, &self.ready, "clinic", email, password).await;
            assert_eq!(answer.status(), status);
        }
    }

    /// Marks where nobody takes them: too long, unreadable, unknown, in addresses.
    pub(super) async fn refused(&mut self, draft: &str) {
        let mark = |marks: &mut Marks, what: &str| marks.text(&format!("refused: {what}"));
        let (long, broken) = (mark(&mut self.marks, "too long"), mark(&mut self.marks, "no JSON"));
        let describe = format!("/claims/{draft}/treatment");
        let too_long = json!({ "diagnosis": long.repeat(50), "note": "", "lines": [] }).to_string();
        let (unknown, field) = (mark(&mut self.marks, "address"), mark(&mut self.marks, "field"));
        let number = self.marks.number("refused: policy_number");
        let asked = [
            (Method::PUT, describe.clone(), too_long),
            (Method::PUT, describe.clone(), format!("{{\"diagnosis\": \"{broken}\"")),
            (Method::PUT, describe.clone(), json!({ field: 1 }).to_string()),
            (Method::GET, format!("/claims/{unknown}"), String::new()),
            (Method::GET, format!("/{unknown}"), String::new()),
            (Method::GET, format!("/claims?cursor={unknown}&status={unknown}"), String::new()),
            (Method::POST, "/policies".to_owned(), json!({ "policy_number": number }).to_string()),
        ];
        for (method, path, body) in asked {
            let status = self.raw(method, &path, body.into()).await.status();
            assert!(status.is_client_error(), "{path}: {status}");
        }
        // Nothing is found, and that is all that is said.
        let number = self.marks.number("looked up in vain");
        self.raw(Method::GET, &format!("/policies/lookup?policy_number={number}"), vec![]).await;
        let (name, text) = (mark(&mut self.marks, "file name"), mark(&mut self.marks, "file"));
        let refused = self.upload(draft, &name, text.into_bytes()).await;
        assert!(refused.status().is_client_error(), "it is neither PDF nor picture");
    }

    /// Searches in the API and on the page: what is found, what is not, and what nobody searches for.
    pub(super) async fn searches(&mut self, policy: &Policy) {
        for name in ["clinic", "insurer"] {
            let (sought, number) = (self.marks.text(&format!("searched by the {name}")), &policy.number);
            let client = if name == "clinic" { &self.clinic } else { &self.insurer };
            let found = client.get(&format!("/claims?q={number}")).await;
            assert!(!items(&found).is_empty(), "{name} finds claims by their policy's number");
            let lists: &[&str] = if name == "clinic" { &["/claims"] } else { &["/claims", "/policies"] };
            for list in lists {
                for query in [format!("{list}?q={sought}"), format!("{list}?limit=1&q={sought} {number}")] {
                    assert!(items(&client.get(&query).await).is_empty(), "{list}");
                }
                let refused = format!("{list}?q={}", sought.repeat(9));
                assert_eq!(self.raw_of(client, Method::GET, &refused, vec![]).await.status(), 422, "{list}");
            }
            let person = self.person(name).await;
            let shown = person.get(&format!("claims?q={sought}")).await.text().await.unwrap();
            assert!(shown.contains(&sought), "what was typed stays in its field");
            assert_eq!(person.get(&format!("claims?q={}", sought.repeat(9))).await.status(), 422);
        }
    }

    /// Everybody reads what concerns them.
    pub(super) async fn read(&self, claims: &[&str]) {
        for client in [&self.clinic, &self.insurer] {
            for claim in claims {
                let shown = client.get(&format!("/claims/{claim}")).await;
                for document in shown["documents"].as_array().unwrap() {
                    let path = format!("/claims/{claim}/documents/{}", document["id"].as_str().unwrap());
                    let bytes = self.raw_of(client, Method::GET, &path, vec![]).await.bytes().await.unwrap();
                    assert!(bytes.starts_with(b"%PDF"), "{path}");
                }
            }
            for list in ["/claims", "/timeline", "/accounts"] {
                client.get(&format!("{list}?limit=100")).await;
            }
        }
    }

    /// The receiving mail server has what was written to the policyholder.
    pub(super) async fn mails(&self, policy: &Policy, receipts: &[String]) {
        let inbox = format!("{}mails.json", self.ready["mail"].as_str().unwrap());
        let ours = |mail: &&Value| mail["to"][0] == policy.email.as_str();
        testkit::eventually("two mails about each claim", async || {
            let mails: Vec<Value> = self.clinic.http.get(&inbox).send().await.unwrap().json().await.unwrap();
            receipts.iter().all(|receipt| {
                mails.iter().filter(ours).filter(|mail| mail.to_string().contains(receipt)).count() == 2
            })
        })
        .await;
    }

    pub(super) async fn person(&mut self, name: &str) -> Person {
        let person = Person::sign_in(self.place, &self.ready, name).await;
        let secret = person.cookie.split_once('=').expect("a cookie").1.to_owned();
        self.marks.secret("a session", &secret);
        person
    }

    async fn upload(&self, claim: &str, name: &str, bytes: Vec<u8>) -> Response {
        let query =
            reqwest::Url::parse_with_params("http://x/", [("kind", "statement"), ("file_name", name)])
                .unwrap();
        let path = format!("/claims/{claim}/documents?{}", query.query().unwrap());
        self.raw(Method::POST, &path, bytes).await
    }

    async fn raw(&self, method: Method, path: &str, body: Vec<u8>) -> Response {
        self.raw_of(&self.clinic, method, path, body).await
    }

    async fn raw_of(&self, client: &Client, method: Method, path: &str, body: Vec<u8>) -> Response {
        let json = method == Method::PUT || path == "/policies";
        let kind = if json { "application/json" } else { "application/octet-stream" };
        let request = client.http.request(method, format!("{}{path}", client.api)).bearer_auth(&client.token);
        let request = request.header("content-type", kind).header("if-match", "\"1\"");
        let request = request.header("idempotency-key", uuid::Uuid::new_v4().to_string());
        request.body(body).send().await.unwrap()
    }
}

fn treatment(marks: &mut Marks, what: &str) -> Value {
    let mut text = |field: &str| marks.text(&format!("{what}: {field}"));
    json!({
        "diagnosis": text("diagnosis"), "onset_on": "2026-11-18", "note": text("note"),
        "lines": [{
            "service_on": "2026-11-21", "care_type": "outpatient", "item": text("item"), "quantity_milli": 1_000,
            "unit_price_yen": 1_100, "insured": true,
        }],
        "other_insurance": [{ "insurer": text("other insurer"), "paid_yen": null }],
    })
}

/// A PDF with a text in it.
fn pdf(text: &str) -> Vec<u8> {
    // Longer than a chunk, so that there are several.
    format!("%PDF-1.4\n% {text}\n{}\n% {text}\n%%EOF\n", "% ordinary\n".repeat(10_000)).into_bytes()
}

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}
