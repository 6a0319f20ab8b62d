//! Whoever visits the portal in a test: signed in by the session or the token that the stub knows, with the fields that every form has.

use crate::{client::Answer, world::World};

/// A person, signed in.
pub const SESSION: (&str, &str) = ("cookie", "__Host-nekonote=the-session");
/// A program, or a person's program.
pub const TOKEN: (&str, &str) = ("authorization", "Bearer the-token");
pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub const JSON: (&str, &str) = ("content-type", "application/json");

pub fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
}

/// A page, as the person sees it.
pub async fn page(world: &World, path: &str) -> (u16, String) {
    let answer = world.portal().await.get(path, &[SESSION]).await;
    (answer.status, text(&answer))
}

/// A form, as the person's browser sends it.
pub async fn send(world: &World, path: &str, form: &str) -> Answer {
    let headers = [SESSION, ("sec-fetch-site", "same-origin"), FORM];
    let body = format!("{form}&csrf_token={}", gateway::csrf::token("the-session"));
    world.portal().await.post(path, &headers, body).await
}
