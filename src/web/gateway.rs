//! The state of a gateway: its database, its names, the limits, and the open tabs.

use super::checks::Names;
use super::cookie::Cookie;
use super::rate::Rates;
use super::secrets::{self, TokenHash};
use super::tab::{NewSocket, Tab};
use crate::base::{ClientInfo, Error, ErrorKind, Result};
use crate::store::web::{Audit, WebDb};
use crate::sys::clock::{mono, now as clock};
use crate::sys::{paths, process, socket, user};
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::process::Command;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::sleep;

/// The most terminals and forwarded connections at the same time.
const LINKS: usize = 256;

/// Sockets at the same time that have not said hello.
const GREETING: usize = 64;

/// Images at the same time that are uploaded: each is in memory.
const UPLOADS: usize = 4;

/// Questions about sessions and history at the same time.
const ASKING: usize = 8;

/// The most tabs of an account, per role.
const TABS: usize = 32;

/// How long the key of the first start is valid, in seconds.
const KEY_LASTS: u64 = 600;

/// How often, and how many times, a started server is asked whether it listens.
const START: (Duration, u32) = (Duration::from_millis(20), 250);

/// Variables of the environment that are not passed to servers and programs.
const HIDDEN: [&str; 4] = ["MUX_WEB_PASSWORD", "TMUX", "TMUX_PANE", "MUX_COMMAND"];

/// The variable in which a gateway says for whom a tab is: `owner` or `viewer`.
pub const WEB: &str = crate::base::client_info::WEB;

/// A one-time key.
#[derive(Debug)]
struct SetupKey {
    hash: TokenHash,
    /// Monotonic, in seconds.
    until: u64,
}

impl SetupKey {
    fn new(key: &str, now: u64) -> Self {
        Self {
            hash: secrets::hash(key),
            until: now + KEY_LASTS,
        }
    }

    fn accepts(&self, key: &str, now: u64) -> bool {
        secrets::equal(&self.hash, &secrets::hash(key)) && now < self.until
    }
}

