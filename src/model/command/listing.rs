//! The output of the `list-*` commands: a filter, and a format for each row or JSON.

use crate::base::Result;
use crate::model::format::context::FormatContext;
use crate::model::state::command::CommandContext;
use crate::model::state::location::Location;

/// The selection and format of rows.
#[derive(Clone, Debug, Default)]
pub struct Listing<'a> {
    /// The format of a row.
    pub format: &'a str,
    /// Only rows for which this format is true.
    pub filter: Option<&'a str>,
    /// Prints JSON with these variables as fields; `None` prints the format.
    pub json: Option<&'a [&'a str]>,
}

impl Listing<'_> {
    /// Prints one row per location.
    ///
    /// # Errors
    /// None yet. The result is that of the calling command.
    pub fn print(&self, cx: &mut CommandContext<'_>, places: &[Location]) -> Result<()> {
        let mut rows = Vec::new();
        let count = places.len();
        for (number, place) in places.iter().enumerate() {
            let extra = [("line", number.to_string())];
            let mut context = FormatContext::new(cx.world, cx.access)
                .about(Some(*place))
                .with(&extra);
            context.client = cx.client_id().filter(|c| cx.world.is_attached(*c));
            context.last_turn = number + 1 == count;
            if self.filter.is_some_and(|filter| !context.is_true(filter)) {
                continue;
            }
            rows.push(match self.json {
                None => context.expand(self.format),
                Some(fields) => {
                    let fields = fields.iter().map(|name| {
                        let value = context.expand(&format!("#{{{name}}}"));
                        format!("{}:{}", json_text(name), json_text(&value))
                    });
                    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
                }
            });
        }
        match self.json {
            None => rows.iter().for_each(|row| cx.print(row)),
            Some(_) => cx.print(&format!("[{}]", rows.join(","))),
        }
        Ok(())
    }
}

/// A JSON string (RFC 8259, section 7), with its quotes.
pub fn json_text(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use crate::model::command::listing::json_text;

    #[test]
    fn json_is_escaped() {
        assert_eq!(json_text("a\"b\\\n\u{1}é"), "\"a\\\"b\\\\\\n\\u0001é\"");
    }
}
