//! Dispatch of control sequences by their final byte.

use super::fields::ModeFlags;
use super::state::State;
use crate::term::parse::sequence::Csi;

impl State {
    /// Executes a control sequence. Unknown ones have no effect.
    #[inline]
    pub fn csi(&mut self, csi: &Csi<'_>) {
        if csi.final_byte == b'm' && csi.private == 0 && csi.intermediate == 0 {
            self.select_graphics(csi.params);
            return;
        }
        self.flags.remove(ModeFlags::JOIN | ModeFlags::OPEN_CLUSTER);
        match (csi.private, csi.intermediate) {
            (0, 0) => self.plain_csi(csi),
            (b'?', 0) => self.private_csi(csi),
            (b'>', 0) => self.greater_csi(csi),
            (b'<' | b'=', 0) => self.other_csi(csi),
            (0 | b'?', _) => self.intermediate_csi(csi),
            _ => {}
        }
    }

    fn plain_csi(&mut self, csi: &Csi<'_>) {
        let p = csi.params;
        let n = p.or(0, 1);
        match csi.final_byte {
            b'@' => self.insert_chars(n),
            b'A' | b'k' => {
                self.begin_redraw();
                self.up(n);
            }
            b'B' | b'e' => self.down(n),
            b'C' | b'a' => self.right(n),
            b'D' | b'j' => self.left(n),
            b'E' => {
                self.down(n);
                self.carriage_return();
            }
            b'F' => {
                self.up(n);
                self.carriage_return();
            }
            b'G' | b'`' => self.go_to_column(n - 1),
            b'H' | b'f' => {
                self.go_to_row(n - 1);
                self.go_to_column(p.or(1, 1) - 1);
            }
            b'I' => self.tab(n),
            b'J' => {
                if p.get(0) == 0 && self.cursor.x == 0 {
                    self.begin_redraw();
                }
                self.erase_display(p.get(0), false);
            }
            b'K' => {
                if p.get(0) == 0 && self.cursor.x == 0 || p.get(0) == 2 {
                    self.begin_redraw();
                }
                self.erase_line(p.get(0), false);
            }
            b'L' => self.insert_lines(n),
            b'M' => self.delete_lines(n),
            b'P' => self.delete_chars(n),
            b'S' => self.scroll_up(n),
            b'T' if p.len() <= 1 => self.scroll_down(n),
            b'^' => self.scroll_down(n),
            b'W' => self.control_tabs(p.get(0)),
            b'X' => self.erase_chars(n),
            b'Z' => self.back_tab(n),
            b'b' => self.repeat(n),
            b'c' if p.get(0) == 0 => self.report_identity(),
            b'd' => self.go_to_row(n - 1),
            b'g' => self.clear_tabs(p.get(0)),
            b'h' | b'l' => p
                .iter()
                .for_each(|m| self.set_ansi_mode(m, csi.final_byte == b'h')),
            b'n' => self.report_status(p.get(0), p.get(1), false),
            b'r' => self.set_vertical_margins(p.get(0), p.get(1)),
            b's' if self.has(ModeFlags::SIDE_MARGINS) => {
                self.set_horizontal_margins(p.get(0), p.get(1));
            }
            b's' => self.save_cursor(),
            b't' => self.window_op(p),
            b'u' => self.restore_cursor(),
            _ => {}
        }
    }

    fn private_csi(&mut self, csi: &Csi<'_>) {
        let p = csi.params;
        match csi.final_byte {
            b'h' | b'l' => p
                .iter()
                .for_each(|m| self.set_mode(m, csi.final_byte == b'h')),
            b'J' => self.erase_display(p.get(0), true),
            b'K' => self.erase_line(p.get(0), true),
            b'm' if p.get(0) == 4 => self.report_modify_keys(),
            b'n' => self.report_status(p.get(0), p.get(1), true),
            b'r' => p.iter().for_each(|m| self.restore_mode(m)),
            b's' => p.iter().for_each(|m| self.save_mode(m)),
            b'u' => self.report_keyboard(),
            b'W' if p.get(0) == 5 => self.default_tabs(),
            _ => {}
        }
    }

    fn greater_csi(&mut self, csi: &Csi<'_>) {
        let p = csi.params;
        match csi.final_byte {
            b'c' if p.get(0) == 0 => self.reply("\x1b[>84;0;0c"),
            b'f' => self.set_key_format(p.given(0), p.get(1)),
            b'm' => self.set_modify_keys(p.given(0), p.get(1)),
            b'n' if p.get(0) == 4 => self.set_modify_keys(Some(4), 0),
            b'q' if p.get(0) == 0 => self.report_version(),
            b'u' => self.push_keyboard(p.get(0)),
            _ => {}
        }
    }

    fn other_csi(&mut self, csi: &Csi<'_>) {
        let p = csi.params;
        match (csi.private, csi.final_byte) {
            (b'<', b'u') => self.pop_keyboard(p.or(0, 1)),
            (b'=', b'u') => self.set_keyboard(p.get(0), p.or(1, 1)),
            (b'=', b'c') if p.get(0) == 0 => self.reply("\x1bP!|00000000\x1b\\"),
            _ => {}
        }
    }

    fn intermediate_csi(&mut self, csi: &Csi<'_>) {
        let p = csi.params;
        match (csi.private, csi.intermediate, csi.final_byte) {
            (0, b' ', b'q') => self.set_cursor_shape(p.get(0)),
            (0, b' ', b'@') => self.shift_text(p.or(0, 1), true),
            (0, b' ', b'A') => self.shift_text(p.or(0, 1), false),
            (0, b'!', b'p') => self.soft_reset(),
            (0, b'"', b'q') => self.set_protected(p.get(0)),
            (0, b'"', b'p') => self.set_level(p.get(0)),
            (0, b'$', b'p') => self.report_mode(p.get(0), false),
            (b'?', b'$', b'p') => self.report_mode(p.get(0), true),
            (0, b'\'', b'}') => self.insert_columns(self.cursor.x, p.or(0, 1)),
            (0, b'\'', b'~') => self.delete_columns(self.cursor.x, p.or(0, 1)),
            (0, b'#', b'{' | b'p') => self.push_pen(),
            (0, b'#', b'}' | b'q') => self.pop_pen(),
            (0, b'$' | b'*', _) => self.rectangle_op(csi),
            _ => {}
        }
    }
}
