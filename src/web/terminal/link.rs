//! `mux web link`: the process that carries the connection of a client to a gateway on another
//! machine, as ssh carries one to a host. Standard input and output are the connection; a WebSocket
//! leads to the gateway. Forwarded ports listen as long as it runs.

use super::tokens;
use crate::base::port_forward::TcpForward;
use crate::base::{Error, Result, url};
use crate::sys::terminal::{self, RawMode};
use crate::web::options::LinkOptions;
use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::{self, Message};

/// The variable with the token; it comes before the file.
const TOKEN: &str = "MUX_WEB_TOKEN";

/// How long a gateway may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Bytes per read.
const READ: usize = 32 << 10;

/// How often the user is asked for another token.
const ATTEMPTS: u32 = 3;

/// The close code of a complete link (RFC 6455, section 7.4.1).
const NORMAL: u16 = 1000;

/// A connection to a gateway, with or without TLS.
type Socket = WebSocketStream<Box<dyn Bytes>>;

trait Bytes: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Bytes for T {}

/// A gateway and how to reach it.
struct Gateway {
    origin: String,
    /// `HOST[:PORT]`, as a URL writes it.
    authority: String,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

/// Why there is no connection.
enum Failure {
    /// The gateway refused the token.
    Token,
    /// Another reason, as a sentence.
    Other(String),
}

impl Failure {
    fn error(self, origin: &str) -> Error {
        Error::system(match self {
            Self::Token => format!(
                "{origin}: the token is unknown, has expired or was revoked: make one there with \
                 mux web token create"
            ),
            Self::Other(why) => format!("{origin}: {why}"),
        })
    }
}

/// Carries a connection until one side ends.
///
/// # Errors
/// The gateway cannot be reached, refuses the token, or ends the link; the reason.
pub fn run(options: &LinkOptions) -> Result<()> {
    let failed = |e: io::Error| Error::system(e.to_string());
    let gateway = Arc::new(Gateway::new(&options.origin)?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let done = runtime.block_on(async {
        let (token, socket) = log_in(&gateway, options.batch).await?;
        let ours = connection().map_err(failed)?;
        for forward in &options.forwards {
            listen(&gateway, &token, forward).await;
        }
        carry(ours, socket).await
    });
    // A name that is being looked up must not delay the end.
    runtime.shutdown_background();
    done.map_err(|why| match why {
        Failure::Other(why) if why.is_empty() => Error::system("the gateway closed the connection"),
        why => why.error(&options.origin),
    })
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error.message)
    }
}

impl Gateway {
    fn new(origin: &str) -> Result<Self> {
        let wrong = || Error::user(format!("not an address of a gateway: {origin}"));
        let (scheme, authority) = origin.split_once("://").ok_or_else(wrong)?;
        let (host, port) = url::host_and_port(authority).ok_or_else(wrong)?;
        let secure = scheme == "https";
        let port = port.unwrap_or(if secure { 443 } else { 80 });
        Ok(Self {
            origin: origin.to_owned(),
            authority: authority.to_owned(),
            host: host.to_owned(),
            port,
            tls: secure.then(tls).transpose()?,
        })
    }

    /// Opens a WebSocket at `path`.
    async fn open(&self, path: &str, token: &str) -> std::result::Result<Socket, Failure> {
        let late = |_| Failure::Other("no answer".to_owned());
        timeout(PATIENCE, self.connect(path, token))
            .await
            .map_err(late)?
    }

    async fn connect(&self, path: &str, token: &str) -> std::result::Result<Socket, Failure> {
        let failed = |e: io::Error| Failure::Other(e.to_string());
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(failed)?;
        // A key must not wait for more data to fill a packet.
        stream.set_nodelay(true).map_err(failed)?;
        let scheme = if self.tls.is_some() { "wss" } else { "ws" };
        let stream: Box<dyn Bytes> = match &self.tls {
            None => Box::new(stream),
            Some(tls) => {
                let name = ServerName::try_from(self.host.clone())
                    .map_err(|_| Failure::Other("not a name of a host".to_owned()))?;
                Box::new(tls.connect(name, stream).await.map_err(failed)?)
            }
        };
        let address = format!("{scheme}://{}{path}", self.authority);
        let address = address
            .parse()
            .map_err(|_| Failure::Other("not an address".to_owned()))?;
        let request = ClientRequestBuilder::new(address)
            .with_header("Authorization", format!("Bearer {token}"))
            .with_header("User-Agent", concat!("mux/", env!("CARGO_PKG_VERSION")));
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(socket),
            Err(error) => Err(refusal(&error)),
        }
    }
}

