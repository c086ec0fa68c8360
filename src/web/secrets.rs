//! Random tokens, their hashes, and passwords.

use crate::base::base64;
use crate::base::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 8;

/// The longest password, in bytes.
pub const LONGEST_PASSWORD: usize = 1024;

/// A hash that no password has. An unknown name is verified against it: the parameters are those of
/// [`hash_password`], so the answer takes the same time as that to a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The SHA-256 hash of a token, as it is stored.
pub type TokenHash = [u8; 32];

/// 32 random bytes in base64url.
///
/// # Errors
/// The system has no random numbers.
pub fn token() -> Result<String> {
    let mut bytes = [0; 32];
    let random = SystemRandom::new().fill(&mut bytes);
    random.map_err(|_| Error::system("the system has no random numbers"))?;
    let text = base64::encode(&bytes).replace('+', "-").replace('/', "_");
    Ok(text.trim_end_matches('=').to_owned())
}

/// The hash of a token.
pub fn hash(token: &str) -> TokenHash {
    hash_bytes(token.as_bytes())
}

/// The SHA-256 hash of any bytes.
pub fn hash_bytes(data: &[u8]) -> TokenHash {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, data).as_ref());
    bytes
}

/// Compares in a time that does not depend on the contents.
pub fn equal(a: &TokenHash, b: &TokenHash) -> bool {
    a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// Hashes a password (argon2id, 19 MiB, 2 passes, 1 lane), as a PHC string. It takes tens of
/// milliseconds and 19 MiB.
///
/// # Errors
/// The password is too short or too long, or there is no memory.
pub fn hash_password(password: &str) -> Result<String> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Error::user(format!(
            "a password has at least {SHORTEST_PASSWORD} characters"
        )));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(Error::user(format!(
            "a password has at most {LONGEST_PASSWORD} bytes"
        )));
    }
    let salt = token()?;
    let hashed =
        Argon2::default().hash_password_with_salt(password.as_bytes(), &salt.as_bytes()[..16]);
    let hashed =
        hashed.map_err(|e| Error::system(format!("the password cannot be hashed: {e}")))?;
    Ok(hashed.to_string())
}

/// Whether `password` is the one of the hash. Without a hash it takes the same time and is false.
pub fn is_password(password: &str, phc: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(phc.unwrap_or(NOBODY)) else {
        return false;
    };
    let matches = Argon2::default().verify_password(password.as_bytes(), &parsed);
    matches.is_ok() && phc.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_random_and_fit_a_url() {
        let (a, b) = (token().unwrap(), token().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.len(), 43);
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(a.chars().all(plain), "{a}");
        assert!(equal(&hash(&a), &hash(&a)));
        assert!(!equal(&hash(&a), &hash(&b)));
    }

    #[test]
    fn passwords_are_hashed_with_the_parameters_of_owasp() {
        let phc = hash_password("correct horse").unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(is_password("correct horse", Some(&phc)));
        assert!(!is_password("correct hors", Some(&phc)));
        assert!(!is_password("", Some("nonsense")));
        assert!(hash_password("short").is_err());
        assert!(hash_password(&"x".repeat(2000)).is_err());
    }

    #[test]
    fn an_unknown_name_is_verified_as_expensively_as_a_wrong_password() {
        let phc = hash_password("correct horse").unwrap();
        let cost = |phc: &str| {
            let parsed = PasswordHash::new(phc).unwrap();
            let bytes = |part: Option<usize>| part.unwrap();
            (
                parsed.algorithm.to_string(),
                parsed.version,
                parsed.params.to_string(),
                bytes(parsed.salt.map(|salt| salt.as_ref().len())),
                bytes(parsed.hash.map(|hash| hash.as_bytes().len())),
            )
        };
        assert_eq!(cost(&phc), cost(NOBODY));
        assert!(!is_password("wrong password", None));
    }
}
