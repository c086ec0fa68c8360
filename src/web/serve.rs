//! Runs a gateway: listens, speaks TLS and HTTP, and ends on request.

use super::checks::Names;
use super::control;
use super::cookie::Cookie;
use super::gateway::{Gateway, Settings, lock};
use super::options::{Listen, PORT, ServeOptions, TrustedProxy, loopback};
use super::routes::{Ends, router, set_first_password};
use super::secrets;
use crate::base::{Error, Result};
use crate::store::web::WebDb;
use crate::sys::clock::now as clock;
use crate::sys::heap;
use crate::sys::poll::{Interest, wait};
use crate::sys::signals::{Signal, Signals};
use crate::sys::socket as sockets;
use axum::Router;
use axum::extract::Extension;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener as StdTcpListener};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixListener as StdUnixListener;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Connections at the same time, WebSockets not counted.
const CONNECTIONS: usize = 256;

/// Of those, connections of one address that is not of this machine.
const OF_ONE_ADDRESS: usize = 64;

/// How long a connection takes requests, and how long the last one may take then.
const LASTS: Duration = Duration::from_secs(60);

/// Connections beyond these that are told so; further ones are closed.
const REFUSED: usize = 32;

/// The answer on a connection beyond the limit.
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\
    Connection: close\r\n\r\n";

/// How long a client may take for the headers of a request or for a TLS handshake.
const PATIENCE: Duration = Duration::from_secs(5);

/// The largest headers of a request, in bytes.
const HEADERS: usize = 16 << 10;

/// How long a login lasts after its last use, in seconds, unless the user says otherwise.
const LOGIN_FOR: i64 = 12 * 3600;

/// How long a tab without a page stays attached, in seconds, unless the user says otherwise.
const PARK_FOR: u64 = 10 * 60;

/// The variable with the password of the first account.
const PASSWORD: &str = "MUX_WEB_PASSWORD";

/// How long tabs may take to say goodbye.
const GOODBYE: Duration = Duration::from_millis(300);

/// A gateway that listens.
pub struct Listening {
    tcp: Vec<StdTcpListener>,
    unix: Vec<(StdUnixListener, PathBuf)>,
    control: (StdUnixListener, PathBuf),
    acceptor: Option<TlsAcceptor>,
    db: WebDb,
    settings: Settings,
    /// Messages for the user.
    pub notes: Vec<String>,
    password: Option<String>,
}

/// Where a gateway finds its server and keeps its database.
#[derive(Clone, Debug)]
pub struct Place {
    /// The socket of the server.
    pub socket: PathBuf,
    /// The directory of `web.db`.
    pub dir: PathBuf,
}

fn in_use(shown: &str, error: &io::Error) -> Error {
    Error::system(match error.kind() {
        ErrorKind::AddrInUse => format!(
            "mux web: {shown} is in use: end the other program, or choose another address with \
             --listen"
        ),
        ErrorKind::PermissionDenied => format!("mux web: {shown}: this address is not allowed"),
        ErrorKind::AddrNotAvailable => format!("mux web: {shown} is no address of this machine"),
        _ => format!("mux web: {shown}: {error}"),
    })
}

