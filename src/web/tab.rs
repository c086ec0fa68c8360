//! One tab: a task that owns its connection to the server and the page's socket. Either may be
//! lost and found again. While there is no page, the tab acknowledges no frame, so the server sends
//! none. A page has at most one frame that it has not painted, so a slow or frozen one costs
//! nothing.

use super::access::Access;
use super::gateway::{Gateway, TabKey, WEB, client_info};
use super::input::TabInput;
use super::link::ServerLink;
use super::messages::{self, Counted, FromPage, PageHello, Rgb, ToPage};
use super::query;
use super::screen::{FEATURES, TabScreen};
use super::secrets;
use super::tab_state::{self, Lists};
use crate::base::{ClientInfo, Size, TerminalInfo};
use crate::sys::clock::mono;
use crate::wire::{ToClient, ToServer};
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

/// The page is told about a lost server after this time, in milliseconds: a crash or an upgrade
/// takes less.
const QUIET: u64 = 300;

/// The first and the longest pause between attempts to reach the server, in milliseconds.
const PAUSES: (u64, u64) = (5, 200);

/// How long a server that does not listen is waited for, in milliseconds: a keeper may be starting
/// the next one.
const GIVE_UP: u64 = 5_000;

/// How long a page may be silent or leave a frame unpainted, in milliseconds.
const SILENT: u64 = 5 * 60 * 1000;

/// How often a login is checked and its use noted, in milliseconds.
const CHECKED: u64 = 30_000;

/// The least time between two messages with the state, in milliseconds.
const STATE_PAUSE: u64 = 150;

/// How long a page may take to accept a message.
const SEND_TIMEOUT: Duration = Duration::from_secs(15);

/// How long a page may take to accept the last messages: it may be gone already.
const BYE_TIMEOUT: Duration = Duration::from_secs(1);

/// Close codes of docs/web-protocol.md.
pub mod code {
    /// The gateway ends.
    pub const GOING: u16 = 1001;
    /// A message is over the limit.
    pub const TOO_LONG: u16 = 1009;
    /// A message that makes no sense.
    pub const NONSENSE: u16 = 4000;
    /// Ended by its owner.
    pub const ENDED: u16 = 4001;
    /// Another socket uses the tab.
    pub const REPLACED: u16 = 4002;
    /// The login is gone.
    pub const LOGIN: u16 = 4003;
    /// The page is too slow.
    pub const SLOW: u16 = 4008;
    /// The page speaks another version.
    pub const VERSION: u16 = 4010;
}

/// A socket that has said hello.
#[derive(Debug)]
pub struct NewSocket {
    /// The socket.
    pub socket: WebSocket,
    /// Its hello.
    pub hello: PageHello,
    /// The right of its login.
    pub access: Access,
}

/// The page of a tab.
#[derive(Debug)]
struct Page {
    socket: WebSocket,
    /// The hello was answered.
    greeted: bool,
    /// It was told that the server is away.
    link_down: bool,
    /// The number of the last frame.
    frame: u64,
    /// A frame that is not painted: the server's number, and since when.
    outstanding: Option<(Option<u64>, u64)>,
    heard: u64,
}

/// The connection to the server.
#[derive(Debug)]
enum Server {
    /// Away: since when, when to dial, and the pause after that.
    Away { since: u64, dial: u64, pause: u64 },
    /// Connected, not attached yet.
    Connecting { since: u64 },
    /// Attached.
    Attached {
        /// The server has said how much input it took.
        counted: bool,
    },
}

/// Why a tab ends.
#[derive(Debug)]
struct End {
    code: u16,
    why: String,
}

impl End {
    fn new(code: u16, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { code, why }
    }
}

