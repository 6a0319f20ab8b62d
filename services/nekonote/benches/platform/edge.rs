//! Processor time of the gateway for one hashed asset, on an open connection and on a new one, against nginx.
//! Both check the client's certificate against a revocation list and write an access log; only the server's time counts.

use std::path::Path;

use crate::{ROUNDS, median, nginx::Nginx, platform::Platform, process::cpu, ratio, report, wire::Peer};

const CONNECTIONS: usize = 8;
const REQUESTS: usize = 40_000;
const HANDSHAKES: usize = 2_000;
/// What the gateway logs of an address, lest a log tells more than it should.
const ROUTE: &str = "/a/{hash}/{name}";

pub(crate) async fn measure() {
    let platform = Platform::start().await;
    let peer = platform.peer("clinic");
    let (path, bytes) = asset(&peer).await;
    let nginx = Nginx::start(&bytes);
    let gateway =
        Side { process: platform.process("gateway"), peer, path: &path, log: (&platform.log(), ROUTE) };
    let theirs =
        Side { process: nginx.id(), peer: nginx.peer.clone(), path: "/asset", log: (&nginx.log(), "/asset") };
    let mut times: [[Vec<f64>; 2]; 2] = Default::default();
    for round in 0..=ROUNDS {
        for (side, times) in [&gateway, &theirs].into_iter().zip(&mut times) {
            let measured = [side.requests().await, side.handshakes().await];
            if round > 0 {
                times.iter_mut().zip(measured).for_each(|(times, measured)| times.push(measured));
            }
        }
    }
    let [[our_requests, our_handshakes], [their_requests, their_handshakes]] = times;
    for (what, ours, theirs, target) in [
        (
            format!("gateway CPU, keep-alive GET of {} bytes", bytes.len()),
            our_requests,
            their_requests,
            "≤ 1.25",
        ),
        (
            "gateway CPU, new mTLS connection and one GET".to_owned(),
            our_handshakes,
            their_handshakes,
            "≤ 0.65",
        ),
    ] {
        let detail = format!("{:.1} µs against {:.1} µs by nginx", median(&ours), median(&theirs));
        report(&what, ratio(&ours, &theirs), target, &detail);
    }
}

struct Side<'a> {
    process: u32,
    peer: Peer,
    path: &'a str,
    /// The access log, and what its lines about the asset have in them.
    log: (&'a Path, &'a str),
}

impl Side<'_> {
    /// Microseconds of processor time per request on open connections.
    async fn requests(&self) -> f64 {
        let mut connections = vec![];
        for _ in 0..CONNECTIONS {
            connections.push(self.peer.connect().await);
        }
        let (before, logged) = (cpu(self.process), self.logged());
        let work = connections.into_iter().map(|mut connection| async move {
            for _ in 0..REQUESTS / CONNECTIONS {
                connection.get(self.path).await;
            }
        });
        futures::future::join_all(work).await;
        let spent = cpu(self.process) - before;
        assert!(self.logged() >= logged + REQUESTS, "each request is in the access log");
        spent * 1e6 / REQUESTS as f64
    }

    /// Microseconds of processor time per connection with one request.
    async fn handshakes(&self) -> f64 {
        let before = cpu(self.process);
        let work = (0..CONNECTIONS).map(|_| async {
            for _ in 0..HANDSHAKES / CONNECTIONS {
                self.peer.connect().await.get(self.path).await;
            }
        });
        futures::future::join_all(work).await;
        (cpu(self.process) - before) * 1e6 / HANDSHAKES as f64
    }

    /// Lines of the log that are about the asset.
    fn logged(&self) -> usize {
        let (path, words) = self.log;
        let log = std::fs::read_to_string(path).unwrap_or_default();
        log.lines().filter(|line| line.contains(words)).count()
    }
}

/// The asset of the sign-in page whose size is nearest to 1 KB.
async fn asset(peer: &Peer) -> (String, Vec<u8>) {
    let mut connection = peer.connect().await;
    let page = String::from_utf8(connection.get("/sign-in").await.to_vec()).unwrap();
    let mut found: Vec<(String, Vec<u8>)> = vec![];
    for path in page.split('"').filter(|word| word.starts_with("/a/") && !word.contains('#')) {
        found.push((path.to_owned(), connection.get(path).await.to_vec()));
    }
    found.into_iter().min_by_key(|(_, bytes)| bytes.len().abs_diff(1024)).expect("the page has assets")
}
