//! When to dial again after the server went away, when to say so, and when to give up. It does
//! not dial itself.

/// How long a server may be away before the person is told, in milliseconds.
const SILENT: u64 = 100;
/// How long the client goes on dialling while somebody listens, in milliseconds.
const PATIENCE: u64 = 30_000;
/// How long it goes on while nobody listens: a new keeper may be on its way.
const NOBODY: u64 = 3_000;
const FIRST_PAUSE: u64 = 5;
const LONGEST_PAUSE: u64 = 200;

/// The plan from the moment a connection broke until there is another. Times are milliseconds
/// on a clock that never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redial {
    since: u64,
    next: u64,
    pause: u64,
    nobody_since: Option<u64>,
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

impl Redial {
    /// A plan that starts now, with a first try at once.
    pub const fn new(now: u64) -> Self {
        Self {
            since: now,
            next: now,
            pause: FIRST_PAUSE,
            nobody_since: None,
        }
    }

    /// Whether it is time for a try.
    pub const fn is_due(&self, now: u64) -> bool {
        now >= self.next
    }

    /// A try failed. `nobody`: no one listens on the socket, or there is none.
    pub fn failed(&mut self, now: u64, nobody: bool) {
        self.next = now + self.pause;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        self.nobody_since = nobody.then(|| self.nobody_since.unwrap_or(now));
    }

    /// Whether to give up.
    pub fn hopeless(&self, now: u64) -> Option<Hopeless> {
        if self.nobody_since.is_some_and(|t| now - t >= NOBODY) {
            return Some(Hopeless::Gone);
        }
        (now - self.since >= PATIENCE).then_some(Hopeless::Silent)
    }

    /// What to tell the person, once it takes long enough to be noticed.
    pub fn note(&self, now: u64) -> Option<String> {
        let away = now - self.since;
        (away >= SILENT).then(|| match away / 1000 {
            0 => "mux: server gone, redialling…".to_owned(),
            seconds => format!("mux: server gone, redialling… {seconds} s"),
        })
    }

    /// When something is to be done next: a try (unless one is `pending`), or another note.
    pub fn deadline(&self, now: u64, pending: bool) -> u64 {
        let away = now - self.since;
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
        let mut plan = Redial::new(1000);
        let mut now = 1000;
        let mut pauses = Vec::new();
        for _ in 0..8 {
            assert!(plan.is_due(now));
            plan.failed(now, false);
            assert!(!plan.is_due(now));
            pauses.push(plan.next - now);
            now = plan.next;
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 200, 200]);
    }

    #[test]
    fn giving_up() {
        let mut plan = Redial::new(0);
        plan.failed(0, true);
        assert_eq!(plan.hopeless(2_999), None);
        assert_eq!(plan.hopeless(3_000), Some(Hopeless::Gone));
        plan.failed(2_000, false);
        plan.failed(2_500, true);
        assert_eq!(plan.hopeless(5_499), None);
        plan.failed(5_499, false);
        assert_eq!(plan.hopeless(29_999), None);
        assert_eq!(plan.hopeless(30_000), Some(Hopeless::Silent));
    }

    #[test]
    fn notes_come_late_and_count() {
        let plan = Redial::new(500);
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
}
