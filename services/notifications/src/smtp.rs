//! Handing a mail to the mail server: SMTP with STARTTLS, always. Refuses a server without TLS or without a
//! certificate we trust, and never keeps the server's own words, which may repeat an address.

use std::{path::PathBuf, time::Duration};

use async_trait::async_trait;
use envelope::{OpenedSecret, SealedFile};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Body, Mailbox, header,
        header::{ContentTransferEncoding, ContentType},
    },
    transport::smtp::{
        Error as SmtpError,
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
        extension::ClientId,
    },
};

use crate::{
    app::{Mail, Post},
    domain::answer::{Answer, Silence},
};

/// Longest silence of the server within one reply, and longest for a whole mail, which fits into a process's drain.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(20));

/// `[smtp]`: the mail server.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name, as in its certificate.
    pub host: String,
    /// Its port; 587 is the usual one for submission.
    #[serde(default = "submission")]
    pub port: u16,
    /// Roots that sign its certificate, PEM; none for the system's.
    #[serde(default)]
    pub roots: Option<PathBuf>,
    /// Account on the server; none to send without signing in.
    #[serde(default)]
    pub username: Option<String>,
    /// Sealed file that holds the password.
    #[serde(default)]
    pub password_file: Option<SealedFile>,
    /// Sender, such as `ねこのて <no-reply@nekonote.example.jp>`.
    pub from: String,
}

const fn submission() -> u16 {
    587
}

/// Why no mail can be sent with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum BadSmtp {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Roots or name do not make a TLS client.
    #[error("smtp.roots or smtp.host: {0}")]
    Tls(SmtpError),
    /// The sender is no address.
    #[error("smtp.from: {0}")]
    From(lettre::address::AddressError),
    /// A user without password or the other way round.
    #[error("smtp.username and smtp.password_file belong together")]
    Credentials,
    /// What was sealed is no password.
    #[error("smtp.password_file holds no text")]
    Password,
}

/// A mail server, reached when needed.
pub struct SmtpPost {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpPost {
    /// Reads what the configuration names; the password was opened from its file. Does not connect.
    ///
    /// # Errors
    /// [`BadSmtp`] when a file cannot be read or a value makes no sense.
    pub fn open(smtp: &Smtp, password: Option<&OpenedSecret>) -> Result<Self, BadSmtp> {
        let from: Mailbox = smtp.from.parse().map_err(BadSmtp::From)?;
        let hello = ClientId::Domain(from.email.domain().to_owned());
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
            .port(smtp.port)
            .hello_name(hello)
            .timeout(Some(PATIENCE.0))
            .tls(Tls::Required(tls(smtp)?));
        match (&smtp.username, password) {
            (Some(user), Some(password)) => {
                let password = password.text().ok_or(BadSmtp::Password)?.to_owned();
                builder = builder.credentials(Credentials::new(user.clone(), password));
            }
            (None, None) => {}
            _ => return Err(BadSmtp::Credentials),
        }
        Ok(Self { transport: builder.build(), from })
    }

    /// The mail as it crosses the wire; none when the address is no address.
    fn message(&self, mail: &Mail) -> Option<Message> {
        let to: Mailbox = mail.address.expose().parse().ok()?;
        // One encoding for all, so that a mail is the same bytes on every try.
        let body = Body::new_with_encoding(mail.letter.body.clone(), ContentTransferEncoding::Base64).ok()?;
        let message_id = format!("<{}@{}>", mail.id, self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.letter.subject.clone())
            .date(mail.at.into())
            .message_id(Some(message_id))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .ok()
    }
}

#[async_trait]
impl Post for SmtpPost {
    async fn hand_over(&self, mail: &Mail) -> Answer {
        let Some(message) = self.message(mail) else { return Answer::NoAddress };
        match tokio::time::timeout(PATIENCE.1, self.transport.send(message)).await {
            Ok(Ok(reply)) => Answer::Accepted(reply.code().into()),
            Ok(Err(error)) => answer(&error),
            Err(_) => Answer::NoReply(Silence::Timeout),
        }
    }
}

fn answer(error: &SmtpError) -> Answer {
    if let Some(code) = error.status() {
        return Answer::refusal(code.into());
    }
    let silence = if error.is_tls() {
        Silence::Tls
    } else if error.is_client() {
        Silence::Offer
    } else if error.is_timeout() {
        Silence::Timeout
    } else {
        Silence::Connection
    };
    Answer::NoReply(silence)
}

fn tls(smtp: &Smtp) -> Result<TlsParameters, BadSmtp> {
    let mut builder = TlsParameters::builder(smtp.host.clone());
    if let Some(roots) = &smtp.roots {
        let roots = Certificate::from_pem(&read(roots)?).map_err(BadSmtp::Tls)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(roots);
    }
    builder.build_rustls().map_err(BadSmtp::Tls)
}

fn read(path: &PathBuf) -> Result<Vec<u8>, BadSmtp> {
    std::fs::read(path).map_err(|source| BadSmtp::File { path: path.clone(), source })
}

/// RFC 3834: no automaton shall answer an automaton.
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
