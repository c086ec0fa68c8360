//! `mux web` on the command line: serves, or changes accounts, tokens and logins.

use super::gateway::client_info;
use super::logins::{self, SHARE};
use super::options::{self, ServeOptions, WebCommand};
use super::serve::{self, Place};
use super::terminal::link;
use super::{control, query, secrets};
use crate::base::{Error, Now, Result, counted};
use crate::lang::time::strftime_at;
use crate::store::web::{Account, Audit, Role, Token, WebDb};
use crate::sys::clock::now as clock;
use crate::sys::terminal::{RawMode, is_terminal};
use crate::sys::{daemon, paths, process};
use serde_json::{Value, json};
use std::io::{self, BufRead as _, Read as _, Write as _};
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::path::Path;

/// Standard output of a command.
type Answer = Result<String>;

/// Runs `mux web` with these words, for the server with this socket name (`-L`) or path (`-S`).
/// Returns the exit status.
pub fn run(words: &[String], label: Option<&str>, socket: Option<&Path>) -> i32 {
    let done = options::parse(words).and_then(|command| {
        let place = place(label, socket)?;
        match command {
            WebCommand::Serve {
                options,
                background: false,
            } => foreground(&options, &place).map(|()| String::new()),
            WebCommand::Serve {
                options,
                background: true,
            } => background(&options, &place),
            WebCommand::Link(options) => link::run(&options).map(|()| String::new()),
            command => administer(command, &place),
        }
    });
    // Nothing can be reported if the output cannot be written.
    match done {
        Ok(text) => {
            drop(io::stdout().write_all(text.as_bytes()));
            0
        }
        Err(error) => {
            drop(writeln!(io::stderr(), "{error}"));
            1
        }
    }
}

fn place(label: Option<&str>, socket: Option<&Path>) -> Result<Place> {
    let socket = paths::socket_path(label, socket)?;
    let dir = paths::store_dir(&paths::state_dir()?, &socket);
    Ok(Place { socket, dir })
}

// Serving.

fn foreground(options: &ServeOptions, place: &Place) -> Result<()> {
    let listening = serve::listen(options, place)?;
    let opens = options.open;
    listening.run(|notes| {
        for note in notes {
            // Without a terminal the notes are lost, and the gateway serves.
            drop(writeln!(io::stdout(), "{note}"));
        }
        if opens {
            open_browser(notes);
        }
    })
}

/// Serves in a process of its own. Returns once it listens, with its messages.
fn background(options: &ServeOptions, place: &Place) -> Answer {
    if let Some(status) = control::ask(&control::path(&place.socket), "status")? {
        let url = status["url"].as_str().unwrap_or_default();
        return Ok(format!("mux web runs already: {url}\n"));
    }
    let failed = |e: io::Error| Error::system(format!("couldn't create a pipe ({e})"));
    let (mut said, ready) = io::pipe().map_err(failed)?;
    let child = daemon::fork(move || {
        let mut ready = ready;
        let served = daemon::detach(&[ready.as_raw_fd()])
            .and_then(|()| serve::listen(options, place))
            .and_then(|listening| {
                let mut pipe = ready.try_clone().ok();
                listening.run(|notes| {
                    // The starter may be gone and needs no answer then.
                    if let Some(pipe) = &mut pipe {
                        drop(writeln!(pipe, "ok\n{}", notes.join("\n")));
                    }
                    pipe = None;
                    drop(nothing_follows(&mut ready));
                })
            });
        match served {
            Ok(()) => 0,
            Err(error) => {
                drop(writeln!(ready, "{error}"));
                1
            }
        }
    })?;
    let mut text = String::new();
    // A read error after a partial message leaves that part as the message.
    drop(said.read_to_string(&mut text));
    process::wait_for(child);
    match text.strip_prefix("ok\n") {
        Some(notes) => {
            if options.open {
                let notes: Vec<String> = notes.lines().map(str::to_owned).collect();
                open_browser(&notes);
            }
            Ok(notes.to_owned())
        }
        None if text.is_empty() => Err(Error::system("mux web exited unexpectedly")),
        None => Err(Error::system(text.trim_end())),
    }
}

/// Replaces the pipe, so that the starter sees its end while the gateway serves.
fn nothing_follows(ready: &mut io::PipeWriter) -> io::Result<()> {
    let (_, unread) = io::pipe()?;
    *ready = unread;
    Ok(())
}

