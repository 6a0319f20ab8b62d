//! The process `notifications`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::run(chassis::service!("notifications"), notifications::start)
}
