//! The attached client's link to the server: lost, dialled, up again. What is typed meanwhile is
//! kept.

use super::attach::{End, Session};
use super::caller;
use super::connection::{Connection, Received};
use super::pulse::{Health, Pulse};
use super::redial::{Lost, Redial};
use super::ssh::Attended;
use super::typed::Ready;
use crate::base::{Error, ErrorKind, Key, KeyCode, KeyEvent, KeyEventKind, Mods, Result};
use crate::lang::time::strftime;
use crate::sys::clock::{mono, now as clock};
use crate::wire::ToServer;

/// What the person is asked about a paste.
const QUESTION: &str =
    "mux: pasted while there was no link: Enter sends it, any other key drops it";

/// How the server can be reached.
#[derive(Debug)]
pub enum Link {
    /// It answers.
    Up(Connection),
    /// It went away.
    Down(Redial),
    /// It was dialled again and did not answer yet.
    Dialled(Redial, Connection),
}

impl Link {
    /// The connection, if there is one, whether it answers or not.
    pub const fn connection(&mut self) -> Option<&mut Connection> {
        match self {
            Self::Up(connection) | Self::Dialled(_, connection) => Some(connection),
            Self::Down(_) => None,
        }
    }
}

impl Session<'_> {
    /// Tells the server, if there is one that listens.
    pub(super) fn send(&mut self, message: &ToServer) {
        if let Link::Up(connection) = &mut self.link {
            connection.send(message);
        }
    }

    /// When something about the link is due by time.
    pub(super) fn link_deadline(&self, now: u64) -> Option<u64> {
        match &self.link {
            Link::Up(_) => self.has_pulse().then(|| self.pulse.deadline(now)),
            Link::Down(plan) => Some(plan.deadline(now, false)),
            Link::Dialled(plan, _) => Some(plan.deadline(now, true)),
        }
    }

    /// The server answered and shows us the session.
    pub(super) fn on_attached(&mut self, redial: Vec<String>, escape_time: u32) {
        self.redial = redial;
        self.decoder.set_escape_time(u64::from(escape_time));
        let link = std::mem::replace(&mut self.link, Link::Down(Redial::near(0)));
        self.link = match link {
            Link::Dialled(_, mut connection) => {
                if self.colors != [None; 2] {
                    connection.send(&ToServer::Colors(self.colors[0], self.colors[1]));
                }
                connection.send(&ToServer::Resize(caller::size()));
                self.display.set_note(None);
                Link::Up(connection)
            }
            same => {
                self.link = same;
                return;
            }
        };
        self.begin();
    }

    /// The link is up: what was typed meanwhile is sent, once it is known what the server has.
    pub(super) fn begin(&mut self) {
        let Link::Up(connection) = &mut self.link else {
            return;
        };
        self.pulse = Pulse::new(mono());
        self.counting = connection.version() >= 2;
        if self.counting {
            connection.send(&ToServer::Count(self.token));
            self.pulse.asked(mono());
        } else {
            let bytes = self.typed.up();
            connection.send_framed(&bytes);
        }
    }

    /// The server says what it took from us, and takes more from now on.
    pub(super) fn on_counted(&mut self, taken: Option<u64>) {
        self.counting = false;
        let bytes = self.typed.counted(taken);
        if let Link::Up(connection) = &mut self.link {
            connection.send_framed(&bytes);
        }
    }

    /// Sends what was done at the terminal, or keeps it.
    pub(super) fn put(&mut self, message: &ToServer) {
        let ready = match &self.link {
            Link::Up(_) if self.counting => Ready::Soon,
            Link::Up(_) => Ready::Now,
            Link::Down(_) | Link::Dialled(..) => Ready::No,
        };
        let far = self.route.host().is_some();
        let bytes = self.typed.add(message, ready, far);
        if let (Link::Up(connection), Some(bytes)) = (&mut self.link, bytes) {
            connection.send_framed(&bytes);
            if self.typed.is_owed() {
                self.pulse.asked(mono());
            }
        }
    }

    /// Whether a key is for us and not for the server: it decides about a paste that was held back,
    /// or it makes us dial.
    pub(super) fn is_answer(&mut self, key: &KeyEvent) -> bool {
        let pressed = key.kind != KeyEventKind::Release;
        match &mut self.link {
            Link::Up(_) if self.counting => false,
            Link::Up(connection) if self.typed.is_held() => {
                if pressed {
                    let bytes = self
                        .typed
                        .release(key.key == Key::new(KeyCode::Enter, Mods::empty()));
                    connection.send_framed(&bytes);
                    self.display.set_note(None);
                }
                true
            }
            Link::Up(_) => {
                let health = self.pulse.health(mono());
                if pressed
                    && self.has_pulse()
                    && matches!(health, Health::Slow { doubted: true, .. })
                {
                    self.put(&ToServer::Key(key.clone()));
                    self.lose();
                    return true;
                }
                false
            }
            Link::Down(plan) if plan.waits_for_a_person() => {
                if pressed && key.key == Key::new(KeyCode::Enter, Mods::empty()) {
                    self.log_in();
                }
                true
            }
            Link::Down(plan) => {
                plan.hurry(mono());
                false
            }
            Link::Dialled(..) => false,
        }
    }

    /// Whether the other side can be asked for a sign of life.
    fn has_pulse(&self) -> bool {
        let Link::Up(connection) = &self.link else {
            return false;
        };
        self.route.host().is_some() && connection.version() >= 2
    }

    /// Asks another machine for a sign of life when it has been silent, says when it owes one for
    /// long, and dials anew when there is none. Says also what is held back.
    pub(super) fn feel_pulse(&mut self, now: u64) {
        if !self.has_pulse() {
            return;
        }
        let host = self.route.host().unwrap_or_default();
        let note = match self.pulse.health(now) {
            Health::Lost => return self.lose(),
            Health::Slow { seconds, .. } => {
                Some(format!("mux: {host} does not answer, waiting… {seconds} s"))
            }
            Health::Idle => {
                self.send(&ToServer::Ping);
                self.pulse.asked(now);
                None
            }
            Health::Well => None,
        };
        let asks = self.typed.is_held() && !self.counting;
        let question = asks.then(|| QUESTION.to_owned());
        let note = note.or(question).or_else(|| self.news.clone());
        self.display.set_note(note);
    }

    /// Nothing comes from there any more: the link is dropped and made anew.
    fn lose(&mut self) {
        if let Some(ssh) = self.link.connection().and_then(Connection::ssh) {
            ssh.kill();
        }
        self.hung_up();
        self.why.clear();
    }

    /// What to tell the person when another machine is back and does not let us back in.
    pub(super) fn obituary(&self) -> Option<String> {
        let host = self.route.host()?;
        matches!(&self.link, Link::Dialled(plan, _) if plan.is_far()).then(|| {
            let at = &self.lost_at;
            format!("[there was no link to {host} since {at}, and the session is gone]")
        })
    }

    /// ssh has something to ask before it lets us through: it gets the terminal for that long.
    fn log_in(&mut self) {
        let run = self.come_back();
        let route = self.route;
        let mut made = Err(Error::system(""));
        self.lend(|| {
            made = route.dial(Attended::Yes).and_then(|mut connection| {
                connection.send(&run);
                let flushed = connection.flush();
                while flushed.is_ok() && !connection.was_greeted() {
                    if connection.receive()? == Received::End {
                        break;
                    }
                }
                if let Some(ssh) = connection.ssh() {
                    ssh.hush();
                }
                connection.set_nonblocking().map(|()| connection)
            });
        });
        let mut plan = Redial::far(mono());
        self.link = match made {
            Ok(connection) => {
                plan.dialled(mono());
                Link::Dialled(plan, connection)
            }
            Err(_) => Link::Down(plan),
        };
    }

    /// The connection ended without a word: the server died, or the way to it is gone.
    pub(super) fn hung_up(&mut self) {
        let now = mono();
        self.forget_the_server();
        if let Some(ssh) = self.link.connection().and_then(Connection::ssh) {
            self.why = ssh.reason();
        }
        let new = if self.route.host().is_some() {
            Redial::far(now)
        } else {
            Redial::near(now)
        };
        let link = std::mem::replace(&mut self.link, Link::Down(new));
        match link {
            Link::Dialled(mut plan, _) if plan.is_far() == new.is_far() => {
                plan.failed(now, false);
                if needs_a_person(&self.why) {
                    plan.wait_for_a_person();
                }
                self.link = Link::Down(plan);
            }
            _ => self.lost_at = strftime("%H:%M:%S", clock()),
        }
    }

    /// Another server answers on the same connection.
    pub(super) fn on_another(&mut self) {
        self.forget_the_server();
        let run = self.come_back();
        let link = std::mem::replace(&mut self.link, Link::Down(Redial::near(0)));
        self.link = match link {
            Link::Up(mut connection) => {
                connection.send(&run);
                Link::Dialled(Redial::near(mono()), connection)
            }
            Link::Dialled(plan, mut connection) => {
                connection.send(&run);
                Link::Dialled(plan, connection)
            }
            down => down,
        };
    }

    fn forget_the_server(&mut self) {
        self.display.forget_frames();
        self.stdout.clear();
        self.stderr.clear();
    }

    /// Dials, says so, or gives up, whatever is due.
    pub(super) fn dial(&mut self, now: u64) -> Option<End> {
        let (Link::Down(plan) | Link::Dialled(plan, _)) = &self.link else {
            return None;
        };
        let mut plan = *plan;
        if let Some(why) = plan.hopeless(now) {
            if self.route.host().is_none() {
                return Some(End::new(why.message(), 1));
            }
            self.lose();
            return None;
        }
        let pending = matches!(self.link, Link::Dialled(..));
        if pending && plan.is_overdue(now) {
            self.lose();
            return None;
        }
        let note = self.note(&plan, now, pending);
        self.display.set_note(note);
        if !pending && plan.is_due(now) {
            plan.dialled(now);
            self.link = match self.dial_now() {
                Ok(connection) => Link::Dialled(plan, connection),
                Err(e) => {
                    plan.failed(now, e.kind == ErrorKind::NotFound);
                    self.why = e.message;
                    Link::Down(plan)
                }
            };
        }
        None
    }

    fn note(&self, plan: &Redial, now: u64, pending: bool) -> Option<String> {
        match self.route.host() {
            Some(host) if plan.is_far() => {
                let (at, why) = (&self.lost_at, &self.why);
                let held = self.typed.is_held();
                let lost = Lost {
                    host,
                    at,
                    why,
                    held,
                };
                plan.far_note(now, pending, lost)
            }
            _ => plan.note(now),
        }
    }

    fn dial_now(&mut self) -> Result<Connection> {
        let mut connection = self.route.dial(Attended::No)?;
        connection.set_nonblocking()?;
        connection.send(&self.come_back());
        Ok(connection)
    }

    /// What brings us back to where we were.
    fn come_back(&mut self) -> ToServer {
        self.caller.reattaching = true;
        self.caller.size = Some(caller::size());
        ToServer::Run {
            words: self.redial.clone(),
            client: Box::new(self.caller.clone()),
        }
    }
}

/// Whether ssh gave up because it may not ask.
fn needs_a_person(why: &str) -> bool {
    [
        "Permission denied",
        "Host key verification failed",
        "Too many authentication",
    ]
    .iter()
    .any(|sign| why.contains(sign))
}
