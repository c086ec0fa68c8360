//! `find-window`: go to the next window in which something is to be found.

use crate::base::{Error, PaneId, Result};
use crate::lang::format::is_true;
use crate::model::call::{Call, Flow};
use crate::model::command::Verb;
use crate::model::target::Place;

/// Go to the next window with a text in its name, a pane's title or what a pane shows.
#[derive(clap::Args, Debug)]
pub struct FindWindow {
    /// In what panes show
    #[arg(short = 'C')]
    content: bool,
    /// Capital letters or not
    #[arg(short = 'i')]
    ignore_case: bool,
    /// In names of windows
    #[arg(short = 'N')]
    name: bool,
    /// The text is a regular expression
    #[arg(short = 'r')]
    regex: bool,
    /// In titles of panes
    #[arg(short = 'T')]
    title: bool,
    /// Zoom into the pane
    #[arg(short = 'Z')]
    zoom: bool,
    /// Where to begin
    #[arg(short = 't', value_name = "target-pane")]
    target: Option<String>,
    /// The text
    #[arg(value_name = "match-string", required = true)]
    text: String,
}

impl Verb for FindWindow {
    const NAME: &'static str = "find-window";
    const ALIAS: &'static str = "findw";

    fn run(self, call: &mut Call<'_>) -> Result<Flow> {
        let here = call.pane_target(self.target.as_deref())?;
        let filter = self.filter();
        let mut places = panes_after(call, here)?.into_iter();
        let found = places.find(|place| is_true(&call.expand(&filter, Some(*place))));
        let found = found.ok_or_else(|| {
            Error::not_found(format!("no windows matching: {}", self.text))
        })?;
        call.session(found.session)?.select(found.index);
        let window = call.window(found.window)?;
        window.select(found.pane);
        window.zoomed |= self.zoom && window.panes().len() > 1;
        call.world.fit_panes(found.window);
        call.world.session_changed(found.session);
        Ok(Flow::Done)
    }
}

impl FindWindow {
    /// A format that is true for what is looked for.
    fn filter(&self) -> String {
        let everywhere = !self.content && !self.name && !self.title;
        let escaped = self.text.replace('#', "##").replace(',', "#,").replace('}', "#}");
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
        wanted.fold("0".to_owned(), |all, (_, one)| format!("#{{||:{all},{one}}}"))
    }
}

/// Every pane of the session, those of the windows after `here` first; the active one of each
/// window first.
fn panes_after(call: &mut Call<'_>, here: Place) -> Result<Vec<Place>> {
    let session = call.session(here.session)?;
    let links = session.windows.iter().map(|(index, link)| (*index, link.window));
    let (before, after): (Vec<_>, Vec<_>) = links.partition(|(index, _)| *index <= here.index);
    let mut places = Vec::new();
    for (index, id) in after.into_iter().chain(before) {
        let window = call.window(id)?;
        let active = window.active;
        let others = window.panes().into_iter().filter(|p| *p != active);
        let panes: Vec<PaneId> = std::iter::once(active).chain(others).collect();
        places.extend(panes.into_iter().map(|pane| Place {
            index,
            window: id,
            pane,
            ..here
        }));
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use crate::base::PaneId;
    use crate::model::testing::Bench;

    #[test]
    fn the_next_window_that_matches_is_shown() {
        for (line, window) in [
            ("findw alpha", "1"),
            ("findw -N alpha ; findw -N alpha", "2"),
            ("findw -N alpha ; findw -N alpha ; findw -N alpha", "1"),
            ("findw -C needle", "2"),
            ("findw -iN ALPHA", "1"),
            ("findw -rN '^alpha.$'", "2"),
            ("findw -T sometitle", "0"),
            ("findw w", "0"),
        ] {
            let mut bench = Bench::new();
            bench.ok("neww -dn alpha ; neww -dn alpha2 ; selectp -T sometitle");
            bench.print(PaneId(2), b"a needle");
            bench.ok(line);
            assert_eq!(bench.format("#{window_index}"), window, "{line}");
        }
    }

    #[test]
    fn nothing_found_is_told() {
        for line in ["findw -N needle", "findw -C alpha", "findw -T a", "findw '#{x},}'"] {
            let mut bench = Bench::new();
            let text = line.rsplit(' ').next().unwrap().trim_matches('\'');
            assert_eq!(bench.fails(line), format!("no windows matching: {text}"), "{line}");
        }
    }
}
