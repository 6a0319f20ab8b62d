//! Where everybody listens. Each port is held until the moment its service takes it, so that neither another demo nor a
//! connection to elsewhere gets in between; should one be lost all the same, the platform starts again on other ports.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

use anyhow::Context as _;
use identity::WorkloadName;
use tokio::net::TcpSocket;

/// The first port that is tried for the portal.
const PORTAL_PORT: u16 = 8443;
/// A free port of the system's choice.
const ANY: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 0);

/// The ports of a platform.
pub(super) struct Ports {
    services: BTreeMap<WorkloadName, SocketAddr>,
    portal: SocketAddr,
    held: RefCell<BTreeMap<WorkloadName, Held>>,
}

/// What keeps others out; dropped when the service is about to listen itself.
struct Held {
    /// Bound and not listening: who calls is refused, and does not hang.
    _inner: TcpSocket,
    /// The gateway's outer one listens, so that whoever looks for a free port goes on to the next.
    _portal: Option<TcpListener>,
}

impl Ports {
    /// A free port for each service, and 8443 or the next free one for the portal.
    pub(super) fn hold(services: &[WorkloadName]) -> anyhow::Result<Self> {
        let (mut addresses, mut held) = (BTreeMap::new(), BTreeMap::new());
        let portal = portal()?;
        let address = portal.local_addr()?;
        let mut portal = Some(portal);
        for name in services {
            let inner = TcpSocket::new_v4()?;
            inner.bind(ANY.into())?;
            addresses.insert(*name, inner.local_addr()?);
            let portal = if *name == WorkloadName::Gateway { portal.take() } else { None };
            held.insert(*name, Held { _inner: inner, _portal: portal });
        }
        Ok(Self { services: addresses, portal: address, held: RefCell::new(held) })
    }

    /// `HOST:PORT` of a service's inner server.
    pub(super) fn of(&self, name: WorkloadName) -> String {
        self.services.get(&name).map(ToString::to_string).unwrap_or_default()
    }

    /// The port of both faces of the gateway.
    pub(super) const fn portal(&self) -> u16 {
        self.portal.port()
    }

    /// Lets go of a service's ports: it is about to take them.
    pub(super) fn release(&self, name: WorkloadName) {
        self.held.borrow_mut().remove(&name);
    }

    /// Whether somebody else has taken one of them; to be asked when nobody of ours listens any more.
    pub(super) fn are_lost(&self) -> bool {
        self.held.borrow_mut().clear();
        let mut all = self.services.values().chain([&self.portal]);
        all.any(|address| TcpListener::bind(address).is_err_and(|why| why.kind() == ErrorKind::AddrInUse))
    }
}

fn portal() -> anyhow::Result<TcpListener> {
    let mut candidates = PORTAL_PORT..PORTAL_PORT + 1_000;
    candidates
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .context("no free port from 8443 on")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICES: [WorkloadName; 2] = [WorkloadName::Accounts, WorkloadName::Gateway];

    #[tokio::test]
    async fn ports_that_are_held_are_nobody_elses() {
        let (one, other) = (Ports::hold(&SERVICES).unwrap(), Ports::hold(&SERVICES).unwrap());
        let mut all: Vec<u16> = vec![one.portal(), other.portal()];
        all.extend(one.services.values().chain(other.services.values()).map(SocketAddr::port));
        let before = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), before);
    }

    #[tokio::test]
    async fn a_released_port_can_be_taken_and_is_then_lost() {
        let ports = Ports::hold(&SERVICES).unwrap();
        assert!(TcpListener::bind(ports.portal).is_err());
        ports.release(WorkloadName::Gateway);
        let theirs = TcpListener::bind(ports.portal).unwrap();
        assert!(ports.are_lost());
        drop(theirs);
        assert!(!ports.are_lost());
    }
}
