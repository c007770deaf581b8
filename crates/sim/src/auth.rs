//! Bearer tokens: one that lasts, and others that are issued and run out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::http::HeaderValue;
use jiff::{SignedDuration, Timestamp};

use crate::seed::Seed;

/// What the `authorization` header of a request held.
///
/// # Example
///
/// ```
/// use floorkit_sim::Credential;
///
/// assert!(Credential::Issued(1) < Credential::Issued(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Credential {
    /// There was no such header.
    Missing,
    /// The token that lasts.
    Static,
    /// A token from a token operation: 1 for the first that the simulator
    /// issued, and so on. It may have run out.
    Issued(u32),
    /// Anything else.
    Unknown,
}

/// Why a credential does not open the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    Missing,
    Invalid,
}

pub(crate) struct Tokens {
    seed: Seed,
    fixed: String,
    issued: Mutex<BTreeMap<String, Issued>>,
    /// Those that are good no more, whatever their life.
    revoked: Mutex<BTreeSet<String>>,
}

#[derive(Clone, Copy, Debug)]
struct Issued {
    number: u32,
    expires: Timestamp,
}

impl Tokens {
    pub(crate) fn new(seed: Seed, fixed: String) -> Self {
        Self {
            seed: seed.with("tokens"),
            fixed,
            issued: Mutex::default(),
            revoked: Mutex::default(),
        }
    }

    /// Mints a token that is good for `life`; its text begins with `prefix`.
    pub(crate) fn issue(&self, prefix: &str, life: Duration, now: Timestamp) -> String {
        let life = SignedDuration::try_from(life).unwrap_or(SignedDuration::MAX);
        let expires = now.saturating_add(life).unwrap_or(Timestamp::MAX);
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let number = u32::try_from(issued.len()).unwrap_or(u32::MAX).saturating_add(1);
        let token = self.seed.at(number.into()).secret(prefix);
        issued.insert(token.clone(), Issued { number, expires });
        token
    }

    /// Ends the life of every token issued so far.
    pub(crate) fn expire_issued(&self, now: Timestamp) {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued.values_mut().for_each(|token| token.expires = token.expires.min(now));
    }

    /// Ends the life of one token, also of that which lasts. Says whether it was good.
    pub(crate) fn revoke(&self, token: &str, now: Timestamp) -> bool {
        let is_good = self.judge(token, now).1.is_ok();
        if is_good {
            let mut revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
            revoked.insert(token.to_owned());
        }
        is_good
    }

    /// Tells whether a token is good.
    pub(crate) fn judge(&self, token: &str, now: Timestamp) -> (Credential, Result<(), Denied>) {
        let (credential, admitted) = match token == self.fixed {
            true => (Credential::Static, Ok(())),
            false => self.check_issued(token, now),
        };
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_revoked = revoked.contains(token);
        (credential, if is_revoked { Err(Denied::Invalid) } else { admitted })
    }

    /// Tells what a header holds behind a word such as `Bearer`, and whether it is good.
    /// With an empty word it is the token alone.
    pub(crate) fn check(
        &self,
        header: Option<&HeaderValue>,
        word: &str,
        now: Timestamp,
    ) -> (Credential, Result<(), Denied>) {
        let Some(header) = header else {
            return (Credential::Missing, Err(Denied::Missing));
        };
        let token = header.to_str().ok().and_then(|text| match word {
            "" => Some(text),
            word => text.strip_prefix(word)?.strip_prefix(' '),
        });
        match token {
            Some(token) => self.judge(token, now),
            None => (Credential::Unknown, Err(Denied::Invalid)),
        }
    }

    fn check_issued(&self, token: &str, now: Timestamp) -> (Credential, Result<(), Denied>) {
        let issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        match issued.get(token) {
            Some(issued) if now < issued.expires => (Credential::Issued(issued.number), Ok(())),
            Some(issued) => (Credential::Issued(issued.number), Err(Denied::Invalid)),
            None => (Credential::Unknown, Err(Denied::Invalid)),
        }
    }
}

// By hand: tokens are secrets, even made-up ones.
impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokens").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: Duration = Duration::from_secs(60);

    fn tokens() -> Tokens {
        Tokens::new(Seed::new(1), "tok_1".to_owned())
    }

    fn check(tokens: &Tokens, header: &str, second: i64) -> (Credential, Result<(), Denied>) {
        let header = HeaderValue::from_str(header).unwrap();
        tokens.check(Some(&header), "Bearer", Timestamp::from_second(second).unwrap())
    }

    #[test]
    fn only_the_exact_header_form_is_good() {
        let tokens = tokens();
        assert_eq!(check(&tokens, "Bearer tok_1", 0), (Credential::Static, Ok(())));
        for wrong in ["bearer tok_1", "Bearer  tok_1", "tok_1", "Bearer tok_2", "Basic dG9rXzE6"] {
            assert_eq!(check(&tokens, wrong, 0), (Credential::Unknown, Err(Denied::Invalid)));
        }
    }

    #[test]
    fn an_issued_token_runs_out() {
        let tokens = tokens();
        let token = tokens.issue("eyJ", LIFE, Timestamp::UNIX_EPOCH);
        let header = format!("Bearer {token}");
        assert_eq!(check(&tokens, &header, 59), (Credential::Issued(1), Ok(())));
        assert_eq!(check(&tokens, &header, 60), (Credential::Issued(1), Err(Denied::Invalid)));
    }

    #[test]
    fn a_token_can_be_revoked_once_and_no_other_with_it() {
        let tokens = tokens();
        let token = tokens.issue("eyJ", LIFE, Timestamp::UNIX_EPOCH);
        for token in [token.as_str(), "tok_1"] {
            assert_eq!(check(&tokens, &format!("Bearer {token}"), 0).1, Ok(()));
            assert!(tokens.revoke(token, Timestamp::UNIX_EPOCH));
            assert!(!tokens.revoke(token, Timestamp::UNIX_EPOCH));
            assert_eq!(check(&tokens, &format!("Bearer {token}"), 0).1, Err(Denied::Invalid));
        }
    }

    #[test]
    fn expiring_ends_what_was_issued_before_and_nothing_after() {
        let tokens = tokens();
        let old = tokens.issue("eyJ", LIFE, Timestamp::UNIX_EPOCH);
        tokens.expire_issued(Timestamp::UNIX_EPOCH);
        let new = tokens.issue("eyJ", LIFE, Timestamp::UNIX_EPOCH);
        assert!(check(&tokens, &format!("Bearer {old}"), 0).1.is_err());
        assert_eq!(check(&tokens, &format!("Bearer {new}"), 0), (Credential::Issued(2), Ok(())));
        assert!(!format!("{tokens:?}").contains(&new));
    }
}
