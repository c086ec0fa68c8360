//! `web.db`: accounts, tokens and logins of `mux web`, and its audit trail. Secrets are stored as
//! hashes. Several processes have the file open: the gateway, and commands such as `mux web user`.

use super::db::{Db, WriteError, open};
use super::error::sqlite_error;
use super::spec::WEB;
use crate::base::{Error, Result};
use rusqlite::{OptionalExtension, Row, params};
use std::path::Path;

/// Rows of the audit trail that are kept.
const AUDIT_ROWS: i64 = 10_000;

/// For how long the cookie before a rotation is still accepted, in seconds.
const OLD_COOKIE: i64 = 60;

/// What a login may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Full,
    /// Look, and read history.
    View,
}

impl Role {
    /// The name in the database and in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::View => "view",
        }
    }

    fn parse(name: &str) -> Self {
        if name == "full" {
            Self::Full
        } else {
            Self::View
        }
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// The PHC string of the password, if there is one.
    pub password: Option<String>,
    /// The name of the socket of its server; empty: the server of the gateway.
    pub label: String,
    /// What it may do.
    pub role: Role,
    /// Seconds since 1970.
    pub created: i64,
}

/// A token for scripts, or a share link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// The account that it logs in to.
    pub account: String,
    /// The name that the user gave it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The only session that it may see.
    pub session: Option<String>,
    /// Seconds since 1970.
    pub created: i64,
    /// Seconds since 1970; `None`: never.
    pub expires: Option<i64>,
    /// Seconds since 1970; `None`: never.
    pub last_used: Option<i64>,
}

/// A login: a browser with a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Its number.
    pub id: i64,
    /// The account.
    pub account: String,
    /// The number of the token that was used, if it was no password.
    pub token: Option<i64>,
    /// Seconds since 1970.
    pub created: i64,
    /// Seconds since 1970.
    pub expires: i64,
    /// The last use, in seconds since 1970.
    pub seen: i64,
    /// It lasts 30 days.
    pub remember: bool,
    /// When the cookie was changed last, in seconds since 1970.
    pub rotated: i64,
    /// The address of the browser.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// A row of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Seconds since 1970.
    pub at: i64,
    /// What happened.
    pub what: String,
    /// The account.
    pub account: String,
    /// The address of the browser; empty for commands.
    pub address: String,
}

/// The open database.
#[derive(Debug)]
pub struct WebDb(Db);

const ACCOUNT: &str = "name, password, label, role, created";
const TOKEN: &str = "id, account, name, scope, session, created, expires, last_used";
const LOGIN: &str = "id, account, token, created, expires, seen, remember, rotated, address, agent";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        name: row.get(0)?,
        password: row.get(1)?,
        label: row.get(2)?,
        role: Role::parse(row.get_ref(3)?.as_str()?),
        created: row.get(4)?,
    })
}

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        role: Role::parse(row.get_ref(3)?.as_str()?),
        session: row.get(4)?,
        created: row.get(5)?,
        expires: row.get(6)?,
        last_used: row.get(7)?,
    })
}

fn login(row: &Row<'_>) -> rusqlite::Result<Login> {
    Ok(Login {
        id: row.get(0)?,
        account: row.get(1)?,
        token: row.get(2)?,
        created: row.get(3)?,
        expires: row.get(4)?,
        seen: row.get(5)?,
        remember: row.get(6)?,
        rotated: row.get(7)?,
        address: row.get(8)?,
        agent: row.get(9)?,
    })
}

fn written<T>(result: std::result::Result<T, WriteError>) -> Result<T> {
    result.map_err(|error| Error::system(format!("web.db: {}", error.reason())))
}

impl WebDb {
    /// Opens the database in `dir` and creates it if it does not exist. `now` is in milliseconds
    /// since 1970. A damaged file is kept under another name, and the messages for the user say so.
    ///
    /// # Errors
    /// The file cannot be used.
    pub fn open(dir: &Path, now: i64) -> Result<(Self, Vec<String>)> {
        let opened = open(dir, &WEB, now);
        match opened.db {
            Some(db) => Ok((Self(db), opened.notes)),
            None => Err(Error::system(opened.notes.join("\n"))),
        }
    }

    fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let rows = || -> rusqlite::Result<Vec<T>> {
            let mut statement = self.0.connection.prepare_cached(sql)?;
            statement.query_map(params, read)?.collect()
        };
        rows().map_err(|e| sqlite_error(&e))
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let row = self.0.connection.query_row(sql, params, read).optional();
        row.map_err(|e| sqlite_error(&e))
    }

    /// All accounts, the first one first.
    ///
    /// # Errors
    /// The file cannot be read, as below.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let sql = format!("SELECT {ACCOUNT} FROM account ORDER BY rowid");
        self.all(&sql, [], account)
    }

    /// The account of this name.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn account(&self, name: &str) -> Result<Option<Account>> {
        let sql = format!("SELECT {ACCOUNT} FROM account WHERE name = ?");
        self.one(&sql, [name], account)
    }

    /// Adds an account.
    ///
    /// # Errors
    /// The name is taken, or the file cannot be written.
    pub fn add_account(&mut self, new: &Account) -> Result<()> {
        if self.account(&new.name)?.is_some() {
            return Err(Error::user(format!(
                "there is an account {} already",
                new.name
            )));
        }
        written(self.0.write(|tx| {
            tx.execute(
                "INSERT INTO account (name, password, label, role, created) VALUES (?, ?, ?, ?, ?)",
                params![
                    new.name,
                    new.password,
                    new.label,
                    new.role.name(),
                    new.created
                ],
            )
        }))?;
        Ok(())
    }

    /// Sets a password and ends all logins of the account except `kept`.
    ///
    /// # Errors
    /// There is no such account, or the file cannot be written.
    pub fn set_password(&mut self, name: &str, phc: &str, kept: Option<i64>) -> Result<()> {
        let changed = written(self.0.write(|tx| {
            tx.execute(
                "DELETE FROM login WHERE account = ?1 AND token IS NULL AND id IS NOT ?2",
                params![name, kept],
            )?;
            tx.execute(
                "UPDATE account SET password = ? WHERE name = ?",
                [phc, name],
            )
        }))?;
        found(changed, "account", name)
    }

    /// Removes an account with its tokens and logins.
    ///
    /// # Errors
    /// There is no such account, or the file cannot be written.
    pub fn remove_account(&mut self, name: &str) -> Result<()> {
        let changed = written(
            self.0
                .write(|tx| tx.execute("DELETE FROM account WHERE name = ?", [name])),
        )?;
        found(changed, "account", name)
    }

    /// The tokens that have not expired by `now`, the oldest first.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn tokens(&self, now: i64) -> Result<Vec<Token>> {
        let sql =
            format!("SELECT {TOKEN} FROM token WHERE expires IS NULL OR expires > ? ORDER BY id");
        self.all(&sql, [now], token)
    }

    /// The token with this hash, unless it has expired.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn token(&self, hash: &[u8; 32], now: i64) -> Result<Option<Token>> {
        let sql = format!(
            "SELECT {TOKEN} FROM token WHERE hash = ? AND (expires IS NULL OR expires > ?)"
        );
        self.one(&sql, params![hash, now], token)
    }

    /// The token of this number, unless it has expired.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn token_by_id(&self, id: i64, now: i64) -> Result<Option<Token>> {
        let sql =
            format!("SELECT {TOKEN} FROM token WHERE id = ? AND (expires IS NULL OR expires > ?)");
        self.one(&sql, params![id, now], token)
    }

    /// Adds a token with the hash of its secret; `new.id` is ignored. Returns its number.
    ///
    /// # Errors
    /// There is no such account, or the file cannot be written.
    pub fn add_token(&mut self, new: &Token, hash: &[u8; 32]) -> Result<i64> {
        written(self.0.write(|tx| {
            tx.execute(
                "INSERT INTO token (account, name, hash, scope, session, created, expires)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    new.account,
                    new.name,
                    hash,
                    new.role.name(),
                    new.session,
                    new.created,
                    new.expires
                ],
            )?;
            Ok(tx.last_insert_rowid())
        }))
    }

    /// Notes the use of a token.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn use_token(&mut self, id: i64, now: i64) -> Result<()> {
        let sql = "UPDATE token SET last_used = ? WHERE id = ?";
        written(self.0.write(|tx| tx.execute(sql, [now, id])))?;
        Ok(())
    }

    /// Removes tokens, and the logins that were made with them: the ones of this name or number, or
    /// all. Returns how many tokens were removed.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn revoke_tokens(&mut self, which: Option<&str>) -> Result<usize> {
        written(self.0.write(|tx| match which {
            Some(name) => tx.execute(
                "DELETE FROM token WHERE name = ?1 OR CAST(id AS TEXT) = ?1",
                [name],
            ),
            None => tx.execute("DELETE FROM token", []),
        }))
    }

    /// The logins that have not expired by `now`, of one account or of all, the oldest first.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn logins(&self, of: Option<&str>, now: i64) -> Result<Vec<Login>> {
        let sql = format!(
            "SELECT {LOGIN} FROM login WHERE expires > ?1 AND (?2 IS NULL OR account = ?2)
             ORDER BY id"
        );
        self.all(&sql, params![now, of], login)
    }

    /// The login with this hash of its cookie, unless it has expired. The hash before a rotation
    /// counts for a minute, because requests at the same time still carry it.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn login(&self, hash: &[u8; 32], now: i64) -> Result<Option<Login>> {
        let sql = format!(
            "SELECT {LOGIN} FROM login
             WHERE (hash = ?1 OR (old_hash = ?1 AND rotated > ?2 - {OLD_COOKIE})) AND expires > ?2"
        );
        self.one(&sql, params![hash, now], login)
    }

    /// The login of this number, unless it has expired.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn login_by_id(&self, id: i64, now: i64) -> Result<Option<Login>> {
        let sql = format!("SELECT {LOGIN} FROM login WHERE id = ? AND expires > ?");
        self.one(&sql, [id, now], login)
    }

    /// Adds a login with the hash of its cookie; `new.id` is ignored. Removes expired ones. Returns
    /// its number.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add_login(&mut self, new: &Login, hash: &[u8; 32]) -> Result<i64> {
        written(self.0.write(|tx| {
            tx.execute("DELETE FROM login WHERE expires <= ?", [new.created])?;
            tx.execute("DELETE FROM token WHERE expires <= ?", [new.created])?;
            tx.execute(
                "INSERT INTO login (hash, account, token, created, expires, seen, remember,
                                    rotated, address, agent)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    hash,
                    new.account,
                    new.token,
                    new.created,
                    new.expires,
                    new.seen,
                    new.remember,
                    new.rotated,
                    new.address,
                    new.agent
                ],
            )?;
            Ok(tx.last_insert_rowid())
        }))
    }

    /// Notes the use of a login and its new end.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn use_login(&mut self, id: i64, now: i64, expires: i64) -> Result<()> {
        let sql = "UPDATE login SET seen = ?, expires = ? WHERE id = ?";
        written(self.0.write(|tx| tx.execute(sql, [now, expires, id])))?;
        Ok(())
    }

    /// Changes the cookie of a login.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn rotate_login(&mut self, id: i64, hash: &[u8; 32], now: i64) -> Result<()> {
        let sql = "UPDATE login SET old_hash = hash, hash = ?, rotated = ? WHERE id = ?";
        written(self.0.write(|tx| tx.execute(sql, params![hash, now, id])))?;
        Ok(())
    }

    /// Removes one login of an account, or all except `kept`. Returns how many.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_logins(
        &mut self,
        account: &str,
        one: Option<i64>,
        kept: Option<i64>,
    ) -> Result<usize> {
        let sql = "DELETE FROM login
            WHERE account = ?1 AND (?2 IS NULL OR id = ?2) AND id IS NOT ?3";
        written(
            self.0
                .write(|tx| tx.execute(sql, params![account, one, kept])),
        )
    }

    /// Removes a login by its number. Returns whether there was one.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_login(&mut self, id: i64) -> Result<bool> {
        let sql = "DELETE FROM login WHERE id = ?";
        written(self.0.write(|tx| tx.execute(sql, [id]))).map(|n| n > 0)
    }

    /// Adds a row to the audit trail, and drops the oldest rows over the limit.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add_audit(&mut self, row: &Audit) -> Result<()> {
        written(self.0.write(|tx| {
            tx.execute(
                "INSERT INTO audit (at, what, account, address) VALUES (?, ?, ?, ?)",
                params![row.at, row.what, row.account, row.address],
            )?;
            let last = tx.last_insert_rowid() - AUDIT_ROWS;
            tx.execute("DELETE FROM audit WHERE id <= ?", [last])
        }))?;
        Ok(())
    }

    /// The last `limit` rows of the audit trail, the oldest first.
    ///
    /// # Errors
    /// See [`WebDb::accounts`].
    pub fn audit(&self, limit: i64) -> Result<Vec<Audit>> {
        let sql = "SELECT at, what, account, address FROM
            (SELECT * FROM audit ORDER BY id DESC LIMIT ?) ORDER BY id";
        self.all(sql, [limit], |row| {
            Ok(Audit {
                at: row.get(0)?,
                what: row.get(1)?,
                account: row.get(2)?,
                address: row.get(3)?,
            })
        })
    }
}

