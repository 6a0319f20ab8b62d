//! The process `gateway`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::run(chassis::service!("gateway"), gateway::start)
}
