//! `make bench`: what the platform costs, as ratios to what it is measured against in the same run. Every figure is the
//! median of three rounds in which both sides take turns. Needs the release build of the six services, PostgreSQL with
//! pgbench, and nginx; `make bench` sees to them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the benchmark's failure"
)]

mod benefit;
mod cluster;
mod edge;
mod nginx;
mod pgbench;
mod platform;
mod process;
mod seal;
mod start;
mod submit;
mod wire;

/// Rounds of which the median is told.
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    identity::install_provider();
    // Cargo passes `--bench`; any other word chooses a section.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |section: &str| chosen.is_empty() || chosen.iter().any(|word| word == section);
    if wanted("submit") {
        submit::measure().await;
    }
    if wanted("seal") {
        seal::measure().await;
    }
    if wanted("benefit") {
        benefit::measure();
    }
    if wanted("edge") {
        edge::measure().await;
    }
    if wanted("start") {
        start::measure().await;
    }
}

/// The middle one.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Median of the ratios of values that were measured in the same round.
fn ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    median(&ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect::<Vec<_>>())
}

/// One line of the report.
fn report(what: &str, ratio: f64, target: &str, detail: &str) {
    println!("{what:<52} {ratio:>6.2}   target {target:<7} {detail}");
}
