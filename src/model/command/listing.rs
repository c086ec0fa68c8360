//! The output of the `list-*` commands: a filter, and a format for each row or JSON.

use crate::base::json::Json;
use crate::base::{Error, Result};
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
    pub json: Option<&'a [Field]>,
}

/// The type of a format variable in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A string.
    Text,
    /// An integer; `null` if the variable is empty.
    Number,
    /// `true` for `1`, else `false`.
    Flag,
    /// Seconds since 1970; `null` if the variable is empty or 0, which means never.
    Time,
}

/// The name and the type of a format variable that is a field in JSON.
pub type Field = (&'static str, FieldType);

impl FieldType {
    /// The JSON value of an expanded variable.
    pub fn value(self, text: &str) -> Json {
        match self {
            Self::Text => text.into(),
            Self::Number => text.parse::<i64>().ok().into(),
            Self::Flag => Json::Bool(text == "1"),
            Self::Time => text.parse::<i64>().ok().filter(|time| *time > 0).into(),
        }
    }
}

/// The error of a list that was asked for JSON and for a format.
///
/// # Errors
/// If it was asked for both.
pub fn either_json_or_format(command: &str, json: bool, format: Option<&str>) -> Result<()> {
    if json && format.is_some() {
        let message = format!("{command}: --json and -F exclude each other");
        return Err(Error::user(message));
    }
    Ok(())
}

/// The JSON object of a row: the values of variables, with their types.
pub fn json_row(context: &FormatContext<'_>, fields: &[Field]) -> Json {
    let value = |(name, kind): &Field| {
        let text = context.expand(&format!("#{{{name}}}"));
        (*name, kind.value(&text))
    };
    Json::object(fields.iter().map(value))
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
                Some(fields) => json_row(&context, fields).to_string(),
            });
        }
        match self.json {
            None => rows.iter().for_each(|row| cx.print(row)),
            Some(_) => cx.print(&format!("[{}]", rows.join(","))),
        }
        Ok(())
    }
}
