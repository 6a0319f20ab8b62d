//! The claims service's process.

fn main() -> std::process::ExitCode {
    chassis::run(chassis::service!("claims"), claims::start)
}