fn found(changed: usize, kind: &str, name: &str) -> Result<()> {
    match changed {
        0 => Err(Error::not_found(format!("can't find {kind}: {name}"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;
    use std::path::PathBuf;

    struct Dir(PathBuf);

    impl Drop for Dir {
        fn drop(&mut self) {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }

    fn dir(name: &str) -> Dir {
        let dir = std::env::temp_dir().join(format!("mux-web-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&dir));
        Dir(dir)
    }

    fn me() -> Account {
        Account {
            name: "me".to_owned(),
            password: Some("phc".to_owned()),
            label: String::new(),
            role: Role::Full,
            created: 1,
        }
    }

    fn share(expires: Option<i64>) -> Token {
        Token {
            id: 0,
            account: "me".to_owned(),
            name: "share".to_owned(),
            role: Role::View,
            session: Some("work".to_owned()),
            created: 1,
            expires,
            last_used: None,
        }
    }

    fn browser(token: Option<i64>) -> Login {
        Login {
            id: 0,
            account: "me".to_owned(),
            token,
            created: 1,
            expires: 100,
            seen: 1,
            remember: false,
            rotated: 1,
            address: "127.0.0.1".to_owned(),
            agent: "Firefox".to_owned(),
        }
    }

    #[test]
    fn two_processes_may_have_the_file_open() {
        let dir = dir("two");
        let (mut gateway, notes) = WebDb::open(&dir.0, 5).unwrap();
        assert_eq!(notes, [""; 0]);
        let (mut command, _) = WebDb::open(&dir.0, 5).unwrap();
        gateway.add_account(&me()).unwrap();
        assert_eq!(command.accounts().unwrap(), [me()]);
        command.set_password("me", "new", None).unwrap();
        let account = gateway.account("me").unwrap().unwrap();
        assert_eq!(account.password.as_deref(), Some("new"));
        let mode = dir.0.join("web.db").metadata().unwrap().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn logins_and_tokens_end() {
        let dir = dir("ends");
        let (mut db, _) = WebDb::open(&dir.0, 5).unwrap();
        db.add_account(&me()).unwrap();
        assert!(db.add_account(&me()).is_err(), "a name is taken");
        let id = db.add_token(&share(Some(50)), &[1; 32]).unwrap();
        assert_eq!(db.token(&[1; 32], 49).unwrap().unwrap().id, id);
        assert_eq!(db.token(&[1; 32], 50).unwrap(), None);
        assert_eq!(db.token(&[2; 32], 10).unwrap(), None);
        let by_token = db.add_login(&browser(Some(id)), &[3; 32]).unwrap();
        let by_password = db.add_login(&browser(None), &[4; 32]).unwrap();
        assert_eq!(db.login(&[3; 32], 99).unwrap().unwrap().id, by_token);
        assert_eq!(db.login(&[3; 32], 100).unwrap(), None);
        db.rotate_login(by_password, &[5; 32], 10).unwrap();
        assert!(db.login(&[5; 32], 11).unwrap().is_some());
        assert!(db.login(&[4; 32], 69).unwrap().is_some());
        assert_eq!(db.login(&[4; 32], 70).unwrap(), None, "the old cookie ends");
        assert_eq!(db.revoke_tokens(Some("share")).unwrap(), 1);
        assert_eq!(db.login(&[3; 32], 20).unwrap(), None, "ends with its token");
        db.set_password("me", "new", None).unwrap();
        assert_eq!(db.logins(None, 20).unwrap(), []);
        db.add_login(&browser(None), &[6; 32]).unwrap();
        db.remove_account("me").unwrap();
        assert_eq!(db.logins(None, 20).unwrap(), []);
        assert!(db.remove_account("me").is_err());
    }

    #[test]
    fn the_audit_trail_has_a_limit() {
        let dir = dir("audit");
        let (mut db, _) = WebDb::open(&dir.0, 5).unwrap();
        for at in 0..5 {
            let row = Audit {
                at,
                what: "login".to_owned(),
                account: "me".to_owned(),
                address: String::new(),
            };
            db.add_audit(&row).unwrap();
        }
        let rows = db.audit(2).unwrap();
        assert_eq!(rows.iter().map(|r| r.at).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn a_damaged_file_is_kept_aside() {
        let dir = dir("damaged");
        let (mut db, _) = WebDb::open(&dir.0, 5).unwrap();
        db.add_account(&me()).unwrap();
        drop(db);
        std::fs::write(dir.0.join("web.db"), b"nonsense").unwrap();
        let (db, notes) = WebDb::open(&dir.0, 5).unwrap();
        assert_eq!(db.accounts().unwrap(), []);
        assert!(
            notes[0].contains("the damaged file is kept as"),
            "{notes:?}"
        );
        assert!(notes[0].contains("passwords must be set anew"), "{notes:?}");
        let kept = std::fs::read_dir(&dir.0).unwrap().flatten();
        let mut kept = kept.map(|entry| entry.file_name().into_string().unwrap());
        assert!(kept.any(|name| name.starts_with("web.db.damaged-")));
    }
}
