#![doc = include_str!("../README.md")]

mod checker;
mod damages;
mod incoming;
mod lock;
mod manifest;
mod opened;
mod outgoing;
mod part;
mod path;
mod records;
mod sealer;

pub use self::{
    checker::{Broken, Checker},
    damages::{Damaged, Damages},
    incoming::{Became, Brought, Incoming, IncomingFile, Tally, bad},
    lock::{BadLock, FEWEST, Identity, Key, Lock},
    manifest::{About, FORMAT, FileEntry, MANIFEST, Manifest},
    opened::{Piece, Unreadable, files_of, read},
    outgoing::{Outgoing, OutgoingFile, Parts, export},
    part::{CHUNK, Messages, Part, from_wire, messages},
    path::{BadPath, Path},
    records::Records,
    sealer::{Sealer, Unsealed},
};