/// Account, role, bound session, and the token that the page drew.
pub type TabKey = (String, &'static str, Option<String>, String);

/// An open or parked tab.
#[derive(Debug)]
struct TabHandle {
    sockets: mpsc::Sender<NewSocket>,
    /// Monotonic milliseconds since when it has no socket; 0: it has one.
    parked: Arc<std::sync::atomic::AtomicU64>,
}

/// Fixed settings of a gateway.
#[derive(Debug)]
pub struct Settings {
    /// The names under which it may be reached.
    pub names: Names,
    /// The cookie of logins.
    pub cookie: Cookie,
    /// Whether it speaks TLS.
    pub tls: bool,
    /// The address for people.
    pub url: String,
    /// The socket of the default server.
    pub socket: PathBuf,
    /// A proxy whose `X-Forwarded-For` is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// Connections over a Unix socket come from a proxy.
    pub behind_socket: bool,
    /// How long a login lasts after its last use, in seconds.
    pub login_for: i64,
    /// How long a tab without a page stays attached, in milliseconds.
    pub park_for: u64,
    /// Terminals may connect to ports that this machine reaches.
    pub forward: bool,
}

/// The state of a gateway.
#[derive(Debug)]
pub struct Gateway {
    /// Its settings.
    pub settings: Settings,
    /// Limits attempts to log in.
    pub rates: Mutex<Rates>,
    /// Limits passwords that are verified at the same time.
    pub verifying: Semaphore,
    /// Limits terminals and forwarded connections.
    pub links: Arc<Semaphore>,
    /// Limits sockets that have not said hello.
    pub greeting: Arc<Semaphore>,
    /// Limits images that are uploaded at the same time.
    pub uploads: Semaphore,
    /// Limits questions about sessions and history at the same time.
    pub asking: Semaphore,
    db: Mutex<WebDb>,
    key: Mutex<Option<SetupKey>>,
    tabs: Mutex<HashMap<TabKey, TabHandle>>,
    epoch: watch::Sender<u64>,
    /// When it started, in seconds since 1970.
    pub started: i64,
}

/// Locks, also after a panic of another thread.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gateway {
    /// A gateway without tabs.
    pub fn new(settings: Settings, db: WebDb) -> Self {
        Self {
            settings,
            rates: Mutex::default(),
            verifying: Semaphore::new(2),
            links: Arc::new(Semaphore::new(LINKS)),
            greeting: Arc::new(Semaphore::new(GREETING)),
            uploads: Semaphore::new(UPLOADS),
            asking: Semaphore::new(ASKING),
            db: Mutex::new(db),
            key: Mutex::default(),
            tabs: Mutex::default(),
            epoch: watch::Sender::new(0),
            started: clock().wall / 1000,
        }
    }

    /// The time in seconds since 1970.
    pub fn seconds(&self) -> i64 {
        clock().wall / 1000
    }

    /// Works with the database. It blocks, for milliseconds.
    ///
    /// # Errors
    /// The error of `work`.
    pub fn with_db<T>(&self, work: impl FnOnce(&mut WebDb) -> Result<T>) -> Result<T> {
        tokio::task::block_in_place(|| work(&mut lock(&self.db)))
    }

    /// Adds a row to the audit trail. A failure must not keep the user out, and is ignored.
    pub fn audit(&self, what: &str, account: &str, address: &str) {
        let row = Audit {
            at: self.seconds(),
            what: what.to_owned(),
            account: account.to_owned(),
            address: address.to_owned(),
        };
        drop(self.with_db(|db| db.add_audit(&row)));
    }

    /// Makes the one-time key of the first start.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn new_key(&self) -> Result<String> {
        let key = secrets::token()?;
        *lock(&self.key) = Some(SetupKey::new(&key, mono() / 1000));
        Ok(key)
    }

    /// Whether this is the one-time key and has not expired.
    pub fn is_key(&self, key: &str) -> bool {
        let now = mono() / 1000;
        let known = lock(&self.key);
        known.as_ref().is_some_and(|known| known.accepts(key, now))
    }

    /// Uses the one-time key up.
    pub fn drop_key(&self) {
        *lock(&self.key) = None;
    }

    /// Logins or tokens were removed: every tab checks its own.
    pub fn revoked(&self) {
        self.epoch.send_modify(|epoch| *epoch += 1);
    }

    /// Tells when logins or tokens were removed.
    pub fn revocations(&self) -> watch::Receiver<u64> {
        self.epoch.subscribe()
    }

    /// Numbers of tabs: with a socket, and parked.
    pub fn counts(&self) -> (usize, usize) {
        let tabs = lock(&self.tabs);
        let parked = tabs
            .values()
            .filter(|tab| tab.parked.load(std::sync::atomic::Ordering::Relaxed) > 0)
            .count();
        (tabs.len() - parked, parked)
    }

    /// Whether another tab of this account may be opened. A tab that is known, or one in place of a
    /// parked one, always may.
    pub fn has_room(&self, key: &TabKey) -> bool {
        let tabs = lock(&self.tabs);
        let own = |other: &&TabKey| other.0 == key.0 && other.1 == key.1;
        tabs.contains_key(key)
            || tabs.keys().filter(own).count() < TABS
            || tabs
                .iter()
                .filter(|(other, _)| own(other))
                .any(|(_, tab)| tab.parked.load(std::sync::atomic::Ordering::Relaxed) > 0)
    }

    /// Gives a socket to its tab, which is created if it is unknown.
    pub fn open(self: &Arc<Self>, key: &TabKey, mut new: NewSocket) {
        for _ in 0..3 {
            let sockets = self.tab(key, &new);
            match sockets.try_send(new) {
                Ok(()) => return,
                // The tab has just ended.
                Err(mpsc::error::TrySendError::Closed(back)) => new = back,
                // More sockets than a page ever opens: the last one is dropped.
                Err(mpsc::error::TrySendError::Full(_)) => return,
            }
            self.forget(key);
        }
    }

    fn tab(self: &Arc<Self>, key: &TabKey, new: &NewSocket) -> mpsc::Sender<NewSocket> {
        let mut tabs = lock(&self.tabs);
        if let Some(tab) = tabs.get(key) {
            return tab.sockets.clone();
        }
        let own = tabs
            .iter()
            .filter(|(other, _)| other.0 == key.0 && other.1 == key.1);
        let own: Vec<_> = own
            .map(|(key, tab)| {
                let parked = tab.parked.load(std::sync::atomic::Ordering::Relaxed);
                (parked, key.clone())
            })
            .collect();
        if own.len() >= TABS
            && let Some((_, oldest)) = own.into_iter().filter(|(parked, _)| *parked > 0).min()
        {
            // Its task ends because nobody can send it a socket any more.
            tabs.remove(&oldest);
        }
        let (sockets, receiver) = mpsc::channel(4);
        let parked = Arc::default();
        tabs.insert(
            key.clone(),
            TabHandle {
                sockets: sockets.clone(),
                parked: Arc::clone(&parked),
            },
        );
        let tab = Tab::new(Arc::clone(self), key, new, parked);
        let (gateway, key) = (Arc::clone(self), key.clone());
        tokio::spawn(async move {
            tab.run(receiver).await;
            gateway.forget(&key);
        });
        sockets
    }

    /// Removes a tab that has ended.
    fn forget(&self, key: &TabKey) {
        let mut tabs = lock(&self.tabs);
        if tabs.get(key).is_some_and(|tab| tab.sockets.is_closed()) {
            tabs.remove(key);
        }
    }

    /// Ends all tabs.
    pub fn close_all(&self) {
        // A tab ends when nobody can give it a socket any more.
        lock(&self.tabs).clear();
    }

    /// The socket of an account's server.
    ///
    /// # Errors
    /// The socket directory cannot be used.
    pub fn socket(&self, label: &str) -> Result<PathBuf> {
        match label {
            "" => Ok(self.settings.socket.clone()),
            label => paths::socket_path(Some(label), None),
        }
    }

    /// Starts the server at `socket` unless one runs. It ends at once unless it has a session: one
    /// that it restored, or a new one if none is `wanted`.
    ///
    /// # Errors
    /// It does not start, or does not have the session.
    pub async fn start_server(&self, socket: &Path, wanted: Option<&str>) -> Result<()> {
        let listens = || match socket::connect(socket) {
            Ok(_) => Ok(true),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        };
        if listens()? {
            return Ok(());
        }
        let mut command = command_for(socket)?;
        command
            .args(["start-server", ";"])
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped());
        match wanted {
            Some(target) => command.args(["has-session", "-t", target]),
            None => command.args(["if-shell", "-F", "#{server_sessions}", "", "new-session -d"]),
        };
        let started = command.output().await;
        let started =
            started.map_err(|e| Error::system(format!("the server does not start: {e}")))?;
        if !started.status.success() {
            let why = String::from_utf8_lossy(&started.stderr).trim().to_owned();
            return Err(Error::system(why));
        }
        for _ in 0..START.1 {
            if listens()? {
                return Ok(());
            }
            sleep(START.0).await;
        }
        Err(Error::system("the server does not start"))
    }
}

