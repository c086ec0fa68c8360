//! `wait-for`: synchronize scripts over named channels.

use crate::base::{Error, Result};
use crate::lang::tables::hooks::is_hook;
use crate::lang::tables::option_lookup;
use crate::model::command::def::Command;
use crate::model::ops::{queue, wait_channels};
use crate::model::state::command::{Channel, CommandContext, Flow};

/// Wait for a signal on a channel, send one, or lock the channel.
#[derive(clap::Args, Debug)]
pub struct WaitFor {
    /// Wait for an event: the name of a hook, or an event of the user (@name)
    #[arg(short = 'E')]
    event: bool,
    /// Lock the channel, and wait while it is locked by another
    #[arg(short = 'L')]
    lock: bool,
    /// Wake all waiting clients, or the next one to wait
    #[arg(short = 'S')]
    signal: bool,
    /// Unlock the channel
    #[arg(short = 'U')]
    unlock: bool,
    /// Name of the channel
    #[arg(value_name = "channel", required = true)]
    channel: String,
}

impl Command for WaitFor {
    const NAME: &'static str = "wait-for";
    const ALIAS: &'static str = "wait";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let run = cx.run;
        if self.event {
            return self.wait_for_event(cx);
        }
        let channel = cx
            .world
            .queues
            .channels
            .entry(self.channel.clone())
            .or_default();
        let flow = if self.signal {
            let waiters = std::mem::take(&mut channel.waiters);
            channel.woken = waiters.is_empty();
            waiters
                .into_iter()
                .for_each(|run| queue::wake(cx.world, run));
            Flow::Done
        } else if self.lock {
            lock(channel, run)
        } else if self.unlock {
            if !channel.locked {
                self.tidy(cx);
                let message = format!("channel {} not locked", self.channel);
                return Err(Error::user(message));
            }
            self.unlock(cx);
            Flow::Done
        } else if std::mem::take(&mut channel.woken) {
            Flow::Done
        } else {
            channel.waiters.push(run);
            Flow::Wait
        };
        self.tidy(cx);
        Ok(flow)
    }
}

fn lock(channel: &mut Channel, run: u64) -> Flow {
    if channel.locked {
        channel.lockers.push_back(run);
        return Flow::Wait;
    }
    channel.locked = true;
    Flow::Done
}

impl WaitFor {
    fn wait_for_event(&self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let known =
            self.channel.starts_with('@') || option_lookup::get(&self.channel).is_some_and(is_hook);
        if !known {
            return Err(Error::user(format!("unknown event: {}", self.channel)));
        }
        let name = wait_channels::of_event(&self.channel);
        let channel = cx.world.queues.channels.entry(name).or_default();
        channel.waiters.push(cx.run);
        Ok(Flow::Wait)
    }

    /// Passes the lock to the next waiting queue that still exists, or unlocks the channel.
    fn unlock(&self, cx: &mut CommandContext<'_>) {
        let runs = &mut cx.world.queues;
        let Some(channel) = runs.channels.get_mut(&self.channel) else {
            return;
        };
        while let Some(next) = channel.lockers.pop_front() {
            if let Some(run) = runs.all.get_mut(&next) {
                run.waiting = false;
                return;
            }
        }
        channel.locked = false;
    }

    /// Removes a channel without a signal, a lock and waiting queues.
    fn tidy(&self, cx: &mut CommandContext<'_>) {
        let channels = &mut cx.world.queues.channels;
        let idle = channels
            .get(&self.channel)
            .is_some_and(|c| !c.woken && !c.locked && c.waiters.is_empty() && c.lockers.is_empty());
        if idle {
            channels.remove(&self.channel);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::ClientInfo;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    fn start(fixture: &mut TestWorld, line: &str) -> crate::base::ClientId {
        fixture.start(line, ClientInfo::default())
    }

    #[test]
    fn a_signal_wakes_all_who_wait_or_the_next() {
        let mut fixture = TestWorld::new();
        let one = start(&mut fixture, "wait-for x ; display -p one");
        let two = start(&mut fixture, "wait-for x ; display -p two");
        assert_eq!(fixture.answer(one).status, None);
        fixture.ok("wait-for -S x");
        assert_eq!(
            (
                fixture.answer(one).out.as_str(),
                fixture.answer(two).out.as_str()
            ),
            ("one\n", "two\n")
        );
        fixture.ok("wait-for -S x");
        fixture.ok("wait-for x");
        let three = start(&mut fixture, "wait-for x");
        assert_eq!(fixture.answer(three).status, None);
    }

    #[test]
    fn an_event_wakes_those_that_wait_for_it() {
        let mut fixture = TestWorld::new();
        let one = start(&mut fixture, "wait-for -E window-linked ; display -p one");
        let two = start(&mut fixture, "wait-for -E @done ; display -p two");
        fixture.ok("new-window -d");
        assert_eq!(fixture.answer(one).out, "one\n");
        assert_eq!(fixture.answer(two).status, None);
        fixture.ok("set-hook -g @done 'set -g @ran 1' ; set-hook -E @done");
        assert_eq!(fixture.answer(two).out, "two\n");
        assert_eq!(fixture.format("#{@ran}"), "1");
        assert_eq!(
            fixture.fails("wait-for -E nonsense"),
            "unknown event: nonsense"
        );
        assert_eq!(
            fixture.fails("set-hook -E nonsense"),
            "not a user event: nonsense"
        );
    }

    #[test]
    fn waits_fail_when_the_server_ends() {
        for line in [
            "wait-for x ; display -p y",
            "wait-for -L x",
            "wait-for -E @x",
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("wait-for -L x");
            let client = start(&mut fixture, line);
            fixture.ok("kill-server");
            let answer = fixture.answer(client);
            assert_eq!(
                (answer.status, answer.out.as_str()),
                (Some(1), ""),
                "{line}"
            );
        }
    }

    #[test]
    fn a_lock_goes_to_the_next_who_is_still_there() {
        let mut fixture = TestWorld::new();
        fixture.ok("wait-for -L x");
        let one = start(&mut fixture, "wait-for -L x");
        let two = start(&mut fixture, "wait-for -L x");
        fixture.apply(Input::Gone(one));
        assert_eq!(fixture.answer(two).status, None);
        fixture.ok("wait-for -U x");
        assert_eq!(fixture.answer(two).status, Some(0));
        fixture.ok("wait-for -U x");
        assert_eq!(fixture.fails("wait-for -U x"), "channel x not locked");
        assert!(fixture.world.queues.channels.is_empty());
    }
}
