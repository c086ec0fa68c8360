//! A set in the order of its members.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::slice;
use std::vec;

/// A set in order, as [`std::collections::BTreeSet`]. A look-up takes O(log n), a new greatest
/// member O(1), any other change O(n).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedSet<T>(Vec<T>);

impl<T> SortedSet<T> {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The number of members.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True without a member.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes all members.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The members in their order.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The least member.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.0.first()
    }

    /// The greatest member.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.0.last()
    }

    /// Keeps the members for which `keep` is true.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.0.retain(keep);
    }
}

impl<T: Ord> SortedSet<T> {
    /// True if `member` is in the set.
    #[must_use]
    pub fn contains<Q: Ord + ?Sized>(&self, member: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.place(member).is_ok()
    }

    fn place<Q: Ord + ?Sized>(&self, wanted: &Q) -> Result<usize, usize>
    where
        T: Borrow<Q>,
    {
        self.0
            .binary_search_by(|member| member.borrow().cmp(wanted))
    }

    /// Adds a member; false if it was there.
    pub fn insert(&mut self, member: T) -> bool {
        let place = match self.0.last() {
            Some(last) if *last >= member => self.place(&member),
            _ => Err(self.0.len()),
        };
        if let Err(at) = place {
            self.0.insert(at, member);
        }
        place.is_err()
    }

    /// Removes a member; false if it was not there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, member: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        let place = self.place(member);
        if let Ok(at) = place {
            self.0.remove(at);
        }
        place.is_ok()
    }

    /// The members that another set does not have, in their order.
    pub fn difference<'a>(&'a self, other: &'a Self) -> impl DoubleEndedIterator<Item = &'a T> {
        self.iter().filter(|member| !other.contains(*member))
    }

    /// The members that another set has as well, in their order.
    pub fn intersection<'a>(&'a self, other: &'a Self) -> impl DoubleEndedIterator<Item = &'a T> {
        self.iter().filter(|member| other.contains(*member))
    }

    /// True if another set has all members of this one.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.iter().all(|member| other.contains(member))
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for SortedSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, members: I) {
        for member in members {
            self.insert(member);
        }
    }
}

impl<'a, T: Ord + Copy> Extend<&'a T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = &'a T>>(&mut self, members: I) {
        self.extend(members.into_iter().copied());
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        let mut set = Self::new();
        set.extend(members);
        set
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for SortedSet<T> {
    fn from(members: [T; N]) -> Self {
        members.into_iter().collect()
    }
}

impl<T> IntoIterator for SortedSet<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a SortedSet<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Serialize> Serialize for SortedSet<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, T: Ord + Deserialize<'de>> Deserialize<'de> for SortedSet<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Vec::<T>::deserialize(deserializer)?;
        let in_order = members.is_sorted_by(|a, b| a.cmp(b) == Ordering::Less);
        Ok(if in_order {
            Self(members)
        } else {
            members.into_iter().collect()
        })
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
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn any_changes_are_those_of_a_b_tree(
            steps in prop::collection::vec((any::<bool>(), 0_u8..32), 0..60),
            other in prop::collection::btree_set(0_u8..32, 0..20),
        ) {
            let mut ours = SortedSet::new();
            let mut theirs = BTreeSet::new();
            for (insert, member) in steps {
                if insert {
                    prop_assert_eq!(ours.insert(member), theirs.insert(member));
                } else {
                    prop_assert_eq!(ours.remove(&member), theirs.remove(&member));
                }
                prop_assert!(ours.iter().eq(theirs.iter()));
            }
            let other_of_ours: SortedSet<u8> = other.iter().copied().collect();
            prop_assert!(ours.difference(&other_of_ours).eq(theirs.difference(&other)));
            prop_assert!(ours.intersection(&other_of_ours).eq(theirs.intersection(&other)));
            prop_assert_eq!(ours.is_subset(&other_of_ours), theirs.is_subset(&other));
            let bytes = postcard::to_stdvec(&theirs).unwrap();
            prop_assert_eq!(&postcard::to_stdvec(&ours).unwrap(), &bytes);
            prop_assert_eq!(postcard::from_bytes::<SortedSet<u8>>(&bytes).unwrap(), ours);
        }
    }
}