/// Loads a certificate and its key.
fn tls(cert: &Path, key: &Path) -> Result<TlsAcceptor> {
    let shown = |path: &Path, why: &dyn std::fmt::Display| {
        Error::user(format!("mux web: {}: {why}", path.display()))
    };
    let chain = CertificateDer::pem_file_iter(cert).map_err(|e| shown(cert, &e))?;
    let chain: std::result::Result<Vec<_>, _> = chain.collect();
    let chain = chain.map_err(|e| shown(cert, &e))?;
    if chain.is_empty() {
        return Err(shown(cert, &"no certificate in this file"));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|e| shown(key, &e))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(
        tokio_rustls::rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .map_err(|e| shown(cert, &e))?
    .with_no_client_auth()
    .with_single_cert(chain, private)
    .map_err(|e| shown(cert, &e))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Binds everything and opens the database. Nothing is changed if this fails.
///
/// # Errors
/// A certificate does not load, an address is in use, or the database cannot be used.
pub fn listen(options: &ServeOptions, place: &Place) -> Result<Listening> {
    let acceptor = match (&options.cert, &options.key) {
        (Some(cert), Some(key)) => Some(tls(cert, key)?),
        _ => None,
    };
    let control = control::path(&place.socket);
    if let Some(status) = control::ask(&control, "status")? {
        let url = status["url"].as_str().unwrap_or_default();
        return Err(Error::user(format!("mux web runs already: {url}")));
    }
    let (tcp, unix) = bind(&options.listen)?;
    let (db, notes) = WebDb::open(&place.dir, clock().wall)?;
    let addresses: std::result::Result<Vec<SocketAddr>, _> =
        tcp.iter().map(StdTcpListener::local_addr).collect();
    let addresses = addresses.map_err(|e| Error::system(e.to_string()))?;
    let url = url(options, &addresses, &unix);
    let port = addresses.first().map_or(0, SocketAddr::port);
    let directory = control.parent().unwrap_or(Path::new("/"));
    sockets::prepare_directory(directory)?;
    let control_listener = sockets::listen(&control)?;
    let trusted = options.trust_proxy;
    // A proxy in front may speak TLS for this gateway.
    let tls = url.starts_with("https:");
    let settings = Settings {
        names: Names::new(&addresses, acceptor.is_some(), &options.origins)
            .with_unix(!unix.is_empty()),
        cookie: Cookie::new(tls, port),
        tls,
        url,
        socket: place.socket.clone(),
        trusted_proxy: match trusted {
            Some(TrustedProxy::Address(ip)) => Some(ip),
            _ => None,
        },
        behind_socket: trusted == Some(TrustedProxy::Unix),
        login_for: options.login_for.unwrap_or(LOGIN_FOR),
        park_for: options.park_for.map_or(PARK_FOR, i64::unsigned_abs) * 1000,
        forward: options.forward,
    };
    Ok(Listening {
        tcp,
        unix,
        control: (control_listener, control),
        acceptor,
        db,
        settings,
        notes,
        password: std::env::var(PASSWORD).ok().filter(|p| !p.is_empty()),
    })
}

type Bound = (Vec<StdTcpListener>, Vec<(StdUnixListener, PathBuf)>);

fn bind(wanted: &[Listen]) -> Result<Bound> {
    let (mut tcp, mut unix) = (Vec::new(), Vec::new());
    let default = loopback(PORT).map(Listen::Tcp);
    let list = if wanted.is_empty() {
        &default[..]
    } else {
        wanted
    };
    for listen in list {
        match listen {
            Listen::Tcp(address) => match StdTcpListener::bind(address) {
                Ok(listener) => tcp.push(listener),
                // A machine without IPv6 has one loopback address.
                Err(e)
                    if address.is_ipv6()
                        && address.ip().is_loopback()
                        && !tcp.is_empty()
                        && e.kind() != ErrorKind::AddrInUse => {}
                Err(e) => return Err(in_use(&address.to_string(), &e)),
            },
            Listen::Unix(path) => {
                if sockets::connect(path).is_ok() {
                    let taken = ErrorKind::AddrInUse.into();
                    return Err(in_use(&path.display().to_string(), &taken));
                }
                unix.push((sockets::listen(path)?, path.clone()));
            }
        }
    }
    for listener in &tcp {
        let set = listener.set_nonblocking(true);
        set.map_err(|e| Error::system(e.to_string()))?;
    }
    for (listener, _) in &unix {
        let set = listener.set_nonblocking(true);
        set.map_err(|e| Error::system(e.to_string()))?;
    }
    Ok((tcp, unix))
}

/// The address for people: the first origin, else the first address.
fn url(
    options: &ServeOptions,
    addresses: &[SocketAddr],
    unix: &[(StdUnixListener, PathBuf)],
) -> String {
    if let Some(origin) = options.origins.first() {
        return format!("{origin}/");
    }
    let scheme = if options.cert.is_some() {
        "https"
    } else {
        "http"
    };
    match (addresses.first(), unix.first()) {
        (Some(address), _) if address.ip().is_unspecified() => {
            format!("{scheme}://localhost:{}/", address.port())
        }
        (Some(address), _) => format!("{scheme}://{address}/"),
        (None, Some((_, path))) => format!("unix:{}", path.display()),
        (None, None) => String::new(),
    }
}

impl Listening {
    /// Serves until a signal or `mux web stop` ends it. `ready` is called once with the messages
    /// for the user.
    ///
    /// # Errors
    /// The runtime does not start, or the password of the environment cannot be set.
    pub fn run(self, ready: impl FnOnce(&[String])) -> Result<()> {
        let failed = |e: io::Error| Error::system(e.to_string());
        heap::tune();
        let signals = Signals::watch(&[Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP])?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(8)
            .enable_all()
            .build()
            .map_err(failed)?;
        let unix: Vec<PathBuf> = self.unix.iter().map(|(_, path)| path.clone()).collect();
        let control = self.control.1.clone();
        let done = runtime.block_on(self.serve(ready, signals));
        runtime.shutdown_timeout(GOODBYE);
        for path in unix.iter().chain([&control]) {
            // The next gateway replaces a leftover socket.
            drop(std::fs::remove_file(path));
        }
        done
    }

    async fn serve(self, ready: impl FnOnce(&[String]), signals: Signals) -> Result<()> {
        let gateway = Arc::new(Gateway::new(self.settings, self.db));
        let mut notes = self.notes;
        if let Some(password) = self.password {
            tokio::task::block_in_place(|| use_password(&gateway, &password))?;
        }
        notes.push(format!("mux web: {}", gateway.settings.url));
        notes.extend(first_start(&gateway)?);
        let end = Arc::new(Notify::new());
        std::thread::spawn({
            let end = Arc::clone(&end);
            move || {
                // Waits for one signal; an error of poll(2) means that there is none.
                while signals.take().is_empty() {
                    drop(wait(&[(signals.as_fd(), Interest::Read)], None));
                }
                end.notify_one();
            }
        });
        let router = router(&gateway);
        let limits = Limits::new();
        let failed = |e: io::Error| Error::system(e.to_string());
        for listener in self.tcp {
            let listener = TcpListener::from_std(listener).map_err(failed)?;
            let acceptor = self.acceptor.clone();
            tokio::spawn(accept_tcp(
                listener,
                router.clone(),
                acceptor,
                limits.clone(),
            ));
        }
        for (listener, _) in self.unix {
            let listener = UnixListener::from_std(listener).map_err(failed)?;
            tokio::spawn(accept_unix(listener, router.clone(), limits.clone()));
        }
        self.control.0.set_nonblocking(true).map_err(failed)?;
        let control = UnixListener::from_std(self.control.0).map_err(failed)?;
        tokio::spawn(accept_control(
            control,
            Arc::clone(&gateway),
            Arc::clone(&end),
        ));
        ready(&notes);
        end.notified().await;
        gateway.close_all();
        sleep(GOODBYE).await;
        Ok(())
    }
}

/// Sets the password of the environment. One that is set already changes nothing, so that a restart
/// ends no login.
fn use_password(gateway: &Gateway, password: &str) -> Result<()> {
    let accounts = gateway.with_db(|db| db.accounts())?;
    let known = accounts.first().and_then(|first| first.password.as_deref());
    if secrets::is_password(password, known) {
        return Ok(());
    }
    let phc = secrets::hash_password(password);
    let phc = phc.map_err(|e| Error::user(format!("{PASSWORD}: {e}")))?;
    set_first_password(gateway, &phc).map(drop)
}

/// The one-time address, while there is no password.
fn first_start(gateway: &Gateway) -> Result<Option<String>> {
    let accounts = gateway.with_db(|db| db.accounts())?;
    if accounts.iter().any(|account| account.password.is_some()) {
        return Ok(None);
    }
    let key = gateway.new_key()?;
    let url = &gateway.settings.url;
    Ok(Some(format!(
        "Open this address within 10 minutes to set a password:\n  {url}#k={key}"
    )))
}

/// The limits of connections: those that are served, and those that are told to come again.
#[derive(Clone)]
struct Limits {
    served: Arc<Semaphore>,
    refused: Arc<Semaphore>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// The right of one connection to be served.
struct Slot {
    _permit: OwnedSemaphorePermit,
    address: Option<IpAddr>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut all = lock(&self.by_address);
        if let Some(address) = self.address
            && let Some(count) = all.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                all.remove(&address);
            }
        }
    }
}

