//! Loops over options and environment variables (`#{O:…}`, `#{V:…}`).

use crate::lang::tables::option_def::{OptionDef, Scope};
use crate::lang::tables::option_lookup;
use crate::lang::tables::options::OPTIONS;
use crate::model::format::context::FormatContext;
use crate::model::state::options::{OptionScope, OptionSet};

/// The variables of one iteration.
pub(crate) type Row = Vec<(&'static str, String)>;

/// The options in effect, sorted by name: those of the table, then user options.
pub(crate) fn rows(c: &FormatContext<'_>) -> Vec<Row> {
    let mut names: Vec<&str> = OPTIONS.iter().map(|def| def.name).collect();
    names.sort_unstable();
    let mut own: Vec<&str> = sets(c).into_iter().flat_map(user_names).collect();
    own.sort_unstable();
    own.dedup();
    names.extend(own);
    names.into_iter().filter_map(|name| row(c, name)).collect()
}

fn user_names(set: &OptionSet) -> impl Iterator<Item = &str> {
    let names = set.0.keys().map(String::as_str);
    names.filter(|name| name.starts_with('@'))
}

/// The sets of options that apply, the nearest first.
fn sets<'c>(c: &FormatContext<'c>) -> Vec<&'c OptionSet> {
    let place = c.place;
    let chain = [
        Some(OptionScope::Server),
        place.map(|p| OptionScope::Pane(p.pane)),
        place.map(|p| OptionScope::Window(Some(p.window))),
        Some(OptionScope::Window(None)),
        place.map(|p| OptionScope::Session(Some(p.session))),
        Some(OptionScope::Session(None)),
    ];
    let chain = chain.into_iter().flatten();
    chain.filter_map(|of| c.world.option_set(of)).collect()
}

fn row(c: &FormatContext<'_>, name: &str) -> Option<Row> {
    let value = c.option(name)?;
    let def = option_lookup::get(name);
    let place = c.place;
    let local = [
        place.map(|p| OptionScope::Pane(p.pane)),
        place.map(|p| OptionScope::Window(Some(p.window))),
        place.map(|p| OptionScope::Session(Some(p.session))),
    ];
    let mut sets = local.into_iter().flatten();
    let is_local = sets.any(|of| {
        let set = c.world.option_set(of);
        set.is_some_and(|set| set.get(name).is_some())
    });
    let flag = |on: bool| u8::from(on).to_string();
    let unit = def.map_or("", |def| def.unit);
    Some(vec![
        ("option_name", name.to_owned()),
        ("option_value", value),
        ("option_scope", def.map_or("user", scope).to_owned()),
        ("option_unit", unit.to_owned()),
        (
            "option_is_array",
            flag(def.is_some_and(|def| def.array.is_some())),
        ),
        ("option_is_global", flag(!is_local)),
    ])
}

fn scope(def: &OptionDef) -> &'static str {
    if def.scope.contains(Scope::SERVER) {
        "server"
    } else if def.scope.contains(Scope::SESSION) {
        "session"
    } else if def.scope.contains(Scope::PANE) {
        "pane"
    } else {
        "window"
    }
}

/// The environment variables of the session and, where it has none of a name, of the server.
pub(crate) fn variables(c: &FormatContext<'_>) -> Vec<Row> {
    let session = c.place.and_then(|p| c.world.sessions.get(&p.session));
    let mut all = c.world.environment.clone();
    if let Some(session) = session {
        all.overlay(&session.environment);
    }
    let rows = all.for_program().into_iter();
    rows.map(|(name, value)| vec![("environ_name", name), ("environ_value", value)])
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::model::testing::TestWorld;

    #[test]
    fn loops_go_over_options_and_variables() {
        let mut fixture = TestWorld::new();
        fixture.ok("set -g @x 'a b' ; setenv -g ONE 1 ; setenv ONE 2 ; set mouse off");
        let only =
            "#{O:#{?#{m:@x,#{option_name}},#{option_name}=#{option_value} #{option_scope},}}";
        assert_eq!(fixture.format(only), "@x=a b user");
        let mouse = "#{O:#{?#{==:mouse,#{option_name}},#{option_value}#{option_is_global} #{option_scope},}}";
        assert_eq!(fixture.format(mouse), "00 session");
        let one = "#{V:#{?#{==:ONE,#{environ_name}},#{environ_value},}}";
        assert_eq!(fixture.format(one), "2");
        assert_eq!(fixture.format("#{W:#{loop_index}#{loop_last_flag}}"), "01");
    }
}
