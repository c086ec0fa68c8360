//! A map in the order of its keys.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Bound, Index, RangeBounds};
use std::slice;
use std::vec;

/// A map in the order of its keys, as [`std::collections::BTreeMap`]. A look-up takes O(log n), a
/// new greatest key O(1), any other change O(n).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedMap<K, V>(Vec<(K, V)>);

impl<K, V> SortedMap<K, V> {
    /// An empty map.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True without an entry.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The entries in the order of their keys.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.0.iter())
    }

    /// The entries in the order of their keys.
    pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
        IterMut(self.0.iter_mut())
    }

    /// The keys in their order.
    #[must_use]
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys(self.0.iter())
    }

    /// The values in the order of their keys.
    #[must_use]
    pub fn values(&self) -> Values<'_, K, V> {
        Values(self.0.iter())
    }

    /// The values in the order of their keys.
    pub fn values_mut(&mut self) -> ValuesMut<'_, K, V> {
        ValuesMut(self.0.iter_mut())
    }

    /// The keys in their order.
    pub fn into_keys(self) -> IntoKeys<K, V> {
        IntoKeys(self.0.into_iter())
    }

    /// The values in the order of their keys.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> + ExactSizeIterator {
        self.0.into_iter().map(|(_, value)| value)
    }

    /// The entry of the least key.
    #[must_use]
    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// The entry of the greatest key.
    #[must_use]
    pub fn last_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next_back()
    }

    /// Removes the entries for which `remove` is true; they come in the order of their keys.
    pub fn extract_if(
        &mut self,
        mut remove: impl FnMut(&K, &mut V) -> bool,
    ) -> impl Iterator<Item = (K, V)> {
        self.0
            .extract_if(.., move |(key, value)| remove(key, value))
    }

    /// Keeps the entries for which `keep` is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    /// The place of a key, or the place where it would be.
    fn place<Q: Ord + ?Sized>(&self, wanted: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(key, _)| key.borrow().cmp(wanted))
    }

    /// The place of a key that is inserted. Most new keys are the greatest.
    fn place_of_new(&self, key: &K) -> Result<usize, usize> {
        match self.0.last() {
            Some((last, _)) if last >= key => self.place(key),
            _ => Err(self.0.len()),
        }
    }

    /// The value of a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|at| &self.0[at].1)
    }

    /// The value of a key.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|at| &mut self.0[at].1)
    }

    /// The entry of a key.
    #[must_use]
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        self.place(key)
            .ok()
            .map(|at| (&self.0[at].0, &self.0[at].1))
    }

    /// True if the key has a value.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Gives a key a value; the value that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place_of_new(&key) {
            Ok(at) => Some(mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// Removes a key; its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|at| self.0.remove(at).1)
    }

    /// The place of a key, to be filled or changed.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        match self.place_of_new(&key) {
            Ok(at) => Entry::Occupied(&mut self.0[at].1),
            Err(at) => Entry::Vacant(VacantEntry {
                entries: &mut self.0,
                at,
                key,
            }),
        }
    }

    /// The entries whose keys lie in a range.
    #[must_use]
    pub fn range<R: RangeBounds<K>>(&self, range: R) -> Iter<'_, K, V> {
        let from = match range.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(start) => self.0.partition_point(|(key, _)| key < start),
            Bound::Excluded(start) => self.0.partition_point(|(key, _)| key <= start),
        };
        let to = match range.end_bound() {
            Bound::Unbounded => self.0.len(),
            Bound::Included(end) => self.0.partition_point(|(key, _)| key <= end),
            Bound::Excluded(end) => self.0.partition_point(|(key, _)| key < end),
        };
        Iter(self.0[from..to.max(from)].iter())
    }

    /// Moves all entries of another map to this one.
    pub fn append(&mut self, other: &mut Self) {
        self.extend(mem::take(other));
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> Index<&Q> for SortedMap<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        match self.place(key) {
            Ok(at) => &self.0[at].1,
            Err(_) => panic!("no entry of this key"),
        }
    }
}

impl<K: Ord, V> Extend<(K, V)> for SortedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, K, V> IntoIterator for &'a mut SortedMap<K, V> {
    type Item = (&'a K, &'a mut V);
    type IntoIter = IterMut<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// Defines an iterator over entries: its name, the iterator of the vector, its items, and what an
/// item is of an entry.
macro_rules! iterator {
    ($(#[$doc:meta])* $name:ident, $entries:ident, $item:ty, $get:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<'a, K, V>(slice::$entries<'a, (K, V)>);

        impl<'a, K, V> Iterator for $name<'a, K, V> {
            type Item = $item;

            fn next(&mut self) -> Option<Self::Item> {
                self.0.next().map($get)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.0.size_hint()
            }
        }

        impl<K, V> DoubleEndedIterator for $name<'_, K, V> {
            fn next_back(&mut self) -> Option<Self::Item> {
                self.0.next_back().map($get)
            }
        }

        impl<K, V> ExactSizeIterator for $name<'_, K, V> {}
    };
}

