//! Sessions and history for the reader: answers of the account's server, limited to what the login
//! may see.

use super::access::Access;
use super::gateway::{Gateway, client_info};
use super::query::{self, Output};
use crate::base::{Error, Result, url};
use crate::lang::format::literal;
use serde_json::{Value, json};

/// Lines without and with a `limit`.
const LINES: (u64, u64) = (500, 2000);

/// Matches without and with a `limit`.
const MATCHES: (u64, u64) = (200, 1000);

/// The longest pattern, in bytes.
const LONGEST_PATTERN: usize = 1000;

/// A part of a pane's lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The id of the pane.
    pub pane: String,
    /// Whether the pane is open.
    pub live: bool,
    /// The number of the oldest line that exists.
    pub first: u64,
    /// The number of the newest one; -1 if there is none.
    pub last: i64,
    lines: Vec<Value>,
}

impl Lines {
    /// The answer as JSON.
    pub fn json(&self) -> Value {
        json!({
            "pane": self.pane,
            "live": self.live,
            "first": self.first,
            "last": self.last,
            "lines": self.lines,
        })
    }

    /// The answer as HTML: one `div` per line.
    pub fn html(&self) -> String {
        let line = |line: &Value| {
            let number = line["n"].as_u64().unwrap_or(0);
            let html = line["html"].as_str().unwrap_or_default();
            format!("<div class=\"l\" data-n=\"{number}\">{html}</div>\n")
        };
        self.lines.iter().map(line).collect()
    }
}

/// The value of a parameter of a query, with its percent signs and plus signs decoded.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then_some(value)
    })?;
    // Forms write a space as a plus sign.
    url::decode(&value.replace('+', " "))
}

fn number(query: &str, name: &str) -> Result<Option<u64>> {
    match parameter(query, name) {
        None => Ok(None),
        Some(text) => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(Error::user(format!("{name}: not a number: {text}"))),
        },
    }
}

/// The id of a pane, which is written with or without its percent sign.
fn pane_id(text: &str) -> Result<String> {
    let digits = text.strip_prefix('%').unwrap_or(text);
    match !digits.is_empty() && digits.len() < 10 && digits.bytes().all(|b| b.is_ascii_digit()) {
        true => Ok(format!("%{digits}")),
        false => Err(Error::not_found(format!("can't find pane: {text}"))),
    }
}

async fn ask(gateway: &Gateway, access: &Access, words: &[&str]) -> Result<Output> {
    // An answer may have megabytes: further questions wait.
    let _permit = gateway.asking.acquire().await;
    let socket = gateway.socket(&access.label)?;
    query::run(&socket, words, &client_info()).await
}

/// The lines of a command whose output is JSON.
fn rows(line: Option<&str>) -> Vec<Value> {
    match line.map(serde_json::from_str) {
        Some(Ok(Value::Array(rows))) => rows,
        _ => Vec::new(),
    }
}

