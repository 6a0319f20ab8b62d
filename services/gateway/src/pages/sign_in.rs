//! Signing in and out: mail address and password on a device whose certificate the edge has verified.
//! Whatever was wrong, the answer is the same; the password is never shown again.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use fault::Kind;
use proto::accounts::v1::{SignInRequest, SignOutRequest};
use serde::Deserialize;

use super::{
    answer::{Answer, page_with, see},
    input::Wrong,
    visit::Posted,
};
use crate::{
    Gateway,
    actor::{Device, SignedIn, end_session, start_session},
    context::{self, Language},
    words::{Words, fill},
};

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    done: String,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Credentials {
    email: String,
    password: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    language: Language,
    w: &'static Words,
    email: String,
    notice: Option<&'static str>,
    wrong: Wrong,
    summary: String,
}

/// The form, or home for somebody who is signed in.
pub async fn get(who: Option<SignedIn>, Query(wish): Query<Wish>) -> Answer {
    if who.is_some() {
        return see("/");
    }
    let w = context::current().language.words();
    let notice = (wish.done == "signed_out").then_some(w.common.signed_out);
    form(StatusCode::OK, String::new(), notice, Wrong::default())
}

/// Opens a session.
pub async fn post(
    State(gateway): State<Gateway>,
    Device(device): Device,
    Form(sent): Form<Credentials>,
) -> Answer {
    let w = context::current().language.words();
    let email = sent.email.trim().to_owned();
    let mut wrong = Wrong::default();
    if email.is_empty() {
        wrong.note("email", w.common.email_needed);
    }
    if sent.password.is_empty() {
        wrong.note("password", w.common.password_needed);
    }
    if !wrong.is_empty() {
        return form(StatusCode::UNPROCESSABLE_ENTITY, email, None, wrong);
    }
    let certificate_fingerprint = device.fingerprint.clone();
    let request = SignInRequest { email: email.clone(), password: sent.password, certificate_fingerprint };
    match gateway.peers.ask_as_gateway(request).await {
        Ok(session) => Ok(go("/", start_session(&session.session_token))),
        Err(fault)
            if matches!(
                fault.kind(),
                Kind::Unauthenticated | Kind::Invalid | Kind::Forbidden | Kind::NotFound
            ) =>
        {
            wrong.note("email", w.common.sign_in_failed);
            form(StatusCode::UNAUTHORIZED, email, None, wrong)
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Ends the session, here at once.
pub async fn sign_out(State(gateway): State<Gateway>, Device(device): Device, sent: Posted) -> Answer {
    let session_token = sent.visit.who.session().to_owned();
    gateway.authentication.forget(&session_token, &device);
    let certificate_fingerprint = device.fingerprint.clone();
    gateway.peers.ask_as_gateway(SignOutRequest { session_token, certificate_fingerprint }).await?;
    Ok(go("/sign-in?done=signed_out", end_session()))
}

fn form(status: StatusCode, email: String, notice: Option<&'static str>, wrong: Wrong) -> Answer {
    let language = context::current().language;
    let w = language.words();
    let summary = fill(w.errors.summary, wrong.count());
    page_with(status, &Page { language, w, email, notice, wrong, summary })
}

fn go(path: &str, cookie: HeaderValue) -> Response {
    let mut response = Redirect::to(path).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
