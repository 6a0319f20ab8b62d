//! The door: one port with two faces, chosen by the name in the TLS handshake. The portal face demands a client
//! certificate; the public face asks for none and serves static pages only. It refuses the slow, the silent, the
//! revoked (on open connections as well), and names that do not agree.

mod accept;
mod body;
mod connection;
mod files;
mod framing;
mod gate;
mod limits;
mod log_line;
mod names;
mod places;
mod readiness;
mod stall;
mod tls;
mod trust;
mod verifier;
mod watch;

use std::{net::SocketAddr, sync::Arc};

use axum::extract::DefaultBodyLimit;
use identity::ClientCertificate;

pub use accept::Edge;
pub use limits::Limits;
pub use log_line::LogLine;
pub use readiness::Readiness;
pub use tls::ServerIdentity;
pub use trust::Trust;

/// Largest body of a form or message.
pub const BODY: usize = 64 * 1024;
/// What a body's error says when the time was up; any other error is the client's framing.
pub const TOO_SLOW: &str = "the body came too slowly";
/// Largest body with a document: 20 MB of it and the form around.
pub const DOCUMENT_BODY: usize = 21 * 1024 * 1024;

/// Largest body with a plan: its terms and its worked examples.
pub const PLAN_BODY: usize = 1024 * 1024;

/// Which side of the house a connection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Pages and API; a client certificate is demanded in the handshake.
    Portal,
    /// Static pages for everybody.
    Public,
}

/// Who is at the door, as the handshake proved it.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Where the connection comes from.
    pub address: SocketAddr,
    /// Which side it came to.
    pub face: Face,
    /// The verified client certificate; always there on the portal face.
    pub certificate: Option<Arc<ClientCertificate>>,
}

/// The layer for a route that takes a plan.
pub fn plan_body() -> DefaultBodyLimit {
    DefaultBodyLimit::max(PLAN_BODY)
}

/// The layer for a route that takes a document.
pub fn document_body() -> DefaultBodyLimit {
    DefaultBodyLimit::max(DOCUMENT_BODY)
}
