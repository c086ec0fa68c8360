//! Connections: accept, exchange hellos, read messages, and apply them to the world.

use crate::base::{ClientId, Error, Result};
use crate::model::Input;

use crate::server::async_fd::{self, Pollable};
use crate::server::client::client_writer;
use crate::server::client::input_ack::{ClientSeq, SeqGuard};
use crate::server::client::missed_output;
use crate::server::client::socket::ClientSocket;
use crate::server::client::state::{Client, Urgency};
use crate::server::client::tmux_client;
use crate::server::hub::Hub;
use crate::server::lock::lock;
use crate::term::QueriedColor;
use crate::wire::{self, End, Framer, HELLO_BYTES, Hello, MAX_TO_SERVER, ToClient, ToServer};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::Interest;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

/// How long a connection may take to send its hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait after `accept` failed.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(100);

/// How long a replaced connection may take to receive its last messages.
const LAST_MESSAGES: Duration = Duration::from_millis(200);

/// Bytes per read.
const READ: usize = 32 << 10;

/// Messages in a row before the task yields, so that a client that sends without pause does not
/// hold up the others.
const MESSAGES_PER_POLL: usize = 16;

/// The error for a client that connects when no descriptor is left.
const NO_DESCRIPTORS: &str = "the server has no file descriptors left: close panes or clients, or start it with a \
                    higher limit (ulimit -n)\n";

/// Accepts connections at `listener` from now on, and no longer at the one before.
///
/// # Errors
/// If the socket cannot be watched.
pub fn open(hub: &Arc<Hub>, listener: OwnedFd) -> io::Result<()> {
    let listener = UnixListener::from(listener);
    listener.set_nonblocking(true)?;
    *lock(&hub.identity.listener) = listener.try_clone()?.into();
    let listener = async_fd::readable(listener)?;
    let task = tokio::spawn(accept(Arc::clone(hub), listener));
    if let Some(old) = lock(&hub.accepting).replace(task.abort_handle()) {
        old.abort();
    }
    // The keeper may have bound the socket again before it heard of the shutdown.
    if hub.is_ending() {
        hub.close_socket();
    }
    Ok(())
}

/// Accepts connections without end.
async fn accept(hub: Arc<Hub>, listener: Pollable<UnixListener>) {
    let mut spare = spare();
    loop {
        match next(&listener).await {
            Ok(stream) => {
                let id = hub.new_client();
                tokio::spawn(connection(Arc::clone(&hub), id, stream));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                // Without a free descriptor nobody could be told why. Closing the spare one lets
                // the next client in for an error message.
                drop(spare.take());
                match timeout(ACCEPT_BACKOFF, next(&listener)).await {
                    Ok(Ok(stream)) => refuse(stream),
                    _ => sleep(ACCEPT_BACKOFF).await,
                }
                spare = self::spare();
            }
        }
    }
}

/// Waits for the next connection.
async fn next(listener: &Pollable<UnixListener>) -> io::Result<UnixStream> {
    let accepted = listener.async_io(Interest::READABLE, |listener| listener.accept());
    Ok(accepted.await?.0)
}

/// A descriptor that is closed when the process has no other one left.
fn spare() -> Option<File> {
    File::open("/dev/null").ok()
}

fn refuse(mut stream: UnixStream) {
    let mut bytes = Hello::ours().encode().to_vec();
    wire::encode(&ToClient::Stderr(NO_DESCRIPTORS.into()), &mut bytes);
    wire::encode(&ToClient::Exit(1), &mut bytes);
    // The buffer of a new socket has room for it; if not, the client sees the connection close.
    drop(
        stream
            .set_nonblocking(true)
            .and_then(|()| stream.write_all(&bytes)),
    );
}

async fn connection(hub: Arc<Hub>, id: ClientId, stream: UnixStream) {
    let socket = match ClientSocket::new(stream) {
        Ok(socket) => Arc::new(socket),
        Err(error) => {
            tracing::warn!(%error, "cannot watch a connection");
            return;
        }
    };
    let peer = socket.peer_user();
    let admitted = peer.as_ref().is_ok_and(|uid| hub.admits(*uid));
    let client = Arc::new(Client::new(id));
    client.send_raw(&Hello::ours().encode());
    let mut hello = [0; HELLO_BYTES];
    let agreed = timeout(HELLO_TIMEOUT, read_hello(&socket, &mut hello)).await;
    match agreed.unwrap_or_else(|_| Err(Error::protocol("said nothing"))) {
        Ok(Some(version)) => client.set_version(version),
        Ok(None) => return,
        Err(error) => {
            tracing::warn!(%id, %error, "connection refused");
            if let Some(farewell) = tmux_client::exit_message(hello) {
                // Whoever does not listen has gone by itself.
                drop(socket.write_all(&farewell).await);
                return;
            }
            client.send(&ToClient::Stderr(format!("{error}\n").into_bytes()));
            client.send(&ToClient::Exit(1));
            client.end();
            return client_writer::run(hub, client, socket).await;
        }
    }
    let user = match peer {
        Ok(uid) if admitted => uid,
        peer => {
            tracing::warn!(?peer, "connection of another user refused");
            client.send(&ToClient::Stderr(b"access not allowed\n".to_vec()));
            client.send(&ToClient::Exit(1));
            client.end();
            return client_writer::run(hub, client, socket).await;
        }
    };
    if !hub.add_client(&client) {
        return;
    }
    hub.set_user(id, user);
    let writer = tokio::spawn(client_writer::run(
        Arc::clone(&hub),
        Arc::clone(&client),
        Arc::clone(&socket),
    ));
    if let Err(error) = listen(&hub, &client, &socket).await {
        tracing::warn!(%id, %error, "connection closed after an error");
    }
    hub.remove_client(&client);
    writer.abort();
}

