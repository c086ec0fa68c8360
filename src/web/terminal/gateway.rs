//! Terminals of other machines. A WebSocket carries the messages between a client and the server of
//! its account, unread, as ssh carries them: `mux proxy` is at this end of both. Another WebSocket
//! carries one TCP connection that the client forwards.

use crate::base::{Error, Result};
use crate::web::access::Access;
use crate::web::answer::{Answer, Peer, Refusal, bearer, error, not_logged_in, view_only};
use crate::web::gateway::{Gateway, command_for};
use crate::web::history::parameter;
use crate::web::tab::code;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until, timeout};

/// Bytes per read, and the longest message of the other end.
const READ: usize = 32 << 10;

/// The longest message that is accepted, in bytes.
const LONGEST: usize = 1 << 20;

/// How often the other end is asked for a sign of life, and its right is checked.
const PULSE: Duration = Duration::from_secs(30);

/// How long a forwarded connection may take to open.
const CONNECT: Duration = Duration::from_secs(10);

/// How much of the standard error of the proxy is passed on, in bytes: a close frame has no room
/// for more (RFC 6455, section 5.5).
const REASON: usize = 120;

type Upgrade = std::result::Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// Why a link ends: the code and the reason of the close frame.
type End = (u16, String);

/// Connects a terminal to the server of its account.
pub async fn link(
    State(gateway): State<Arc<Gateway>>,
    Extension(Peer(peer)): Extension<Peer>,
    upgrade: Upgrade,
    request: Request,
) -> Answer {
    let (access, permit, upgrade) = admit(&gateway, request.headers(), upgrade)?;
    let child = proxy(&gateway, &access)?;
    gateway.audit("terminal connected", &access.account, &peer);
    Ok(upgrade.on_upgrade(async move |socket| {
        let _permit = permit;
        carry_link(&gateway, access, child, socket).await;
    }))
}

/// Connects a terminal to a port that this machine reaches.
pub async fn forward(
    State(gateway): State<Arc<Gateway>>,
    Extension(Peer(peer)): Extension<Peer>,
    upgrade: Upgrade,
    request: Request,
) -> Answer {
    let (access, permit, upgrade) = admit(&gateway, request.headers(), upgrade)?;
    if !gateway.settings.forward {
        let why = "this gateway forwards no ports: start it with --forward";
        return Err(error(StatusCode::FORBIDDEN, why));
    }
    let query = request.uri().query().unwrap_or_default();
    let host = parameter(query, "host").unwrap_or_default();
    let port = parameter(query, "port").and_then(|port| port.parse::<u16>().ok());
    let Some(port) = port.filter(|port| *port > 0 && !host.is_empty()) else {
        return Err(error(StatusCode::BAD_REQUEST, "no host and port"));
    };
    let stream = match timeout(CONNECT, TcpStream::connect((host.as_str(), port))).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(why)) => {
            let why = format!("{host}:{port}: {why}");
            return Err(error(StatusCode::BAD_GATEWAY, &why));
        }
        Err(_) => {
            let why = format!("{host}:{port} does not answer");
            return Err(error(StatusCode::GATEWAY_TIMEOUT, &why));
        }
    };
    // Neither end may wait for more data to fill a packet.
    drop(stream.set_nodelay(true));
    gateway.audit(
        &format!("connected to {host}:{port}"),
        &access.account,
        &peer,
    );
    Ok(upgrade.on_upgrade(async move |socket| {
        let _permit = permit;
        let (from, to) = stream.into_split();
        let half = HalfClose::Waits;
        if let Some((mut sink, (code, why))) =
            carry(&gateway, access, (from, to), socket, half).await
        {
            close(&mut sink, code, &why).await;
        }
    }))
}

/// Checks the token of a request. A cookie is not enough: no page may open a link.
fn admit(
    gateway: &Gateway,
    headers: &HeaderMap,
    upgrade: Upgrade,
) -> std::result::Result<(Access, OwnedSemaphorePermit, WebSocketUpgrade), Refusal> {
    let access = match bearer(headers) {
        Some(token) => gateway.by_bearer(token)?,
        None => None,
    };
    let access = access.ok_or_else(not_logged_in)?;
    if !access.is_full() {
        return Err(view_only());
    }
    if access.session.is_some() {
        let why = "this token is for one session: open it in a browser";
        return Err(error(StatusCode::FORBIDDEN, why));
    }
    let permit = Arc::clone(&gateway.links).try_acquire_owned();
    let permit = permit.map_err(|_| {
        let why = "too many terminals are connected";
        error(StatusCode::TOO_MANY_REQUESTS, why)
    })?;
    let upgrade = upgrade.map_err(|_| {
        let why = "this address is for WebSockets";
        error(StatusCode::UPGRADE_REQUIRED, why)
    })?;
    let upgrade = upgrade
        .read_buffer_size(READ)
        .write_buffer_size(READ)
        .max_message_size(LONGEST)
        .max_frame_size(LONGEST);
    Ok((access, permit, upgrade))
}

