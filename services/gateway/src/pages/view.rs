//! Small things pages show: a status with its sign, a label, a species' mark, roles.

use proto::{
    accounts::v1::Role,
    claims::v1::{CareType, Cause, Claim, ClaimStatus, ClaimSummary, DocumentKind, claim::State},
    labels::v1::{Colour, Label},
};

use super::show::{Icon, icon};
use crate::words::Words;

/// Every colour, in the order of choice.
pub const COLOURS: [Colour; 8] = [
    Colour::Red,
    Colour::Orange,
    Colour::Yellow,
    Colour::Green,
    Colour::Cyan,
    Colour::Blue,
    Colour::Purple,
    Colour::Grey,
];

/// A status as a tag: colour, sign and name together, so that none is needed alone.
pub struct StatusTag {
    /// Its style.
    pub class: &'static str,
    /// Its sign.
    pub icon: Icon,
    /// Its name.
    pub name: &'static str,
}

/// A label as a tag.
#[derive(Clone)]
pub struct LabelTag {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its colour's name for the style sheet.
    pub colour: &'static str,
}

/// The tag of a status.
pub const fn status(status: ClaimStatus, w: &Words) -> StatusTag {
    match status {
        ClaimStatus::Submitted => {
            StatusTag { class: "st-recv", icon: icon("inbox"), name: w.claims.submitted }
        }
        ClaimStatus::Approved => {
            StatusTag { class: "st-paid", icon: icon("circle-check"), name: w.claims.approved }
        }
        ClaimStatus::PartiallyApproved => {
            StatusTag { class: "st-paid", icon: icon("circle-check"), name: w.claims.partially_approved }
        }
        ClaimStatus::Absorbed => {
            StatusTag { class: "st-paid", icon: icon("circle-check"), name: w.claims.absorbed }
        }
        ClaimStatus::Denied => StatusTag { class: "st-deny", icon: icon("ban"), name: w.claims.denied },
        ClaimStatus::Returned => {
            StatusTag { class: "st-back", icon: icon("undo-2"), name: w.claims.returned }
        }
        ClaimStatus::Withdrawn => StatusTag { class: "st-deny", icon: icon("x"), name: w.claims.withdrawn },
        ClaimStatus::Draft | ClaimStatus::Unspecified => {
            StatusTag { class: "st-draft", icon: icon("pencil-line"), name: w.claims.draft }
        }
    }
}

/// Why only the record of a claim is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Nothing else stays.
    Erased,
    /// The policyholder has stopped the use of the rest.
    Stopped,
    /// The rest cannot be read at present.
    Unavailable,
}

impl Closed {
    /// Why a claim is closed, if it is: what is for good before what may end.
    pub const fn of(claim: &Claim) -> Option<Self> {
        Self::why(claim.erased_at.is_some(), claim.stopped, claim.unavailable)
    }

    /// Why a claim in a list is closed, if it is.
    pub const fn of_summary(claim: &ClaimSummary) -> Option<Self> {
        Self::why(claim.erased_at.is_some(), claim.stopped, claim.unavailable)
    }

    /// Its tag.
    pub const fn tag(self, w: &Words) -> StatusTag {
        let name = match self {
            Self::Erased => w.claims.erased,
            Self::Stopped => w.claims.stopped,
            Self::Unavailable => w.claims.unavailable,
        };
        StatusTag { class: "st-draft", icon: icon("ban"), name }
    }

    /// What to say of it.
    pub const fn words(self, w: &Words) -> &'static str {
        match self {
            Self::Erased => w.claims.erased_why,
            Self::Stopped => w.claims.stopped_why,
            Self::Unavailable => w.claims.unavailable_why,
        }
    }

    const fn why(erased: bool, stopped: bool, unavailable: bool) -> Option<Self> {
        match (erased, stopped, unavailable) {
            (true, _, _) => Some(Self::Erased),
            (false, true, _) => Some(Self::Stopped),
            (false, false, true) => Some(Self::Unavailable),
            (false, false, false) => None,
        }
    }
}