/// The reason in the answer of a gateway.
fn refusal(error: &tungstenite::Error) -> Failure {
    let tungstenite::Error::Http(answer) = error else {
        return Failure::Other(error.to_string());
    };
    if answer.status().as_u16() == 401 {
        return Failure::Token;
    }
    let body = answer.body().as_deref().unwrap_or_default();
    let body = serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default();
    Failure::Other(match body["error"].as_str() {
        Some(why) => why.to_owned(),
        None => format!("there is no mux web (status {})", answer.status()),
    })
}

/// TLS with the certificates that the system trusts, or those of `SSL_CERT_FILE`.
fn tls() -> Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why = found.errors.first().map(ToString::to_string);
        return Err(Error::system(format!(
            "no trusted certificates on this system{}: name a file with SSL_CERT_FILE",
            why.map(|why| format!(" ({why})")).unwrap_or_default()
        )));
    }
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Connects with the known token, or asks the user for one.
async fn log_in(gateway: &Gateway, batch: bool) -> std::result::Result<(String, Socket), Failure> {
    let open = async |token: &str| gateway.open("/api/link", token).await;
    if let Ok(token) = std::env::var(TOKEN)
        && !token.is_empty()
    {
        let socket = open(&token).await?;
        return Ok((token, socket));
    }
    let file = tokens::file()?;
    if let Some(token) = tokens::find(&file, &gateway.origin)? {
        match open(&token).await {
            Ok(socket) => return Ok((token, socket)),
            Err(Failure::Token) if !batch => {}
            Err(failure) => return Err(failure),
        }
    }
    if batch {
        return Err(Failure::Token);
    }
    for _ in 0..ATTEMPTS {
        let token = ask(&gateway.origin)?;
        match open(&token).await {
            Ok(socket) => {
                tokens::keep(&file, &gateway.origin, Some(&token))?;
                return Ok((token, socket));
            }
            Err(Failure::Token) => {}
            Err(failure) => return Err(failure),
        }
    }
    tokens::keep(&file, &gateway.origin, None)?;
    Err(Failure::Token)
}

/// Asks for a token on the terminal, without echo.
///
/// # Errors
/// There is no terminal, or the user gives up.
fn ask(origin: &str) -> Result<String> {
    let failed = |e: io::Error| Error::system(e.to_string());
    let terminal = terminal::open().map_err(|_| {
        Error::user(format!(
            "no token, and no terminal to ask for one: set {TOKEN}"
        ))
    })?;
    let raw = RawMode::enter(terminal.as_fd())?;
    let mut terminal = std::fs::File::from(terminal.try_clone().map_err(failed)?);
    let prompt = format!("Token for {origin} (from mux web token create there): ");
    terminal.write_all(prompt.as_bytes()).map_err(failed)?;
    let mut token = Vec::new();
    let mut key = [0];
    let done = loop {
        if terminal.read(&mut key).map_err(failed)? == 0 {
            break false;
        }
        match key[0] {
            b'\r' | b'\n' => break !token.is_empty(),
            // C-c, C-d.
            3 | 4 => break false,
            // Backspace, C-u.
            8 | 127 => drop(token.pop()),
            21 => token.clear(),
            byte if byte.is_ascii_graphic() => token.push(byte),
            _ => {}
        }
    };
    drop(raw);
    terminal.write_all(b"\r\n").map_err(failed)?;
    match (done, String::from_utf8(token)) {
        (true, Ok(token)) => Ok(token),
        _ => Err(Error::user("no token was entered")),
    }
}

/// Standard input and output: one socket, as the client starts this process.
fn connection() -> io::Result<UnixStream> {
    let stream = StdUnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    stream.set_nonblocking(true)?;
    UnixStream::from_std(stream)
}

/// Carries the connection.
async fn carry(ours: UnixStream, socket: Socket) -> std::result::Result<(), Failure> {
    let (from, to) = ours.into_split();
    let (sink, stream) = socket.split();
    tokio::select! {
        // The client is gone, or the gateway accepts nothing more and says why.
        sent = outward(from, sink) => if sent { return Ok(()) },
        end = inward(to, stream) => return end,
    }
    Err(Failure::Other(String::new()))
}