/// Starts `mux proxy` for the server of an account.
fn proxy(gateway: &Gateway, access: &Access) -> Result<Child> {
    let mut command = command_for(&gateway.socket(&access.label)?)?;
    command
        .arg("proxy")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let spawned = command.spawn();
    spawned.map_err(|e| Error::system(format!("mux proxy: {e}")))
}

async fn carry_link(gateway: &Gateway, access: Access, mut child: Child, socket: WebSocket) {
    let (Some(from), Some(to)) = (child.stdout.take(), child.stdin.take()) else {
        return;
    };
    let Some((mut sink, (code, why))) =
        carry(gateway, access, (from, to), socket, HalfClose::Ends).await
    else {
        return;
    };
    let (code, why) = match child.wait().await {
        // The proxy could not go on: its last line says why.
        Ok(status) if code == NORMAL && !status.success() => {
            let mut text = String::new();
            if let Some(mut stderr) = child.stderr.take() {
                // What could be read is the reason.
                drop(stderr.read_to_string(&mut text).await);
            }
            (code::ENDED, text.trim().to_owned())
        }
        Ok(_) | Err(_) => (code, why),
    };
    close(&mut sink, code, &why).await;
}

/// The code of a link that is complete (RFC 6455, section 7.4.1).
const NORMAL: u16 = 1000;

/// What happens when the data of this side ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HalfClose {
    /// The link is complete.
    Ends,
    /// The other end is told by an empty message, and may go on.
    Waits,
}

type Sink = SplitSink<WebSocket, Message>;

/// Carries bytes both ways until one side ends. Returns the socket and why it ends; `None`: the
/// other end is gone.
async fn carry<R, W>(
    gateway: &Gateway,
    access: Access,
    (from, to): (R, W),
    socket: WebSocket,
    half: HalfClose,
) -> Option<(Sink, End)>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let (mut sink, stream) = socket.split();
    let (beat, heard) = watch::channel(Instant::now());
    let end = tokio::select! {
        end = outward(gateway, access, from, &mut sink, heard, half) => end,
        () = inward(to, stream, &beat) => return None,
    };
    Some((sink, end))
}

/// Sends what is read, and a ping when nothing was heard for a while.
async fn outward(
    gateway: &Gateway,
    mut access: Access,
    mut from: impl AsyncRead + Unpin,
    sink: &mut Sink,
    heard: watch::Receiver<Instant>,
    half: HalfClose,
) -> End {
    let mut revocations = gateway.revocations();
    let mut bytes = vec![0; READ];
    let mut pulse = Instant::now() + PULSE;
    let mut open = true;
    loop {
        let message = tokio::select! {
            read = from.read(&mut bytes), if open => match (read, half) {
                (Ok(n @ 1..), _) => Message::Binary(bytes[..n].to_vec().into()),
                (Ok(0) | Err(_), HalfClose::Ends) => return (NORMAL, String::new()),
                (Ok(0) | Err(_), HalfClose::Waits) => {
                    open = false;
                    Message::Binary(Vec::new().into())
                }
            },
            changed = revocations.changed() => {
                match (changed, gateway.renewed(&access, true)) {
                    (Ok(()), Ok(Some(renewed))) => access = renewed,
                    _ => return (code::LOGIN, "the token was revoked".to_owned()),
                }
                continue;
            }
            () = sleep_until(pulse) => {
                pulse = Instant::now() + PULSE;
                if heard.borrow().elapsed() > 2 * PULSE {
                    return (code::SLOW, "no sign of life".to_owned());
                }
                match gateway.renewed(&access, true) {
                    Ok(Some(renewed)) => access = renewed,
                    Ok(None) => return (code::LOGIN, "the token has expired".to_owned()),
                    // The database is busy: the next pulse asks again.
                    Err(_) => {}
                }
                Message::Ping(Vec::new().into())
            }
        };
        if sink.send(message).await.is_err() {
            return (NORMAL, String::new());
        }
    }
}

/// Writes what the other end sends, until it ends. An empty message is the end of its data: the
/// answer still follows.
async fn inward(
    to: impl AsyncWrite + Unpin,
    mut stream: SplitStream<WebSocket>,
    beat: &watch::Sender<Instant>,
) {
    let mut to = Some(to);
    while let Some(Ok(message)) = stream.next().await {
        beat.send_replace(Instant::now());
        match message {
            Message::Binary(bytes) if bytes.is_empty() => to = None,
            Message::Binary(bytes) => {
                if let Some(writer) = &mut to
                    && writer.write_all(&bytes).await.is_err()
                {
                    to = None;
                }
            }
            Message::Close(_) => return,
            Message::Text(_) | Message::Ping(_) | Message::Pong(_) => {}
        }
    }
}

/// Ends a socket with a code and a reason.
async fn close(sink: &mut Sink, code: u16, why: &str) {
    let cut = why.floor_char_boundary(REASON);
    let frame = CloseFrame {
        code,
        reason: why[..cut].into(),
    };
    // The other end may be gone already.
    drop(timeout(CONNECT, sink.send(Message::Close(Some(frame)))).await);
}
