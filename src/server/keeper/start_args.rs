//! The arguments of the first server. They pass through the keeper, which does not read them.

/// The arguments of the first server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartArgs {
    /// The config files to read, in order.
    pub config: Vec<String>,
    /// The user named them (`-f`): a missing one is an error.
    pub explicit: bool,
}

impl StartArgs {
    /// The form that the keeper passes on.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.explicit)];
        for file in &self.config {
            bytes.extend_from_slice(file.as_bytes());
            bytes.push(0);
        }
        bytes
    }

    /// The inverse of [`StartArgs::encode`]. Unreadable parts are skipped, so that a server always
    /// starts.
    pub fn decode(bytes: &[u8]) -> Self {
        let (explicit, rest) = bytes.split_first().unwrap_or((&0, &[]));
        let files = rest
            .split(|byte| *byte == 0)
            .filter(|file| !file.is_empty());
        let text = |file: &[u8]| String::from_utf8_lossy(file).into_owned();
        Self {
            config: files.map(text).collect(),
            explicit: *explicit == 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_arguments_are_decoded() {
        for (config, explicit) in [(vec![], false), (vec!["/a b", "c"], true)] {
            let start = StartArgs {
                config: config.into_iter().map(String::from).collect(),
                explicit,
            };
            assert_eq!(StartArgs::decode(&start.encode()), start);
        }
        assert_eq!(StartArgs::decode(b""), StartArgs::default());
    }
}