/// Opens the last address of the messages in the browser.
fn open_browser(notes: &[String]) {
    let mut words = notes.iter().flat_map(|note| note.split_whitespace());
    let Some(url) = words.rfind(|word| word.starts_with("http")) else {
        return;
    };
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let started = std::process::Command::new(program)
        .arg(url)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    if started.is_err() {
        drop(writeln!(
            io::stderr(),
            "mux web: {program} is not installed: open {url}"
        ));
    }
}

// Administration.

fn administer(command: WebCommand, place: &Place) -> Answer {
    let control = control::path(&place.socket);
    match command {
        WebCommand::Serve { .. } | WebCommand::Link(_) => Ok(String::new()),
        WebCommand::Stop => stop(&control),
        WebCommand::Status { json } => status(&control, json),
        WebCommand::UserList { json } => {
            let accounts = open(place)?.accounts()?;
            Ok(list(json, &accounts, account_json, |account| {
                let label = match account.label.as_str() {
                    "" => "the default server",
                    label => label,
                };
                let password = if account.password.is_some() {
                    ""
                } else {
                    " (no password)"
                };
                format!(
                    "{}: {}, {label}{password}",
                    account.name,
                    account.role.name()
                )
            }))
        }
        WebCommand::UserAdd { name, label, view } => user_add(place, &name, label, view),
        WebCommand::UserPasswd(name) => {
            let mut db = open(place)?;
            if db.account(&name)?.is_none() {
                return Err(Error::not_found(format!("can't find account: {name}")));
            }
            let phc = secrets::hash_password(&read_password()?)?;
            db.set_password(&name, &phc, None)?;
            changed(&mut db, &control, "password changed", &name)?;
            Ok(String::new())
        }
        WebCommand::UserRemove(name) => {
            let mut db = open(place)?;
            db.remove_account(&name)?;
            changed(&mut db, &control, "account removed", &name)?;
            Ok(String::new())
        }
        WebCommand::TokenCreate {
            name,
            account,
            view,
            session,
            lasts,
        } => {
            let mut db = open(place)?;
            let account = the_account(&db, account)?;
            let name = name.unwrap_or_else(|| "token".to_owned());
            let role = if view { Role::View } else { Role::Full };
            let secret = add_token(&mut db, account, name, role, session, lasts)?;
            Ok(format!("{secret}\n"))
        }
        WebCommand::TokenList { json } => {
            let tokens = open(place)?.tokens(seconds())?;
            let now = clock();
            Ok(list(json, &tokens, token_json, |token| {
                token_line(token, now)
            }))
        }
        WebCommand::TokenRevoke(which) => {
            let mut db = open(place)?;
            let revoked = db.revoke_tokens(which.as_deref())?;
            if let (0, Some(name)) = (revoked, &which) {
                return Err(Error::not_found(format!("can't find token: {name}")));
            }
            changed(&mut db, &control, "tokens revoked", "")?;
            Ok(String::new())
        }
        WebCommand::Sessions { json } => {
            let logins = open(place)?.logins(None, seconds())?;
            let now = clock();
            Ok(list(json, &logins, login_json, |login| {
                let seen = strftime_at("%Y-%m-%d %H:%M", login.seen, now);
                let with = if login.token.is_some() {
                    ", by token"
                } else {
                    ""
                };
                format!(
                    "{}: {} {} from {}, last used {seen}{with}",
                    login.id, login.account, login.agent, login.address
                )
            }))
        }
        WebCommand::SessionsRevoke(which) => {
            let mut db = open(place)?;
            match which {
                Some(id) if !db.remove_login(id)? => {
                    return Err(Error::not_found(format!("can't find login: {id}")));
                }
                Some(_) => {}
                None => {
                    for account in db.accounts()? {
                        db.remove_logins(&account.name, None, None)?;
                    }
                }
            }
            changed(&mut db, &control, "logins revoked", "")?;
            Ok(String::new())
        }
        WebCommand::Share {
            session,
            view,
            lasts,
        } => share(place, session, view, lasts),
        WebCommand::ShareStop => {
            let mut db = open(place)?;
            let shares = db.tokens(seconds())?.into_iter();
            let shares: Vec<Token> = shares.filter(|t| t.name.starts_with(SHARE)).collect();
            for token in &shares {
                db.revoke_tokens(Some(&token.id.to_string()))?;
            }
            changed(&mut db, &control, "shares ended", "")?;
            Ok(format!("{} ended\n", shares.len()))
        }
        WebCommand::Audit { json } => {
            let rows = open(place)?.audit(10_000)?;
            let now = clock();
            Ok(list(json, &rows, audit_json, |row| {
                let at = strftime_at("%Y-%m-%d %H:%M:%S", row.at, now);
                format!("{at} {} {} {}", row.what, row.account, row.address)
                    .trim_end()
                    .to_owned()
            }))
        }
    }
}

