//! The keys of vi in prompts (`status-keys vi`): Escape leaves the insertion for the command mode,
//! whose keys move, delete, and go back to the insertion.

use crate::base::{Key, KeyCode, Mods};
use crate::model::overlays::prompt_words;
use crate::model::state::overlay::Prompt;

/// Translates a key to the one that does the same in a prompt with the keys of Emacs. `None`: the
/// key is handled or has no effect.
pub(super) fn key(prompt: &mut Prompt, key: Key, separators: &str) -> Option<Key> {
    if !prompt.commanding {
        if key != Key::plain(KeyCode::Escape) {
            return Some(key);
        }
        prompt.commanding = true;
        return None;
    }
    let ctrl = |c: char| Key::new(KeyCode::Char(c), Mods::CTRL);
    let plain = |code: KeyCode| Some(Key::plain(code));
    let KeyCode::Char(typed) = key.code else {
        return match key.code {
            KeyCode::Escape => None,
            KeyCode::Backspace => plain(KeyCode::Left),
            _ => Some(key),
        };
    };
    if key.mods == Mods::CTRL {
        return matches!(typed, 'c' | 'h' | 'j' | 'm' | 'n' | 'p').then_some(key);
    }
    if !key.mods.difference(Mods::SHIFT).is_empty() {
        return None;
    }
    if matches!(typed, 'A' | 'C' | 'I' | 'S' | 'a' | 'i' | 's') {
        prompt.commanding = false;
    }
    match typed {
        'A' | '$' => plain(KeyCode::End),
        'I' | '0' | '^' => plain(KeyCode::Home),
        'C' | 'D' => Some(ctrl('k')),
        'S' | 'd' => Some(ctrl('u')),
        'X' => plain(KeyCode::Backspace),
        's' | 'x' => plain(KeyCode::Delete),
        'a' | 'l' => plain(KeyCode::Right),
        'h' => plain(KeyCode::Left),
        'j' => plain(KeyCode::Down),
        'k' => plain(KeyCode::Up),
        'p' => Some(ctrl('y')),
        'q' => Some(ctrl('c')),
        _ => {
            let to = match typed {
                'b' => prompt_words::back(prompt, separators),
                'B' => prompt_words::back(prompt, ""),
                'e' => prompt_words::end(prompt, separators),
                'E' => prompt_words::end(prompt, ""),
                'w' => prompt_words::next(prompt, separators),
                'W' => prompt_words::next(prompt, ""),
                _ => prompt.cursor,
            };
            prompt.cursor = to;
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::state::overlay::Prompt;
    use crate::model::testing::TestWorld;

    #[test]
    fn lines_are_edited_as_in_vi() {
        for (keys, text) in [
            ("a b Escape i c", "abc"),
            ("a b Escape 0 x", "b"),
            ("a b Escape 0 a c", "acb"),
            ("a b Escape ^ A c", "abc"),
            ("a b Escape I c", "cab"),
            ("a b Escape h s c", "ac"),
            ("a b Escape S c", "c"),
            ("a b Escape h C c", "ac"),
            ("a b c Escape h h D", "a"),
            ("a b c Escape X", "ab"),
            ("a b c Escape d i x C-y", "xabc"),
            ("a b c Escape d p", "abc"),
            ("a - b Space c Escape 0 w x", "ab c"),
            ("a - b Space c Escape 0 W x", "a-b "),
            ("a b - c d Escape 0 e x", "a-cd"),
            ("a b - c d Escape 0 E x", "ab-c"),
            ("a b - c d Escape b x", "ab-d"),
            ("a b - c d Escape B x", "b-cd"),
            ("a b Escape BSpace x", "a"),
            ("a b Escape C-h", "a"),
            ("a b Escape 0 C-e i c", "cab"),
            ("a b Escape Escape Left l h x", "a"),
            ("a Escape z y M-b", "a"),
            ("a Enter C-b T b Escape k A c", "ac"),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok("set -g status-keys vi");
            fixture.ok("set -g word-separators -");
            fixture.ok("bind T command-prompt 'set -g @x %1'");
            fixture.keys(client, &["C-b", "T"]);
            fixture.keys(client, &keys.split(' ').collect::<Vec<_>>());
            let prompt = fixture.world.clients[&client].overlays.get::<Prompt>();
            let input: String = prompt.unwrap().input.iter().collect();
            assert_eq!(input, text, "{keys}");
        }
    }

    #[test]
    fn commands_of_vi_accept_and_cancel() {
        for (keys, open, answer) in [
            ("a Escape q", false, ""),
            ("a Escape C-c", false, ""),
            ("a Escape Enter", false, "a"),
            ("a Escape", true, ""),
        ] {
            let mut fixture = TestWorld::new();
            let client = fixture.attach();
            fixture.ok("set -g status-keys vi");
            fixture.ok("bind T command-prompt 'set -g @x %1'");
            fixture.keys(client, &["C-b", "T"]);
            fixture.keys(client, &keys.split(' ').collect::<Vec<_>>());
            let prompt = fixture.world.clients[&client].overlays.get::<Prompt>();
            assert_eq!(prompt.is_some(), open, "{keys}");
            assert_eq!(fixture.format("#{@x}"), answer, "{keys}");
        }
    }

    #[test]
    fn command_mode_has_its_own_style_and_cursor() {
        let mut fixture = TestWorld::new();
        let client = fixture.attach();
        fixture.ok("set -g status-keys vi");
        fixture.ok("set -g prompt-command-cursor-style block");
        fixture.ok("set -g prompt-cursor-style bar");
        fixture.ok("set -g message-format '#{?command_prompt,<C>,<I>}#{message}'");
        fixture.keys(client, &["C-b", ":", "a"]);
        let shown = |fixture: &mut TestWorld| {
            let scene = fixture.scene(client).unwrap();
            let line = scene.status_lines.last().unwrap();
            let cursor = fixture.cursor(client).unwrap();
            (line.line.text(), cursor.shape, cursor.at.x)
        };
        use crate::base::CursorShape;
        let (text, shape, x) = shown(&mut fixture);
        assert_eq!((text.trim_end(), shape, x), ("<I>:a", CursorShape::Bar, 5));
        fixture.keys(client, &["Escape", "h"]);
        let (text, shape, x) = shown(&mut fixture);
        assert_eq!(
            (text.trim_end(), shape, x),
            ("<C>:a", CursorShape::Block, 4)
        );
    }
}
