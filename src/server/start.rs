//! What the first server is told, by way of the keeper, which does not look into it.

/// What the first server is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// The config files to read, in order.
    pub config: Vec<String>,
    /// They were named by a person (`-f`): one that is missing is an error.
    pub explicit: bool,
}

impl Start {
    /// For the keeper.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.explicit)];
        for file in &self.config {
            bytes.extend_from_slice(file.as_bytes());
            bytes.push(0);
        }
        bytes
    }

    /// From the keeper. What is not understood is left out: a server always starts.
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
    fn what_goes_in_comes_out() {
        for (config, explicit) in [(vec![], false), (vec!["/a b", "c"], true)] {
            let start = Start {
                config: config.into_iter().map(String::from).collect(),
                explicit,
            };
            assert_eq!(Start::decode(&start.encode()), start);
        }
        assert_eq!(Start::decode(b""), Start::default());
    }
}
