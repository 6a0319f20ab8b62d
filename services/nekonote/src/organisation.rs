//! `nekonote organisation`: ends an organisation whose contract has ended, as two of the operator's people, one after the
//! other, at the portal's door: with the operator's certificate and a person's own sign-in. Refuses nothing by itself; what
//! the portal refuses is said with what to do next.

mod erase;
mod password;
mod person;
mod told;

pub(crate) use self::person::Person;

/// What `nekonote organisation` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Erases an organisation: one person requests it, another confirms it.
    Erase(erase::Options),
}

/// Does what was asked, and says what it did.
pub async fn run(options: Options) -> anyhow::Result<()> {
    match options.verb {
        Verb::Erase(options) => erase::run(options).await,
    }
}
