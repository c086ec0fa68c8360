//! Connections: they are accepted, greeted, read until they end. What is read goes to the world.

use super::client::Client;
use super::foreign;
use super::hub::Hub;
use super::ledger::{Account, Turn};
use super::missed;
use super::writer;
use crate::base::{ClientId, Error, Result};
use crate::model::Input;
use crate::model::state::client::ClientIdentity;
use crate::wire::{
    self, ClientInfo, Framer, HELLO_BYTES, Hello, MAX_TO_SERVER, ToClient, ToServer,
};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::OwnedReadHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::time::{sleep, timeout};

/// How long a connection may take to say what it is.
const GREETING: Duration = Duration::from_secs(10);

/// How long no connection is accepted after the system refused one.
const BREATH: Duration = Duration::from_millis(100);

/// How long a connection that is cut may take for its last words.
const FAREWELL: Duration = Duration::from_millis(200);

/// Bytes read at once.
const READ: usize = 32 << 10;

/// What a client hears that came when there was no descriptor left.
const FULL: &str = "the server has no file descriptors left: close panes or clients, or start it with a \
                    higher limit (ulimit -n)\n";

/// Accepts connections for ever.
pub async fn accept(hub: Arc<Hub>, listener: UnixListener) {
    let mut spare = spare();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let id = hub.new_client();
                tokio::spawn(connection(Arc::clone(&hub), id, stream));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                // Whoever waits takes the place of the spare one, and hears why it cannot stay.
                drop(spare.take());
                match timeout(BREATH, listener.accept()).await {
                    Ok(Ok((stream, _))) => turn_away(stream),
                    _ => sleep(BREATH).await,
                }
                spare = self::spare();
            }
        }
    }
}

/// A descriptor to be given up when there is no other one.
fn spare() -> Option<File> {
    File::open("/dev/null").ok()
}

fn turn_away(stream: UnixStream) {
    let mut bytes = Hello::ours().encode().to_vec();
    wire::encode(&ToClient::Stderr(FULL.into()), &mut bytes);
    wire::encode(&ToClient::Exit(1), &mut bytes);
    // A new socket has room for it; if not, the client sees the end.
    drop(
        stream
            .into_std()
            .and_then(|mut stream| stream.write_all(&bytes)),
    );
}

async fn connection(hub: Arc<Hub>, id: ClientId, stream: UnixStream) {
    let peer = stream.peer_cred().map(|peer| peer.uid());
    if !peer.as_ref().is_ok_and(|uid| hub.admits(*uid)) {
        tracing::warn!(?peer, "a connection of another user was refused");
        return;
    }
    let client = Arc::new(Client::new(id));
    let (mut read, mut write) = stream.into_split();
    client.send_raw(&Hello::ours().encode());
    let mut hello = [0; HELLO_BYTES];
    let greeted = timeout(GREETING, greet(&mut read, &mut hello)).await;
    match greeted.unwrap_or_else(|_| Err(Error::protocol("said nothing"))) {
        Ok(Some(version)) => client.speaks(version),
        Ok(None) => return,
        Err(error) => {
            tracing::warn!(%id, %error, "a connection was refused");
            if let Some(farewell) = foreign::farewell(hello) {
                // Whoever does not listen has gone by itself.
                drop(write.write_all(&farewell).await);
                return;
            }
            client.send(&ToClient::Stderr(format!("{error}\n").into_bytes()));
            client.send(&ToClient::Exit(1));
            client.end();
            return writer::write(hub, client, write).await;
        }
    }
    if !hub.enter(&client) {
        return;
    }
    let writer = tokio::spawn(writer::write(Arc::clone(&hub), Arc::clone(&client), write));
    if let Err(error) = listen(&hub, &client, read).await {
        tracing::warn!(%id, %error, "a connection was ended");
    }
    hub.leave(&client);
    writer.abort();
}

