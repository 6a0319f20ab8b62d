//! The command line every service has.

use std::{
    ffi::OsString,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};

use clap::{Arg, ArgAction, Command, value_parser};

use super::Service;

/// The flag of a process that is to end with the one that started it.
const LEASH: &str = "until-stdin-ends";

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Serve until asked to stop; on a leash also until standard input ends.
    Serve {
        /// Whoever started it holds the other end of standard input, and may be killed.
        leashed: bool,
    },
    /// Ask the one that serves.
    Health,
}

/// Reads the command line; ends the process with words when it is wrong.
pub(super) fn parse(
    words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    service: Service,
) -> (Verb, PathBuf) {
    let matches = command(service).get_matches_from(words);
    let (verb, matches) = match matches.subcommand() {
        Some((_, matches)) => (Verb::Health, matches),
        None => (Verb::Serve { leashed: matches.get_flag(LEASH) }, &matches),
    };
    (verb, matches.get_one::<PathBuf>("config").cloned().unwrap_or_default())
}

/// Where a server that listens there is reached from its own host.
pub(super) fn own_address(listen: SocketAddr) -> SocketAddr {
    match listen {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}

fn command(service: Service) -> Command {
    let config = Arg::new("config").long("config").value_name("FILE").required(true);
    let config = config.value_parser(value_parser!(PathBuf)).help("The configuration (TOML)");
    let leash = Arg::new(LEASH).long(LEASH).action(ArgAction::SetTrue);
    let leash = leash
        .help("Also drains when standard input ends, as it does when the process that started it is gone");
    let health = Command::new("health").about("Asks the running service whether it serves; exits 0 or 1");
    Command::new(service.name)
        .version(service.version)
        .about(format!("The service `{}` of Nekonote", service.name))
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .arg(config.clone())
        .arg(leash)
        .subcommand(health.arg(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: Service = Service { name: "claims", version: "0" };

    #[test]
    fn both_verbs_need_a_configuration() {
        command(SERVICE).debug_assert();
        let accepted = |words: &[&str]| command(SERVICE).try_get_matches_from(words).is_ok();
        assert!(accepted(&["claims", "--config", "f"]));
        assert!(accepted(&["claims", "health", "--config", "f"]));
        assert!(accepted(&["claims", "--config", "f", "--until-stdin-ends"]));
        assert!(!accepted(&["claims"]));
        assert!(!accepted(&["claims", "health"]));
        assert!(!accepted(&["claims", "--config", "f", "migrate"]));
    }

    #[test]
    fn a_server_on_every_address_is_asked_on_loopback() {
        for (listen, own) in
            [("0.0.0.0:1", "127.0.0.1:1"), ("[::]:1", "[::1]:1"), ("10.0.0.1:1", "10.0.0.1:1")]
        {
            assert_eq!(own_address(listen.parse().expect("an address")).to_string(), own);
        }
    }
}
