//! Who is asking: a session cookie or an access token, always together with the client certificate.
//! accounts decides; its answer is used for at most five seconds. No answer means refused.

mod authentication;
mod cookie;
mod extract;
mod standing;

pub use authentication::{Authentication, Credential};
pub use cookie::{COOKIE, end_session, start_session};
pub use extract::{ApiCaller, Caller, Device, SignedIn};
pub use standing::while_standing;
