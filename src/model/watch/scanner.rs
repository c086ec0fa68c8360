//! The watches of one pane. Each step of output costs one look at the lines that it changed,
//! however many watches there are: one expression tells whether any of them may match.

use crate::lang::line_pattern::AnyPattern;
use crate::model::state::automation::watch::{After, Found, WatchHit, WatchSpec, WatchTest};
use crate::model::watch::echo::{Echo, Remaining};
use crate::model::watch::line_log::LineLog;
use crate::term::{Screen, ScreenPosition, ShellCounts, TrackedLine, prefix};

/// A watch in progress.
#[derive(Debug)]
struct Watch {
    spec: WatchSpec,
    /// The tests that were met.
    met: Vec<bool>,
    echoes: Vec<Echo>,
    /// The counts of marks when the shell began a command, once it did.
    began: Option<ShellCounts>,
    /// A command was running when the watch began.
    running: bool,
}

/// The watches of a pane.
#[derive(Debug, Default)]
pub struct Scanner {
    watches: Vec<Watch>,
    any: Option<AnyPattern>,
    /// The era and the stamp of the screen up to which all watches have looked.
    seen: (u32, u64),
    /// The alternate screen has changed and was not compared yet.
    alternate_changed: bool,
    /// The lines since the death of the previous server, until its watches are back.
    log: Option<LineLog>,
}

/// What a step of output gave.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The tests that were met.
    pub hits: Vec<WatchHit>,
    /// The alternate screen has changed: [`Scanner::compare_alternate`] is due when it rests.
    pub alternate: bool,
}

impl Scanner {
    /// Whether there is nothing to look for.
    pub const fn is_empty(&self) -> bool {
        self.watches.is_empty() && self.log.is_none()
    }

    /// A scanner that keeps the changed lines of `screen` from now on, for watches that come back.
    pub fn with_log(screen: &Screen) -> Self {
        Self {
            seen: (screen.era(), screen.stamp()),
            log: Some(LineLog::default()),
            ..Self::default()
        }
    }

    /// Whether lines for watches that come back are gone, because there were too many.
    pub fn has_forgotten_lines(&self) -> bool {
        self.log.as_ref().is_some_and(LineLog::has_forgotten)
    }

    /// All watches are back.
    pub fn drop_log(&mut self) {
        self.log = None;
    }

    /// Adds a watch and compares the output since its position.
    pub fn add(&mut self, spec: WatchSpec, screen: &Screen) -> Step {
        let echoes = spec.echo.iter();
        let echoes = echoes.map(|text| Echo::new(text.clone(), spec.echoes_twice));
        let mut watch = Watch {
            met: vec![false; spec.tests.len()],
            echoes: echoes.collect(),
            began: None,
            running: !screen.at_prompt() && screen.marks_commands(),
            spec,
        };
        if self.is_empty() {
            self.seen = (screen.era(), screen.stamp());
        }
        let from = watch.spec.from;
        let mut step = Step::default();
        let current = Current::of(screen);
        if from.stamp < current.stamp || from.era < current.era {
            watch.output(screen, &mut step.hits);
        }
        watch.marks(&current, screen, &mut step.hits);
        if let Some(log) = &self.log {
            log.visit(screen, &mut |line| {
                watch.line(line, &current, &mut step.hits);
            });
        }
        let first = if from.era == current.era {
            from.line
        } else {
            0
        };
        screen.past_lines(first..u64::MAX, &mut |line| {
            watch.line(line, &current, &mut step.hits);
            !watch.is_done()
        });
        if current.alternate {
            step.alternate = from.stamp < current.stamp;
            self.alternate_changed |= step.alternate;
        } else {
            let since = if from.era == current.era {
                from.stamp
            } else {
                0
            };
            screen.changed_lines(since, &mut |line| {
                watch.line(line, &current, &mut step.hits);
            });
        }
        self.watches.push(watch);
        self.any = None;
        step
    }

    /// Removes a watch.
    pub fn remove(&mut self, id: u64) {
        self.watches.retain(|watch| watch.spec.id != id);
        self.any = None;
    }

