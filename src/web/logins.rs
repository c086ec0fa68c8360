//! Logins: who sends a request, and whether that still holds.

use super::access::{Access, NewLogin, least};
use super::gateway::Gateway;
use super::secrets::{self, TokenHash};
use crate::base::{Error, Result};
use crate::store::web::{Login, Token, WebDb};

/// How long a login lasts that the user wanted to be remembered, in seconds.
const LONG: i64 = 30 * 24 * 3600;

/// After how long a cookie is changed, in seconds.
const ROTATION: i64 = 24 * 3600;

/// The use of a login is noted at most this often, in seconds.
const NOTED: i64 = 60;

/// The names of the tokens of shares begin with this.
pub const SHARE: &str = "share ";

/// Adds a token and returns its secret, which is stored nowhere.
///
/// # Errors
/// The system has no random numbers, or the database cannot be written.
pub fn add_token(db: &mut WebDb, token: &Token) -> Result<String> {
    let secret = secrets::token()?;
    db.add_token(token, &secrets::hash(&secret))?;
    Ok(secret)
}

fn by_login(db: &WebDb, login: &Login, now: i64) -> Result<Option<Access>> {
    let Some(account) = db.account(&login.account)? else {
        return Ok(None);
    };
    let token = match login.token {
        None => None,
        Some(id) => match db.token_by_id(id, now)? {
            None => return Ok(None),
            token => token,
        },
    };
    let ends = token.as_ref().and_then(|token| token.expires);
    Ok(Some(Access {
        login: Some(login.id),
        token: login.token,
        account: account.name,
        label: account.label,
        role: token
            .as_ref()
            .map_or(account.role, |token| least(account.role, token.role)),
        session: token.and_then(|token| token.session),
        expires: ends.map_or(login.expires, |ends| ends.min(login.expires)),
    }))
}

fn by_token(db: &WebDb, token: Token) -> Result<Option<Access>> {
    let Some(account) = db.account(&token.account)? else {
        return Ok(None);
    };
    Ok(Some(Access {
        login: None,
        token: Some(token.id),
        account: account.name,
        label: account.label,
        role: least(account.role, token.role),
        session: token.session,
        expires: token.expires.unwrap_or(i64::MAX),
    }))
}

impl Gateway {
    /// How long a login lasts after its last use, in seconds.
    const fn lasts(&self, remember: bool) -> i64 {
        if remember {
            LONG
        } else {
            self.settings.login_for
        }
    }

    /// The right of a cookie, and the new value of the cookie if it is time to change it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn by_cookie(&self, value: &str, rotate: bool) -> Result<Option<(Access, Option<String>)>> {
        let now = self.seconds();
        self.with_db(|db| {
            let Some(login) = db.login(&secrets::hash(value), now)? else {
                return Ok(None);
            };
            let Some(access) = by_login(db, &login, now)? else {
                return Ok(None);
            };
            if now - login.seen >= NOTED.min(self.lasts(login.remember) / 4) {
                let lasts = self.lasts(login.remember);
                db.use_login(login.id, now, now + lasts)?;
            }
            let mut cookie = None;
            if rotate && now - login.rotated >= ROTATION {
                let new = secrets::token()?;
                db.rotate_login(login.id, &secrets::hash(&new), now)?;
                cookie = Some(new);
            }
            Ok(Some((access, cookie)))
        })
    }

    /// The right of a bearer token.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn by_bearer(&self, secret: &str) -> Result<Option<Access>> {
        let now = self.seconds();
        self.with_db(|db| match self.find_token(db, secret, now)? {
            None => Ok(None),
            Some(token) => {
                if token.last_used.is_none_or(|used| now - used >= NOTED) {
                    db.use_token(token.id, now)?;
                }
                by_token(db, token)
            }
        })
    }

    fn find_token(&self, db: &WebDb, secret: &str, now: i64) -> Result<Option<Token>> {
        let hash: TokenHash = secrets::hash(secret);
        db.token(&hash, now)
    }

    /// Logs in with a token. `None`: there is no such token.
    ///
    /// # Errors
    /// The database cannot be used.
    pub fn log_in_with_token(
        &self,
        secret: &str,
        remember: bool,
        (address, agent): (&str, &str),
    ) -> Result<Option<NewLogin>> {
        let now = self.seconds();
        let found = self.with_db(|db| {
            let token = self.find_token(db, secret, now)?;
            if let Some(token) = &token {
                db.use_token(token.id, now)?;
            }
            Ok(token)
        })?;
        match found {
            None => Ok(None),
            Some(token) => self
                .log_in(&token.account, Some(token.id), remember, (address, agent))
                .map(Some),
        }
    }

    /// Makes a login for an account whose password or token was right.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn log_in(
        &self,
        account: &str,
        token: Option<i64>,
        remember: bool,
        (address, agent): (&str, &str),
    ) -> Result<NewLogin> {
        let now = self.seconds();
        let cookie = secrets::token()?;
        let lasts = self.lasts(remember);
        let mut login = Login {
            id: 0,
            account: account.to_owned(),
            token,
            created: now,
            expires: now + lasts,
            seen: now,
            remember,
            rotated: now,
            address: address.to_owned(),
            agent: agent.to_owned(),
        };
        let access = self.with_db(|db| {
            login.id = db.add_login(&login, &secrets::hash(&cookie))?;
            by_login(db, &login, now)
        })?;
        let access = access.ok_or_else(|| Error::not_found("the account is gone"))?;
        Ok(NewLogin {
            access,
            cookie,
            kept: remember.then_some(lasts),
        })
    }

    /// Whether a right still holds; the right as it is now. `used`: a page uses it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn renewed(&self, access: &Access, used: bool) -> Result<Option<Access>> {
        let now = self.seconds();
        self.with_db(|db| match (access.login, access.token) {
            (Some(id), _) => {
                let Some(login) = db.login_by_id(id, now)? else {
                    return Ok(None);
                };
                if used && now - login.seen >= NOTED.min(self.lasts(login.remember) / 4) {
                    let lasts = self.lasts(login.remember);
                    db.use_login(id, now, now + lasts)?;
                }
                by_login(db, &login, now)
            }
            (None, Some(id)) => match db.token_by_id(id, now)? {
                Some(token) => by_token(db, token),
                None => Ok(None),
            },
            (None, None) => Ok(None),
        })
    }
}
