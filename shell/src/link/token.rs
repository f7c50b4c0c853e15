//! The join token: what a person carries from the hub to a new node. It names the hub's certificate authority, so that
//! the node knows the hub before the hub knows the node, and holds the secret that admits one node once.

use std::fmt;
use std::str::FromStr;

use rand::RngExt;
use sha2::{Digest, Sha256};

const PREFIX: &str = "hfj_";
const CHECK_BYTES: usize = 4;
const TOKEN_BYTES: usize = 32 + 16 + CHECK_BYTES;

/// `hfj_` and 104 hexadecimal digits: fingerprint, secret, checksum.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinToken {
    /// SHA-256 of the hub's CA certificate (DER).
    pub ca_fingerprint: [u8; 32],
    pub(super) secret: [u8; 16],
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("this is no join token: it must begin with `{PREFIX}`")]
    NotAToken,
    #[error("the join token has {0} characters where {expected} are needed: it was cut or joined with something", expected = TOKEN_BYTES * 2)]
    Length(usize),
    #[error("the join token holds characters other than 0-9 and a-f")]
    Alphabet,
    #[error("the join token was mistyped: its checksum is wrong")]
    Checksum,
}

impl JoinToken {
    /// A new token with a secret from the operating system's random source.
    pub fn new(ca_fingerprint: [u8; 32]) -> Self {
        let mut secret = [0; 16];
        rand::rng().fill(&mut secret[..]);
        Self { ca_fingerprint, secret }
    }

    /// SHA-256 of the secret: all that the hub keeps of it.
    pub fn secret_digest(&self) -> [u8; 32] {
        secret_digest(&self.secret)
    }
}

pub(super) fn secret_digest(secret: &[u8; 16]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

fn checksum(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    [digest[0], digest[1], digest[2], digest[3]]
}

impl fmt::Display for JoinToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [&self.ca_fingerprint[..], &self.secret[..]].concat();
        bytes.extend(checksum(&bytes));
        f.write_str(PREFIX)?;
        bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for JoinToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinToken(..)")
    }
}

impl FromStr for JoinToken {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let digits = text.trim().strip_prefix(PREFIX).ok_or(TokenError::NotAToken)?.as_bytes();
        if digits.len() != TOKEN_BYTES * 2 {
            return Err(TokenError::Length(digits.len()));
        }
        let mut bytes = [0; TOKEN_BYTES];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        let (body, check) = bytes.split_at(TOKEN_BYTES - CHECK_BYTES);
        if checksum(body) != check {
            return Err(TokenError::Checksum);
        }
        let mut token = Self { ca_fingerprint: [0; 32], secret: [0; 16] };
        token.ca_fingerprint.copy_from_slice(&body[..32]);
        token.secret.copy_from_slice(&body[32..]);
        Ok(token)
    }
}

fn nibble(digit: u8) -> Result<u8, TokenError> {
    (digit as char).to_digit(16).map(|value| value as u8).ok_or(TokenError::Alphabet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_being_printed_and_nothing_else() {
        let token = JoinToken::new([7; 32]);
        let text = token.to_string();
        assert_eq!(text.parse(), Ok(token));
        assert!(text.len() >= 16 && !text.contains(char::is_whitespace));
        let altered = format!("{}0", &text[..text.len() - 1]);
        let flipped = if altered == text { format!("{}1", &text[..text.len() - 1]) } else { altered };
        for (bad, why) in [
            ("nonsense".to_owned(), TokenError::NotAToken),
            (format!("{}zz", &text[..text.len() - 2]), TokenError::Alphabet),
            (text[..text.len() - 2].to_owned(), TokenError::Length(102)),
            (flipped, TokenError::Checksum),
        ] {
            assert_eq!(bad.parse::<JoinToken>(), Err(why), "{bad}");
        }
    }
}
