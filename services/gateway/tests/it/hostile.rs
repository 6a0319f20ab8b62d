//! What an attacker would try at the live listener: real sockets, real TLS, other implementations. Each table has a
//! control that is let in, so that a door which is simply shut does not pass.

mod certificates;
mod frames;
mod http1;
mod http2;
mod made_elsewhere;
mod openssl;
mod refusals;
mod resumption;
mod storm;
mod wire;
