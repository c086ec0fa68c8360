//! The arguments of the first server. They pass through the keeper, which does not read them.

/// The arguments of the first server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartArgs {
    /// The config files to read, in order.
    pub config: Vec<String>,
    /// The user named them (`-f`): a missing one is an error.
    pub explicit: bool,
    /// How often `-v` was given, up to 3. It sets the level of the log.
    pub verbosity: u8,
    /// The program was started as `tmux`, so the server has the name and the defaults of tmux.
    pub as_tmux: bool,
    /// The directory of the client that starts the server; empty if it is unknown.
    pub directory: String,
}

/// The bit of the first byte for `explicit`. The next two bits are `verbosity`: a server of 0.1.0
/// compares the byte with 1, so without `-v` it reads what it wrote.
const EXPLICIT: u8 = 1;

/// The bit of the first byte for `as_tmux`.
const AS_TMUX: u8 = 1 << 3;

impl StartArgs {
    /// The form that the keeper passes on.
    pub fn encode(&self) -> Vec<u8> {
        let as_tmux = if self.as_tmux { AS_TMUX } else { 0 };
        let flags = u8::from(self.explicit) | self.verbosity.min(3) << 1 | as_tmux;
        let mut bytes = vec![flags];
        for file in &self.config {
            bytes.extend_from_slice(file.as_bytes());
            bytes.push(0);
        }
        // An empty name ends the list of files.
        bytes.push(0);
        bytes.extend_from_slice(self.directory.as_bytes());
        bytes
    }

    /// The inverse of [`StartArgs::encode`]. Unreadable parts are skipped, so that a server always
    /// starts.
    pub fn decode(bytes: &[u8]) -> Self {
        let (flags, rest) = bytes.split_first().unwrap_or((&0, &[]));
        let mut words = rest.split(|byte| *byte == 0);
        let text = |file: &[u8]| String::from_utf8_lossy(file).into_owned();
        let files = words.by_ref().take_while(|file| !file.is_empty());
        Self {
            config: files.map(text).collect(),
            directory: words.next().map(text).unwrap_or_default(),
            explicit: flags & EXPLICIT != 0,
            verbosity: flags >> 1 & 3,
            as_tmux: flags & AS_TMUX != 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_arguments_are_decoded() {
        for (config, explicit, verbosity, as_tmux) in [
            (vec![], false, 0, false),
            (vec!["/a b", "c"], true, 0, true),
            (vec!["/a b"], true, 2, false),
            (vec![], false, 1, true),
        ] {
            let start = StartArgs {
                config: config.into_iter().map(String::from).collect(),
                explicit,
                verbosity,
                as_tmux,
                directory: "/some where".into(),
            };
            assert_eq!(StartArgs::decode(&start.encode()), start);
        }
        assert_eq!(StartArgs::decode(b""), StartArgs::default());
    }
}
