//! A mail server in memory: STARTTLS, AUTH with any credentials, and on request the ways in which real ones fail.

mod session;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use crate::{Authority, settle::eventually};

/// A mail that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Who had signed in.
    pub user: String,
    /// Headers and body, lines ended by CR LF, dots unstuffed.
    pub text: String,
}

impl Mail {
    /// A header's value, unfolded, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.text.split("\r\n\r\n").next()?.replace("\r\n ", " ").replace("\r\n\t", " ");
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

/// How the server behaves towards the next mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Accepts.
    #[default]
    Kind,
    /// Refuses the recipient for now: 451.
    Busy,
    /// Refuses the recipient for good: 550.
    Strict,
    /// Drops the connection at DATA: nothing was accepted.
    DropBeforeData,
    /// Accepts the mail and drops the connection before saying so.
    DropAfterDot,
}

#[derive(Debug, Default)]
struct Post {
    mails: Mutex<Vec<Mail>>,
    mood: Mutex<Mood>,
}

/// A running mail server; it stops when dropped.
#[derive(Debug)]
pub struct MailSink {
    address: SocketAddr,
    post: Arc<Post>,
    accepting: JoinHandle<()>,
}

impl MailSink {
    /// Starts on a free port of 127.0.0.1, with a certificate for `localhost` by this authority.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(authority: &Authority) -> Self {
        let tls = authority.acceptor();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let post = Arc::new(Post::default());
        let accepting = tokio::spawn(accept(listener, tls, Arc::clone(&post)));
        Self { address, post, accepting }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has accepted so far, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        locked(&self.post.mails).clone()
    }

    /// Forgets what it has accepted.
    pub fn clear(&self) {
        locked(&self.post.mails).clear();
    }

    /// Changes how it behaves from the next command on.
    pub fn set_mood(&self, mood: Mood) {
        *locked(&self.post.mood) = mood;
    }

    /// Waits until it has accepted so many.
    ///
    /// # Panics
    /// When it has not within 20 s.
    pub async fn wait_for(&self, count: usize) -> Vec<Mail> {
        eventually("mails arrive", async || locked(&self.post.mails).len() >= count).await;
        self.mails()
    }
}

impl Drop for MailSink {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Post {
    fn take(&self, mail: Mail) {
        locked(&self.mails).push(mail);
    }

    fn mood(&self) -> Mood {
        *locked(&self.mood)
    }
}

async fn accept(listener: TcpListener, tls: TlsAcceptor, post: Arc<Post>) {
    while let Ok((tcp, _)) = listener.accept().await {
        let (tls, post) = (tls.clone(), Arc::clone(&post));
        tokio::spawn(async move {
            // A client that hangs up ends its session and nothing else.
            let _ = session::serve(tcp, &tls, &post).await;
        });
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use lettre::{
        AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
        transport::smtp::{
            authentication::Credentials,
            client::{Certificate, Tls, TlsParameters},
        },
    };

    use super::*;

    async fn send(sink: &MailSink, authority: &Authority) -> Result<(), lettre::transport::smtp::Error> {
        let root = Certificate::from_der(authority.der().to_vec()).unwrap();
        let tls =
            TlsParameters::builder("localhost".to_owned()).add_root_certificate(root).build_rustls().unwrap();
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost")
            .port(sink.address().port())
            .tls(Tls::Required(tls))
            .credentials(Credentials::new("nekonote".into(), "anything".into()))
            .build();
        let mail = Message::builder()
            .from("ねこのて <no-reply@nekonote.example>".parse().unwrap())
            .to("a@example.jp".parse().unwrap())
            .subject("保険金のお支払いについて")
            .body("一行目\r\n.点で始まる行\r\n".to_owned());
        transport.send(mail.unwrap()).await.map(drop)
    }

    #[tokio::test]
    async fn a_mail_arrives_whole_over_starttls_after_signing_in() {
        let authority = Authority::new("Mail Root");
        let sink = MailSink::start(&authority).await;
        send(&sink, &authority).await.unwrap();
        let mails = sink.wait_for(1).await;
        assert_eq!(mails[0].user, "nekonote");
        assert_eq!(mails[0].to, ["a@example.jp"]);
        assert!(mails[0].header("subject").is_some());
    }

    #[tokio::test]
    async fn each_mood_fails_in_its_own_way() {
        let authority = Authority::new("Mail Root");
        let sink = MailSink::start(&authority).await;
        for (mood, kept) in
            [(Mood::Busy, 0), (Mood::Strict, 0), (Mood::DropBeforeData, 0), (Mood::DropAfterDot, 1)]
        {
            sink.set_mood(mood);
            let error = send(&sink, &authority).await.unwrap_err();
            assert_eq!(error.is_transient(), mood == Mood::Busy, "{mood:?}");
            assert_eq!(error.is_permanent(), mood == Mood::Strict, "{mood:?}");
            assert_eq!(sink.mails().len(), kept, "{mood:?}");
        }
    }
}