    /// Compares the lines that changed since the last step.
    pub fn step(&mut self, screen: &Screen) -> Step {
        let mut step = Step::default();
        let current = Current::of(screen);
        let (era, stamp) = std::mem::replace(&mut self.seen, (current.era, current.stamp));
        let since = if era == current.era { stamp } else { 0 };
        for watch in &mut self.watches {
            watch.output(screen, &mut step.hits);
            watch.marks(&current, screen, &mut step.hits);
        }
        if current.alternate {
            self.alternate_changed = true;
            step.alternate = true;
            return step;
        }
        if let Some(log) = &mut self.log {
            log.add(screen, since);
        }
        let any = self.any.get_or_insert_with(|| any_of(&self.watches));
        let watches = &mut self.watches;
        screen.changed_lines(since, &mut |line| {
            if any.may_match(line.text) || !line.typed.is_empty() {
                for watch in watches.iter_mut() {
                    watch.line(line, &current, &mut step.hits);
                }
            }
        });
        step
    }

    /// Compares the alternate screen if it has changed since the last time.
    pub fn compare_alternate(&mut self, screen: &Screen) -> Vec<WatchHit> {
        let mut hits = Vec::new();
        let current = Current::of(screen);
        if !std::mem::take(&mut self.alternate_changed) || !current.alternate {
            return hits;
        }
        for watch in &mut self.watches {
            let since = watch.spec.from.stamp;
            screen.changed_lines(since, &mut |line| {
                watch.line(line, &current, &mut hits);
            });
        }
        hits
    }
}

/// One expression for the patterns of all watches, and for the echoes that they expect.
fn any_of(watches: &[Watch]) -> AnyPattern {
    let patterns = watches.iter().flat_map(|watch| {
        let tests = watch.spec.tests.iter().filter_map(|test| match test {
            WatchTest::Line(pattern) => Some(pattern),
            WatchTest::Prompt(_) | WatchTest::Command(_) | WatchTest::Output => None,
        });
        let with_lines = tests.clone().next().is_some();
        tests.chain(watch.spec.echo.iter().filter(move |_| with_lines))
    });
    AnyPattern::new(patterns)
}

/// The state of the screen after a step.
struct Current {
    era: u32,
    stamp: u64,
    alternate: bool,
    counts: ShellCounts,
    /// The position behind a match on the alternate screen.
    behind: Option<ScreenPosition>,
}

impl Current {
    fn of(screen: &Screen) -> Self {
        Self {
            era: screen.era(),
            stamp: screen.stamp(),
            alternate: screen.on_alternate(),
            counts: screen.shell_counts(),
            behind: screen.on_alternate().then(|| screen.position()),
        }
    }
}

impl Watch {
    fn is_done(&self) -> bool {
        self.met.iter().all(|met| *met)
    }

    fn hit(&mut self, test: usize, found: Found, hits: &mut Vec<WatchHit>) {
        self.met[test] = true;
        hits.push(WatchHit {
            watch: self.spec.id,
            test,
            found,
        });
    }

    /// There is output.
    fn output(&mut self, screen: &Screen, hits: &mut Vec<WatchHit>) {
        for test in 0..self.met.len() {
            if !self.met[test] && self.spec.tests[test] == WatchTest::Output {
                let found = Found {
                    position: screen.position(),
                    alternate: screen.on_alternate(),
                    ..Found::default()
                };
                self.hit(test, found, hits);
            }
        }
    }

    /// Compares the marks of the shell.
    fn marks(&mut self, current: &Current, screen: &Screen, hits: &mut Vec<WatchHit>) {
        let from = if self.spec.from.era == current.era {
            self.spec.from.counts
        } else {
            ShellCounts::default()
        };
        let now = current.counts;
        if now == from {
            return;
        }
        if self.began.is_none() && now.outputs > from.outputs {
            // Of marks that are compared together the order is not known: an end and a prompt came
            // last if the shell is at one.
            let last = u64::from(screen.at_prompt());
            self.began = Some(ShellCounts {
                prompts: now.prompts.saturating_sub(last).max(from.prompts),
                ends: now.ends.saturating_sub(last).max(from.ends),
                ..now
            });
        }
        let began = self.began;
        // A shell sends the end of an empty line, too.
        let ran = self.running || now.outputs > from.outputs;
        let prompts = |after: After| match (after, began) {
            (After::Position, _) => now.prompts > from.prompts,
            (After::Command(_), Some(began)) => now.prompts > began.prompts,
            (After::Command(at_prompt), None) => {
                let skipped = u64::from(!at_prompt);
                !screen.marks_commands() && now.prompts > from.prompts + skipped
            }
        };
        for test in 0..self.met.len() {
            let met = !self.met[test]
                && match self.spec.tests[test] {
                    WatchTest::Prompt(after) => prompts(after),
                    WatchTest::Command(After::Position) => ran && now.ends > from.ends,
                    WatchTest::Command(after) => {
                        let ended = began.is_some_and(|began| now.ends > began.ends);
                        ended || prompts(after)
                    }
                    WatchTest::Line(_) | WatchTest::Output => false,
                };
            if met {
                let position = screen.position();
                let found = Found {
                    line: (!current.alternate).then_some(position.line),
                    position,
                    alternate: current.alternate,
                    status: screen.command_status(),
                    text: String::new(),
                    began: screen.output_start(),
                    ended: screen.output_end(),
                };
                self.hit(test, found, hits);
            }
        }
    }