/// A tab.
#[derive(Debug)]
pub struct Tab {
    gateway: Arc<Gateway>,
    access: Access,
    /// The name of the client.
    name: String,
    /// The number by which the server counts its input.
    token: u64,
    page: Option<Page>,
    parked: Arc<AtomicU64>,
    link: Option<ServerLink>,
    server: Server,
    /// What the server said before it was attached.
    complaint: Vec<u8>,
    input: TabInput,
    screen: TabScreen,
    colors: [Option<Rgb>; 2],
    fit: bool,
    /// The session to attach to, as the page named it.
    wanted: Option<String>,
    /// The session that is shown, by id.
    session: Option<String>,
    /// There is no session: make one.
    makes_session: bool,
    started_server: bool,
    /// Commands about this tab that wait for the one before, the first of which runs.
    commands: VecDeque<Vec<String>>,
    state_due: Option<u64>,
    state_asked: bool,
    lists: Lists,
    results: (mpsc::Sender<Answer>, mpsc::Receiver<Answer>),
    checked: u64,
}

/// The result of a command that ran beside the tab.
#[derive(Debug)]
enum Answer {
    Lists(Option<Lists>),
    /// The next command may run; the complaint of this one.
    Command(Option<String>),
}

/// What the task waits for.
enum Event {
    Socket(Option<Box<NewSocket>>),
    Page(Option<Message>),
    /// A message over the limit, or bytes that are no WebSocket.
    Broken,
    Server(crate::base::Result<Option<ToClient>>),
    Answer(Answer),
    Revoked,
    Time,
}

impl Tab {
    /// The tab for the first socket of `key`; it is given the socket later.
    pub fn new(
        gateway: Arc<Gateway>,
        key: &TabKey,
        new: &NewSocket,
        parked: Arc<AtomicU64>,
    ) -> Self {
        let hash = secrets::hash(&format!("{}\n{}\n{}", key.0, key.1, key.3));
        let number = |at: usize| {
            hash[at..at + 8]
                .iter()
                .fold(0, |n, b| n << 8 | u64::from(*b))
        };
        let now = mono();
        Self {
            access: new.access.clone(),
            name: format!("web-{:08x}", number(8) >> 32),
            token: number(0),
            page: None,
            parked,
            link: None,
            server: Server::Away {
                since: now,
                dial: now,
                pause: PAUSES.0,
            },
            complaint: Vec::new(),
            input: TabInput::new(new.hello.sent),
            screen: TabScreen::new(new.hello.size()),
            colors: [None; 2],
            fit: !new.hello.touch,
            wanted: new.hello.session.clone(),
            session: None,
            makes_session: false,
            started_server: false,
            commands: VecDeque::new(),
            state_due: None,
            state_asked: false,
            lists: Lists::default(),
            results: mpsc::channel(4),
            checked: now,
            gateway,
        }
    }

    /// Runs until the tab ends.
    pub async fn run(mut self, mut sockets: mpsc::Receiver<NewSocket>) {
        let mut revocations = self.gateway.revocations();
        let end = loop {
            let event = self.wait(&mut sockets, &mut revocations).await;
            let done = match event {
                Event::Socket(None) => Err(End::new(code::GOING, "the gateway ends")),
                Event::Socket(Some(new)) => self.on_socket(*new).await,
                Event::Page(message) => self.on_page(message).await,
                Event::Broken => {
                    self.close_page(code::TOO_LONG, "a message is too long")
                        .await;
                    Ok(())
                }
                Event::Server(Ok(Some(message))) => self.on_server(message).await,
                Event::Server(Ok(None)) => self.on_hang_up(),
                Event::Server(Err(error)) => Err(End::new(code::ENDED, error.message)),
                Event::Answer(answer) => self.on_answer(answer).await,
                Event::Revoked => self.check_login(),
                Event::Time => Ok(()),
            };
            let done = match done {
                Ok(()) => self.on_time().await,
                end => end,
            };
            if let Err(end) = done {
                break end;
            }
            self.paint().await;
        };
        sockets.close();
        self.finish(end).await;
    }

