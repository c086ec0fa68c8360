//! `search-everywhere`: a list of the lines of all panes that match.

use crate::base::sorted::sort_by_key;
use crate::base::{Error, Result};
use crate::lang::script::quote;
use crate::model::command::def::Command;
use crate::model::copy::locate;
use crate::model::modes::copy_mode::lifecycle::{self, Entry};
use crate::model::modes::pane_mode;
use crate::model::modes::tree_mode::{hit_rows, lifecycle as tree};
use crate::model::ops::mode_change;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::location::Location;
use crate::model::state::pane_access::of_screen;
use crate::model::state::store_request::{
    ExportFormat, SearchHit, SearchQuery, StoreReply, StoreRequest,
};
use crate::model::state::tree_mode::{FoundLines, TreeKind, TreeMode};

/// Lines before and after a line of a closed pane that are shown with it.
const AROUND: usize = 5000;

/// List the lines of all panes, running and closed, that match a regular expression.
#[derive(clap::Args, Debug)]
pub struct SearchEverywhere {
    /// Do not show a preview below the list
    #[arg(short = 'N')]
    plain: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    zoom: bool,
    /// Go to the line with this number in the last list of the pane
    #[arg(short = 'o', value_name = "number")]
    open: Option<u32>,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Regular expression; without capital letters it ignores case
    #[arg(value_name = "pattern", required_unless_present = "open")]
    pattern: Option<String>,
}

impl Command for SearchEverywhere {
    const NAME: &'static str = "search-everywhere";
    const OWN: bool = true;
    const READ_ONLY_OK: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        if let Some(number) = self.open {
            let hit = hit_rows::hit(cx.world, place.pane, number).cloned();
            let hit = hit.ok_or_else(|| Error::not_found(format!("no line {number}")))?;
            return open(cx, place, hit);
        }
        let pattern = self.pattern.unwrap_or_default();
        if pattern.is_empty() {
            return Ok(Flow::Done);
        }
        let query = SearchQuery {
            ignore_case: !pattern.chars().any(char::is_uppercase),
            pattern: pattern.clone(),
            ..SearchQuery::default()
        };
        let (plain, zoom) = (self.plain, self.zoom);
        Ok(cx.ask_store(StoreRequest::Search(query), move |cx, reply| {
            let StoreReply::Hits(mut hits) = reply? else {
                return Ok(Flow::Done);
            };
            if hits.is_empty() {
                return Err(Error::not_found(format!("no line matches {pattern}")));
            }
            sort_by_key(&mut hits, |hit| std::cmp::Reverse((hit.at, hit.line)));
            let world = &mut *cx.world;
            let panes = &world.panes;
            world.found_lines.retain(|pane, _| panes.contains_key(pane));
            let found = FoundLines { pattern, hits };
            world.found_lines.insert(place.pane, found);
            let list = TreeMode {
                kind: TreeKind::Lines,
                order: TreeKind::Lines.orders()[0].to_owned(),
                preview: !plain,
                template: "search-everywhere -o '%%'".to_owned(),
                ..TreeMode::default()
            };
            tree::enter(cx.world, place, list, zoom, cx.access);
            Ok(Flow::Done)
        }))
    }
}

/// Shows a line in its pane in copy mode, or that of a closed pane in view mode in `here`.
pub(super) fn open(cx: &mut CommandContext<'_>, here: Location, hit: SearchHit) -> Result<Flow> {
    let present = cx.world.present_pane(hit.pane.0, hit.pane.1);
    let Some(place) = present.and_then(|pane| cx.world.pane_location(pane)) else {
        return Ok(open_closed(cx, here, hit));
    };
    let pane = place.pane;
    pane_mode::leave_all(cx.world, pane);
    lifecycle::enter(cx.world, place, Entry::default(), cx.access);
    let row = of_screen(cx.access, pane, |screen| {
        locate::row_of(screen, hit.line, &hit.text)
    });
    lifecycle::with_engine(cx.world, pane, cx.access, |engine| {
        if let Some(row) = row {
            engine.show(0, row);
        }
    });
    if cx.client().is_some_and(|client| client.attached()) {
        cx.insert_text(&format!("switch-client -t {}", quote(&pane.to_string())))?;
    }
    Ok(Flow::Done)
}

