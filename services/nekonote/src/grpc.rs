//! accounts over its own protocol, for what is behind no door: the first organisation of all, as the workload `nekonote`,
//! and in the demo the renewal of certificates that open no door any more. Everything else goes through the API.

mod bootstrap;
mod renewal;

pub(crate) use bootstrap::{First, Founded, bootstrap};
pub(crate) use renewal::{Ended, Renewal, Renewed};
