//! The process `labels`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::run(chassis::service!("labels"), labels::start)
}
