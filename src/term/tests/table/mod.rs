//! A row for every control function: its name, input, the rows that it leaves on a screen of 10
//! columns and 4 rows, the cursor, the reply. Expectations come from ECMA-48, DEC STD 070 and
//! xterm's ctlseqs. Where they leave a choice, the name of the row says which one applies.

mod colors;
mod cursor;
mod editing;
mod events;
mod grammar;
mod margins;
mod modes;
mod rectangles;
mod replies;
mod resizing;
mod styles;
mod tabs;
mod text;

use super::super::{AllowedReports, Screen, ScreenOptions};
use super::{replies, screen, text as shown};

/// Name, input, rows joined by `/`, column and row of the cursor, reply with `^` for ESC.
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

/// Allows all queries.
fn allow_reports(screen: &mut Screen) {
    screen.set_options(ScreenOptions {
        allowed_reports: AllowedReports {
            titles: true,
            checksums: true,
        },
        ..ScreenOptions::default()
    });
}

/// Name, input, reply; for input that leaves the screen blank.
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
