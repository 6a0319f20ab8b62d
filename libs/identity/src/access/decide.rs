//! The decision about one request, apart from tower.

use std::{collections::HashMap, sync::Arc};

use calendar::Clock;
use fault::Fault;
use http::HeaderMap;
use rustls_pki_types::CertificateDer;

use super::{ActorRule, Rule};
use crate::{
    ACTOR_KEY, Actor, ActorVerifier, Workload, WorkloadName,
    tls::{Peer, PeerRefusal},
};

/// What a request was let through with.
pub(super) struct Admitted {
    pub(super) caller: WorkloadName,
    pub(super) actor: Option<Actor>,
    /// Who is at the other end, to be checked again while a stream lasts.
    pub(super) peer: Peer,
}

/// A refusal, with what is known about the peer, for the log.
pub(super) struct Denied {
    pub(super) fault: Box<Fault>,
    pub(super) caller: Option<WorkloadName>,
    pub(super) serial: String,
}

pub(super) struct Table {
    rules: HashMap<&'static str, Rule>,
    workload: Workload,
    verifier: ActorVerifier,
    clock: Arc<dyn Clock>,
}

impl Table {
    pub(super) fn new(
        rules: Vec<Rule>,
        workload: Workload,
        verifier: ActorVerifier,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mut table = HashMap::new();
        for rule in rules {
            // The first rule of a path stands, so that nothing added later widens it.
            table.entry(rule.path).or_insert(rule);
        }
        Self { rules: table, workload, verifier, clock }
    }

    pub(super) fn decide(
        &self,
        path: &str,
        chain: Option<&[CertificateDer<'_>]>,
        headers: &HeaderMap,
    ) -> Result<Admitted, Denied> {
        let peer = chain.ok_or(PeerRefusal::Missing).and_then(Peer::parse);
        let peer = peer.map_err(|refusal| Denied {
            fault: unauthenticated(refusal).into(),
            caller: None,
            serial: String::new(),
        })?;
        let denied =
            |fault: Fault| Denied { fault: fault.into(), caller: Some(peer.name), serial: peer.serial() };

        self.stands(&peer).map_err(denied)?;
        // An RPC that is not in the table and one that is not for this caller look the same.
        let rule = self.rules.get(path).filter(|rule| rule.callers.contains(&peer.name));
        let rule = rule.ok_or_else(|| denied(Fault::forbidden("CALLER_NOT_ALLOWED")))?;
        let actor = match rule.actor {
            ActorRule::Required => Some(self.actor(headers).map_err(denied)?),
            ActorRule::WorkloadOnly => None,
        };
        Ok(Admitted { caller: peer.name, actor, peer })
    }

    /// Whether a peer that TLS has verified is still good.
    pub(super) fn stands(&self, peer: &Peer) -> Result<(), Fault> {
        self.workload.check(peer, self.clock.now()).map_err(unauthenticated)
    }

    fn actor(&self, headers: &HeaderMap) -> Result<Actor, Fault> {
        let mut values = headers.get_all(ACTOR_KEY).iter();
        let text = match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        };
        let text =
            text.ok_or_else(|| Fault::unauthenticated("ACTOR_MISSING").message("not exactly one actor"))?;
        let signed = self.verifier.verify(text, self.clock.now());
        signed
            .map(|signed| signed.actor)
            .map_err(|refusal| Fault::unauthenticated(refusal.reason()).message(refusal.to_string()))
    }
}

fn unauthenticated(refusal: PeerRefusal) -> Fault {
    Fault::unauthenticated(refusal.reason()).message(refusal.to_string())
}