iterator!(
    /// The entries of a [`SortedMap`] in their order.
    Iter,
    Iter,
    (&'a K, &'a V),
    |(key, value)| (key, value)
);
iterator!(
    /// The entries of a [`SortedMap`] in their order, with values that may be changed.
    IterMut,
    IterMut,
    (&'a K, &'a mut V),
    |(key, value)| (&*key, value)
);
iterator!(
    /// The keys of a [`SortedMap`] in their order.
    Keys,
    Iter,
    &'a K,
    |(key, _)| key
);
iterator!(
    /// The values of a [`SortedMap`] in the order of their keys.
    Values,
    Iter,
    &'a V,
    |(_, value)| value
);
iterator!(
    /// The values of a [`SortedMap`] in the order of their keys, which may be changed.
    ValuesMut,
    IterMut,
    &'a mut V,
    |(_, value)| value
);

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Clone for Keys<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Clone for Values<'_, K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The keys of a [`SortedMap`] that is gone, in their order.
#[derive(Debug)]
pub struct IntoKeys<K, V>(vec::IntoIter<(K, V)>);

impl<K, V> Iterator for IntoKeys<K, V> {
    type Item = K;

    fn next(&mut self) -> Option<K> {
        self.0.next().map(|(key, _)| key)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for IntoKeys<K, V> {
    fn next_back(&mut self) -> Option<K> {
        self.0.next_back().map(|(key, _)| key)
    }
}

/// The place of a key in a [`SortedMap`].
#[derive(Debug)]
pub enum Entry<'a, K, V> {
    /// The value that the key has.
    Occupied(&'a mut V),
    /// The key has no value.
    Vacant(VacantEntry<'a, K, V>),
}

/// The place where a key would be.
#[derive(Debug)]
pub struct VacantEntry<'a, K, V> {
    entries: &'a mut Vec<(K, V)>,
    at: usize,
    key: K,
}

impl<'a, K, V> VacantEntry<'a, K, V> {
    /// Gives the key a value.
    pub fn insert(self, value: V) -> &'a mut V {
        self.entries.insert(self.at, (self.key, value));
        &mut self.entries[self.at].1
    }
}

impl<'a, K, V> Entry<'a, K, V> {
    /// The value of the key, which becomes that of `value` if there is none.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        match self {
            Self::Occupied(known) => known,
            Self::Vacant(entry) => entry.insert(value()),
        }
    }

    /// The value of the key, which becomes `value` if there is none.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }
}

impl<'a, K, V: Default> Entry<'a, K, V> {
    /// The value of the key, which becomes the default if there is none.
    pub fn or_default(self) -> &'a mut V {
        self.or_insert_with(V::default)
    }
}

impl<K: Serialize, V: Serialize> Serialize for SortedMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for SortedMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
            type Value = SortedMap<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
                let mut map = SortedMap::new();
                while let Some((key, value)) = from.next_entry()? {
                    map.insert(key, value);
                }
                Ok(map)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

#[cfg(test)]
#[allow(
    clippy::disallowed_types,
    reason = "they are what these types are compared with"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[derive(Clone, Debug)]
    enum Step {
        Insert(u8, u16),
        Remove(u8),
        Add(u8),
        Retain(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (any::<u8>(), any::<u16>()).prop_map(|(k, v)| Step::Insert(k % 32, v)),
            2 => any::<u8>().prop_map(|k| Step::Remove(k % 32)),
            2 => any::<u8>().prop_map(|k| Step::Add(k % 32)),
            1 => any::<u8>().prop_map(|k| Step::Retain(k % 4 + 1)),
        ]
    }

    proptest! {
        #[test]
        fn any_changes_are_those_of_a_b_tree(
            steps in prop::collection::vec(step(), 0..60),
            from in 0_u8..32,
            to in 0_u8..32,
        ) {
            let mut ours: SortedMap<u8, u16> = SortedMap::new();
            let mut theirs: BTreeMap<u8, u16> = BTreeMap::new();
            for step in steps {
                match step {
                    Step::Insert(k, v) => prop_assert_eq!(ours.insert(k, v), theirs.insert(k, v)),
                    Step::Remove(k) => prop_assert_eq!(ours.remove(&k), theirs.remove(&k)),
                    Step::Add(k) => {
                        *ours.entry(k).or_default() |= 1;
                        *theirs.entry(k).or_default() |= 1;
                    }
                    Step::Retain(n) => {
                        ours.retain(|k, _| k % n == 0);
                        theirs.retain(|k, _| k % n == 0);
                    }
                }
                prop_assert!(ours.iter().eq(theirs.iter()));
            }
            prop_assert!(ours.range(from..).eq(theirs.range(from..)));
            prop_assert!(ours.range(..=to).rev().eq(theirs.range(..=to).rev()));
            if from <= to {
                prop_assert!(ours.range(from..to).eq(theirs.range(from..to)));
            }
            let bytes = postcard::to_stdvec(&theirs).unwrap();
            prop_assert_eq!(&postcard::to_stdvec(&ours).unwrap(), &bytes);
            prop_assert_eq!(postcard::from_bytes::<SortedMap<u8, u16>>(&bytes).unwrap(), ours);
        }
    }
}
