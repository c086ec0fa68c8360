//! A session over a real ssh: an sshd on loopback with its own keys, port and files, run as the
//! user of the test. Skipped where sshd cannot be started.

use crate::harness::terminal::{Exit, row};
use crate::harness::{Mux, Process, SIZE, Terminal, skip, until};
use nix::unistd::{User, getuid};
use std::fmt::Write as _;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Starts sshd. As root it requires /run/sshd, which is created in a mount namespace if missing.
const START: &str = r#"
if [ "$(id -u)" = 0 ] && [ ! -d /run/sshd ]; then
    exec unshare -m sh -c 'mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && exec "$@"' sh "$@"
fi
exec "$@"
"#;

/// An sshd and its files.
struct Sshd {
    program: PathBuf,
    config: PathBuf,
    log: PathBuf,
    port: u16,
    running: Option<Child>,
}

impl Sshd {
    /// Writes keys and configuration below `mux`, or returns the reason why that is impossible.
    fn prepare(mux: &Mux) -> Result<Self, String> {
        let program = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/sbin/sshd"]
            .map(PathBuf::from)
            .into_iter()
            .find(|path| path.exists())
            .ok_or("there is no sshd here")?;
        for name in ["hostkey", "key"] {
            let mut keygen = mux.program("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f"]);
            let made = keygen.arg(mux.dir().join(name)).stdin(Stdio::null());
            let made = made.status().map_err(|e| format!("ssh-keygen: {e}"))?;
            if !made.success() {
                return Err("ssh-keygen makes no key".to_owned());
            }
        }
        fs::copy(mux.dir().join("key.pub"), mux.dir().join("authorized")).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.map_err(|e| e.to_string())?.port();
        let dir = mux.dir().display();
        let config = mux.write(
            "sshd_config",
            &format!(
                "ListenAddress 127.0.0.1\nPort {port}\nHostKey {dir}/hostkey\n\
                 AuthorizedKeysFile {dir}/authorized\nPidFile none\nStrictModes no\nUsePAM no\n\
                 PasswordAuthentication no\nKbdInteractiveAuthentication no\n\
                 PubkeyAuthentication yes\nPermitRootLogin yes\n"
            ),
        );
        Ok(Self {
            program,
            config,
            log: mux.dir().join("sshd.log"),
            port,
            running: None,
        })
    }

    /// Starts sshd, or returns the reason of its failure.
    fn start(&mut self) -> Result<(), String> {
        let log = fs::File::create(&self.log).unwrap();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", START, "sh"]).arg(&self.program);
        command.args(["-D", "-e", "-f"]).arg(&self.config);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = self.running.insert(command.stderr(log).spawn().unwrap());
        let mut ended = false;
        let up = until(|| {
            ended = child.try_wait().unwrap().is_some();
            ended || TcpStream::connect(("127.0.0.1", self.port)).is_ok()
        });
        if !up || ended {
            return Err(fs::read_to_string(&self.log).unwrap_or_default());
        }
        Ok(())
    }

    /// Kills every process of sshd: sessions are cut off, and new connections fail.
    fn kill(&mut self) {
        let Some(mut listener) = self.running.take() else {
            return;
        };
        let sessions = descendants(listener.id().cast_signed());
        drop(listener.kill());
        drop(listener.wait());
        for session in sessions.iter().filter(|p| p.name.starts_with("sshd")) {
            session.kill();
        }
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.kill();
    }
}

/// All descendants of the process `pid`.
fn descendants(pid: i32) -> Vec<Process> {
    let mut found = Vec::new();
    let mut open = vec![pid];
    while let Some(parent) = open.pop() {
        let file = format!("/proc/{parent}/task/{parent}/children");
        let children = fs::read_to_string(file).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|n| n.parse().ok());
        for child in children {
            open.push(child);
            found.extend(Process::of(child));
        }
    }
    found
}

