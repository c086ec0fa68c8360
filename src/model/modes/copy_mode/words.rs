//! The commands of `send-keys -X`.

use crate::model::copy::engine::Engine;
use crate::model::copy::scrollbar;
use crate::model::copy::searching::Found;
use crate::model::copy::selecting::{self, Selected};
use crate::model::state::mode::copy_mode::{
    CursorEnd, JumpKind, LineNumbering, LineSelection, Unit,
};
use crate::model::state::mode::history_search::Find;

/// The result of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// The mode goes on.
    Stay,
    /// The mode ends.
    Leave,
}

/// The effect of a command on the highlights of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Highlights {
    /// They go.
    Hide,
    /// They stay.
    Keep,
    /// They go with the keys of emacs and stay with those of vi.
    KeepInVi,
}

/// A selection that is copied.
#[derive(Clone, Debug, Default)]
pub(super) struct Copied {
    /// The text; `None` if nothing is selected.
    pub selected: Option<Selected>,
    /// It becomes a paste buffer whose name begins with this prefix; `None` makes no buffer.
    pub buffer: Option<String>,
    /// It is appended to the newest automatic buffer.
    pub append: bool,
    /// The clipboard is set.
    pub clipboard: bool,
    /// The shell command that reads it; empty is `copy-command`, `None` is none.
    pub pipe: Option<String>,
}

/// A command with its arguments, and what it asks of the world.
pub(super) struct Call<'c, 't, 'a> {
    /// The engine of the mode.
    pub e: &'c mut Engine<'t, 'a>,
    /// The number of repetitions.
    pub times: usize,
    /// The arguments after the flags.
    pub args: &'c [String],
    /// The flags.
    pub flags: &'c str,
    /// The option `word-separators`.
    pub separators: &'c str,
    /// The wheel of the mouse ran the command, and no button is held.
    pub by_wheel: bool,
    /// The command was run by a mouse event that is not one of the wheel.
    pub by_mouse: bool,
    /// The row of the scrollbar to which the mouse drags the start of the slider.
    pub slider_row: Option<usize>,
    /// Line numbers are absolute.
    pub absolute: bool,
    /// Texts to copy.
    pub copied: Vec<Copied>,
    /// A match that is to be searched for beside the world, and how many follow it.
    pub far: Option<(Find, usize)>,
    /// The message of a failed search.
    pub failure: Option<&'static str>,
    /// The text is to be read again from the pane.
    pub refresh: bool,
    /// A drag begins.
    pub drag: bool,
}

/// A command of the mode.
pub(super) struct Word {
    pub name: &'static str,
    /// The flags that it accepts.
    pub flags: &'static str,
    /// The least and the greatest number of arguments.
    pub args: (usize, usize),
    pub highlights: Highlights,
    pub run: fn(&mut Call<'_, '_, '_>) -> After,
}

impl Call<'_, '_, '_> {
    fn arg(&self) -> &str {
        self.args.first().map_or("", String::as_str)
    }

    /// Repeats a movement until it has no effect, because a count may be huge.
    fn repeat(&mut self, mut step: impl FnMut(&mut Engine<'_, '_>)) -> After {
        for _ in 0..self.times {
            let before = (self.e.at(), self.e.s.up);
            step(self.e);
            if before == (self.e.at(), self.e.s.up) {
                break;
            }
        }
        After::Stay
    }

    /// Repeats a page down. The mode ends at the bottom if `leaves`.
    fn pages_down(&mut self, half: bool, leaves: bool) -> After {
        for _ in 0..self.times {
            let before = (self.e.at(), self.e.s.up);
            if self.e.page_down(half) && leaves {
                return After::Leave;
            }
            if before == (self.e.at(), self.e.s.up) {
                break;
            }
        }
        After::Stay
    }

    fn scroll_down(&mut self, always_leaves: bool) -> After {
        let leaves = always_leaves || self.e.s.exit_at_bottom;
        if self.e.s.up > 0 {
            self.e.scroll_down(self.times, self.by_wheel);
        }
        if leaves && self.e.at_bottom() {
            After::Leave
        } else {
            After::Stay
        }
    }

    fn jump(&mut self, kind: JumpKind) -> After {
        if let Some(wanted) = self.args.first().filter(|arg| !arg.is_empty()) {
            let first = wanted.chars().next().map(String::from).unwrap_or_default();
            self.e.jump(kind, &first, self.times);
        }
        After::Stay
    }

