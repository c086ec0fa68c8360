//! `theme`: list the themes, or choose one.

use crate::base::json::Json;
use crate::base::{Attrs, Color, Ink, Palette, Result, Role};
use crate::lang::color::color_name;
use crate::lang::tables::option_value::Value;
use crate::lang::tables::options;
use crate::lang::theme;
use crate::model::command::def::Command;
use crate::model::ops::option_changes;
use crate::model::ops::screens::themes;
use crate::model::ops::settings::hand_changes;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::options::OptionScope;

/// List the themes with samples of their colours, or choose one for all sessions.
#[derive(clap::Args, Debug)]
pub struct Theme {
    /// Print as JSON
    #[arg(long)]
    json: bool,
    /// Theme to use from now on: terminal, auto, light, dark, or a name of the list
    #[arg(value_name = "name")]
    name: Option<String>,
}

impl Command for Theme {
    const NAME: &'static str = "theme";
    const OWN: bool = true;
    const STARTS_SERVER: bool = true;

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        let Some(name) = &self.name else {
            self.list(cx);
            return Ok(Flow::Done);
        };
        let option = options::THEME;
        let value = Value::Str(name.clone());
        themes::check(cx.world, option.name(), &value)?;
        let author = cx.author();
        let of = OptionScope::Session(None);
        hand_changes::set_option(cx.world, author, of, option.name(), Some(value));
        option_changes::apply_option_change(cx.world, option.def());
        Ok(Flow::Done)
    }
}

/// The roles of a sample, with text on them.
const SAMPLE: [(Role, Role); 5] = [
    (Role::Surface, Role::Text),
    (Role::Accent, Role::Contrast),
    (Role::Ok, Role::Contrast),
    (Role::Warn, Role::Contrast),
    (Role::Error, Role::Contrast),
];

impl Theme {
    fn list(&self, cx: &mut CommandContext<'_>) {
        let shown = match cx.client() {
            Some(client) if client.attached() => themes::name(cx.world, client).to_owned(),
            _ => cx
                .world
                .get(options::THEME, OptionScope::Session(None))
                .to_owned(),
        };
        let mut lines = Vec::new();
        let mut rows = Vec::new();
        for name in themes::names_of_all(cx.world) {
            let palette = themes::find(cx.world, &name).unwrap_or_default();
            let current = name == shown;
            let about = about(&name);
            rows.push(Json::object([
                ("name", Json::from(name.as_str())),
                ("current", current.into()),
                ("about", about.into()),
                ("roles", roles(&palette)),
            ]));
            let mark = if current { '*' } else { ' ' };
            let sample = if colored(cx) {
                sample(&palette)
            } else {
                plain(&palette)
            };
            lines.push(
                format!("{mark} {name:<18}{sample}  {about}")
                    .trim_end()
                    .to_owned(),
            );
        }
        if self.json {
            cx.print(&Json::List(rows).to_string());
        } else {
            lines.iter().for_each(|line| cx.print(line));
        }
    }
}

fn about(name: &str) -> &'static str {
    match theme::built_in(name) {
        Some(theme) => theme.about,
        None if name == "terminal" => "Colours of the terminal (default)",
        None => "Own theme (option themes)",
    }
}

fn roles(palette: &Palette) -> Json {
    let roles = Role::ALL.iter();
    let named = roles.map(|role| (role.name(), Json::from(name_of(palette.ink(*role)))));
    Json::object(named)
}

/// The colour of an ink by its name, with its attributes.
fn name_of(ink: Ink) -> String {
    let mut name = color_name(Some(ink.color));
    for (attr, word) in [(Attrs::DIM, " dim"), (Attrs::REVERSE, " reverse")] {
        if ink.attrs.contains(attr) {
            name += word;
        }
    }
    name
}

/// Whether the output may have control sequences: the client has a terminal with colours, and does
/// not refuse them (`NO_COLOR`).
fn colored(cx: &CommandContext<'_>) -> bool {
    cx.client().is_some_and(|client| {
        let refused = client
            .caller
            .variable("NO_COLOR")
            .is_some_and(|v| !v.is_empty());
        let terminal = client.caller.tty.is_some() && client.caller.cannot_attach.is_none();
        terminal && !refused && !client.attached()
    })
}

fn sample(palette: &Palette) -> String {
    let blocks = SAMPLE.map(|(back, text)| {
        let (back, text) = (palette.ink(back), palette.ink(text));
        let codes = [sgr(text.color, 30), sgr(back.color, 40)].join(";");
        format!("\x1b[{codes}m Aa \x1b[m")
    });
    blocks.concat()
}

/// The SGR parameters of a colour; `base` is 30 for text, 40 for the background.
fn sgr(color: Color, base: u16) -> String {
    match color.plain() {
        Color::Default | Color::Role(_) => (base + 9).to_string(),
        Color::Ansi(n) if n < 8 => (base + u16::from(n)).to_string(),
        Color::Ansi(n) => (base + 52 + u16::from(n)).to_string(),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

fn plain(palette: &Palette) -> String {
    let names = SAMPLE.map(|(role, _)| format!("{:<9}", color_name(Some(palette.ink(role).color))));
    names.concat().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::lang::tables::themes::BUILT_IN;
    use crate::model::testing::TestWorld;

    #[test]
    fn themes_are_listed_and_chosen() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -s themes[mine] accent=#010203");
        let listed = fixture.run("theme").out;
        assert_eq!(listed.lines().count(), BUILT_IN.len() + 2);
        assert!(listed.starts_with("* terminal "), "{listed}");
        assert!(
            listed.contains("  mine ") && listed.contains("#010203"),
            "{listed}"
        );
        fixture.ok("theme gruvbox-dark");
        let listed = fixture.run("theme --json").out;
        let current = "\"name\":\"gruvbox-dark\",\"current\":true";
        assert!(listed.contains(current), "{listed}");
        let error = fixture.run("theme gruvbox-darc").err;
        assert_eq!(
            error.trim_end(),
            "no theme \"gruvbox-darc\" (did you mean gruvbox-dark?)"
        );
        assert_eq!(fixture.run("show -gv theme").out.trim_end(), "gruvbox-dark");
    }
}
