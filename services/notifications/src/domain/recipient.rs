//! Who a mail is for, by reference: the address is asked for when the mail is sent and never kept.

use std::{fmt, str::FromStr};

use ids::AccountId;

/// A recipient without an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// A member of an organisation.
    Account(AccountId),
    /// The policyholder of the claim.
    Policyholder,
    /// Nobody holds the permission: the mail is dead from the start, so that somebody notices.
    Nobody,
}

/// The text names no recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a recipient")]
pub struct BadRecipient;

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Policyholder => f.write_str("policyholder"),
            Self::Nobody => f.write_str("nobody"),
        }
    }
}

impl FromStr for Recipient {
    type Err = BadRecipient;

    fn from_str(text: &str) -> Result<Self, BadRecipient> {
        match text {
            "policyholder" => Ok(Self::Policyholder),
            "nobody" => Ok(Self::Nobody),
            account => account.parse().map(Self::Account).map_err(|_| BadRecipient),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipient_survives_its_text() {
        for recipient in
            [Recipient::Account(AccountId::generate()), Recipient::Policyholder, Recipient::Nobody]
        {
            assert_eq!(recipient.to_string().parse(), Ok(recipient));
        }
        assert_eq!("taro@example.jp".parse::<Recipient>(), Err(BadRecipient), "an address is no recipient");
    }
}
