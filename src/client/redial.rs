//! When to dial again after the server or the way to it went away, when to say so, and when to give
//! up. It does not dial itself.

/// How long a server may be away before the person is told, in milliseconds.
const SILENT: u64 = 100;
/// How long the client goes on dialling while somebody listens, in milliseconds.
const PATIENCE: u64 = 30_000;
/// How long it goes on while nobody listens: a new keeper may be on its way.
const NOBODY: u64 = 3_000;
/// How long another machine may take to answer before it is dialled anew.
const ANSWER: u64 = 20_000;
/// The pauses between tries: the first and the longest.
const NEAR: (u64, u64) = (5, 200);
const FAR: (u64, u64) = (500, 10_000);

/// The plan from the moment a connection broke until there is another. Times are milliseconds
/// on a clock that never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redial {
    since: u64,
    next: u64,
    tried: u64,
    pause: u64,
    nobody_since: Option<u64>,
    /// The way to another machine is gone, which may last; a person may hurry.
    far: bool,
}

/// Why there is no use in going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hopeless {
    /// Nobody listens: the server ended.
    Gone,
    /// Somebody listens and does not answer.
    Silent,
}

impl Hopeless {
    /// What the person reads when the terminal is theirs again.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Gone => "[server exited]",
            Self::Silent => "[server exited unexpectedly]",
        }
    }
}

/// What a note tells of another machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost<'a> {
    /// Its name.
    pub host: &'a str,
    /// Since when there is no link, as people read clocks.
    pub at: &'a str,
    /// Why the last try failed; may be empty.
    pub why: &'a str,
    /// A paste is held back.
    pub held: bool,
}

impl Redial {
    /// A plan for a server of this machine that starts now, with a first try at once.
    pub const fn near(now: u64) -> Self {
        Self {
            since: now,
            next: now,
            tried: now,
            pause: NEAR.0,
            nobody_since: None,
            far: false,
        }
    }

    /// A plan for another machine, which is never given up.
    pub const fn far(now: u64) -> Self {
        Self {
            pause: FAR.0,
            far: true,
            ..Self::near(now)
        }
    }

    /// Whether the way to another machine is what is missing.
    pub const fn is_far(&self) -> bool {
        self.far
    }

    /// Whether it is time for a try.
    pub const fn is_due(&self, now: u64) -> bool {
        now >= self.next
    }

    /// A try begins.
    pub const fn dialled(&mut self, now: u64) {
        self.tried = now;
    }

    /// Whether a try has been without an answer for so long that another may be better.
    pub const fn is_overdue(&self, now: u64) -> bool {
        self.far && now >= self.tried + ANSWER
    }

    /// A try failed. `nobody`: no one listens on the socket, or there is none.
    pub fn failed(&mut self, now: u64, nobody: bool) {
        let longest = if self.far { FAR.1 } else { NEAR.1 };
        self.next = now + self.pause;
        self.pause = (self.pause * 2).min(longest);
        self.nobody_since = nobody.then(|| self.nobody_since.unwrap_or(now));
    }

    /// The person pressed a key: another machine is tried at once, but not more often than a few
    /// times a second.
    pub fn hurry(&mut self, now: u64) {
        if self.far {
            self.next = self.next.min(now.max(self.tried + FAR.0));
        }
    }

    /// Another try makes sense only when someone answers what it asks.
    pub const fn wait_for_a_person(&mut self) {
        self.next = u64::MAX;
    }

    /// Whether no try is made until someone is there.
    pub const fn waits_for_a_person(&self) -> bool {
        self.next == u64::MAX
    }

    /// How long the server is away. What is asked about may lie before the loss was noticed: nothing then.
    const fn away(&self, now: u64) -> u64 {
        now.saturating_sub(self.since)
    }

    /// Whether to give up.
    pub fn hopeless(&self, now: u64) -> Option<Hopeless> {
        if self.far {
            return None;
        }
        if self
            .nobody_since
            .is_some_and(|t| now.saturating_sub(t) >= NOBODY)
        {
            return Some(Hopeless::Gone);
        }
        (self.away(now) >= PATIENCE).then_some(Hopeless::Silent)
    }

    /// What to tell the person of a server that is away, once it takes long enough to be noticed.
    pub fn note(&self, now: u64) -> Option<String> {
        let away = self.away(now);
        (away >= SILENT).then(|| match away / 1000 {
            0 => "mux: server gone, redialling…".to_owned(),
            seconds => format!("mux: server gone, redialling… {seconds} s"),
        })
    }