/// A command of mux for the server at `socket`, in the home directory and without the variables of
/// this process.
///
/// # Errors
/// The program is not known.
pub fn command_for(socket: &Path) -> Result<Command> {
    let program = process::own_program().map_err(|e| Error::system(e.to_string()))?;
    let mut command = Command::new(program);
    command.arg("-S").arg(socket);
    for name in HIDDEN {
        command.env_remove(name);
    }
    if let Some(home) = user::home() {
        command.current_dir(home);
    }
    Ok(command)
}

/// The description of this process for a server, without a terminal.
pub fn client_info() -> ClientInfo {
    let hidden = |name: &str| HIDDEN.contains(&name) || name == WEB;
    let env = std::env::vars_os().map(|(name, value)| {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        (lossy(name), lossy(value))
    });
    let mut env: Vec<_> = env.filter(|(name, _)| !hidden(name)).collect();
    env.push((crate::base::client_info::UTF8.to_owned(), "1".to_owned()));
    ClientInfo {
        pid: std::process::id(),
        cwd: user::home()
            .map(|home| home.to_string_lossy().into_owned())
            .unwrap_or_default(),
        env,
        cannot_attach: Some("not a terminal".to_owned()),
        ..ClientInfo::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_first_start_lasts_ten_minutes() {
        let key = SetupKey::new("key", 1000);
        for (given, now, want) in [
            ("key", 1000, true),
            ("key", 1599, true),
            ("key", 1600, false),
            ("other", 1000, false),
            ("", 1000, false),
        ] {
            assert_eq!(key.accepts(given, now), want, "{given} at {now}");
        }
    }
}
