//! The access tables of all services together: complete, about nothing else, and without a circle.

use std::collections::{BTreeMap, BTreeSet};

use identity::Rule;
use prost::Message as _;
use prost_types::FileDescriptorSet;

const FOLLOW: &str = "/nekonote.feed.v1.FeedService/Follow";
const LIST_KEYS: &str = "/nekonote.keys.v1.KeysService/ListKeys";
const EXPORT: &str = "/nekonote.archive.v1.ArchiveService/Export";
/// The services whose database has data keys.
const SEALING: [&str; 3] = ["accounts", "claims", "notifications"];

/// Every service's table.
fn tables() -> [(&'static str, &'static [Rule]); 5] {
    [
        ("accounts", accounts::RULES),
        ("labels", &labels::grpc::access::RULES),
        ("claims", claims::RULES),
        ("timeline", &timeline::grpc::access::RULES),
        ("notifications", &notifications::grpc::access::RULES),
    ]
}

/// Every RPC of the protocol.
fn rpcs() -> BTreeSet<String> {
    let set = FileDescriptorSet::decode(proto::DESCRIPTORS).unwrap();
    let mut rpcs = BTreeSet::new();
    for file in set.file.iter().filter(|file| file.package().starts_with("nekonote.")) {
        for service in &file.service {
            let path = |rpc: &str| format!("/{}.{}/{rpc}", file.package(), service.name());
            rpcs.extend(service.method.iter().map(|rpc| path(rpc.name())));
        }
    }
    rpcs
}

#[test]
fn every_rpc_is_in_the_table_of_its_service_and_in_no_other() {
    let mut listed = BTreeMap::<&str, Vec<&str>>::new();
    for (service, rules) in tables() {
        for rule in rules {
            listed.entry(rule.path).or_default().push(service);
        }
    }
    let rpcs = rpcs();
    for rpc in &rpcs {
        let services = listed.get(rpc.as_str()).cloned().unwrap_or_default();
        if rpc == FOLLOW {
            assert_eq!(services.len(), tables().len(), "every service tells facts: {services:?}");
        } else if rpc == EXPORT {
            assert_eq!(
                services.len(),
                tables().len(),
                "every service has something of an organisation: {services:?}"
            );
        } else if rpc == LIST_KEYS {
            assert_eq!(services, SEALING, "every service that seals tells of its keys");
        } else {
            let owner = rpc.split('.').nth(1).unwrap();
            assert_eq!(services, [owner], "{rpc}");
        }
    }
    for rule in listed.keys() {
        assert!(rpcs.contains(*rule), "{rule} is no RPC");
    }
}

#[test]
fn every_rpc_has_a_caller() {
    for (service, rules) in tables() {
        for rule in rules {
            assert!(!rule.callers.is_empty(), "{service}: nobody may call {}", rule.path);
        }
    }
}

/// Timeline follows itself, since an inspection is a fact as any other; that is no call to another.
#[test]
fn calls_between_services_have_no_circle() {
    let mut called = BTreeMap::<String, BTreeSet<String>>::new();
    for (service, rules) in tables() {
        for caller in rules.iter().flat_map(|rule| rule.callers).filter(|caller| caller.as_str() != service) {
            called.entry(caller.to_string()).or_default().insert(service.to_owned());
        }
    }
    let everybody: Vec<String> = called.keys().cloned().collect();
    for start in everybody {
        let (mut open, mut seen) = (vec![start.clone()], BTreeSet::new());
        while let Some(next) = open.pop() {
            for callee in called.get(&next).into_iter().flatten() {
                assert_ne!(callee, &start, "{start} calls {next}, which calls {start}");
                if seen.insert(callee.clone()) {
                    open.push(callee.clone());
                }
            }
        }
    }
    assert!(!called.values().flatten().any(|callee| callee == "gateway"), "somebody calls the gateway");
}