/// Shows the saved lines around a line of a closed pane.
fn open_closed(cx: &mut CommandContext<'_>, here: Location, hit: SearchHit) -> Flow {
    let question = StoreRequest::Export {
        lineage: Some(hit.pane.0),
        pane: hit.pane.1,
        format: ExportFormat::Text,
    };
    cx.ask_store(question, move |cx, reply| {
        let StoreReply::Text(lines) = reply? else {
            return Ok(Flow::Done);
        };
        let wanted = hit.text.trim_end();
        let at = lines.iter().rposition(|line| line.trim_end() == wanted);
        let at = at.unwrap_or(lines.len().saturating_sub(1));
        let first = at.saturating_sub(AROUND);
        let end = (at + AROUND).min(lines.len());
        let shown: Vec<String> = lines.get(first..end).unwrap_or_default().to_vec();
        pane_mode::leave_all(cx.world, here.pane);
        mode_change::show_output_in(cx.world, here, shown);
        lifecycle::with_engine(cx.world, here.pane, cx.access, |engine| {
            let (top, bottom) = (engine.text.top(), engine.text.bottom());
            let starts = (top..=bottom).filter(|y| *y == top || !engine.text.wraps(*y - 1));
            let row = { starts }.nth(at - first).unwrap_or(bottom);
            engine.show(0, row);
        });
        Ok(Flow::Done)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ClientId, PaneId};
    use crate::model::modes::mode_dispatch;
    use crate::model::state::effect::Effect;
    use crate::model::state::input::Input;
    use crate::model::testing::TestWorld;

    fn hit(fixture: &TestWorld, pane: u32, closed: bool, line: u64, text: &str) -> SearchHit {
        SearchHit {
            pane: (fixture.world.lineage, PaneId(pane)),
            session: "s".to_owned(),
            window: "w".to_owned(),
            closed,
            at: 1_700_000_000_000 + i64::try_from(line).unwrap(),
            line,
            text: text.to_owned(),
        }
    }

    /// Answers the last question to the store.
    fn answer(fixture: &mut TestWorld, reply: StoreReply) {
        let run = fixture
            .effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Store { run, .. } => Some(*run),
                _ => None,
            });
        fixture.apply(Input::StoreReply(run.unwrap(), Ok(reply)));
    }

    /// A list with a line of a running pane, and one of a closed pane.
    fn listed() -> (TestWorld, ClientId) {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("split-window -h");
        let text: String = (0..100)
            .map(|n| format!("line {n} of the log\r\n"))
            .collect();
        fixture.print(PaneId(0), text.as_bytes());
        fixture.keys(client, &["C-b", "M-/", "l", "o", "g", "Enter"]);
        let hits = vec![
            hit(&fixture, 7, true, 3, "gone log"),
            hit(&fixture, 0, false, 20, "line 20 of the log"),
        ];
        answer(&mut fixture, StoreReply::Hits(hits));
        (fixture, client)
    }

    fn rows(fixture: &TestWorld) -> String {
        let view = mode_dispatch::rows(&fixture.world, PaneId(1), &fixture.panes);
        let lines = view.map(|(_, lines)| lines).unwrap_or_default();
        lines
            .iter()
            .map(|line| line.text().trim_end().to_owned() + "\n")
            .collect()
    }

    #[test]
    fn the_lines_of_all_panes_are_listed_with_a_preview() {
        let (fixture, _) = listed();
        let text = rows(&fixture);
        let mut lines = text.lines();
        assert!(
            lines.next().unwrap().ends_with("line 20 of the log"),
            "{text}"
        );
        assert!(
            lines.next().unwrap().contains("s:w %7 (closed): "),
            "{text}"
        );
        assert!(text.contains(" log: 2 lines "), "{text}");
        assert!(
            text.contains("│line 19 of the log") && text.contains("│line 21 of"),
            "{text}"
        );
    }

    #[test]
    fn enter_goes_to_the_line_in_copy_mode() {
        let (mut fixture, client) = listed();
        fixture.keys(client, &["Enter"]);
        assert_eq!(fixture.message(client), None);
        assert_eq!(fixture.ok("display -p -t %0 '#{pane_mode}'"), "copy-mode\n");
        assert_eq!(fixture.format("#{pane_id} #{pane_mode}"), "%0 copy-mode");
        assert_eq!(fixture.format("#{copy_cursor_line}"), "line 20 of the log");
        assert_eq!(fixture.ok("display -p -t %1 '#{pane_mode}'"), "\n");
    }

    #[test]
    fn enter_shows_the_saved_text_of_a_closed_pane() {
        let (mut fixture, client) = listed();
        fixture.keys(client, &["Down", "Enter"]);
        let lines = (0..60).map(|n| format!("old {n}"));
        let lines = lines.chain(["gone log".to_owned(), "after".to_owned()]);
        answer(&mut fixture, StoreReply::Text(lines.collect()));
        assert_eq!(fixture.format("#{pane_id} #{pane_mode}"), "%1 view-mode");
        assert_eq!(fixture.format("#{copy_cursor_line}"), "gone log");
    }

    #[test]
    fn a_search_without_a_match_says_so() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.keys(client, &["C-b", "M-/", "x", "Enter"]);
        answer(&mut fixture, StoreReply::Hits(vec![]));
        assert_eq!(fixture.message(client), Some("No line matches x"));
        assert_eq!(fixture.fails("search-everywhere -o 3"), "no line 3");
    }
}
