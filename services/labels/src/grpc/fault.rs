//! Which refusal of the domain is which fault on the wire.

use fault::Fault;

use crate::domain::label::{CarryLabelRefusal, CreateLabelRefusal};

impl From<CreateLabelRefusal> for Fault {
    fn from(refusal: CreateLabelRefusal) -> Self {
        match refusal {
            CreateLabelRefusal::NameTaken => Self::refused("LABEL_NAME_TAKEN")
                .message("the organisation has a label of this name")
                .violation("name", "TAKEN", "the organisation has a label of this name"),
        }
    }
}

impl From<CarryLabelRefusal> for Fault {
    fn from(refusal: CarryLabelRefusal) -> Self {
        match refusal {
            CarryLabelRefusal::NotFound => Self::not_found("LABEL_NOT_FOUND").message("no such label"),
        }
    }
}
