//! What a mail server said, without its words: they often repeat the address. Only the reply code and its class stay.

/// What became of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The server has taken the mail over.
    Accepted(u16),
    /// Not now: a 4xx reply, or our own credentials are wrong. Another try may work.
    NotNow(u16),
    /// Never: a 5xx reply about this mail.
    Never(u16),
    /// No reply at all: no connection, no TLS, or silence. Another try may work.
    NoReply(Silence),
    /// There is nothing to try: the recipient has no address any more.
    NoAddress,
}

/// Why there was no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// No connection, or it broke.
    Connection,
    /// The server's TLS is none that we accept.
    Tls,
    /// The server offers no STARTTLS, or no way to sign in that we know.
    Offer,
    /// Too slow.
    Timeout,
    /// accounts or claims did not say where to send it.
    Directory,
}

/// Replies to our credentials are about us and not about the mail: it is not given up for them at once.
const CREDENTIALS: [u16; 4] = [530, 534, 535, 538];

impl Answer {
    /// The meaning of a reply code that is no acceptance.
    #[must_use]
    pub fn refusal(code: u16) -> Self {
        if (500..600).contains(&code) && !CREDENTIALS.contains(&code) {
            Self::Never(code)
        } else {
            Self::NotNow(code)
        }
    }

    /// Words that hold no address.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Accepted(code) => format!("{code} accepted"),
            Self::NotNow(code) => format!("{code} not now"),
            Self::Never(code) => format!("{code} refused"),
            Self::NoReply(Silence::Connection) => "no connection".to_owned(),
            Self::NoReply(Silence::Tls) => "no TLS".to_owned(),
            Self::NoReply(Silence::Offer) => "no STARTTLS or no AUTH offered".to_owned(),
            Self::NoReply(Silence::Timeout) => "timeout".to_owned(),
            Self::NoReply(Silence::Directory) => "address not known yet".to_owned(),
            Self::NoAddress => "no address".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_5xx_reply_is_final_unless_it_is_about_our_credentials() {
        assert_eq!(Answer::refusal(550), Answer::Never(550));
        assert_eq!(Answer::refusal(451), Answer::NotNow(451));
        assert_eq!(Answer::refusal(535), Answer::NotNow(535));
    }
}
