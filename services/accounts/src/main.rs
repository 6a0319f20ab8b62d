//! The service accounts.

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::run(chassis::service!("accounts"), accounts::start)
}