    fn search(&mut self, down: bool, regex: bool) -> After {
        if let Some(text) = self.args.first() {
            if text.is_empty() {
                return After::Stay;
            }
            let special = |c| "^$*+()?[].\\{}|".contains(c);
            let regex = regex && text.contains(special);
            let search = &mut self.e.s.search;
            if search.text != *text || search.regex != regex {
                search.shown = false;
            }
            text.clone_into(&mut search.text);
            search.regex = regex;
        }
        if self.e.s.search.text.is_empty() {
            return After::Stay;
        }
        self.e.s.search.down = down;
        self.step(down)
    }

    /// Goes to the next match.
    fn step(&mut self, down: bool) -> After {
        if !self.e.s.search.text.is_empty() {
            let found = self.e.search(down, self.times);
            match found {
                Found::Invalid => self.failure = Some("invalid regular expression"),
                Found::Far(find, times) => self.far = Some((find, times)),
                Found::Yes | Found::No => {}
            }
        }
        After::Stay
    }

    fn search_typed(&mut self, down: bool) -> After {
        let typed = self.arg().to_owned();
        if let Found::Far(find, times) = self.e.search_typed(&typed, down) {
            self.far = Some((find, times));
        }
        After::Stay
    }

    fn select_output(&mut self) -> bool {
        let found = self.e.select_output();
        if !found {
            self.failure = Some("no marked command output (see mux shell-integration)");
        }
        found
    }

    /// The selection, or else the match at the cursor.
    fn selected(&self) -> Option<Selected> {
        let selection = &self.e.s.selection;
        if selection.on || selection.lines != LineSelection::None {
            return selecting::selected(self.e.text, self.e.s, self.e.vi);
        }
        self.e
            .match_text()
            .map(|text| Selected { text, cut: false })
    }

    fn copy_options(&self, pipe: bool) -> Copied {
        let prefix = self.args.get(usize::from(pipe)).cloned();
        Copied {
            selected: self.selected(),
            buffer: (!self.flags.contains('P')).then(|| prefix.unwrap_or_default()),
            append: false,
            clipboard: !self.flags.contains('C'),
            pipe: pipe.then(|| self.arg().to_owned()),
        }
    }

    fn copy(&mut self, pipe: bool) {
        let copied = self.copy_options(pipe);
        self.copied.push(copied);
    }

    fn pipe(&mut self) {
        let selected = self.selected();
        self.copied.push(Copied {
            selected,
            pipe: Some(self.arg().to_owned()),
            ..Copied::default()
        });
    }

    fn append(&mut self) {
        let selected = self.selected();
        self.copied.push(Copied {
            selected,
            append: true,
            clipboard: true,
            ..Copied::default()
        });
    }

    fn clear(&mut self) -> After {
        self.e.clear_selection();
        After::Stay
    }

    fn clear_and_leave(&mut self) -> After {
        self.e.clear_selection();
        After::Leave
    }

    /// Copies to the end of the line, or the whole line, and the lines after it by the count.
    fn copy_line(&mut self, whole: bool, pipe: bool) {
        let before = (self.e.s.x, self.e.s.row, self.e.s.up);
        if whole {
            self.e.s.selection.unit = Unit::Char;
            self.e.line_start();
        }
        self.e.begin_selection();
        for _ in 1..self.times {
            let before = self.e.at();
            self.e.down(false);
            if before == self.e.at() {
                break;
            }
        }
        self.e.line_end();
        self.copy(pipe);
        self.e.clear_selection();
        (self.e.s.x, self.e.s.row, self.e.s.up) = before;
    }
}

