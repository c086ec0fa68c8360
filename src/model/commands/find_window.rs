//! `find-window`: choose from the panes that match a text.

use crate::base::Result;
use crate::model::command::def::Command;
use crate::model::commands::choose_tree::TEMPLATE;
use crate::model::commands::values::sort_order;
use crate::model::modes::tree_mode::{keys, lifecycle, rows};
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::tree_mode::{TreeKind, TreeMode};

/// Choose from the panes whose window name, title or visible content matches a text.
#[derive(clap::Args, Debug)]
pub struct FindWindow {
    /// Search the visible content of panes
    #[arg(short = 'C')]
    content: bool,
    /// Ignore case
    #[arg(short = 'i')]
    ignore_case: bool,
    /// Search window names
    #[arg(short = 'N')]
    name: bool,
    /// Treat the text as a regular expression
    #[arg(short = 'r')]
    regex: bool,
    /// Search pane titles
    #[arg(short = 'T')]
    title: bool,
    /// Zoom the pane while the list is open
    #[arg(short = 'Z')]
    zoom: bool,
    /// Pane that shows the list (default: the active pane)
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// Text or pattern to search for
    #[arg(value_name = "match-string", required = true)]
    text: String,
}

impl Command for FindWindow {
    const NAME: &'static str = "find-window";
    const ALIAS: &'static str = "findw";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let place = cx.pane_target(self.target.as_deref())?;
        let (open, at) = keys::first_open(cx.world, place, 2);
        let mut chooser = TreeMode {
            kind: TreeKind::Tree,
            filter: Some(self.filter()),
            template: TEMPLATE.to_owned(),
            order: sort_order(None, TreeKind::Tree.orders())?,
            preview: true,
            open,
            at: Some(at),
            ..TreeMode::default()
        };
        // If the current pane does not match, the list starts at the first match.
        let rows = rows::rows_of(cx.world, &chooser, place, cx.access);
        if !rows
            .iter()
            .any(|row| Some(&row.item) == chooser.at.as_ref())
        {
            let first = rows.into_iter().find(|row| row.open.is_none());
            chooser.at = first.map(|row| row.item).or(chooser.at);
        }
        lifecycle::enter(cx.world, place, chooser, self.zoom, cx.access);
        Ok(Flow::Done)
    }
}

impl FindWindow {
    /// Returns a format that is true for a match.
    fn filter(&self) -> String {
        let everywhere = !self.content && !self.name && !self.title;
        let escaped = self
            .text
            .replace('#', "##")
            .replace(',', "#,")
            .replace('}', "#}");
        let case = if self.ignore_case { "i" } else { "" };
        let (pattern, how) = if self.regex {
            (escaped.clone(), format!("/r{case}"))
        } else {
            (format!("*{escaped}*"), format!("/{case}"))
        };
        let content = format!("#{{C{how}:{escaped}}}");
        let name = format!("#{{m{how}:{pattern},#{{window_name}}}}");
        let title = format!("#{{m{how}:{pattern},#{{pane_title}}}}");
        let wanted = [
            (self.content, content),
            (self.name, name),
            (self.title, title),
        ];
        let wanted = wanted.into_iter().filter(|(on, _)| *on || everywhere);
        wanted.fold("0".to_owned(), |all, (_, one)| {
            format!("#{{||:{all},{one}}}")
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::base::PaneId;
    use crate::model::modes::mode_dispatch;
    use crate::model::testing::TestWorld;

    #[test]
    fn what_matches_is_listed() {
        for (line, shown) in [
            ("findw alpha", &["0: alpha", "1: alpha2"][..]),
            ("findw -N alpha2", &["1: alpha2"]),
            ("findw -C needle", &["1: alpha2"]),
            ("findw -iN ALPHA", &["0: alpha", "1: alpha2"]),
            ("findw -rN '^alpha.$'", &["1: alpha2"]),
            ("findw -T sometitle", &["0: alpha"]),
            ("findw nowhere", &["0: alpha", "1: alpha2"]),
            ("findw '#{x},}'", &["0: alpha", "1: alpha2"]),
        ] {
            let mut fixture = TestWorld::new();
            fixture.ok("renamew alpha ; selectp -T sometitle ; neww -dn alpha2");
            fixture.print(PaneId(1), b"a needle");
            fixture.ok(line);
            let (_, lines) =
                mode_dispatch::rows(&fixture.world, PaneId(0), &fixture.panes).unwrap();
            let rows = lines.iter().map(|line| line.text());
            let rows = rows.filter(|row| row.starts_with('('));
            let names = rows.filter_map(|row| Some(row.split_once("> ")?.1.to_owned()));
            let names: Vec<String> = names.collect();
            assert_eq!(names.len(), shown.len(), "{line}: {names:?}");
            assert!(
                names.iter().zip(shown).all(|(a, b)| a.starts_with(b)),
                "{line}: {names:?}"
            );
        }
    }

    #[test]
    fn the_first_that_is_found_is_selected() {
        let mut fixture = TestWorld::new();
        fixture.ok("renamew alpha ; neww -dn beta ; splitw -dt :1 ; neww -dn gamma");
        let client = fixture.attach();
        fixture.keys(
            client,
            &["C-b", "f", "g", "a", "m", "m", "a", "Enter", "Enter"],
        );
        assert_eq!(fixture.format("#{window_name}"), "gamma");
    }
}
