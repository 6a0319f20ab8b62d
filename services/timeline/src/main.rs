//! The process `timeline`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chassis::run(chassis::service!("timeline"), timeline::start)
}