/// The sessions with their windows and panes.
///
/// # Errors
/// The server does not answer.
pub async fn sessions(gateway: &Gateway, access: &Access) -> Result<Vec<Value>> {
    let words = [
        "list-sessions",
        "--json",
        ";",
        "list-windows",
        "-a",
        "--json",
        ";",
        "list-panes",
        "-a",
        "--json",
    ];
    let output = match ask(gateway, access, &words).await {
        Ok(output) => output,
        // Without a server there are no sessions.
        Err(error) if error.kind == crate::base::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut lines = output.stdout.lines();
    let [sessions, windows, panes] = [(); 3].map(|()| rows(lines.next()));
    let only = access.session.as_deref();
    let seen = sessions
        .iter()
        .filter(|row| only.is_none_or(|only| row["session_name"] == only));
    Ok(seen
        .map(|session| {
            let windows = windows
                .iter()
                .filter(|row| row["session_id"] == session["session_id"]);
            let windows = windows.map(|window| {
                let inside = |row: &&Value| {
                    row["window_id"] == window["window_id"]
                        && row["session_id"] == session["session_id"]
                };
                let panes = panes.iter().filter(inside).map(|pane| {
                    json!({
                        "id": pane["pane_id"],
                        "index": pane["pane_index"],
                        "title": pane["pane_title"],
                        "command": pane["pane_current_command"],
                        "path": pane["pane_current_path"],
                        "active": pane["pane_active"],
                        "dead": pane["pane_dead"],
                    })
                });
                json!({
                    "id": window["window_id"],
                    "index": window["window_index"],
                    "name": window["window_name"],
                    "active": window["window_active"],
                    "panes": panes.collect::<Vec<_>>(),
                })
            });
            json!({
                "id": session["session_id"],
                "name": session["session_name"],
                "created": session["session_created"],
                "activity": session["session_activity"],
                "attached": session["session_attached"],
                "windows": windows.collect::<Vec<_>>(),
            })
        })
        .collect())
}

/// Whether a login may read a pane: a login for one session reads only the panes that this session
/// has now.
async fn may_read(gateway: &Gateway, access: &Access, pane: &str) -> Result<()> {
    if access.session.is_none() {
        return Ok(());
    }
    let sessions = sessions(gateway, access).await?;
    let windows = sessions.iter().flat_map(|s| s["windows"].as_array());
    let panes = windows.flatten().flat_map(|w| w["panes"].as_array());
    match panes.flatten().any(|row| row["id"] == pane) {
        true => Ok(()),
        false => Err(Error::not_found(format!("can't find pane: {pane}"))),
    }
}

/// A part of the lines of a pane, also of a closed one.
///
/// # Errors
/// There is no such pane, a parameter is wrong, or the server does not answer.
pub async fn lines(gateway: &Gateway, access: &Access, pane: &str, query: &str) -> Result<Lines> {
    let pane = pane_id(pane)?;
    may_read(gateway, access, &pane).await?;
    let limit = number(query, "limit")?.unwrap_or(LINES.0).min(LINES.1);
    let limit = limit.to_string();
    let mut words = vec!["export", "--format", "json", "--limit", &limit];
    let (before, after) = (number(query, "before")?, number(query, "after")?);
    let (before, after) = (before.map(|n| n.to_string()), after.map(|n| n.to_string()));
    match (&before, &after) {
        (Some(before), _) => words.extend(["--before", before]),
        (None, Some(after)) => words.extend(["--after", after]),
        (None, None) => {}
    }
    words.push(&pane);
    let output = ask(gateway, access, &words).await?;
    if output.status != 0 {
        return Err(Error::not_found(output.stderr));
    }
    let broken = |_| Error::system("the server's answer is not understood");
    let found: Value = serde_json::from_str(&output.stdout).map_err(broken)?;
    let lines = found["lines"].as_array().cloned().unwrap_or_default();
    Ok(Lines {
        pane,
        live: found["closed"] == false,
        first: found["first"].as_u64().unwrap_or(0),
        last: found["end"].as_i64().unwrap_or(0) - 1,
        lines: lines
            .into_iter()
            .map(|line| {
                json!({
                    "n": line["line"],
                    "text": line["text"],
                    "html": line["html"],
                })
            })
            .collect(),
    })
}

/// Searches the history of all panes that the login may read.
///
/// # Errors
/// The pattern is missing or too long, or the server does not answer.
pub async fn search(gateway: &Gateway, access: &Access, query: &str) -> Result<Value> {
    let pattern = parameter(query, "q").unwrap_or_default();
    if pattern.is_empty() || pattern.len() > LONGEST_PATTERN {
        return Err(Error::user("q: a pattern of 1 to 1000 bytes is needed"));
    }
    let limit = number(query, "limit")?.unwrap_or(MATCHES.0).min(MATCHES.1);
    let limit = usize::try_from(limit).unwrap_or(0);
    let escaped = query::word(&literal(&pattern));
    let only = access.session.as_deref().map(query::word);
    let mut words = vec!["search", "--json", "-i"];
    let pane = parameter(query, "pane")
        .map(|pane| pane_id(&pane))
        .transpose()?;
    match (&only, &pane) {
        (Some(session), None) => words.extend(["-t", session]),
        (_, Some(pane)) => {
            may_read(gateway, access, pane).await?;
            words.extend(["-t", pane]);
        }
        (None, None) => {}
    }
    words.extend(["--", &escaped]);
    let output = ask(gateway, access, &words).await?;
    let hits = rows(output.stdout.lines().next());
    if hits.is_empty() && !output.stderr.is_empty() {
        return Err(Error::not_found(output.stderr));
    }
    // A login for one session must not read panes that once were in a session of this name.
    let hits: Vec<&Value> = match &access.session {
        None => hits.iter().collect(),
        Some(_) => {
            let sessions = sessions(gateway, access).await?;
            let windows = sessions.iter().flat_map(|s| s["windows"].as_array());
            let panes = windows.flatten().flat_map(|w| w["panes"].as_array());
            let own: Vec<&Value> = panes.flatten().map(|pane| &pane["id"]).collect();
            let open = |hit: &&Value| hit["closed"] == false && own.contains(&&hit["pane_id"]);
            hits.iter().filter(open).collect()
        }
    };
    let newest = hits.iter().rev().take(limit).map(|hit| {
        json!({
            "pane": hit["pane_id"],
            "live": hit["closed"] == false,
            "line": hit["line"],
            "text": hit["text"],
            "at": hit["time"],
            "where": format!(
                "{}:{}",
                hit["session_name"].as_str().unwrap_or_default(),
                hit["window_name"].as_str().unwrap_or_default()
            ),
        })
    });
    Ok(json!({
        "results": newest.collect::<Vec<_>>(),
        "more": hits.len() > limit,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        for (query, name, want) in [
            ("before=12&limit=5", "before", Some("12")),
            ("q=a+b%2Fc%C3%A9", "q", Some("a b/cé")),
            ("q=", "q", Some("")),
            ("q", "q", Some("")),
            ("xq=1", "q", None),
            ("q=%zz", "q", None),
            ("q=%", "q", None),
            ("q=%ff", "q", None),
            ("", "q", None),
        ] {
            assert_eq!(parameter(query, name).as_deref(), want, "{query}");
        }
    }

    #[test]
    fn panes_are_named_by_their_number() {
        for (text, want) in [
            ("%3", Some("%3")),
            ("3", Some("%3")),
            ("work:1.0", None),
            ("", None),
            ("%", None),
            ("%99999999999", None),
            ("-1", None),
        ] {
            assert_eq!(pane_id(text).ok().as_deref(), want, "{text}");
        }
    }
}