impl Limits {
    fn new() -> Self {
        Self {
            served: Arc::new(Semaphore::new(CONNECTIONS)),
            refused: Arc::new(Semaphore::new(REFUSED)),
            by_address: Arc::default(),
        }
    }

    /// A slot for a connection; `None`: all are in use. A proxy on this machine, or behind a Unix
    /// socket, has the connections of many browsers.
    fn slot(&self, peer: Option<IpAddr>) -> Option<Slot> {
        let permit = Arc::clone(&self.served).try_acquire_owned().ok()?;
        let address = peer
            .map(|ip| ip.to_canonical())
            .filter(|ip| !ip.is_loopback());
        if let Some(address) = address {
            let mut all = lock(&self.by_address);
            let count = all.entry(address).or_default();
            if *count >= OF_ONE_ADDRESS {
                return None;
            }
            *count += 1;
        }
        Some(Slot {
            _permit: permit,
            address,
            by_address: Arc::clone(&self.by_address),
        })
    }

    /// Finds a slot for a connection, or refuses it. `plain`: it has no TLS, so it can be answered.
    fn admit<S>(&self, stream: S, peer: Option<IpAddr>, plain: bool) -> Option<(S, Slot)>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        if let Some(slot) = self.slot(peer) {
            return Some((stream, slot));
        }
        if plain && let Ok(permit) = Arc::clone(&self.refused).try_acquire_owned() {
            tokio::spawn(async move {
                let _permit = permit;
                drop(timeout(GOODBYE, refuse(stream)).await);
            });
        }
        None
    }
}

