//! How many connections there are, in all and from one network. Refuses one more when the house or the network's share
//! of it is full.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use super::Limits;

/// The places at the door.
#[derive(Debug, Clone)]
pub(super) struct Places {
    all: usize,
    per_network: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// A connection's place, given back when dropped.
pub(super) struct Place {
    network: IpAddr,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { all: limits.connections, per_network: limits.connections_per_address, taken: Arc::default() }
    }

    /// A place, if there is one.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by_network.get(&network).copied().unwrap_or_default();
        if taken.all >= self.all || own >= self.per_network {
            tracing::warn!(peer = %address, all = taken.all, own, "too many connections");
            return None;
        }
        taken.all += 1;
        taken.by_network.insert(network, own + 1);
        Some(Place { network, taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        let own = taken.by_network.get(&self.network).copied().unwrap_or_default();
        if own > 1 {
            taken.by_network.insert(self.network, own - 1);
        } else {
            taken.by_network.remove(&self.network);
        }
    }
}

/// Whoever has one IPv6 address has the 2^64 around it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(connections: usize, connections_per_address: usize) -> Places {
        Places::new(&Limits { connections, connections_per_address, ..Limits::default() })
    }

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_network_has_only_its_share() {
        let places = places(10, 2);
        let kept = [places.take(at("2001:db8::1")), places.take(at("2001:db8::ffff:1"))];
        assert!(kept.iter().all(Option::is_some));
        assert!(places.take(at("2001:db8::2")).is_none(), "the same network");
        assert!(places.take(at("2001:db8:0:1::1")).is_some(), "another");
        drop(kept);
        assert!(places.take(at("2001:db8::2")).is_some());
    }

    #[test]
    fn an_address_is_one_in_either_spelling() {
        let places = places(10, 1);
        let _kept = places.take(at("192.0.2.1"));
        assert!(places.take(at("::ffff:192.0.2.1")).is_none());
        assert!(places.take(at("192.0.2.2")).is_some());
    }

    #[test]
    fn a_full_house_refuses_and_forgets_whom_it_refused() {
        let places = places(1, 1);
        let kept = places.take(at("192.0.2.1"));
        assert!(kept.is_some() && places.take(at("192.0.2.2")).is_none());
        drop(kept);
        assert!(places.taken.lock().unwrap().by_network.is_empty());
    }
}
