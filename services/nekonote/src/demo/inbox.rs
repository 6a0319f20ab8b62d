//! A mail server in memory, with STARTTLS, and a page that shows what has arrived. For the demo only: it forgets at stop.

mod page;
mod smtp;

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::{pki::Pki, secrets};

/// Who signs in to the mail server.
pub(super) const USER: &str = "nekonote";

/// Mails kept at most; older ones are forgotten.
const MOST: usize = 500;

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    /// Envelope recipients.
    pub(super) to: Vec<String>,
    /// The decoded subject.
    pub(super) subject: String,
    /// The decoded body.
    pub(super) body: String,
}

/// The inbox.
#[derive(Clone)]
pub(super) struct Inbox {
    /// Port of the mail server.
    pub(super) smtp_port: u16,
    /// Port of the page.
    pub(super) page_port: u16,
    password: Arc<Zeroizing<String>>,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Inbox {
    /// What has arrived, newest last.
    pub(super) fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The password of the mail server, another one at each start.
    pub(super) fn password(&self) -> &str {
        &self.password
    }

    fn keep(&self, mail: Mail) {
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.push(mail);
        let excess = mails.len().saturating_sub(MOST);
        mails.drain(..excess);
    }
}

/// Starts mail server and page.
pub(super) async fn start(pki: &Pki, stop: CancellationToken) -> anyhow::Result<Inbox> {
    let (mail, page) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
    let (smtp_port, page_port) = (mail.local_addr()?.port(), page.local_addr()?.port());
    let password = Arc::new(Zeroizing::new(secrets::random()?));
    let inbox = Inbox { smtp_port, page_port, password, mails: Arc::default() };
    tokio::spawn(smtp::serve(mail, acceptor(pki)?, inbox.clone(), stop.clone()));
    tokio::spawn(page::serve(page, inbox.clone(), stop));
    Ok(inbox)
}

fn acceptor(pki: &Pki) -> anyhow::Result<TlsAcceptor> {
    let chain = CertificateDer::pem_file_iter(&pki.portal.0)?.collect::<Result<_, _>>()?;
    let key = PrivateKeyDer::from_pem_file(&pki.portal.1)?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the inbox's certificate")?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