const fn word(
    name: &'static str,
    highlights: Highlights,
    run: fn(&mut Call<'_, '_, '_>) -> After,
) -> Word {
    Word {
        name,
        flags: "",
        args: (0, 0),
        highlights,
        run,
    }
}

impl Word {
    const fn takes(mut self, least: usize, most: usize) -> Self {
        self.args = (least, most);
        self
    }

    const fn flags(mut self, flags: &'static str) -> Self {
        self.flags = flags;
        self
    }
}

/// A command that copies: flags -C and -P, and arguments.
const fn copies(
    name: &'static str,
    args: usize,
    highlights: Highlights,
    run: fn(&mut Call<'_, '_, '_>) -> After,
) -> Word {
    word(name, highlights, run).takes(0, args).flags("CP")
}

use Highlights::{Hide, Keep, KeepInVi};

/// The commands, by name.
pub(super) const WORDS: &[Word] = &[
    word("append-selection", Hide, |c| {
        c.append();
        c.clear()
    }),
    word("append-selection-and-cancel", Hide, |c| {
        c.append();
        c.clear_and_leave()
    }),
    word("back-to-indentation", Hide, |c| {
        c.e.indentation();
        After::Stay
    }),
    word("begin-selection", Hide, |c| {
        if c.by_mouse {
            c.drag = true;
        } else {
            c.e.begin_selection();
        }
        After::Stay
    }),
    word("bottom-line", KeepInVi, |c| {
        c.e.bottom_row();
        After::Stay
    }),
    word("cancel", Hide, |_| After::Leave),
    word("clear-selection", Hide, |c| c.clear()),
    copies("copy-end-of-line", 1, Hide, |c| {
        c.copy_line(false, false);
        After::Stay
    }),
    copies("copy-end-of-line-and-cancel", 1, Hide, |c| {
        c.copy_line(false, false);
        After::Leave
    }),
    copies("copy-line", 1, Hide, |c| {
        c.copy_line(true, false);
        After::Stay
    }),
    copies("copy-line-and-cancel", 1, Hide, |c| {
        c.copy_line(true, false);
        After::Leave
    }),
    copies("copy-output-and-cancel", 1, Hide, |c| {
        if c.select_output() {
            c.copy(false);
        }
        c.clear_and_leave()
    }),
    copies("copy-pipe", 2, Hide, |c| {
        c.copy(true);
        c.clear()
    }),
    copies("copy-pipe-and-cancel", 2, Hide, |c| {
        c.copy(true);
        c.clear_and_leave()
    }),
    copies("copy-pipe-end-of-line", 2, Hide, |c| {
        c.copy_line(false, true);
        After::Stay
    }),
    copies("copy-pipe-end-of-line-and-cancel", 2, Hide, |c| {
        c.copy_line(false, true);
        After::Leave
    }),
    copies("copy-pipe-line", 2, Hide, |c| {
        c.copy_line(true, true);
        After::Stay
    }),
    copies("copy-pipe-line-and-cancel", 2, Hide, |c| {
        c.copy_line(true, true);
        After::Leave
    }),
    copies("copy-pipe-no-clear", 2, Keep, |c| {
        c.copy(true);
        After::Stay
    }),
    copies("copy-selection", 1, Hide, |c| {
        c.copy(false);
        c.clear()
    }),
    copies("copy-selection-and-cancel", 1, Hide, |c| {
        c.copy(false);
        c.clear_and_leave()
    }),
    copies("copy-selection-no-clear", 1, Keep, |c| {
        c.copy(false);
        After::Stay
    }),
    word("cursor-centre-horizontal", KeepInVi, |c| {
        c.e.centre(false);
        After::Stay
    }),
    word("cursor-centre-vertical", KeepInVi, |c| {
        c.e.centre(true);
        After::Stay
    }),
    word("cursor-down", KeepInVi, |c| c.repeat(|e| e.down(false))),
    word("cursor-down-and-cancel", Hide, |c| {
        let row = c.e.s.row;
        c.repeat(|e| e.down(false));
        if row == c.e.s.row && c.e.s.up == 0 {
            After::Leave
        } else {
            After::Stay
        }
    }),
    word("cursor-left", KeepInVi, |c| c.repeat(|e| e.left())),
    word("cursor-right", KeepInVi, |c| c.repeat(|e| e.right())),
    word("cursor-up", KeepInVi, |c| c.repeat(|e| e.up(false))),
    word("end-of-line", KeepInVi, |c| {
        c.e.line_end();
        After::Stay
    }),
    word("goto-line", KeepInVi, |c| {
        if let Ok(n) = c.arg().trim().parse() {
            c.e.goto_line(n, c.absolute);
        }
        After::Stay
    })
    .takes(1, 1),
    word("halfpage-down", KeepInVi, |c| {
        let leaves = c.e.s.exit_at_bottom;
        c.pages_down(true, leaves)
    }),
    word("halfpage-down-and-cancel", Hide, |c| {
        c.pages_down(true, true)
    }),
    word("halfpage-up", KeepInVi, |c| c.repeat(|e| e.page_up(true))),
    word("history-bottom", KeepInVi, |c| {
        c.e.history_bottom();
        After::Stay
    }),
    word("history-top", KeepInVi, |c| {
        c.e.history_top();
        After::Stay
    }),
    word("jump-again", KeepInVi, |c| {
        c.e.jump_again(false, c.times);
        After::Stay
    }),
    word("jump-backward", KeepInVi, |c| c.jump(JumpKind::Backward)).takes(1, 1),
    word("jump-forward", KeepInVi, |c| c.jump(JumpKind::Forward)).takes(1, 1),
    word("jump-reverse", KeepInVi, |c| {
        c.e.jump_again(true, c.times);
        After::Stay
    }),
    word("jump-to-backward", KeepInVi, |c| {
        c.jump(JumpKind::ToBackward)
    })
    .takes(1, 1),
    word("jump-to-forward", KeepInVi, |c| c.jump(JumpKind::ToForward)).takes(1, 1),
    word("jump-to-mark", Hide, |c| {
        c.e.jump_to_mark();
        After::Stay
    }),
    word("line-numbers-off", Keep, |c| {
        c.e.s.line_numbers = LineNumbering::Off;
        After::Stay
    }),
    word("line-numbers-on", Keep, |c| {
        c.e.s.line_numbers = LineNumbering::On;
        After::Stay
    }),
    word("line-numbers-toggle", Keep, |c| {
        c.e.s.line_numbers = match c.e.s.line_numbers {
            LineNumbering::ByOption | LineNumbering::Off => LineNumbering::On,
            LineNumbering::On => LineNumbering::Off,
        };
        After::Stay
    }),
    word("middle-line", KeepInVi, |c| {
        c.e.middle_row();
        After::Stay
    }),
    word("next-matching-bracket", Hide, |c| {
        c.repeat(|e| e.next_bracket())
    }),
    word("next-paragraph", KeepInVi, |c| {
        c.repeat(|e| e.next_paragraph())
    }),
    word("next-prompt", Hide, |c| {
        let output = c.flags.contains('o');
        c.repeat(|e| e.prompt(true, output))
    })
    .flags("o"),
    word("next-space", KeepInVi, |c| c.repeat(|e| e.next_word(""))),
    word("next-space-end", KeepInVi, |c| {
        c.repeat(|e| e.next_word_end("", false))
    }),
    word("next-word", KeepInVi, |c| {
        let separators = c.separators;
        c.repeat(|e| e.next_word(separators))
    }),
    word("next-word-end", KeepInVi, |c| {
        let separators = c.separators;
        c.repeat(|e| e.next_word_end(separators, false))
    }),
    word("other-end", KeepInVi, |c| {
        c.e.s.selection.unit = Unit::Char;
        if c.times % 2 == 1 {
            c.e.other_end();
        }
        After::Stay
    }),
    word("page-down", KeepInVi, |c| {
        let leaves = c.e.s.exit_at_bottom;
        c.pages_down(false, leaves)
    }),
    word("page-down-and-cancel", Hide, |c| c.pages_down(false, true)),
    word("page-up", KeepInVi, |c| c.repeat(|e| e.page_up(false))),
    word("pipe", Hide, |c| {
        c.pipe();
        c.clear()
    })
    .takes(0, 1),
    word("pipe-and-cancel", Hide, |c| {
        c.pipe();
        c.clear_and_leave()
    })
    .takes(0, 1),
    word("pipe-no-clear", Keep, |c| {
        c.pipe();
        After::Stay
    })
    .takes(0, 1),
    word("previous-matching-bracket", Hide, |c| {
        c.repeat(|e| e.previous_bracket())
    }),
    word("previous-paragraph", KeepInVi, |c| {
        c.repeat(|e| e.previous_paragraph())
    }),
    word("previous-prompt", Hide, |c| {
        let output = c.flags.contains('o');
        c.repeat(|e| e.prompt(false, output))
    })
    .flags("o"),
    word("previous-space", KeepInVi, |c| {
        c.repeat(|e| e.previous_word("", true))
    }),
    word("previous-word", KeepInVi, |c| {
        let separators = c.separators;
        c.repeat(|e| e.previous_word(separators, true))
    }),
    word("recentre-top-bottom", Hide, |c| {
        c.e.recentre();
        After::Stay
    }),
    word("rectangle-off", Hide, |c| {
        c.e.set_rectangle(false);
        After::Stay
    }),
    word("rectangle-on", Hide, |c| {
        c.e.set_rectangle(true);
        After::Stay
    }),
    word("rectangle-toggle", Hide, |c| {
        c.e.set_rectangle(!c.e.s.selection.rectangle);
        After::Stay
    }),
    word("refresh-from-pane", Hide, |c| {
        c.refresh = true;
        After::Stay
    }),
    word("refresh-now", Hide, |c| {
        c.refresh = true;
        After::Stay
    }),
    word("refresh-off", Keep, |c| {
        c.e.s.refresh = false;
        After::Stay
    }),
    word("refresh-on", Keep, |c| {
        c.e.s.refresh = true;
        After::Stay
    }),
    word("refresh-toggle", Keep, |c| {
        c.e.s.refresh = !c.e.s.refresh;
        After::Stay
    }),
    word("scroll-bottom", Hide, |c| {
        c.e.scroll_cursor_to_bottom();
        After::Stay
    }),
    word("scroll-down", KeepInVi, |c| c.scroll_down(false)),
    word("scroll-down-and-cancel", Hide, |c| c.scroll_down(true)),
    word("scroll-exit-off", Hide, |c| {
        c.e.s.exit_at_bottom = false;
        After::Stay
    }),
    word("scroll-exit-on", Hide, |c| {
        c.e.s.exit_at_bottom = true;
        After::Stay
    }),
    word("scroll-exit-toggle", Hide, |c| {
        c.e.s.exit_at_bottom = !c.e.s.exit_at_bottom;
        After::Stay
    }),
    word("scroll-middle", Hide, |c| {
        c.e.scroll_cursor_to_middle();
        After::Stay
    }),
    word("scroll-to-mouse", Hide, |c| {
        if let Some(row) = c.slider_row {
            let height = u16::try_from(c.e.text.height()).unwrap_or(u16::MAX);
            c.e.scroll_to(scrollbar::position(c.e.text.history(), height, row));
        }
        if c.flags.contains('e') && c.e.at_bottom() {
            return After::Leave;
        }
        After::Stay
    })
    .flags("e"),
    word("scroll-top", Hide, |c| {
        c.e.scroll_cursor_to(0);
        After::Stay
    }),
    word("scroll-up", KeepInVi, |c| {
        c.e.scroll_up(c.times, c.by_wheel);
        After::Stay
    }),
    word("search-again", Hide, |c| c.step(c.e.s.search.down)),
    word("search-backward", Hide, |c| c.search(false, true)).takes(0, 1),
    word("search-backward-incremental", Hide, |c| {
        c.search_typed(false)
    })
    .takes(1, 1),
    word("search-backward-text", Hide, |c| c.search(false, false)).takes(0, 1),
    word("search-forward", Hide, |c| c.search(true, true)).takes(0, 1),
    word("search-forward-incremental", Hide, |c| c.search_typed(true)).takes(1, 1),
    word("search-forward-text", Hide, |c| c.search(true, false)).takes(0, 1),
    word("search-reverse", Hide, |c| c.step(!c.e.s.search.down)),
    word("select-line", Hide, |c| {
        c.e.select_line(c.times);
        After::Stay
    }),
    word("select-output", Hide, |c| {
        c.select_output();
        After::Stay
    }),
    word("select-word", Hide, |c| {
        c.e.select_word(c.separators);
        After::Stay
    }),
    word("selection-mode", Hide, |c| {
        let unit = match c.arg().to_ascii_lowercase().as_str() {
            "" | "char" | "c" => Unit::Char,
            "word" | "w" => Unit::Word,
            "line" | "l" => Unit::Line,
            _ => return After::Stay,
        };
        c.e.set_unit(unit, c.separators);
        After::Stay
    })
    .takes(0, 1),
    word("set-mark", Hide, |c| {
        c.e.set_mark();
        After::Stay
    }),
    word("start-of-line", KeepInVi, |c| {
        c.e.line_start();
        After::Stay
    }),
    word("stop-selection", Hide, |c| {
        c.e.stop_selection();
        c.e.s.selection.cursor = CursorEnd::None;
        After::Stay
    }),
    word("toggle-position", Keep, |c| {
        c.e.s.hide_position = !c.e.s.hide_position;
        After::Stay
    }),
    word("top-line", KeepInVi, |c| {
        c.e.view_row(0);
        After::Stay
    }),
];