fn seconds() -> i64 {
    clock().wall / 1000
}

/// Opens the database; messages about it go to standard error.
fn open(place: &Place) -> Result<WebDb> {
    let (db, notes) = WebDb::open(&place.dir, clock().wall)?;
    for note in notes {
        drop(writeln!(io::stderr(), "{note}"));
    }
    Ok(db)
}

/// Notes a change and tells the gateway, which closes the sockets of logins that ended.
fn changed(db: &mut WebDb, control: &Path, what: &str, account: &str) -> Result<()> {
    db.add_audit(&Audit {
        at: seconds(),
        what: what.to_owned(),
        account: account.to_owned(),
        address: String::new(),
    })?;
    control::ask(control, "reload").map(drop)
}

fn list<T>(
    as_json: bool,
    rows: &[T],
    json: fn(&T) -> Value,
    line: impl Fn(&T) -> String,
) -> String {
    if as_json {
        let rows: Vec<Value> = rows.iter().map(json).collect();
        return format!("{}\n", Value::Array(rows));
    }
    // Names come from anybody who tries to log in.
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let shown = rows
        .iter()
        .map(|row| line(row).chars().map(plain).collect());
    shown.map(|line: String| line + "\n").collect()
}

fn account_json(account: &Account) -> Value {
    json!({
        "name": account.name,
        "role": account.role.name(),
        "label": account.label,
        "password": account.password.is_some(),
        "created": account.created,
    })
}

fn token_json(token: &Token) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "account": token.account,
        "role": token.role.name(),
        "session": token.session,
        "created": token.created,
        "expires": token.expires,
        "last_used": token.last_used,
    })
}

