//! Who changes settings.

/// The environment variable that names the author of a shell command to the clients that it starts.
pub const AUTHOR_VARIABLE: &str = "MUX_AUTHOR";

/// The author of a command that changes settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Author {
    /// A user: a client, a key, a menu or a prompt. The change is remembered.
    #[default]
    User,
    /// A configuration file, or a shell command in it. A change by hand of the same setting is
    /// forgotten.
    Config,
    /// A hook, or a shell command of a hook or a format. The change is not remembered.
    Automatic,
}

impl Author {
    /// The value of [`AUTHOR_VARIABLE`]; `None` for a user.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::User => None,
            Self::Config => Some("config"),
            Self::Automatic => Some("automatic"),
        }
    }

    /// The author whose [`Author::name`] this is.
    pub fn named(name: Option<&str>) -> Self {
        let all = [Self::Config, Self::Automatic].into_iter();
        let found = name.and_then(|name| all.clone().find(|author| author.name() == Some(name)));
        found.unwrap_or_default()
    }
}
