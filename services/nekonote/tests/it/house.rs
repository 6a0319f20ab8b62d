//! The machine-kept rules of the repository: one file each, read from the sources, the manifests and the tables.

mod access;
mod arrows;
mod errors;
mod files;
mod graph;
mod licence;
mod names;
mod readmes;
mod samples;
mod sealed;
mod secrets;
mod source;