fn token_line(token: &Token, now: Now) -> String {
    let session = token.session.as_deref();
    let parts = [
        Some(format!("{}: {}", token.id, token.name)),
        Some(token.role.name().to_owned()),
        session.map(|session| format!("session {session}")),
        token
            .expires
            .map(|expires| strftime_at("until %Y-%m-%d %H:%M", expires, now)),
        Some(match token.last_used {
            Some(used) => strftime_at("last used %Y-%m-%d %H:%M", used, now),
            None => "never used".to_owned(),
        }),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn login_json(login: &crate::store::web::Login) -> Value {
    json!({
        "id": login.id,
        "account": login.account,
        "created": login.created,
        "seen": login.seen,
        "expires": login.expires,
        "address": login.address,
        "agent": login.agent,
        "token": login.token,
    })
}

fn audit_json(row: &Audit) -> Value {
    json!({
        "at": row.at,
        "what": row.what,
        "account": row.account,
        "address": row.address,
    })
}

fn stop(control: &Path) -> Answer {
    match control::ask(control, "stop")? {
        None => Err(Error::not_found("mux web is not running")),
        Some(answer) => {
            let pid = answer["pid"]
                .as_i64()
                .and_then(|pid| i32::try_from(pid).ok());
            // Returns when the port is free again.
            let deadline = clock().mono + 5_000;
            while pid.is_some_and(process::alive) && clock().mono < deadline {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            Ok(String::new())
        }
    }
}

fn status(control: &Path, as_json: bool) -> Answer {
    let status = control::ask(control, "status")?;
    if as_json {
        let status = status.unwrap_or_else(|| json!({ "running": false }));
        return Ok(format!("{status}\n"));
    }
    let Some(status) = status else {
        return Ok("mux web is not running\n".to_owned());
    };
    let mut text = format!(
        "mux web runs at {} (pid {}), {} open, {} parked\n",
        status["url"].as_str().unwrap_or_default(),
        status["pid"],
        counted(status["tabs"].as_u64().unwrap_or_default(), "tab"),
        status["parked"]
    );
    if let Some(key) = control::ask(control, "key")?
        && let Some(first) = key["text"].as_str()
    {
        text.push_str(first);
        text.push('\n');
    }
    Ok(text)
}

fn user_add(place: &Place, name: &str, label: Option<String>, view: bool) -> Answer {
    let mut db = open(place)?;
    if db.account(name)?.is_some() {
        return Err(Error::user(format!("there is an account {name} already")));
    }
    let label = match label.as_deref() {
        Some("default") => String::new(),
        Some(label) => label.to_owned(),
        None if db.accounts()?.is_empty() => String::new(),
        None => format!("web-{name}"),
    };
    let phc = secrets::hash_password(&read_password()?)?;
    db.add_account(&Account {
        name: name.to_owned(),
        password: Some(phc),
        label,
        role: if view { Role::View } else { Role::Full },
        created: seconds(),
    })?;
    changed(
        &mut db,
        &control::path(&place.socket),
        "account added",
        name,
    )?;
    Ok(String::new())
}

/// The account of this name; without a name the first one, which is created if there is none.
fn the_account(db: &WebDb, name: Option<String>) -> Result<String> {
    match name {
        Some(name) => match db.account(&name)? {
            Some(account) => Ok(account.name),
            None => Err(Error::not_found(format!("can't find account: {name}"))),
        },
        None => match db.accounts()?.into_iter().next() {
            Some(account) => Ok(account.name),
            None => Err(Error::user(
                "there is no account yet: open the address of mux web and set a password, or run \
                 mux web user add NAME",
            )),
        },
    }
}

fn add_token(
    db: &mut WebDb,
    account: String,
    name: String,
    role: Role,
    session: Option<String>,
    lasts: Option<i64>,
) -> Result<String> {
    let now = seconds();
    let token = Token {
        id: 0,
        account,
        name,
        role,
        session,
        created: now,
        expires: lasts.map(|lasts| now + lasts),
        last_used: None,
    };
    let secret = logins::add_token(db, &token)?;
    db.add_audit(&Audit {
        at: now,
        what: format!("token created: {}", token.name),
        account: token.account,
        address: String::new(),
    })?;
    Ok(secret)
}

fn share(place: &Place, session: Option<String>, view: bool, lasts: i64) -> Answer {
    let Some(status) = control::ask(&control::path(&place.socket), "status")? else {
        return Err(Error::not_found(
            "mux web is not running: start it with mux web start",
        ));
    };
    let session = shared_session(place, session)?;
    let mut db = open(place)?;
    let account = the_account(&db, None)?;
    let role = if view { Role::View } else { Role::Full };
    let name = format!("{SHARE}{session}");
    let secret = add_token(&mut db, account, name, role, Some(session), Some(lasts))?;
    let url = status["url"].as_str().unwrap_or_default();
    Ok(format!("{url}#t={secret}\n"))
}

/// The name of the session to share.
fn shared_session(place: &Place, session: Option<String>) -> Result<String> {
    let mut client = client_info();
    // In a pane the current session is the one of the pane.
    for name in ["TMUX", "TMUX_PANE"] {
        client.env.extend(
            std::env::var(name)
                .ok()
                .map(|value| (name.to_owned(), value)),
        );
    }
    let target = session.as_deref().map(|session| ["-t", session]);
    let mut words = vec!["display-message", "-p"];
    words.extend(target.iter().flatten());
    words.push("#{session_name}");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|e| Error::system(e.to_string()))?;
    let output = runtime.block_on(query::run(&place.socket, &words, &client))?;
    match output.stdout.trim_end() {
        "" if output.stderr.is_empty() => Err(Error::not_found("there is no session")),
        "" => Err(Error::not_found(output.stderr)),
        name => Ok(name.to_owned()),
    }
}

/// Reads a password: twice from the terminal, or one line of standard input.
fn read_password() -> Result<String> {
    let stdin = io::stdin();
    if !is_terminal(stdin.as_fd()) {
        let mut line = String::new();
        let read = stdin.lock().read_line(&mut line);
        read.map_err(|e| Error::system(e.to_string()))?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = ask_hidden("Password: ")?;
    if ask_hidden("Again: ")? != first {
        return Err(Error::user("the two passwords differ: nothing is changed"));
    }
    Ok(first)
}

/// Reads a line from the terminal without showing it.
fn ask_hidden(prompt: &str) -> Result<String> {
    let failed = |e: io::Error| Error::system(e.to_string());
    let stdin = io::stdin();
    drop(io::stderr().write_all(prompt.as_bytes()));
    let raw = RawMode::enter(stdin.as_fd())?;
    let mut bytes = Vec::new();
    let mut byte = [0];
    let ended = loop {
        match stdin.lock().read(&mut byte).map_err(failed)? {
            0 => break false,
            _ => match byte[0] {
                b'\r' | b'\n' => break true,
                0x03 | 0x04 => break false,
                0x7f | 0x08 => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let mut chars = text.chars();
                    chars.next_back();
                    bytes = chars.as_str().as_bytes().to_vec();
                }
                0x15 => bytes.clear(),
                other => bytes.push(other),
            },
        }
    };
    drop(raw);
    drop(io::stderr().write_all(b"\n"));
    match (ended, String::from_utf8(bytes)) {
        (false, _) => Err(Error::user("no password: nothing is changed")),
        (true, Ok(text)) => Ok(text),
        (true, Err(_)) => Err(Error::user("the password is no UTF-8: nothing is changed")),
    }
}