    /// Compares one line.
    fn line(&mut self, line: &TrackedLine<'_>, current: &Current, hits: &mut Vec<WatchHit>) {
        let Some(part) = self.spec.from.new_part(line, current.era) else {
            return;
        };
        let mut removed = line.typed.clone();
        for echo in &mut self.echoes {
            echo.find(line, &mut removed);
        }
        let plain = removed.is_empty();
        let rest = (!plain).then(|| Remaining::new(line.text, removed));
        let text = rest.as_ref().map_or(line.text, |rest| &rest.text);
        let after = part.map(|part| rest.as_ref().map_or(part, |rest| rest.place(part)));
        for test in 0..self.met.len() {
            let WatchTest::Line(pattern) = &self.spec.tests[test] else {
                continue;
            };
            if self.met[test] {
                continue;
            }
            let Some(place) = pattern.find(text, after) else {
                continue;
            };
            let end = rest
                .as_ref()
                .map_or(place.end, |rest| rest.whole(place.end));
            let position = current.behind.unwrap_or_else(|| ScreenPosition {
                era: current.era,
                line: line.number,
                stamp: line.stamp.map_or(self.spec.from.stamp, |stamp| stamp - 1),
                column: end as u64,
                prefix: prefix(line.text, end),
                counts: current.counts,
            });
            let found = Found {
                text: text[place].to_owned(),
                line: (!current.alternate).then_some(line.number),
                position,
                alternate: current.alternate,
                ..Found::default()
            };
            self.hit(test, found, hits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::lang::line_pattern::LinePattern;
    use crate::term::{Limits, ScreenPosition};

    fn feed(screen: &mut Screen, scanner: &mut Scanner, text: &str) {
        screen.feed_in_steps(text.as_bytes(), &mut Vec::new(), |screen| {
            drop(scanner.step(screen));
        });
    }

    fn watch(from: ScreenPosition, text: &str) -> WatchSpec {
        WatchSpec {
            id: 1,
            from,
            tests: vec![WatchTest::Line(LinePattern::text(text).unwrap())],
            echo: Vec::new(),
            echoes_twice: false,
        }
    }

    #[test]
    fn a_watch_that_comes_back_finds_lines_that_were_overwritten() {
        let mut screen = Screen::new(Size::new(20, 4), Limits::default());
        screen.feed(b"10%", &mut Vec::new());
        let from = screen.position();
        let mut scanner = Scanner::with_log(&screen);
        feed(&mut screen, &mut scanner, "\r50%\r90%");
        assert_eq!(scanner.add(watch(from, "10%"), &screen).hits, []);
        let found = scanner.add(watch(from, "50%"), &screen).hits;
        assert_eq!(found.len(), 1, "{found:?}");
        let later = screen.position();
        assert_eq!(scanner.add(watch(later, "50%"), &screen).hits, []);
        assert!(!scanner.has_forgotten_lines());
        let long = format!("\x1b[H\x1b[J{}", "x".repeat(80));
        for _ in 0..14_000 {
            feed(&mut screen, &mut scanner, &long);
        }
        assert!(scanner.has_forgotten_lines(), "the log is limited");
        feed(&mut screen, &mut scanner, "\x1b[H\x1b[J90%");
        scanner.drop_log();
        assert_eq!(scanner.add(watch(from, "50%"), &screen).hits, []);
        assert_eq!(scanner.add(watch(from, "90%"), &screen).hits.len(), 1);
    }
}
