//! Notifications to the service manager, as in sd_notify(3): datagrams to the socket in
//! `NOTIFY_SOCKET`.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The variable that names the socket: a path, or an abstract socket name after `@`.
pub const VARIABLE: &str = "NOTIFY_SOCKET";

/// Sends `news`, lines of `NAME=value`. Returns false if there is no service manager that listens.
///
/// # Errors
/// The socket cannot be written to.
pub fn tell(news: &str) -> io::Result<bool> {
    match std::env::var_os(VARIABLE).filter(|name| !name.is_empty()) {
        None => Ok(false),
        Some(name) => send(&name, news).map(|()| true),
    }
}

fn send(name: &OsStr, news: &str) -> io::Result<()> {
    let address = match name.as_bytes().strip_prefix(b"@") {
        Some(hidden) => SocketAddr::from_abstract_name(hidden)?,
        None => SocketAddr::from_pathname(name)?,
    };
    let socket = UnixDatagram::unbound()?;
    socket.send_to_addr(news.as_bytes(), &address).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_arrive_at_paths_and_at_abstract_names() {
        let name = format!("mux-notify-{}", std::process::id());
        let path = std::env::temp_dir().join(&name);
        let hidden = SocketAddr::from_abstract_name(name.as_bytes()).unwrap();
        for (at, socket) in [
            (path.clone().into_os_string(), UnixDatagram::bind(&path)),
            (format!("@{name}").into(), UnixDatagram::bind_addr(&hidden)),
        ] {
            let socket = socket.unwrap();
            send(&at, "READY=1\n").unwrap();
            let mut news = [0; 64];
            let len = socket.recv(&mut news).unwrap();
            assert_eq!(&news[..len], b"READY=1\n");
        }
        std::fs::remove_file(&path).unwrap();
        assert!(send(path.as_os_str(), "READY=1").is_err());
    }
}
