//! The process's share of open files: every connection needs one. Many hosts begin with 1024, which a few hundred slow
//! clients use up; raising it to what the host allows needs no privilege.

use rustix::process::{Resource, getrlimit, setrlimit};

use super::Limits;

/// Files that are not connections at the door: databases, peers, logs.
const OTHERS: u64 = 1024;

/// Asks for as many files as there may be connections, and says so when the host does not give them.
pub(super) fn ask_for_enough(limits: &Limits) {
    let wanted = (limits.connections as u64).saturating_add(OTHERS);
    let mut files = getrlimit(Resource::Nofile);
    let (Some(current), most) = (files.current, files.maximum.unwrap_or(u64::MAX)) else { return };
    if most < wanted {
        tracing::warn!(wanted, most, "this host allows fewer open files than the door allows connections");
    }
    if current < wanted.min(most) {
        files.current = Some(wanted.min(most));
        if let Err(error) = setrlimit(Resource::Nofile, files) {
            tracing::warn!(%error, "the number of open files cannot be raised");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_files_for_all_connections_or_as_many_as_the_host_gives() {
        ask_for_enough(&Limits::default());
        let files = getrlimit(Resource::Nofile);
        let wanted = Limits::default().connections as u64 + OTHERS;
        let enough = files.maximum.map_or(wanted, |most| most.min(wanted));
        assert!(files.current.is_none_or(|current| current >= enough), "{files:?}");
    }
}
