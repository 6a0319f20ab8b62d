//! Rows of fan-outs and deliveries. SeaORM lives and dies here; rows become domain values or an error.

pub(crate) mod delivery;
pub(crate) mod fan_out;
pub(crate) mod lease;