/// Sends what is read, to its end. Returns whether all was sent.
async fn outward(
    mut from: impl AsyncRead + Unpin,
    mut sink: impl Sink<Message, Error = tungstenite::Error> + Unpin,
) -> bool {
    let mut bytes = vec![0; READ];
    while let Ok(n @ 1..) = from.read(&mut bytes).await {
        let message = Message::Binary(bytes[..n].to_vec().into());
        if sink.send(message).await.is_err() {
            return false;
        }
    }
    sink.close().await.is_ok()
}

/// Writes what the gateway sends, until it ends the link.
async fn inward(
    mut to: impl AsyncWrite + Unpin,
    mut stream: impl Stream<Item = tungstenite::Result<Message>> + Unpin,
) -> std::result::Result<(), Failure> {
    while let Some(message) = stream.next().await {
        match message {
            Ok(Message::Binary(bytes)) => {
                if to.write_all(&bytes).await.is_err() {
                    return Ok(());
                }
            }
            Ok(Message::Close(frame)) => {
                return match frame {
                    Some(frame) if u16::from(frame.code) != NORMAL => {
                        Err(Failure::Other(frame.reason.to_string()))
                    }
                    _ => Ok(()),
                };
            }
            // The library answers pings.
            Ok(_) => {}
            Err(error) => return Err(Failure::Other(error.to_string())),
        }
    }
    Ok(())
}

/// Listens on a port of this machine. A port that is taken is reported, and the link goes on.
async fn listen(gateway: &Arc<Gateway>, token: &str, forward: &TcpForward) {
    let complain = |address: &str, error: &io::Error| {
        let text = format!("mux: cannot forward {address}:{}: {error}\n", forward.port);
        // Without standard error the port is missing, and the link goes on.
        drop(io::stderr().write_all(text.as_bytes()));
    };
    let mut listeners = Vec::new();
    match &forward.bind {
        Some(address) => match TcpListener::bind((address.as_str(), forward.port)).await {
            Ok(listener) => listeners.push(listener),
            Err(error) => complain(address, &error),
        },
        None => {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, forward.port)).await {
                Ok(listener) => listeners.push(listener),
                Err(error) => complain("127.0.0.1", &error),
            }
            // A machine without IPv6 has one loopback address.
            if let Ok(listener) = TcpListener::bind((Ipv6Addr::LOCALHOST, forward.port)).await {
                listeners.push(listener);
            }
        }
    }
    let path = format!(
        "/api/forward?host={}&port={}",
        url::encode(&forward.host),
        forward.host_port
    );
    for listener in listeners {
        let (gateway, token, path) = (Arc::clone(gateway), token.to_owned(), path.clone());
        tokio::spawn(accept(gateway, token, path, listener));
    }
}

async fn accept(gateway: Arc<Gateway>, token: String, path: String, listener: TcpListener) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // No descriptor is left: others may be closed meanwhile.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (gateway, token, path) = (Arc::clone(&gateway), token.clone(), path.clone());
        tokio::spawn(async move {
            match gateway.open(&path, &token).await {
                Ok(socket) => forward(stream, socket).await,
                Err(failure) => {
                    let text = format!("mux: {}\n", failure.error(&gateway.origin));
                    // The program sees that its connection ends.
                    drop(io::stderr().write_all(text.as_bytes()));
                }
            }
        });
    }
}

/// Carries one forwarded connection. An empty message is the end of the data of one side.
async fn forward(stream: TcpStream, socket: Socket) {
    let (mut from, mut to) = stream.into_split();
    let (mut sink, mut stream) = socket.split();
    let out = async {
        let mut bytes = vec![0; READ];
        loop {
            let n = from.read(&mut bytes).await.unwrap_or(0);
            let message = Message::Binary(bytes[..n].to_vec().into());
            if sink.send(message).await.is_err() || n == 0 {
                return;
            }
        }
    };
    let back = async {
        while let Some(Ok(message)) = stream.next().await {
            match message {
                Message::Binary(bytes) if bytes.is_empty() => break,
                Message::Binary(bytes) => {
                    let written = to.write_all(&bytes).await;
                    if written.is_err() {
                        return;
                    }
                }
                Message::Close(_) => return,
                _ => {}
            }
        }
        // The program may still send.
        drop(to.shutdown().await);
    };
    tokio::join!(out, back);
    drop(sink.close().await);
}