    /// What to tell the person of another machine, while a try is `pending` or not.
    pub fn far_note(&self, now: u64, pending: bool, lost: Lost<'_>) -> Option<String> {
        if self.away(now) < SILENT {
            return None;
        }
        let Lost {
            host,
            at,
            why,
            held,
        } = lost;
        let what = match self.next.saturating_sub(now).div_ceil(1000) {
            _ if pending => "dialling…".to_owned(),
            _ if self.waits_for_a_person() => "Enter lets ssh ask what it has to".to_owned(),
            seconds => format!("dialling again in {seconds} s or at a key"),
        };
        let why = match why {
            "" => String::new(),
            why => format!(" ({why})"),
        };
        let held = if held { ", a paste is held back" } else { "" };
        Some(format!(
            "mux: no link to {host} since {at}{held}, {what}{why}"
        ))
    }

    /// When something is to be done next: a try (unless one is `pending`), or another note.
    pub fn deadline(&self, now: u64, pending: bool) -> u64 {
        let away = self.away(now);
        let note = if away < SILENT {
            self.since + SILENT
        } else {
            self.since + (away / 1000 + 1) * 1000
        };
        if pending { note } else { note.min(self.next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound() {
        for (mut plan, want) in [
            (Redial::near(1000), [5, 10, 20, 40, 80, 160, 200, 200]),
            (
                Redial::far(1000),
                [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000],
            ),
        ] {
            let mut now = 1000;
            let mut pauses = Vec::new();
            for _ in 0..8 {
                assert!(plan.is_due(now));
                plan.failed(now, false);
                assert!(!plan.is_due(now));
                pauses.push(plan.next - now);
                now = plan.next;
            }
            assert_eq!(pauses, want);
        }
    }

    #[test]
    fn a_time_before_the_loss_is_no_time() {
        for plan in [Redial::near(1000), Redial::far(1000)] {
            assert_eq!(plan.hopeless(999), None);
            assert_eq!(plan.note(999), None);
            assert_eq!(plan.deadline(999, true), 1000 + SILENT);
        }
    }

    #[test]
    fn giving_up() {
        let mut plan = Redial::near(0);
        plan.failed(0, true);
        assert_eq!(plan.hopeless(2_999), None);
        assert_eq!(plan.hopeless(3_000), Some(Hopeless::Gone));
        plan.failed(2_000, false);
        plan.failed(2_500, true);
        assert_eq!(plan.hopeless(5_499), None);
        plan.failed(5_499, false);
        assert_eq!(plan.hopeless(29_999), None);
        assert_eq!(plan.hopeless(30_000), Some(Hopeless::Silent));
        let mut far = Redial::far(0);
        far.failed(0, true);
        assert_eq!(far.hopeless(u64::MAX), None);
    }

    #[test]
    fn a_key_hurries_a_far_try() {
        let mut plan = Redial::far(0);
        for now in [0, 500, 1_500, 3_500] {
            plan.dialled(now);
            plan.failed(now, false);
        }
        assert_eq!(plan.next, 7_500);
        plan.hurry(3_600);
        assert_eq!(plan.next, 4_000, "not more often than a few times a second");
        plan.dialled(4_000);
        assert!(!plan.is_overdue(23_999) && plan.is_overdue(24_000));
        plan.failed(5_000, false);
        plan.hurry(9_000);
        assert!(plan.is_due(9_000));
    }

    #[test]
    fn notes_come_late_and_count() {
        let plan = Redial::near(500);
        assert_eq!(plan.note(599), None);
        assert_eq!(plan.note(600).unwrap(), "mux: server gone, redialling…");
        assert_eq!(
            plan.note(3_700).unwrap(),
            "mux: server gone, redialling… 3 s"
        );
        assert_eq!(plan.deadline(500, true), 600);
        assert_eq!(plan.deadline(600, true), 1_500);
        assert_eq!(plan.deadline(1_500, true), 2_500);
        assert_eq!(plan.deadline(1_500, false), 500);
    }

    #[test]
    fn a_far_note_tells_since_when_and_why() {
        let mut plan = Redial::far(0);
        let mut lost = Lost {
            host: "box",
            at: "14:03:09",
            why: "",
            held: false,
        };
        assert_eq!(plan.far_note(99, true, lost), None);
        assert_eq!(
            plan.far_note(100, true, lost).unwrap(),
            "mux: no link to box since 14:03:09, dialling…"
        );
        plan.failed(1_000, false);
        plan.failed(1_000, false);
        lost.why = "Connection refused";
        assert_eq!(
            plan.far_note(1_100, false, lost).unwrap(),
            "mux: no link to box since 14:03:09, dialling again in 1 s or at a key (Connection refused)"
        );
        plan.wait_for_a_person();
        (lost.why, lost.held) = ("", true);
        assert_eq!(
            plan.far_note(1_100, false, lost).unwrap(),
            "mux: no link to box since 14:03:09, a paste is held back, Enter lets ssh ask what it has to"
        );
    }
}
