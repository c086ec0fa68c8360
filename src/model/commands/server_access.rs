//! `server-access`: let other users connect to the server.

use crate::base::{ClientId, Error, Result};
use crate::model::command::def::Command;
use crate::model::ops::lifecycle::client_lifecycle;
use crate::model::state::command::{CommandContext, Flow};
use crate::model::state::settings::access::Access;

/// Let other users connect to the server. The permissions of the socket must let them, too.
#[derive(clap::Args, Debug)]
pub struct ServerAccess {
    /// Give the user access
    #[arg(short = 'a')]
    add: bool,
    /// Withdraw the user's access and detach the user's clients
    #[arg(short = 'd')]
    deny: bool,
    /// List the users with access: W may change things, R may only read
    #[arg(short = 'l')]
    list: bool,
    /// Make the user's clients read-only
    #[arg(short = 'r')]
    read: bool,
    /// Let the user's clients change things
    #[arg(short = 'w')]
    write: bool,
    /// Name of the user
    #[arg(value_name = "user")]
    user: Option<String>,
}

impl Command for ServerAccess {
    const NAME: &'static str = "server-access";

    fn run(self, cx: &mut CommandContext<'_>) -> Result<Flow> {
        if self.list {
            let users = cx.world.access.0.values();
            let lines: Vec<String> = users
                .map(|access| {
                    format!(
                        "{} ({})",
                        access.name,
                        if access.writes { 'W' } else { 'R' }
                    )
                })
                .collect();
            lines.iter().for_each(|line| cx.print(line));
            return Ok(Flow::Done);
        }
        let Some(user) = self.user.as_deref() else {
            return Err(Error::user("missing user argument"));
        };
        let uid = cx.access.user_id(user);
        let uid = uid.ok_or_else(|| Error::user(format!("unknown user: {user}")))?;
        if uid == 0 || uid == cx.world.host.uid {
            let message = format!("{user} owns the server, can't change access");
            return Err(Error::user(message));
        }
        for (one, other, names) in [
            (self.add, self.deny, "-a and -d"),
            (self.read, self.write, "-r and -w"),
        ] {
            if one && other {
                return Err(Error::user(format!("{names} cannot be used together")));
            }
        }
        self.change(cx, uid, user)?;
        Ok(Flow::Done)
    }
}

impl ServerAccess {
    fn change(&self, cx: &mut CommandContext<'_>, uid: u32, user: &str) -> Result<()> {
        let users = &mut cx.world.access.0;
        if self.deny {
            if users.remove(&uid).is_none() {
                return Err(Error::user(format!("user {user} not found")));
            }
            for client in clients_of(cx, uid) {
                if cx.world.is_control(client) {
                    client_lifecycle::detach_control(cx.world, client, "access not allowed");
                } else {
                    let message = "[access not allowed]".to_owned();
                    client_lifecycle::detach(cx.world, client, message, None, false);
                }
            }
            return Ok(());
        }
        if self.add && users.contains_key(&uid) {
            return Err(Error::user(format!("user {user} is already added")));
        }
        if self.add || self.read || self.write {
            let access = users.entry(uid).or_insert_with(|| Access {
                name: user.to_owned(),
                writes: true,
            });
            access.writes = !self.read && (self.write || access.writes);
        }
        if self.read || self.write {
            for client in clients_of(cx, uid) {
                if let Some(client) = cx.world.clients.get_mut(&client) {
                    client.read_only = self.read;
                }
            }
        }
        Ok(())
    }
}

fn clients_of(cx: &CommandContext<'_>, uid: u32) -> Vec<ClientId> {
    let clients = cx.world.clients.values();
    let own = clients.filter(|client| client.user.as_ref().is_some_and(|user| user.uid == uid));
    own.map(|client| client.id).collect()
}

#[cfg(test)]
mod tests {
    use crate::base::ClientInfo;
    use crate::model::state::settings::access::User;
    use crate::model::testing::TestWorld;

    fn terminal() -> ClientInfo {
        ClientInfo {
            tty: Some("/dev/tty9".into()),
            term: "xterm".into(),
            ..ClientInfo::default()
        }
    }

    fn bob() -> User {
        User {
            uid: 1001,
            name: "bob".into(),
        }
    }

    #[test]
    fn users_are_added_changed_and_removed() {
        let mut fixture = TestWorld::new();
        for (words, error) in [
            ("server-access", "missing user argument"),
            (
                "server-access -a nobody-known",
                "unknown user: nobody-known",
            ),
            (
                "server-access -a root",
                "root owns the server, can't change access",
            ),
            ("server-access -ad bob", "-a and -d cannot be used together"),
            ("server-access -rw bob", "-r and -w cannot be used together"),
            ("server-access -d bob", "user bob not found"),
        ] {
            assert_eq!(fixture.fails(words), error, "{words}");
        }
        fixture.ok("server-access bob");
        assert_eq!(fixture.ok("server-access -l"), "");
        fixture.ok("server-access -a bob");
        assert_eq!(
            fixture.fails("server-access -a bob"),
            "user bob is already added"
        );
        assert_eq!(fixture.ok("server-access -l"), "bob (W)\n");
        fixture.ok("server-access -r bob");
        assert_eq!(fixture.ok("server-access -l"), "bob (R)\n");
        fixture.ok("server-access -w amy ; server-access -d bob ; server-access -ar bob");
        assert_eq!(fixture.ok("server-access -l"), "bob (R)\namy (W)\n");
        let access = fixture.world.access.clone();
        assert!(access.admits(1001, 7) && access.admits(0, 7) && access.admits(7, 7));
        assert!(!access.admits(1003, 7));
    }

    #[test]
    fn clients_of_a_reader_run_only_commands_that_change_nothing() {
        let mut fixture = TestWorld::new();
        fixture.ok("server-access -ar bob");
        let said = |fixture: &mut TestWorld, words: &str| {
            let client = fixture.start_as(bob(), words, ClientInfo::default());
            let answer = fixture.answer(client);
            (answer.out, answer.err, answer.status)
        };
        for words in [
            "rename-session x",
            "ls",
            "list-clients ; kill-server",
            "new -d",
        ] {
            let refused = (String::new(), "client is read-only\n".to_owned(), Some(1));
            assert_eq!(said(&mut fixture, words), refused, "{words}");
        }
        let client = fixture.start_as(bob(), "attach-session", terminal());
        assert!(fixture.world.is_attached(client));
        let format = "list-clients -F '#{client_user} #{client_uid} #{client_readonly}'";
        assert_eq!(fixture.ok(format), "bob 1001 1\n");
        // Neither command nor flag of the client changes that.
        fixture.keys(client, &["x"]);
        assert_eq!(fixture.typed(0), "");
        fixture.start_as(
            bob(),
            "switch-client -r -c /dev/tty9",
            ClientInfo::default(),
        );
        fixture.start_as(bob(), "attach-session -f '!read-only'", terminal());
        assert_eq!(fixture.ok(format), "bob 1001 1\nbob 1001 1\n");
        fixture.ok("server-access -w bob");
        assert_eq!(fixture.ok(format), "bob 1001 0\nbob 1001 0\n");
        fixture.keys(client, &["x"]);
        assert_eq!(fixture.typed(0), "x");
        fixture.ok("server-access -d bob");
        assert!(!fixture.world.is_attached(client));
    }
}
