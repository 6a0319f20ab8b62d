//! The page that shows what has arrived; on loopback, for the demo's user alone.

use axum::{Json, Router, extract::State, response::Html, routing::get};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Inbox;

pub(super) async fn serve(listener: TcpListener, inbox: Inbox, stop: CancellationToken) {
    let pages = Router::new().route("/", get(show)).route("/mails.json", get(list)).with_state(inbox);
    let served = axum::serve(listener, pages).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        tracing::error!(%error, "the inbox page ended");
    }
}

async fn list(State(inbox): State<Inbox>) -> Json<Value> {
    let mails = inbox.mails();
    Json(json!(
        mails
            .iter()
            .map(|mail| json!({ "to": mail.to, "subject": mail.subject, "body": mail.body }))
            .collect::<Vec<_>>()
    ))
}

async fn show(State(inbox): State<Inbox>) -> Html<String> {
    let mails = inbox.mails();
    let articles: String = mails
        .iter()
        .rev()
        .map(|mail| {
            let (to, subject, body) =
                (escape(&mail.to.join(", ")), escape(&mail.subject), escape(&mail.body));
            format!("<article><h2>{subject}</h2><p>宛先：{to}</p><pre>{body}</pre></article>\n")
        })
        .collect();
    let none = if mails.is_empty() { "<p>メールはまだ届いていません。</p>" } else { "" };
    Html(format!(
        "<!doctype html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>受信箱（デモ）</title></head>\
         <body><main><h1>受信箱（デモ）</h1>\n{none}{articles}</main></body></html>\n"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
