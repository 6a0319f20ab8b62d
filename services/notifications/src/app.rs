//! The verbs of notifications: a fact asks for mails, recipients are looked up, mails are sent, deliveries are listed.
//! There is no verb by which somebody asks for a mail.

mod export_organisation;
mod fan_out;
mod import_organisation;
mod lease;
mod list_deliveries;
mod ports;
mod queue_mails;
mod records;
mod send_mail;
mod work;

use std::sync::Arc;

use ::store::Store;
use calendar::Clock;

pub use self::{
    import_organisation::import_organisation,
    ports::{Directory, Mail, MailContext, Members, Post},
    queue_mails::QueueMails,
};
use crate::config::Links;

/// Why a transaction runs on behalf of the platform and not of one organisation: these purposes and no others.
pub const PLATFORM_PURPOSES: [&str; 4] = ["list_deliveries", "fan_out", "import_organisation", "send_mail"];

/// Everything the verbs need.
#[derive(Clone)]
pub struct App {
    store: Store,
    clock: Arc<dyn Clock>,
    directory: Arc<dyn Directory>,
    post: Arc<dyn Post>,
    links: Links,
}

impl App {
    /// The verbs over a database, a clock, the other services and a mail server.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        directory: Arc<dyn Directory>,
        post: Arc<dyn Post>,
        links: Links,
    ) -> Self {
        let portal_url = links.portal_url.trim_end_matches('/').to_owned();
        let links = Links { portal_url, ..links };
        Self { store, clock, directory, post, links }
    }
}