    async fn wait(
        &mut self,
        sockets: &mut mpsc::Receiver<NewSocket>,
        revocations: &mut watch::Receiver<u64>,
    ) -> Event {
        let pause = self.deadline().saturating_sub(mono());
        let full = self.input.is_full() || self.link.as_ref().is_some_and(ServerLink::is_full);
        let page = async {
            match &mut self.page {
                // A page that types more than the server takes waits.
                Some(page) if !full => match page.socket.recv().await {
                    Some(Ok(message)) => Event::Page(Some(message)),
                    Some(Err(_)) => Event::Broken,
                    None => Event::Page(None),
                },
                _ => std::future::pending().await,
            }
        };
        let server = async {
            match &mut self.link {
                Some(link) => link.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            new = sockets.recv() => Event::Socket(new.map(Box::new)),
            event = page => event,
            message = server => Event::Server(message),
            Some(answer) = self.results.1.recv() => Event::Answer(answer),
            Ok(()) = revocations.changed() => Event::Revoked,
            () = sleep(Duration::from_millis(pause)) => Event::Time,
        }
    }

    /// When something is due, in milliseconds of the monotonic clock.
    fn deadline(&self) -> u64 {
        let mut due = self.checked + self.check_pause();
        let mut at = |time: u64| due = due.min(time);
        match &self.page {
            None => at(self.parked.load(Ordering::Relaxed).max(1) + self.gateway.settings.park_for),
            Some(page) => {
                at(page.heard + SILENT);
                if let Some((_, since)) = page.outstanding {
                    at(since + SILENT);
                }
            }
        }
        if let Server::Away { dial, since, .. } = &self.server {
            at(*dial);
            if self.page.as_ref().is_some_and(|page| !page.link_down) {
                at(since + QUIET);
            }
        }
        if let Some(state) = self.state_due.filter(|_| !self.state_asked) {
            at(state);
        }
        due
    }

    /// Does what is due.
    async fn on_time(&mut self) -> Result<(), End> {
        let now = mono();
        match &self.page {
            None => {
                let parked = self.parked.load(Ordering::Relaxed);
                if parked > 0 && now >= parked + self.gateway.settings.park_for {
                    return Err(End::new(code::ENDED, "parked for too long"));
                }
            }
            Some(page) => {
                let stuck = page
                    .outstanding
                    .is_some_and(|(_, since)| now >= since + SILENT);
                if stuck || now >= page.heard + SILENT {
                    self.close_page(code::SLOW, "no answer for 5 minutes").await;
                }
            }
        }
        if now >= self.checked + self.check_pause() {
            self.checked = now;
            self.check_login()?;
        }
        if let Server::Away { dial, since, .. } = self.server {
            if now >= since + QUIET {
                self.tell_link(false).await;
            }
            if now >= dial {
                self.dial().await?;
            }
        }
        if self.state_due.is_some_and(|due| now >= due) && !self.state_asked {
            self.ask_state();
        }
        Ok(())
    }

    /// How often the login is checked, in milliseconds.
    fn check_pause(&self) -> u64 {
        let lasts = self.gateway.settings.login_for.unsigned_abs() * 1000;
        CHECKED.min(lasts / 4)
    }

    /// Ends the tab unless its login still holds.
    fn check_login(&mut self) -> Result<(), End> {
        match self.gateway.renewed(&self.access, self.page.is_some()) {
            Ok(Some(access)) if access.role == self.access.role => {
                self.access = access;
                Ok(())
            }
            Ok(_) if self.access.session.is_some() => {
                Err(End::new(code::ENDED, "the share has ended"))
            }
            Ok(_) => Err(End::new(code::LOGIN, "the login has ended")),
            // A database that cannot be read for a moment ends nothing.
            Err(_) => Ok(()),
        }
    }

    // The page.

    async fn on_socket(&mut self, new: NewSocket) -> Result<(), End> {
        self.close_page(code::REPLACED, "another page uses this tab")
            .await;
        self.parked.store(0, Ordering::Relaxed);
        self.access = new.access;
        self.colors = new.hello.colors();
        let takes_hints = new.hello.hints && self.access.is_full();
        self.screen.take_hints(takes_hints);
        let now = mono();
        self.page = Some(Page {
            socket: new.socket,
            greeted: false,
            link_down: false,
            frame: 0,
            outstanding: None,
            heard: now,
        });
        self.resize(new.hello.size());
        self.screen.repaint();
        if let Server::Attached { counted: true } = self.server {
            if self.fit && self.access.is_full() {
                self.set_fit(true);
                self.send_to_server(&ToServer::Focus(true));
            }
            self.send_colors();
            self.greet(true).await;
        }
        Ok(())
    }

    /// Answers the hello of the page.
    async fn greet(&mut self, resumed: bool) {
        let hello = ToPage::Hello {
            v: messages::VERSION,
            version: env!("CARGO_PKG_VERSION"),
            account: self.access.account.clone(),
            mode: self.access.role.name(),
            took: self.input.taken(),
            resumed,
        };
        if let Some(page) = &mut self.page {
            page.greeted = true;
            page.link_down = false;
        }
        self.tell(&hello).await;
        self.state_soon();
    }

    async fn on_page(&mut self, message: Option<Message>) -> Result<(), End> {
        if let Some(page) = &mut self.page {
            page.heard = mono();
        }
        let text = match message {
            Some(Message::Text(text)) => text,
            Some(Message::Ping(_) | Message::Pong(_)) => return Ok(()),
            Some(Message::Binary(_)) => {
                self.close_page(code::NONSENSE, "a page sends text").await;
                return Ok(());
            }
            Some(Message::Close(_)) | None => {
                self.park();
                return Ok(());
            }
        };
        match messages::decode(text.as_str()) {
            Some(message) => self.on_message(message).await,
            None => {
                self.close_page(code::NONSENSE, "a message that is not understood")
                    .await;
                Ok(())
            }
        }
    }

    async fn on_message(&mut self, message: FromPage) -> Result<(), End> {
        let full = self.access.is_full();
        match message {
            FromPage::Hello(_) => self.close_page(code::NONSENSE, "a second hello").await,
            FromPage::Input(n, input) => self.on_input(n, input).await,
            FromPage::Mouse(event) if full => self.send_to_server(&ToServer::Mouse(event)),
            FromPage::Focus(on) if full => self.send_to_server(&ToServer::Focus(on)),
            FromPage::Clip(text) if full => {
                self.send_to_server(&ToServer::Clipboard(text.into_bytes()));
            }
            FromPage::Mouse(_) | FromPage::Focus(_) | FromPage::Clip(_) => {}
            FromPage::Size(size) => self.resize(size),
            FromPage::Fit(on) if full => {
                self.fit = on;
                self.set_fit(on);
                self.state_soon();
            }
            FromPage::Fit(_) => {}
            FromPage::Colors(colors) => {
                self.colors = colors;
                self.send_colors();
            }
            FromPage::Ack(number) => self.on_ack(number),
            FromPage::Ping => self.tell(&ToPage::Pong {}).await,
            FromPage::Switch(_) if self.access.session.is_some() => {
                let text = "this link shows one session only".to_owned();
                self.tell(&ToPage::Note { text }).await;
            }
            FromPage::Switch(session) => {
                let target = target(&session);
                let name = self.name.clone();
                self.command(&["switch-client", "-c", &name, "-t", &target]);
            }
            FromPage::List => self.state_soon(),
            FromPage::Bye => return Err(End::new(code::ENDED, "closed")),
        }
        Ok(())
    }

    async fn on_input(&mut self, n: u64, input: Counted) {
        if !self.access.is_full() {
            // They are dropped, and the page must not keep them.
            self.tell(&ToPage::Took { n }).await;
            return;
        }
        let linked = matches!(self.server, Server::Attached { counted: true });
        match self.input.accept(n, input, linked) {
            Ok(Some(bytes)) => {
                if let Some(link) = &mut self.link {
                    link.send_framed(&bytes);
                }
            }
            Ok(None) => {}
            Err(_) => self.close_page(code::NONSENSE, "input is missing").await,
        }
    }

    fn on_ack(&mut self, number: u64) {
        let Some(page) = self.page.as_mut().filter(|page| page.frame == number) else {
            return;
        };
        if let Some((Some(frame), _)) = page.outstanding.take() {
            self.send_to_server(&ToServer::Ack(frame));
        }
    }

    /// Sends a message. A page that does not take it in time is lost.
    async fn tell(&mut self, message: &ToPage) {
        self.send(Message::Text(Utf8Bytes::from(message.encode())))
            .await;
    }

    async fn send(&mut self, message: Message) {
        self.send_within(message, SEND_TIMEOUT).await;
    }

    async fn send_within(&mut self, message: Message, patience: Duration) {
        let Some(page) = &mut self.page else { return };
        let sent = timeout(patience, page.socket.send(message)).await;
        if !matches!(sent, Ok(Ok(()))) {
            self.park();
        }
    }

    /// Sends a frame if the screen has changed and the page has painted the last one.
    async fn paint(&mut self) {
        let ready = |page: &Page| page.greeted && page.outstanding.is_none();
        if !self.page.as_ref().is_some_and(ready) || self.screen.scene().size.area() == 0 {
            return;
        }
        let Some(painted) = self.screen.paint() else {
            return;
        };
        for message in &painted.messages {
            self.tell(message).await;
        }
        let Some(page) = &mut self.page else {
            self.screen.again(painted.frame);
            return;
        };
        if painted.bytes.is_empty() {
            // Nothing to see, for instance a bell.
            if let Some(frame) = painted.frame {
                self.send_to_server(&ToServer::Ack(frame));
            }
            return;
        }
        page.frame += 1;
        page.outstanding = Some((painted.frame, mono()));
        let mut bytes = page.frame.to_be_bytes().to_vec();
        bytes.extend_from_slice(&painted.bytes);
        self.send(Message::Binary(Bytes::from(bytes))).await;
    }

    /// The page is gone: the tab waits for it.
    fn park(&mut self) {
        if let Some(page) = self.page.take() {
            if let Some((frame, _)) = page.outstanding {
                self.screen.again(frame);
            }
            self.screen.repaint();
            self.parked.store(mono().max(1), Ordering::Relaxed);
            if self.access.is_full() {
                self.send_to_server(&ToServer::Focus(false));
                if self.fit && matches!(self.server, Server::Attached { .. }) {
                    self.set_fit(false);
                }
            }
        }
    }

    async fn close_page(&mut self, code: u16, why: &str) {
        if self.page.is_some() {
            self.say_bye(code, why).await;
            self.park();
        }
    }

    async fn say_bye(&mut self, code: u16, why: &str) {
        for message in last_messages(code, why) {
            self.send_within(message, BYE_TIMEOUT).await;
        }
    }

    async fn finish(mut self, end: End) {
        if let Some(link) = &mut self.link {
            link.send(&ToServer::Bye);
            // The server needs the message only to say goodbye; the end of the connection counts.
            drop(timeout(Duration::from_millis(50), link.next()).await);
        }
        self.say_bye(end.code, &end.why).await;
    }

    // The server.

    fn send_to_server(&mut self, message: &ToServer) {
        if matches!(self.server, Server::Attached { .. })
            && let Some(link) = &mut self.link
        {
            link.send(message);
        }
    }

    fn resize(&mut self, size: Size) {
        self.screen.resize(size);
        self.send_to_server(&ToServer::Resize(size));
        self.state_soon();
    }

    fn send_colors(&mut self) {
        let [text, background] = self.colors;
        if text.is_some() || background.is_some() {
            self.send_to_server(&ToServer::Colors(text, background));
        }
    }

    fn client(&self) -> ClientInfo {
        let viewer = !self.access.is_full() || self.access.token.is_some();
        let mut client = ClientInfo {
            tty: Some(self.name.clone()),
            size: Some(self.screen.size()),
            term: "xterm-256color".to_owned(),
            cannot_attach: None,
            reattaching: self.session.is_some(),
            ..client_info()
        };
        let value = if viewer { "viewer" } else { "owner" };
        client.env.push((WEB.to_owned(), value.to_owned()));
        client
    }

    /// The command that attaches the tab.
    fn words(&self) -> Vec<String> {
        let mut words: Vec<&str> = Vec::new();
        let named;
        match (&self.session, &self.access.session, &self.wanted) {
            (Some(id), ..) => words.extend(["attach-session", "-t", id]),
            (None, Some(only), _) => {
                named = query::word(&format!("={only}"));
                words.extend(["attach-session", "-t", &named]);
            }
            (None, None, Some(wanted)) => {
                named = target(wanted);
                words.extend(["attach-session", "-t", &named]);
            }
            (None, None, None) if self.makes_session => words.push("new-session"),
            (None, None, None) => words.push("attach-session"),
        }
        if !self.access.is_full() {
            words.push("-r");
        }
        if !self.fit || self.page.is_none() || !self.access.is_full() {
            words.extend(["-f", "ignore-size"]);
        }
        words.into_iter().map(str::to_owned).collect()
    }

    /// Connects to the server.
    async fn dial(&mut self) -> Result<(), End> {
        let Server::Away { since, pause, .. } = self.server else {
            return Ok(());
        };
        let ended = |error: crate::base::Error| End::new(code::ENDED, error.message);
        let socket = self.gateway.socket(&self.access.label).map_err(ended)?;
        match ServerLink::open(&socket).await {
            Ok(mut link) => {
                link.send(&ToServer::Run {
                    words: self.words(),
                    client: Box::new(self.client()),
                });
                self.link = Some(link);
                self.complaint.clear();
                self.server = Server::Connecting { since };
            }
            Err(_) if self.session.is_none() && !self.started_server => {
                self.started_server = true;
                let wanted = self.access.session.as_ref().or(self.wanted.as_ref());
                let wanted = wanted.map(|session| target(session));
                let started = self.gateway.start_server(&socket, wanted.as_deref());
                started.await.map_err(ended)?;
            }
            Err(_) if mono() >= since + GIVE_UP => {
                return Err(End::new(code::ENDED, "[server exited]"));
            }
            Err(_) => {
                self.server = Server::Away {
                    since,
                    dial: mono() + pause,
                    pause: (pause * 2).min(PAUSES.1),
                };
            }
        }
        Ok(())
    }

    /// The connection is gone without a last message: the server died or was replaced.
    fn on_hang_up(&mut self) -> Result<(), End> {
        self.link = None;
        self.screen.forget_frames();
        if let Some(page) = &mut self.page
            && let Some((frame, _)) = &mut page.outstanding
        {
            *frame = None;
        }
        let now = mono();
        let (since, dial) = match self.server {
            // A server that accepts and ends is no better than none.
            Server::Connecting { since } => (since, now + PAUSES.1),
            Server::Away { since, .. } => (since, now + PAUSES.1),
            Server::Attached { .. } => (now, now),
        };
        if now >= since + 6 * GIVE_UP {
            return Err(End::new(code::ENDED, "[server exited unexpectedly]"));
        }
        self.server = Server::Away {
            since,
            dial,
            pause: PAUSES.0,
        };
        Ok(())
    }

    async fn tell_link(&mut self, up: bool) {
        let Some(page) = &mut self.page else { return };
        if page.link_down != up {
            return;
        }
        page.link_down = !up;
        let message = ToPage::Link {
            up,
            since: self.gateway.seconds(),
            text: match up {
                true => String::new(),
                false => "the mux server is away; keys wait".to_owned(),
            },
        };
        self.tell(&message).await;
    }

    async fn on_server(&mut self, message: ToClient) -> Result<(), End> {
        match message {
            ToClient::Attached { reattach, .. } => self.on_attached(&reattach).await?,
            ToClient::Counted(taken) => self.on_counted(taken).await,
            ToClient::Taken(taken) => {
                self.input.on_taken(taken);
                let n = self.input.taken();
                self.tell(&ToPage::Took { n }).await;
            }
            ToClient::Frame(frame) => {
                if frame.scene.is_some() {
                    self.state_soon();
                }
                self.screen.apply(*frame);
            }
            ToClient::Palette(palette) => self.screen.set_palette(palette),
            ToClient::Stderr(bytes) => self.complaint.extend_from_slice(&bytes),
            ToClient::Exit(status) => return self.on_exit(status),
            ToClient::Detached { message, .. } => return Err(End::new(code::ENDED, message)),
            ToClient::Clipboard(_, data) => {
                let text = String::from_utf8_lossy(&data).into_owned();
                if self.access.is_full() {
                    self.tell(&ToPage::Clip { text }).await;
                }
            }
            ToClient::AskClipboard(_) if self.access.is_full() => {
                self.tell(&ToPage::Askclip {}).await;
            }
            ToClient::Notify(title, body) if self.access.is_full() => {
                self.tell(&ToPage::Notify { title, body }).await;
            }
            ToClient::AskClipboard(_) | ToClient::Notify(..) => {}
            ToClient::Note(text) => self.tell(&ToPage::Note { text }).await,
            // A page cannot be stopped like a process.
            ToClient::Suspend => self.send_to_server(&ToServer::Resume(self.screen.size())),
            ToClient::Lock(_) => return Err(End::new(code::ENDED, "[locked]")),
            // These are for commands, control clients and terminals.
            ToClient::Stdout(_)
            | ToClient::Passthrough(_)
            | ToClient::ReadStdin
            | ToClient::Pong
            | ToClient::DetachInfo(_)
            | ToClient::TerminalSettings(_)
            | ToClient::Output(..)
            | ToClient::WaitExit(_) => {}
        }
        Ok(())
    }

    async fn on_attached(&mut self, reattach: &[String]) -> Result<(), End> {
        let at = reattach.iter().position(|word| word == "-t");
        let session = at.and_then(|at| reattach.get(at + 1)).cloned();
        let moved = self.session.is_some() && self.session != session;
        if moved && self.access.session.is_some() {
            return Err(End::new(code::ENDED, "the session has ended"));
        }
        self.session = session;
        if let Server::Attached { .. } = self.server {
            self.state_soon();
            return Ok(());
        }
        self.server = Server::Attached { counted: false };
        self.send_to_server(&ToServer::Resize(self.screen.size()));
        self.send_to_server(&ToServer::Terminal(TerminalInfo {
            version: "xterm.js".to_owned(),
            features: FEATURES.to_owned(),
        }));
        self.send_colors();
        self.send_to_server(&ToServer::CountFrom(self.token, self.input.sent()));
        Ok(())
    }

    async fn on_counted(&mut self, taken: Option<u64>) {
        let bytes = self.input.on_counted(taken);
        if let Some(link) = &mut self.link {
            link.send_framed(&bytes);
        }
        self.server = Server::Attached { counted: true };
        self.tell_link(true).await;
        let new = self.page.as_ref().is_some_and(|page| !page.greeted);
        if new {
            self.greet(false).await;
        } else {
            let n = self.input.taken();
            self.tell(&ToPage::Took { n }).await;
        }
    }

    /// The command that attaches has failed, or the server sends the client away.
    fn on_exit(&mut self, status: u8) -> Result<(), End> {
        let complaint = String::from_utf8_lossy(&self.complaint).trim().to_owned();
        let asks_for_any = self.session.is_none() && self.wanted.is_none();
        if status != 0 && complaint == "no sessions" && asks_for_any && self.access.is_full() {
            self.makes_session = true;
            self.link = None;
            let now = mono();
            self.server = Server::Away {
                since: now,
                dial: now,
                pause: PAUSES.0,
            };
            return Ok(());
        }
        let why = match complaint.is_empty() {
            true => "[exited]".to_owned(),
            false => complaint,
        };
        Err(End::new(code::ENDED, why))
    }

    // The state.

    fn state_soon(&mut self) {
        self.state_due.get_or_insert(mono() + STATE_PAUSE);
    }

    /// Runs a command about this tab after those before it; a failure becomes a note. It replaces
    /// one of the same name that waits, so a page that asks without end makes no queue.
    fn command(&mut self, words: &[&str]) {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let mut running = true;
        self.commands
            .retain(|other| std::mem::take(&mut running) || other.first() != words.first());
        self.commands.push_back(words);
        if self.commands.len() == 1 {
            self.next_command();
        }
    }

    fn next_command(&self) {
        let socket = self.gateway.socket(&self.access.label);
        let (Some(words), Ok(socket)) = (self.commands.front().cloned(), socket) else {
            return;
        };
        let results = self.results.0.clone();
        tokio::spawn(async move {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let complaint = match query::run(&socket, &words, &client_info()).await {
                Ok(output) if output.status == 0 => None,
                Ok(output) => Some(output.stderr),
                Err(error) => Some(error.message),
            };
            // The tab may have ended.
            drop(results.send(Answer::Command(complaint)).await);
        });
    }

    /// Whether the tab takes part in the size of the window: a parked one does not.
    fn set_fit(&mut self, on: bool) {
        let flag = if on { "!ignore-size" } else { "ignore-size" };
        let name = self.name.clone();
        self.command(&["refresh-client", "-t", &name, "-f", flag]);
    }

    fn ask_state(&mut self) {
        let Ok(socket) = self.gateway.socket(&self.access.label) else {
            return;
        };
        if self.page.is_none() || !matches!(self.server, Server::Attached { .. }) {
            self.state_due = None;
            return;
        }
        self.state_due = None;
        self.state_asked = true;
        let results = self.results.0.clone();
        tokio::spawn(async move {
            let lists = ask_lists(&socket).await;
            // The tab may have ended.
            drop(results.send(Answer::Lists(lists)).await);
        });
    }

    async fn on_answer(&mut self, answer: Answer) -> Result<(), End> {
        match answer {
            Answer::Command(complaint) => {
                self.commands.pop_front();
                self.next_command();
                if let Some(text) = complaint {
                    self.tell(&ToPage::Note { text }).await;
                }
            }
            Answer::Lists(lists) => {
                self.state_asked = false;
                if let Some(lists) = lists {
                    self.lists = lists;
                    self.send_state().await;
                }
            }
        }
        Ok(())
    }

    async fn send_state(&mut self) {
        let Some(session) = self.session.clone() else {
            return;
        };
        if !self.page.as_ref().is_some_and(|page| page.greeted) {
            return;
        }
        let text = tab_state::message(
            &self.lists,
            &self.access,
            &session,
            self.screen.scene(),
            self.fit,
        );
        self.send(Message::Text(Utf8Bytes::from(text))).await;
    }
}

/// A session as a target: an id as it is, a name exactly.
fn target(session: &str) -> String {
    let digits = session.strip_prefix('$').unwrap_or_default();
    match !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        true => session.to_owned(),
        false => query::word(&format!("={session}")),
    }
}

/// The lists of the server at `socket`; `None`: it does not answer.
pub async fn ask_lists(socket: &Path) -> Option<Lists> {
    let mut words = tab_state::COMMANDS.to_vec();
    words.push(tab_state::PREFIX);
    let output = query::run(socket, &words, &client_info()).await.ok()?;
    Some(Lists::parse(&output.stdout))
}

/// The last messages on a socket: the reason, and the end.
fn last_messages(code: u16, why: &str) -> [Message; 2] {
    let bye = ToPage::Bye {
        why: why.to_owned(),
        redial: matches!(code, code::GOING | code::TOO_LONG | code::SLOW),
    };
    // A reason in a close frame has at most 123 bytes.
    let reason: String = why.chars().take(30).collect();
    [
        Message::Text(Utf8Bytes::from(bye.encode())),
        Message::Close(Some(CloseFrame {
            code,
            reason: Utf8Bytes::from(reason),
        })),
    ]
}

/// Sends a last message on a socket that has no tab.
pub async fn refuse(mut socket: WebSocket, code: u16, why: &str) {
    for message in last_messages(code, why) {
        // A page that is gone needs no message.
        drop(timeout(BYE_TIMEOUT, socket.send(message)).await);
    }
}
