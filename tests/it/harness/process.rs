//! Processes of a test, found in `/proc` by a variable in their environment.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::path::PathBuf;

/// A running process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// The process id.
    pub pid: i32,
    /// The process name, which the kernel truncates to 15 bytes.
    pub name: String,
    /// The arguments, starting with the program.
    pub args: Vec<String>,
    exe: Option<PathBuf>,
}

impl Process {
    /// The process `pid`, if it runs and is not a zombie.
    pub fn of(pid: i32) -> Option<Self> {
        let dir = PathBuf::from(format!("/proc/{pid}"));
        let stat = fs::read_to_string(dir.join("stat")).ok()?;
        let (_, after) = stat.rsplit_once(") ")?;
        if after.starts_with(['Z', 'X']) {
            return None;
        }
        let args = fs::read(dir.join("cmdline")).ok()?;
        let args = String::from_utf8_lossy(&args).into_owned();
        Some(Self {
            pid,
            name: fs::read_to_string(dir.join("comm"))
                .ok()?
                .trim_end()
                .to_owned(),
            args: args.split_terminator('\0').map(str::to_owned).collect(),
            exe: fs::read_link(dir.join("exe")).ok(),
        })
    }

    /// Whether the process runs the `mux` of this build.
    pub fn is_mux(&self) -> bool {
        let mux = fs::canonicalize(super::program()).ok();
        mux.is_some() && self.exe == mux
    }

    /// Whether the process still runs.
    pub fn runs(&self) -> bool {
        Self::of(self.pid).is_some()
    }

    /// Sends SIGKILL.
    pub fn kill(&self) {
        self.signal(Signal::SIGKILL);
    }

    /// Sends a signal; ignored if the process has ended.
    pub fn signal(&self, signal: Signal) {
        let _gone = kill(Pid::from_raw(self.pid), signal);
    }
}

/// Every running process with `MUX_TEST_ID=id` in the environment that it started with.
pub fn marked(id: &str) -> Vec<Process> {
    let mark = format!("MUX_TEST_ID={id}");
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment
            .split(|byte| *byte == 0)
            .any(|v| v == mark.as_bytes())
    })
    .filter_map(Process::of)
    .collect()
}