/// Answers a connection beyond the limit. The request is read: else the system resets the
/// connection, and the answer is lost.
async fn refuse(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    stream.write_all(BUSY).await?;
    stream.shutdown().await?;
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}

async fn accept_tcp(
    listener: TcpListener,
    router: Router,
    acceptor: Option<TlsAcceptor>,
    limits: Limits,
) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // No descriptor is left: others may be closed meanwhile.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(local) = stream.local_addr() else {
            continue;
        };
        let Some((stream, slot)) = limits.admit(stream, Some(peer.ip()), acceptor.is_none()) else {
            continue;
        };
        // Frames are small and must not wait for each other.
        drop(stream.set_nodelay(true));
        let router = router.clone().layer(Extension(Ends(Some((peer, local)))));
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let _slot = slot;
            match acceptor {
                None => serve(stream, router, LASTS).await,
                Some(acceptor) => {
                    if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                        serve(stream, router, LASTS).await;
                    }
                }
            }
        });
    }
}

async fn accept_unix(listener: UnixListener, router: Router, limits: Limits) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Some((stream, slot)) = limits.admit(stream, None, true) else {
            continue;
        };
        let router = router.clone().layer(Extension(Ends(None)));
        tokio::spawn(async move {
            let _slot = slot;
            serve(stream, router, LASTS).await;
        });
    }
}

/// Speaks HTTP on one connection. An error concerns this connection alone. After `lasts` it takes
/// no further request, and after as much time again it is cut: a client that reads nothing must not
/// keep its slot. A WebSocket is a connection of its own.
async fn serve<S>(stream: S, router: Router, lasts: Duration)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEADERS)
        .max_headers(64)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    let mut served = pin!(served);
    if timeout(lasts, served.as_mut()).await.is_err() {
        served.as_mut().graceful_shutdown();
        drop(timeout(lasts, served).await);
    }
}

async fn accept_control(listener: UnixListener, gateway: Arc<Gateway>, end: Arc<Notify>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (gateway, end) = (Arc::clone(&gateway), Arc::clone(&end));
        tokio::spawn(async move {
            let answered = timeout(PATIENCE, answer_control(stream, &gateway, &end));
            // A command that does not listen needs no answer.
            drop(answered.await);
        });
    }
}

async fn answer_control(mut stream: UnixStream, gateway: &Gateway, end: &Notify) -> io::Result<()> {
    let mut line = String::new();
    BufReader::new(&mut stream).read_line(&mut line).await?;
    let (tabs, parked) = gateway.counts();
    let answer = match line.trim() {
        "status" => json!({
            "running": true,
            "pid": std::process::id(),
            "url": gateway.settings.url,
            "started": gateway.started,
            "tabs": tabs,
            "parked": parked,
        }),
        "reload" => {
            gateway.revoked();
            json!({ "ok": true })
        }
        "key" => match first_start(gateway) {
            Ok(text) => json!({ "text": text }),
            Err(error) => json!({ "error": error.message }),
        },
        "stop" => json!({ "ok": true, "pid": std::process::id() }),
        _ => json!({ "error": "unknown request" }),
    };
    stream.write_all(format!("{answer}\n").as_bytes()).await?;
    if line.trim() == "stop" {
        end.notify_one();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;

    fn run(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(test);
    }

    #[test]
    fn a_client_that_reads_nothing_loses_its_slot() {
        run(async {
            let (mut client, server) = tokio::io::duplex(1024);
            let router = Router::new().route("/", get(async || "x".repeat(1 << 20)));
            let request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
            client.write_all(request).await.unwrap();
            serve(server, router, Duration::from_millis(10)).await;
            drop(client);
        });
    }

    #[test]
    fn no_address_of_the_network_takes_all_connections() {
        let limits = Limits::new();
        let slot = |address: &str| limits.slot(address.parse().ok());
        let mut all: Vec<Slot> = (0..OF_ONE_ADDRESS)
            .map(|_| slot("192.0.2.7").unwrap())
            .collect();
        assert!(slot("192.0.2.7").is_none());
        assert!(slot("::ffff:192.0.2.7").is_none());
        assert!(slot("192.0.2.8").is_some());
        all.pop();
        all.push(slot("192.0.2.7").unwrap());
        // A proxy of this machine has all that are left.
        while let Some(slot) = slot("127.0.0.1") {
            all.push(slot);
        }
        assert_eq!(all.len(), CONNECTIONS);
        assert!(slot("::1").is_none());
        assert!(limits.slot(None).is_none());
        drop(all);
        assert!(lock(&limits.by_address).is_empty());
    }
}