/// Reads the hello: the version of the messages, or nothing if the connection ended before.
async fn greet(read: &mut OwnedReadHalf, hello: &mut [u8; HELLO_BYTES]) -> Result<Option<u16>> {
    match read.read_exact(hello).await {
        Ok(_) => wire::agree(Hello::decode(hello)?).map(Some),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(e) => Err(Error::system(e.to_string())),
    }
}

/// Takes messages until the connection ends.
async fn listen(hub: &Arc<Hub>, client: &Arc<Client>, read: OwnedReadHalf) -> Result<()> {
    let mut framer = Framer::new(MAX_TO_SERVER);
    let mut running = false;
    let mut account: Option<Account> = None;
    loop {
        let readable = tokio::select! {
            readable = read.readable() => readable.is_ok(),
            () = client.is_cut() => {
                // If it does not listen, it is gone.
                let _ = timeout(FAREWELL, client.gone()).await;
                false
            }
        };
        if !readable || !read_some(&read, &mut framer) {
            return Ok(());
        }
        let mut taken = false;
        while let Some(message) = framer.take::<ToServer>()? {
            if matches!(message, ToServer::Run { .. }) == running {
                return Err(Error::protocol("a message out of order"));
            }
            running = true;
            if let ToServer::Count(token) = message {
                let (opened, before) = hub.ledger.open(token, client);
                let taken = before.as_ref().map(|before| before.taken);
                client.send(&ToClient::Counted(taken));
                if let Some(note) = before.and_then(|before| missed::note(hub, &before.lines)) {
                    client.send(&ToClient::Note(note));
                }
                account = Some(opened);
                continue;
            }
            let counts = matches!(message, ToServer::Key(_) | ToServer::Paste(_));
            let mut turn = None;
            if let Some(account) = account.as_ref().filter(|_| counts) {
                turn = account.turn(client);
                if turn.is_none() {
                    return Ok(());
                }
                taken = true;
            }
            if !receive(hub, client, message, turn.as_ref()) {
                return Ok(());
            }
        }
        if let Some(account) = account.as_ref().filter(|_| taken) {
            client.send(&ToClient::Taken(account.taken()));
        }
    }
}

/// Reads what is there; false at the end.
fn read_some(read: &OwnedReadHalf, framer: &mut Framer) -> bool {
    let mut bytes = [0; READ];
    match read.try_read(&mut bytes) {
        Ok(0) => false,
        Ok(n) => {
            framer.push(&bytes[..n]);
            true
        }
        Err(e) => e.kind() == io::ErrorKind::WouldBlock,
    }
}

/// Acts on one message, in its turn if it is one that counts; false if it was the last.
fn receive(
    hub: &Arc<Hub>,
    client: &Arc<Client>,
    message: ToServer,
    turn: Option<&Turn<'_>>,
) -> bool {
    let id = client.id;
    let input = match message {
        ToServer::Run { words, client } => Input::Run {
            client: id,
            words,
            caller: Box::new(facts(*client)),
        },
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
            client.draw(true, super::client::Urgency::Now);
            Input::Resize(id, size)
        }
        ToServer::Stdin(piece) => match client.stdin(&piece) {
            Some((request, all)) => Input::Files {
                request,
                files: vec![(
                    "-".to_owned(),
                    Ok(String::from_utf8_lossy(&all).into_owned()),
                )],
            },
            None => return true,
        },
        ToServer::Ping => {
            client.send(&ToClient::Pong);
            return true;
        }
        ToServer::Clipboard(data) => Input::Clipboard(id, data),
        // Counted where it was read.
        ToServer::Count(_) => return true,
        ToServer::Bye => return false,
    };
    hub.apply_in_turn(input, turn)
}

fn facts(client: ClientInfo) -> ClientIdentity {
    ClientIdentity {
        pid: client.pid,
        cwd: client.cwd,
        env: client.env,
        tty: client.tty,
        size: client.size,
        term: client.term,
        as_tmux: client.as_tmux,
        cannot_attach: client.cannot_attach,
        redial: client.reattaching,
    }
}