/// Reads the hello. Returns the agreed version, or `None` if the connection ended first.
async fn read_hello(socket: &ClientSocket, hello: &mut [u8; HELLO_BYTES]) -> Result<Option<u16>> {
    match socket.read_exact(hello).await {
        Ok(()) => wire::agree(End::Server, Hello::decode(hello)?).map(Some),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(e) => Err(Error::system(e.to_string())),
    }
}

/// Reads and applies messages until the connection ends.
async fn listen(hub: &Arc<Hub>, client: &Arc<Client>, socket: &ClientSocket) -> Result<()> {
    let mut framer = Framer::new(MAX_TO_SERVER);
    let mut bytes = vec![0; READ];
    let mut running = false;
    let mut in_a_row = 0;
    let mut seq: Option<ClientSeq> = None;
    loop {
        let read = tokio::select! {
            read = socket.read(&mut bytes) => read.unwrap_or(0),
            () = client.disconnected() => {
                // The connection closes even if the client does not read.
                let _ = timeout(LAST_MESSAGES, client.closed()).await;
                0
            }
        };
        if read == 0 {
            return Ok(());
        }
        framer.push(&bytes[..read]);
        let mut taken = false;
        while let Some(message) = framer.take::<ToServer>()? {
            in_a_row += 1;
            if in_a_row >= MESSAGES_PER_POLL {
                in_a_row = 0;
                yield_now().await;
            }
            if matches!(message, ToServer::Control) && !running {
                client.become_control();
                continue;
            }
            if let ToServer::OutputFrom(positions) = &message
                && !running
            {
                client.set_output_from(positions);
                continue;
            }
            if matches!(message, ToServer::Run { .. }) == running {
                return Err(Error::protocol("a message out of order"));
            }
            running = true;
            let counter = match message {
                ToServer::Count(token) => Some((token, 0)),
                ToServer::CountFrom(token, taken) => Some((token, taken)),
                _ => None,
            };
            if let Some((token, from)) = counter {
                let (registered, before) = hub.input_acks.register(token, from, client);
                let taken = before.as_ref().map(|before| before.taken);
                client.send(&ToClient::Counted(taken));
                if let Some(note) =
                    before.and_then(|before| missed_output::note(hub, &before.lines))
                {
                    client.send(&ToClient::Note(note));
                }
                seq = Some(registered);
                continue;
            }
            let counts = matches!(
                message,
                ToServer::Key(_) | ToServer::Paste(_) | ToServer::Command(_)
            );
            let mut guard = None;
            if let Some(seq) = seq.as_ref().filter(|_| counts) {
                guard = seq.guard(client);
                // The client has a newer connection: it sends this input again there.
                if guard.is_none() {
                    return Ok(());
                }
                taken = true;
            }
            if !receive(hub, client, message, guard.as_ref()) {
                return Ok(());
            }
        }
        if let Some(seq) = seq.as_ref().filter(|_| taken) {
            client.input_taken(seq.taken());
        }
    }
}

/// Acts on one message; `guard` is there if it is counted. False ends the connection.
fn receive(
    hub: &Arc<Hub>,
    client: &Arc<Client>,
    message: ToServer,
    guard: Option<&SeqGuard<'_>>,
) -> bool {
    let id = client.id;
    let input = match message {
        ToServer::Run {
            words,
            client: caller,
        } if client.control_stream().is_some() => Input::RunControl {
            client: id,
            words,
            caller,
        },
        ToServer::Run { words, client } => Input::Run {
            client: id,
            words,
            caller: client,
        },
        ToServer::Line(line) => Input::ControlLine(id, line),
        ToServer::Key(event) => Input::Key(id, event),
        ToServer::Mouse(event) => Input::Mouse(id, event),
        ToServer::Paste(text) => Input::Paste(id, text),
        ToServer::Focus(focused) => Input::Focus(id, focused),
        ToServer::Resize(size) => Input::Resize(id, size),
        ToServer::Colors(text, background) => Input::Colors(id, text, background),
        ToServer::Ack(number) => {
            client.acknowledge(number);
            return true;
        }
        ToServer::Resume(size) => {
            client.redraw(true, Urgency::Now);
            Input::Resize(id, size)
        }
        ToServer::Stdin(piece) => match client.stdin(piece) {
            Some(input) => input,
            None => return true,
        },
        ToServer::Ping => {
            client.send(&ToClient::Pong);
            return true;
        }
        ToServer::Clipboard(data) => Input::Clipboard(id, data),
        ToServer::TerminalColor(entry, rgb) => {
            let color = entry.map_or(QueriedColor::Cursor, QueriedColor::Palette);
            Input::TerminalColor(id, color, rgb)
        }
        ToServer::Terminal(info) => Input::Terminal(id, info),
        // Handled by `listen`.
        ToServer::Count(_)
        | ToServer::CountFrom(..)
        | ToServer::Control
        | ToServer::OutputFrom(_) => return true,
        ToServer::Command(line) => Input::Command(id, line),
        ToServer::Bye => return false,
    };
    match guard {
        Some(guard) => hub.apply_counted(input, guard),
        None => {
            hub.apply(input);
            !hub.is_retired()
        }
    }
}
