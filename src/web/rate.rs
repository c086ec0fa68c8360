//! Limits attempts to log in. After five failures of an address or of an account each further one
//! doubles the wait, from 1 s to 15 min. A success forgets the failures.

use std::collections::HashMap;

/// Failures without a wait.
const FREE: u32 = 5;

/// The longest wait, in seconds.
const LONGEST: u64 = 15 * 60;

/// How long failures are remembered after the wait, in seconds.
const MEMORY: u64 = 15 * 60;

/// Addresses and accounts that are remembered.
const REMEMBERED: usize = 4096;

/// The failures of one address or account.
#[derive(Clone, Copy, Debug, Default)]
struct Failures {
    count: u32,
    /// The next attempt is allowed at this time.
    free_at: u64,
}

/// The failures of all addresses and accounts. Times are seconds of a monotonic clock.
#[derive(Debug, Default)]
pub struct Rates(HashMap<String, Failures>);

impl Rates {
    /// Counts an attempt as failed in advance, so that attempts at the same time count too;
    /// [`Rates::succeeded`] takes it back.
    ///
    /// # Errors
    /// Too many failures: the number of seconds to wait. The attempt is not counted then.
    pub fn attempt(&mut self, keys: &[String], now: u64) -> Result<(), u64> {
        let free_at = keys.iter().filter_map(|key| self.0.get(key));
        let free_at = free_at.map(|failures| failures.free_at).max().unwrap_or(0);
        if free_at > now {
            return Err(free_at - now);
        }
        for key in keys {
            if !self.0.contains_key(key) {
                self.make_room(now);
            }
            let failures = self.0.entry(key.clone()).or_default();
            failures.count += 1;
            if failures.count >= FREE {
                let doublings = (failures.count - FREE).min(10);
                failures.free_at = now + (1u64 << doublings).min(LONGEST);
            }
        }
        Ok(())
    }

    /// The attempt was right: forgets the failures of its address and account.
    pub fn succeeded(&mut self, keys: &[String]) {
        for key in keys {
            self.0.remove(key);
        }
    }

    fn make_room(&mut self, now: u64) {
        if self.0.len() < REMEMBERED {
            return;
        }
        self.0.retain(|_, failures| failures.free_at + MEMORY > now);
        if self.0.len() >= REMEMBERED
            && let Some(first) = self.0.iter().min_by_key(|(_, f)| f.free_at)
        {
            let first = first.0.clone();
            self.0.remove(&first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn waits_double_after_five_failures() {
        let mut rates = Rates::default();
        let mut now = 100;
        for _ in 0..5 {
            assert_eq!(rates.attempt(&key("a"), now), Ok(()));
        }
        let mut waits = Vec::new();
        for _ in 0..13 {
            let wait = rates.attempt(&key("a"), now).unwrap_err();
            waits.push(wait);
            now += wait;
            assert_eq!(rates.attempt(&key("a"), now), Ok(()));
        }
        assert_eq!(
            waits,
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
        );
        assert_eq!(
            rates.attempt(&key("b"), now),
            Ok(()),
            "others need not wait"
        );
        rates.succeeded(&key("a"));
        assert_eq!(rates.attempt(&key("a"), now), Ok(()));
    }

    #[test]
    fn an_account_is_limited_across_addresses() {
        let mut rates = Rates::default();
        for n in 0..5 {
            let keys = [format!("address {n}"), "account me".to_owned()];
            assert_eq!(rates.attempt(&keys, 1), Ok(()));
        }
        let keys = ["address 9".to_owned(), "account me".to_owned()];
        assert_eq!(rates.attempt(&keys, 1), Err(1));
        assert_eq!(rates.attempt(&key("address 9"), 1), Ok(()));
    }

    #[test]
    fn only_so_many_are_remembered() {
        let mut rates = Rates::default();
        for _ in 0..9 {
            let _ = rates.attempt(&key("worst"), 10_000_000);
        }
        for n in 0..2 * REMEMBERED {
            rates.attempt(&key(&n.to_string()), 10_000_000).unwrap();
        }
        assert!(rates.0.len() <= REMEMBERED);
        assert!(rates.attempt(&key("worst"), 10_000_000).is_err());
    }
}
