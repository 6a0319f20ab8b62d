//! What the access log says about a request beyond what the edge sees itself. Ids only, never personal data.

use std::sync::{Arc, OnceLock};

/// The part of an access log line that is known further in.
#[derive(Debug, Clone, Default)]
pub struct LogLine {
    known: Arc<Known>,
}

#[derive(Debug, Default)]
struct Known {
    route: OnceLock<String>,
    organisation: OnceLock<String>,
    reason: OnceLock<String>,
}

impl LogLine {
    /// The matched route, such as `/api/v1/claims/{id}`; never the path itself.
    pub fn route(&self, route: &str) {
        let _ = self.known.route.set(route.to_owned());
    }

    /// The organisation of the actor.
    pub fn organisation(&self, id: &str) {
        let _ = self.known.organisation.set(id.to_owned());
    }

    /// Why it was refused.
    pub fn reason(&self, reason: &str) {
        let _ = self.known.reason.set(reason.to_owned());
    }

    pub(super) fn known_route(&self) -> &str {
        self.known.route.get().map_or("-", String::as_str)
    }

    pub(super) fn known_organisation(&self) -> &str {
        self.known.organisation.get().map_or("-", String::as_str)
    }

    pub(super) fn known_reason(&self) -> &str {
        self.known.reason.get().map_or("-", String::as_str)
    }
}
