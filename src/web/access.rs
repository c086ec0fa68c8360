//! The right of a request: of a login or of a token.

use crate::store::web::Role;

/// The right to use the gateway: of a login or of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The number of the login, if there is one.
    pub login: Option<i64>,
    /// The number of the token that it goes back to, if there is one.
    pub token: Option<i64>,
    /// The account.
    pub account: String,
    /// The name of the socket of the account's server; empty: the one of the gateway.
    pub label: String,
    /// What it may do.
    pub role: Role,
    /// The only session that it may see.
    pub session: Option<String>,
    /// When it ends, in seconds since 1970.
    pub expires: i64,
}

impl Access {
    /// Whether it may change anything.
    pub const fn is_full(&self) -> bool {
        matches!(self.role, Role::Full)
    }
}

/// A fresh login and the secret of its cookie.
#[derive(Debug)]
pub struct NewLogin {
    /// The right.
    pub access: Access,
    /// The value of the cookie.
    pub cookie: String,
    /// For how long the browser keeps it, in seconds; `None`: until it is closed.
    pub kept: Option<i64>,
}

/// The lesser one of two roles.
pub const fn least(a: Role, b: Role) -> Role {
    match (a, b) {
        (Role::Full, Role::Full) => Role::Full,
        _ => Role::View,
    }
}

/// A short name of a browser, from its `User-Agent`: `Firefox on Linux`.
pub fn agent(header: &str) -> String {
    let first = |names: &[(&'static str, &'static str)]| {
        let found = names.iter().find(|(sign, _)| header.contains(sign));
        found.map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => header
            .chars()
            .filter(|c| !c.is_control())
            .take(40)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_have_short_names() {
        for (header, want) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.5.0", "curl"),
            ("", ""),
            ("evil\x1b[2J", "evil[2J"),
        ] {
            assert_eq!(agent(header), want);
        }
    }

    #[test]
    fn a_token_gives_at_most_the_role_of_its_account() {
        assert_eq!(least(Role::Full, Role::View), Role::View);
        assert_eq!(least(Role::View, Role::Full), Role::View);
        assert_eq!(least(Role::Full, Role::Full), Role::Full);
    }
}
