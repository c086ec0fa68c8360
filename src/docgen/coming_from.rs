//! `mux help coming-from-…`: keys of other multiplexers beside those of mux.

use std::fmt::Write as _;

/// Keys of another multiplexer.
struct Table {
    /// The word after `mux help`.
    topic: &'static str,
    /// The paragraph above the table.
    about: &'static str,
    /// To do, the other's keys, mux's keys. An empty second text begins a group.
    rows: &'static [(&'static str, &'static str, &'static str)],
}

const TABLES: &[Table] = &[
    Table {
        topic: "coming-from-zellij",
        about: "mux has no modes that you enter and leave: press Ctrl-b, release it, then press \
                one key (written C-b x). A tab is a window here. C-b ? lists all keys, and a pause \
                after C-b shows them too.",
        rows: &[
            ("Sessions", "", ""),
            ("leave, everything keeps running", "Ctrl-o d", "C-b d"),
            ("come back", "zellij attach NAME", "mux attach -t NAME"),
            ("list and switch", "Ctrl-o w", "C-b s"),
            ("Tabs are windows", "", ""),
            ("new", "Ctrl-t n", "C-b c"),
            ("next, previous", "Ctrl-t l, h", "C-b n, p"),
            ("by number", "Ctrl-t 1", "C-b 1"),
            ("rename", "Ctrl-t r", "C-b ,"),
            ("close", "Ctrl-t x", "C-b &"),
            ("Panes", "", ""),
            ("new on the right, below", "Ctrl-p r, d", "C-b %, \""),
            ("move between them", "Alt-arrows", "C-b arrows"),
            ("full size and back", "Ctrl-p f", "C-b z"),
            ("close", "Ctrl-p x", "C-b x"),
            ("bring the closed one back", "-", "C-b M-u"),
            ("floating: show, hide", "Ctrl-p w", "C-b M-f"),
            ("resize", "Ctrl-n arrows", "C-b C-arrows"),
            ("next layout", "Alt-]", "C-b Space"),
            ("Text", "", ""),
            ("scroll", "Ctrl-s arrows", "C-b [ (q ends it)"),
            ("search", "Ctrl-s s", "C-b [ then C-s"),
            ("edit the history", "Ctrl-s e", "C-b e"),
        ],
    },
    Table {
        topic: "coming-from-screen",
        about: "The prefix key is Ctrl-b (C-b) instead of Ctrl-a. These two lines in \
                ~/.config/mux/mux.conf bring it back:  set -g prefix C-a  and  bind C-a \
                send-prefix. A region is a pane here, and each pane has its own program.",
        rows: &[
            ("Sessions", "", ""),
            ("start with a name", "screen -S NAME", "mux new -s NAME"),
            ("leave, everything keeps running", "C-a d", "C-b d"),
            ("come back", "screen -r NAME", "mux attach -t NAME"),
            ("come back here only", "screen -d -r", "mux attach -d"),
            ("share the screen", "screen -x", "mux attach"),
            ("list", "screen -ls", "mux ls"),
            ("Windows", "", ""),
            ("new", "C-a c", "C-b c"),
            ("next, previous", "C-a n, p", "C-b n, p"),
            ("the last one", "C-a C-a", "C-b l"),
            ("by number", "C-a 1", "C-b 1"),
            ("list", "C-a \"", "C-b w"),
            ("rename", "C-a A", "C-b ,"),
            ("close", "C-a k", "C-b &"),
            ("Regions are panes", "", ""),
            ("split below, beside", "C-a S, |", "C-b \", %"),
            ("move between them", "C-a Tab", "C-b o, C-b arrows"),
            ("close one, all others", "C-a X, Q", "C-b x, C-b !"),
            ("Text and more", "", ""),
            ("scroll, copy", "C-a [", "C-b ["),
            ("paste", "C-a ]", "C-b ]"),
            ("log the output", "C-a H", "mux pipe-pane 'cat >>log'"),
            ("a command", "C-a :", "C-b :"),
            ("all keys", "C-a ?", "C-b ?"),
        ],
    },
];

/// The topics, for hints and completion.
pub(super) fn topics<'a>() -> impl Iterator<Item = &'a str> {
    TABLES.iter().map(|table| table.topic)
}

/// The page of a topic in lines of at most 79 columns; `None` if there is no such topic.
pub(super) fn page(topic: &str, wrap: impl Fn(&str) -> String) -> Option<String> {
    let table = TABLES.iter().find(|table| table.topic == topic)?;
    let name = topic.rsplit('-').next().unwrap_or_default();
    let mut page = wrap(table.about);
    // Writing to a string cannot fail.
    let _ = writeln!(page, "\n{:<34}{name:<20}mux", "");
    for (what, theirs, ours) in table.rows {
        let _ = match theirs.is_empty() {
            true => writeln!(page, "{what}"),
            false => writeln!(page, "  {what:<32}{theirs:<20}{ours}"),
        };
    }
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::tables::bindings::DEFAULTS;

    #[test]
    fn keys_of_mux_in_the_tables_are_bound() {
        let bound = |key: &str| DEFAULTS.iter().any(|b| b.table == "prefix" && b.key == key);
        for table in TABLES {
            for (what, _, ours) in table.rows.iter().filter(|row| row.2.starts_with("C-b ")) {
                let keys = ours.split(" (").next().unwrap_or_default();
                let keys = keys.split(" then").next().unwrap_or_default();
                for key in keys.split(", ").map(|key| key.trim_start_matches("C-b ")) {
                    let key = key.replace("arrows", "Up");
                    assert!(bound(&key), "{}: {what}: {key}", table.topic);
                }
            }
            let page = page(table.topic, str::to_owned).unwrap();
            let wide = page.lines().skip(1).find(|line| line.chars().count() > 79);
            assert_eq!(wide, None);
        }
    }
}
