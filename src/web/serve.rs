//! Runs a gateway: listens, speaks TLS and HTTP, and ends on request.

use super::checks::Names;
use super::control;
use super::cookie::Cookie;
use super::gateway::{Gateway, Settings};
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
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener as StdTcpListener};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixListener as StdUnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Connections at the same time, WebSockets not counted.
const CONNECTIONS: usize = 256;

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
        let limit = Arc::new(Semaphore::new(CONNECTIONS));
        let failed = |e: io::Error| Error::system(e.to_string());
        for listener in self.tcp {
            let listener = TcpListener::from_std(listener).map_err(failed)?;
            let (router, limit) = (router.clone(), Arc::clone(&limit));
            tokio::spawn(accept_tcp(listener, router, self.acceptor.clone(), limit));
        }
        for (listener, _) in self.unix {
            let listener = UnixListener::from_std(listener).map_err(failed)?;
            tokio::spawn(accept_unix(listener, router.clone(), Arc::clone(&limit)));
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

async fn accept_tcp(
    listener: TcpListener,
    router: Router,
    acceptor: Option<TlsAcceptor>,
    limit: Arc<Semaphore>,
) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // No descriptor is left: others may be closed meanwhile.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&limit).try_acquire_owned() else {
            continue;
        };
        let Ok(local) = stream.local_addr() else {
            continue;
        };
        // Frames are small and must not wait for each other.
        drop(stream.set_nodelay(true));
        let router = router.clone().layer(Extension(Ends(Some((peer, local)))));
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let _permit = permit;
            match acceptor {
                None => serve(stream, router).await,
                Some(acceptor) => {
                    if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                        serve(stream, router).await;
                    }
                }
            }
        });
    }
}

async fn accept_unix(listener: UnixListener, router: Router, limit: Arc<Semaphore>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&limit).try_acquire_owned() else {
            continue;
        };
        let router = router.clone().layer(Extension(Ends(None)));
        tokio::spawn(async move {
            let _permit = permit;
            serve(stream, router).await;
        });
    }
}

/// Speaks HTTP on one connection. An error concerns this connection alone.
async fn serve<S>(stream: S, router: Router)
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
    drop(served.await);
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