/// The receipt number of a claim; empty for a draft.
pub fn receipt(state: Option<&State>) -> &str {
    match state {
        Some(State::Submitted(state)) => &state.receipt_number,
        Some(State::Approved(state)) => &state.receipt_number,
        Some(State::Denied(state)) => &state.receipt_number,
        Some(State::Returned(state)) => &state.receipt_number,
        Some(State::Withdrawn(state)) => &state.receipt_number,
        Some(State::Draft(_)) | None => "",
    }
}

/// A label's tag.
pub fn label(label: &Label) -> LabelTag {
    LabelTag { id: label.id.clone(), name: label.name.clone(), colour: colour_code(label.colour()) }
}

/// A colour's name in addresses, forms and the style sheet.
pub const fn colour_code(colour: Colour) -> &'static str {
    match colour {
        Colour::Red => "red",
        Colour::Orange => "orange",
        Colour::Yellow => "yellow",
        Colour::Green => "green",
        Colour::Cyan => "cyan",
        Colour::Blue => "blue",
        Colour::Purple => "purple",
        Colour::Grey | Colour::Unspecified => "grey",
    }
}

/// The name of a colour.
pub const fn colour_name(colour: Colour, w: &Words) -> &'static str {
    match colour {
        Colour::Red => w.people.red,
        Colour::Orange => w.people.orange,
        Colour::Yellow => w.people.yellow,
        Colour::Green => w.people.green,
        Colour::Cyan => w.people.cyan,
        Colour::Blue => w.people.blue,
        Colour::Purple => w.people.purple,
        Colour::Grey | Colour::Unspecified => w.people.grey,
    }
}

/// The name of a colour by its code.
pub fn colour_named(code: &str, w: &Words) -> Option<&'static str> {
    COLOURS.into_iter().find(|colour| colour_code(*colour) == code).map(|colour| colour_name(colour, w))
}

/// The mark of a species: a code for the style sheet and a sign.
pub fn species(species: &str) -> (&'static str, Icon) {
    match species {
        "犬" | "イヌ" | "dog" => ("dog", icon("dog")),
        "猫" | "ネコ" | "cat" => ("cat", icon("cat")),
        "うさぎ" | "ウサギ" | "兎" | "rabbit" => ("rabbit", icon("rabbit")),
        "鳥" | "小鳥" | "bird" => ("bird", icon("bird")),
        _ => ("other", icon("paw-print")),
    }
}

/// The names of roles, one after the other.
pub fn roles(roles: impl Iterator<Item = Role>, w: &Words) -> String {
    let p = &w.people;
    let names = roles.filter_map(|role| match role {
        Role::Administrator => Some(p.administrator),
        Role::ClaimsClerk => Some(p.claims_clerk),
        Role::Adjuster => Some(p.adjuster),
        Role::Viewer => Some(p.viewer),
        Role::Support => Some(p.support),
        Role::Operations => Some(p.operations),
        Role::Unspecified => None,
    });
    names.collect::<Vec<_>>().join("・")
}

/// 病気・がん・ケガ.
pub const fn cause(cause: Cause, w: &Words) -> &'static str {
    match cause {
        Cause::Unspecified | Cause::Illness => w.claims.illness,
        Cause::Cancer => w.claims.cancer,
        Cause::Injury => w.claims.injury,
    }
}

/// The name of a 診療区分.
pub const fn care(care: CareType, w: &Words) -> &'static str {
    match care {
        CareType::Outpatient => w.claims.outpatient,
        CareType::Inpatient => w.claims.inpatient,
        CareType::Surgery => w.claims.surgery,
        CareType::Unspecified => w.common.unknown,
    }
}

/// The name of a kind of document.
pub const fn document_kind(kind: DocumentKind, w: &Words) -> &'static str {
    match kind {
        DocumentKind::Statement => w.claims.statement,
        DocumentKind::Receipt => w.claims.receipt,
        DocumentKind::Image => w.claims.image,
        DocumentKind::Other | DocumentKind::Unspecified => w.claims.other,
    }
}
