//! The ceiling: the statements of a submission, one by one as an application sends them, by pgbench over the cluster's
//! socket; no RPC, no TLS, no access check, no idempotency, no numbering of facts.

use std::path::PathBuf;

use crate::cluster::Cluster;

/// Makes the tables: 20 organisations, 50,000 policies.
pub(crate) fn prepare(cluster: &Cluster) {
    let made = cluster
        .client("psql")
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-f"])
        .arg(script("schema.sql"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    submissions(cluster, 8, 3);
}

/// Submissions a second of so many clients, over so many seconds.
pub(crate) fn submissions(cluster: &Cluster, clients: usize, seconds: u64) -> f64 {
    let mut run = cluster.client("pgbench");
    run.args(["-n", "-M", "prepared", "-j", "2", "-f"]).arg(script("submit_steps.sql"));
    let ran = run.args(["-c", &clients.to_string(), "-T", &seconds.to_string()]).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&ran.stderr)))
}

fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/platform/pgbench").join(name)
}