/// A `mux` command of `here` that reaches the mux of `there` through `sshd`.
fn command(here: &Mux, there: &Mux, sshd: &Sshd, words: &[&str]) -> Command {
    let file = |mux: &Mux, name: &str| mux.dir().join(name).display().to_string();
    let mut far = String::from("cd \"$(dirname \"$0\")/home\" && exec env -i \\\n");
    for (name, value) in there.command(&[]).get_envs() {
        let value = value.unwrap_or_default().to_string_lossy();
        writeln!(far, "  '{}={value}' \\", name.to_string_lossy()).unwrap();
    }
    writeln!(far, "  '{}' \"$@\"", env!("CARGO_BIN_EXE_mux")).unwrap();
    there.write("mux", &far);
    let mut command = here.command(words);
    command.env("MUX_SSH", ssh(here, there, sshd));
    command.env("MUX_REMOTE", format!("sh '{}'", file(there, "mux")));
    command
}

/// The ssh command, in shell syntax, that uses only files of the test.
fn ssh(here: &Mux, there: &Mux, sshd: &Sshd) -> String {
    let user = User::from_uid(getuid()).unwrap().unwrap().name;
    let file = |mux: &Mux, name: &str| -> String { mux.dir().join(name).display().to_string() };
    format!(
        "ssh -F none -l {user} -p {} -i '{}' -o IdentitiesOnly=yes -o HostName=127.0.0.1 \
         -o UserKnownHostsFile='{}' -o StrictHostKeyChecking=accept-new -o LogLevel=ERROR",
        sshd.port,
        file(there, "key"),
        file(here, "known"),
    )
}

/// The error of `ssh` if it cannot connect.
fn obstacle(here: &Mux, there: &Mux, sshd: &Sshd) -> Option<String> {
    let line = format!("{} -o BatchMode=yes box true", ssh(here, there, sshd));
    let tried = crate::harness::finish(here.program("/bin/sh", &["-c", &line]), "");
    (tried.status != 0).then_some(tried.stderr)
}

/// Two machines with an sshd between them, or the reason why sshd does not work here.
fn machines() -> Result<(Mux, Mux, Sshd), String> {
    let (here, there) = (Mux::new(), Mux::new());
    let mut sshd = Sshd::prepare(&there)?;
    sshd.start()?;
    match obstacle(&here, &there, &sshd) {
        None => Ok((here, there, sshd)),
        Some(why) => Err(why),
    }
}

fn file(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap_or_default()
}

#[test]
fn a_session_outlives_the_link_of_a_real_ssh() {
    let (here, there, mut sshd) = match machines() {
        Ok(machines) => machines,
        Err(why) => {
            skip("sshd", why.trim_end());
            return;
        }
    };
    let words = ["new", "box:", "-s", "work"];
    let mut terminal = Terminal::spawn(command(&here, &there, &sshd, &words), SIZE);
    terminal.wait_for("a prompt", |s| row(s, 0) == "$");
    terminal.type_line("echo before; stty -echo; cat >typed");
    terminal.wait_for_text("\nbefore\n");
    let listed = there.wait_for(&["list-clients", "-F", "#{session_name}"], |l| l == "work");
    assert_eq!(listed, "work");

    // The link is cut during output and input.
    sshd.kill();
    terminal.wait_for_text("box: connection lost at ");
    there.ok(&["split-window", "-d", "-t", "work", "seq 1000; cat"]);
    for number in 0..20 {
        terminal.type_text(&format!("line {number}\r"));
    }
    sshd.start().unwrap();
    terminal.wait_until_gone("box: connection lost");
    terminal.wait_for("the output of that time", |s| {
        let text = s.contents();
        text.contains("\n999") && text.contains("before")
    });
    let expected: String = (0..20).fold(String::new(), |all, n| all + &format!("line {n}\n"));
    until(|| file(&there.home(), "typed").len() >= expected.len());
    assert_eq!(file(&there.home(), "typed"), expected);

    // The lines that left the screen meanwhile are in the history.
    terminal.keys("C-b o");
    terminal.keys("C-b [");
    terminal.keys("M-<");
    terminal.wait_for_text("[990/990]\n2");
    terminal.keys("q");
    let lines = there.ok(&["capture-pane", "-p", "-t", "work:.1", "-S", "-"]);
    let numbers: Vec<String> = (1..=1000).map(|n| n.to_string()).collect();
    assert_eq!(lines.lines().collect::<Vec<_>>(), numbers);
    assert_eq!(there.ok(&["list-clients"]).lines().count(), 1);
    terminal.keys("C-b d");
    assert_eq!(terminal.wait_exit(), Exit::Code(0));
    terminal.wait_for_text("[detached (from session work)]");
}
