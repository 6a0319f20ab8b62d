//! An organisation ends by two people, and nothing of it opens any door again.

mod carrying_out;
mod case;
mod closing;
mod refusals;
