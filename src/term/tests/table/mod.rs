//! What every control function does, a row each: its name, input, the rows that it leaves on a
//! screen of 10 columns and 4 rows, the cursor, the answer. Expectations are those of ECMA-48, DEC
//! STD 070 and xterm's ctlseqs; where they leave a choice, the row says which one this is.

mod answers;
mod areas;
mod colors;
mod cursor;
mod editing;
mod events;
mod grammar;
mod looks;
mod margins;
mod modes;
mod resizing;
mod tabs;
mod text;

use super::super::{Allowed, Screen, Wishes};
use super::{replies, screen, text as shown};

/// Name, input, rows joined by `/`, column and row of the cursor, answer with `^` for ESC.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    (u16, u16),
    &'static str,
);

fn run(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (name, input, rows, at, answer) in cases {
        let (screen, events) = screen(10, 4, input);
        let cursor = screen.cursor().at;
        let got = (shown(&screen), (cursor.x, cursor.y), replies(&events));
        let want = ((*rows).to_owned(), *at, (*answer).to_owned());
        if got != want {
            wrong.push(format!(
                "{name}: {input:?}\n   got {got:?}\n  want {want:?}"
            ));
        }
    }
    report(&wrong);
}

/// Programs may ask for everything.
fn allow_reports(screen: &mut Screen) {
    screen.set_wishes(Wishes {
        allowed: Allowed {
            titles: true,
            checksums: true,
        },
        ..Wishes::default()
    });
}

/// Name, input, answer: for input that leaves the screen blank.
type Question = (&'static str, &'static str, &'static str);

fn ask(cases: &[Question]) {
    let mut wrong = Vec::new();
    for (name, input, answer) in cases {
        let (_, events) = screen(10, 4, input);
        let got = replies(&events);
        if got != *answer {
            wrong.push(format!(
                "{name}: {input:?}\n   got {got:?}\n  want {answer:?}"
            ));
        }
    }
    report(&wrong);
}

fn report(wrong: &[String]) {
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count} wrong:\n{}", wrong.join("\n"));
}
