//! Upgrades: a candidate runs beside the server and replaces it only after it has proved that its
//! state is equal. Until then any failure ends the candidate and nothing else.

use super::channel::CANDIDATE_FLAG;
use super::message::{FromKeeper, ToKeeper, decode};
use super::pane_handle::Fds;
use super::server_process::Candidate;
use super::state::Keeper;
use crate::sys::process::{self, Signal};
use crate::sys::state_file::StateFile;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;

/// Exit status of a candidate whose program cannot be run.
const CANNOT_RUN: i32 = 127;

impl Keeper {
    /// Starts `program` as a candidate.
    pub(super) fn try_program(&mut self, program: PathBuf) {
        if self.candidate.is_some() {
            return self.say_abandoned("another upgrade is under way");
        }
        let file = program.clone();
        let started = self.fork_with_channel(|link| {
            // A failed exec is reported like any other refusal.
            let message = link.exec_as(&file, CANDIDATE_FLAG).message;
            drop(link.send(&ToKeeper::Refused { message }));
            CANNOT_RUN
        });
        match started {
            Ok(mut server) => {
                let (hello, shared) = self.hello(self.resources.epoch + 1);
                server.tell(hello, shared);
                self.candidate = Some(Candidate {
                    server,
                    program,
                    informed: false,
                });
            }
            Err(e) => self.say_abandoned(&e.message),
        }
    }

    /// Sends all panes and the state of the quiesced server to the candidate.
    pub(super) fn hand_over(&mut self, state: Vec<u8>) {
        let known = self.known();
        let Some(candidate) = &mut self.candidate else {
            // Its end has been reported already.
            return;
        };
        for (message, fds) in known {
            candidate.server.tell(message, fds);
        }
        let take_over = FromKeeper::TakeOver { state };
        candidate.server.tell(take_over, Fds::default());
        candidate.informed = true;
    }

    /// Handles messages of the candidate.
    pub(super) fn on_candidate(&mut self) {
        loop {
            let candidate = self.candidate.as_ref();
            let Some(channel) = candidate.and_then(|c| c.server.channel.as_ref()) else {
                return;
            };
            let packet = match channel.receive() {
                Ok(Some(packet)) => packet,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return,
                Ok(None) | Err(_) => return self.abandon("the new server exited"),
            };
            match decode(&packet.bytes) {
                Ok(ToKeeper::Ready) => self.say_to_server(FromKeeper::CandidateReady),
                Ok(ToKeeper::Digest { state }) => self.say_to_server(FromKeeper::Digest { state }),
                Ok(ToKeeper::Refused { message }) => return self.abandon(&message),
                Ok(_) | Err(_) => return self.abandon("the new server sent an unexpected message"),
            }
        }
    }

    /// Makes the candidate the server.
    ///
    /// The write of the owner's epoch is the commit point. If this process is killed before both
    /// servers have been told, each of them reads the epoch from the state file.
    pub(super) fn commit(&mut self) {
        if !self.candidate.as_ref().is_some_and(|c| c.informed) {
            return self.abandon("the server committed before the new server was informed");
        }
        let world = self.resources.shared.get(1);
        let owner =
            world.map(|world| StateFile::set_owner(world.as_fd(), self.resources.epoch + 1));
        if !matches!(owner, Some(Ok(()))) {
            return self.abandon("the state file cannot be written");
        }
        let Some(mut candidate) = self.candidate.take() else {
            return;
        };
        candidate.server.tell(FromKeeper::Committed, Fds::default());
        self.resources.program = Some(candidate.program);
        self.resources.epoch += 1;
        self.restarts = 0;
        self.say_to_server(FromKeeper::Committed);
        self.retired = self.server.replace(candidate.server);
    }

    /// Kills the candidate, if any, and reports the reason.
    pub(super) fn abandon(&mut self, why: &str) {
        let Some(candidate) = self.candidate.take() else {
            return;
        };
        process::signal(candidate.server.pid, Signal::SIGKILL as i32);
        self.say_abandoned(why);
    }

    fn say_abandoned(&mut self, why: &str) {
        let message = why.to_owned();
        self.say_to_server(FromKeeper::Abandoned { message });
    }

    /// Sends a message to the server alone.
    fn say_to_server(&mut self, message: FromKeeper) {
        if let Some(server) = &mut self.server {
            server.tell(message, Fds::default());
        }
    }
}
