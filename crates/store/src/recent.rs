//! What is in the journal and not in the index yet. The index follows in steps of many groups: a step costs it about
//! as much as a group does, and nobody waits for it.

use crate::index::{Changes, Claim, EachRow, Index};
use crate::limits::{INDEX_BEHIND_BYTES_MAX, INDEX_BEHIND_ROWS_MAX};
use crate::{Entry, StoreError};
use std::collections::BTreeMap;

/// Keys that changed since the index was last brought up, with the value each has now.
#[derive(Default)]
pub(crate) struct Recent {
    rows: BTreeMap<(u8, Vec<u8>), Option<Vec<u8>>>,
    bytes: usize,
    claim: Option<Claim>,
}

impl Recent {
    /// Takes in a group that is on disk.
    pub fn note(&mut self, changes: &Changes<'_>, claim: Claim) {
        for ((table, key), value) in changes {
            self.bytes += key.len() + value.map_or(0, <[u8]>::len);
            self.rows.insert((*table, key.to_vec()), value.map(<[u8]>::to_vec));
        }
        self.claim = Some(claim);
    }

    /// Whether it is time to bring the index up.
    pub fn is_full(&self) -> bool {
        self.rows.len() >= INDEX_BEHIND_ROWS_MAX || self.bytes >= INDEX_BEHIND_BYTES_MAX
    }

    /// Brings the index up, and begins anew.
    pub fn settle(&mut self, index: &Index) -> Result<(), StoreError> {
        let Some(claim) = self.claim else { return Ok(()) };
        let changes = self.rows.iter().map(|((table, key), value)| ((*table, &key[..]), value.as_deref()));
        index.apply(&changes.collect(), claim)?;
        *self = Self::default();
        Ok(())
    }

    fn under<'a>(&'a self, prefix: &'a [u8]) -> impl Iterator<Item = ((u8, &'a [u8]), Option<&'a [u8]>)> {
        let table = prefix.first().copied().unwrap_or(0);
        let key = prefix.get(1..).unwrap_or_default();
        let is_under =
            move |of: u8, other: &[u8]| prefix.is_empty() || (of == table && other.starts_with(key));
        let rows = self.rows.range((table, key.to_vec())..);
        let rows = rows.map(|((table, key), value)| ((*table, &key[..]), value.as_deref()));
        rows.take_while(move |((of, other), _)| is_under(*of, other))
    }
}

/// The rows as they stand: the index with what it does not have yet.
pub(crate) struct Rows<'a> {
    pub index: &'a Index,
    pub recent: &'a Recent,
}

impl Rows<'_> {
    /// A key's value.
    pub fn get(&self, table: u8, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.recent.rows.get(&(table, key.to_vec())) {
            Some(value) => Ok(value.clone()),
            None => self.index.get(table, key),
        }
    }

    /// Whether a key exists.
    pub fn contains(&self, table: u8, key: &[u8]) -> Result<bool, StoreError> {
        match self.recent.rows.get(&(table, key.to_vec())) {
            Some(value) => Ok(value.is_some()),
            None => self.index.contains(table, key),
        }
    }

    /// The keys of a table that begin with `prefix`, with their values, in order.
    pub fn scan(&self, table: u8, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        let under = [&[table], prefix].concat();
        self.each(&under, &mut |_, key, value| entries.push((key.to_vec(), value.to_vec())))?;
        Ok(entries)
    }

    /// Calls `with` for each row whose table and key begin with `prefix`, in order.
    pub fn each(&self, prefix: &[u8], with: &mut EachRow<'_>) -> Result<(), StoreError> {
        let mut recent = self.recent.under(prefix).peekable();
        self.index.each(prefix, &mut |table, key, value| {
            let here = (table, key);
            while let Some(((table, key), newer)) = recent.next_if(|(at, _)| *at < here) {
                newer.into_iter().for_each(|newer| with(table, key, newer));
            }
            match recent.next_if(|(at, _)| *at == here) {
                Some((_, newer)) => newer.into_iter().for_each(|newer| with(table, key, newer)),
                None => with(table, key, value),
            }
        })?;
        for ((table, key), newer) in recent {
            newer.into_iter().for_each(|newer| with(table, key, newer));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(recent: &mut Recent, key: &[u8], value: &[u8]) {
        recent.note(&Changes::from([((1, key), Some(value))]), Claim::default());
    }

    #[test]
    fn the_index_is_brought_up_at_so_many_rows_or_bytes_and_not_before() {
        let mut rows = Recent::default();
        for number in 1..INDEX_BEHIND_ROWS_MAX {
            put(&mut rows, &number.to_be_bytes(), b"");
        }
        assert!(!rows.is_full());
        put(&mut rows, b"one more", b"");
        assert!(rows.is_full());

        let mut bytes = Recent::default();
        put(&mut bytes, b"", &vec![0; INDEX_BEHIND_BYTES_MAX - 1]);
        assert!(!bytes.is_full());
        put(&mut bytes, b"k", b"");
        assert!(bytes.is_full());
    }

    #[test]
    fn what_is_recent_and_what_is_in_the_index_read_as_one_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let old: Changes<'_> =
            [&b"aa"[..], b"ab", b"b", b"ca"].map(|key| ((1, key), Some(&b"old"[..]))).into();
        index.apply(&old, Claim::default()).unwrap();
        let mut recent = Recent::default();
        let newer: Changes<'_> = [
            ((0, &b"z"[..]), Some(&b"other table"[..])),
            ((1, b"a"), Some(b"new")),
            ((1, b"ab"), Some(b"new")),
            ((1, b"b"), None),
            ((1, b"d"), Some(b"new")),
            ((2, b"a"), Some(b"other table")),
        ]
        .into();
        recent.note(&newer, Claim::default());
        let read = |recent: &Recent| {
            let rows = Rows { index: &index, recent };
            let texts =
                |entries: Vec<Entry>| entries.into_iter().map(|(k, v)| [k, v].concat()).collect::<Vec<_>>();
            let get = [&b"aa"[..], b"ab", b"b", b"d"].map(|key| rows.get(1, key).unwrap());
            let contains = [&b"aa"[..], b"ab", b"b", b"d"].map(|key| rows.contains(1, key).unwrap());
            let mut all = 0;
            rows.each(&[], &mut |_, _, _| all += 1).unwrap();
            (texts(rows.scan(1, b"").unwrap()), texts(rows.scan(1, b"a").unwrap()), get, contains, all)
        };
        let as_one = read(&recent);
        assert_eq!(as_one.0, [&b"anew"[..], b"aaold", b"abnew", b"caold", b"dnew"]);
        assert_eq!(as_one.1, [&b"anew"[..], b"aaold", b"abnew"]);
        assert_eq!(as_one.3, [true, true, false, true]);
        assert_eq!(as_one.4, 7);
        recent.settle(&index).unwrap();
        assert_eq!(read(&recent), as_one, "bringing the index up changes nothing that is read");
    }
}
