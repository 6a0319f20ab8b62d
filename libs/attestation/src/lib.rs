#![doc = include_str!("../README.md")]

mod attestor;
mod jws;
mod paper;
mod verifier;

pub use self::{
    attestor::{Attested, Attestor, Error, Statement},
    paper::{Block, Paper, day, moment, utc},
    verifier::{BadKeys, Refusal, Verified, Verifier},
};
