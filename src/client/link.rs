//! The attached client's link to the server: lost, dialled, up again. What is typed meanwhile is
//! kept.

use super::attach::{End, Session};
use super::caller;
use super::connection::Connection;
use super::redial::{Lost, Redial};
use super::ssh::Attended;
use crate::base::{ErrorKind, Result};
use crate::lang::time::strftime;
use crate::sys::clock::{mono, now as clock};
use crate::wire::ToServer;

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
            Link::Up(_) => None,
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
                connection.send_framed(&self.kept.take());
                self.display.set_note(None);
                Link::Up(connection)
            }
            same => same,
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
            self.hung_up();
            return None;
        }
        let pending = matches!(self.link, Link::Dialled(..));
        if pending && plan.is_overdue(now) {
            self.hung_up();
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
                plan.far_note(now, pending, Lost { host, at, why })
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
        self.caller.redial = true;
        self.caller.size = Some(caller::size());
        ToServer::Run {
            words: self.redial.clone(),
            caller: Box::new(self.caller.clone()),
        }
    }

    /// The person pressed a key while there is no link.
    pub(super) fn hurry(&mut self) {
        if let Link::Down(plan) = &mut self.link {
            plan.hurry(mono());
        }
    }
}
