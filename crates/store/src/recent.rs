//! What is in the journal and not in the index yet. The index follows in steps of many groups, on a thread of its own: a
//! step costs it about as much as a group does, and nobody waits for it.

use crate::index::{Changes, Claim, Index};
use crate::limits::{INDEX_BEHIND_BYTES_END, INDEX_BEHIND_BYTES_MAX, INDEX_BEHIND_ROWS_MAX};
use crate::{Entry, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keys that changed, with the value each has now.
#[derive(Clone, Default)]
pub(crate) struct Changed {
    rows: BTreeMap<(u8, Vec<u8>), Option<Vec<u8>>>,
    bytes: usize,
    claim: Option<Claim>,
}

impl Changed {
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

    /// Whether it is so much that nothing more comes in before the index is brought up.
    pub fn is_over(&self) -> bool {
        self.bytes >= INDEX_BEHIND_BYTES_END
    }

    /// Brings the index up.
    pub fn settle(&self, index: &Index) -> Result<(), StoreError> {
        let Some(claim) = self.claim else { return Ok(()) };
        let changes = self.rows.iter().map(|((table, key), value)| ((*table, &key[..]), value.as_deref()));
        index.apply(&changes.collect(), claim)
    }

    fn under<'a>(&'a self, prefix: &'a [u8]) -> impl Iterator<Item = Change<'a>> {
        let table = prefix.first().copied().unwrap_or(0);
        let key = prefix.get(1..).unwrap_or_default();
        let is_under =
            move |of: u8, other: &[u8]| prefix.is_empty() || (of == table && other.starts_with(key));
        let rows = self.rows.range((table, key.to_vec())..);
        let rows = rows.map(|((table, key), value)| ((*table, &key[..]), value.as_deref()));
        rows.take_while(move |((of, other), _)| is_under(*of, other))
    }
}

/// A table and key, and the value it has now.
type Change<'a> = ((u8, &'a [u8]), Option<&'a [u8]>);

/// What changed since the index was brought up, in two layers: commits add to the one while the index is given the other.
#[derive(Clone, Default)]
pub(crate) struct Recent {
    pub newer: Changed,
    settling: Arc<Changed>,
}

impl Recent {
    /// What the index is to be given now. It is read from here until [`Recent::settled`].
    pub fn settle(&mut self) -> Arc<Changed> {
        self.settling = Arc::new(std::mem::take(&mut self.newer));
        Arc::clone(&self.settling)
    }

    /// That the index has it.
    pub fn settled(&mut self) {
        self.settling = Arc::default();
    }

    /// What became of a key, where it changed.
    fn get(&self, table: u8, key: &[u8]) -> Option<Option<&[u8]>> {
        let at = (table, key.to_vec());
        self.newer.rows.get(&at).or_else(|| self.settling.rows.get(&at)).map(Option::as_deref)
    }

    /// Changes whose table and key begin with `prefix`, in order.
    fn under<'a>(&'a self, prefix: &'a [u8]) -> impl Iterator<Item = Change<'a>> {
        let (mut newer, mut older) =
            (self.newer.under(prefix).peekable(), self.settling.under(prefix).peekable());
        std::iter::from_fn(move || {
            let next = newer.peek().map(|(at, _)| *at);
            match older.peek().map(|(at, _)| *at) {
                Some(at) if next.is_none_or(|next| at < next) => return older.next(),
                Some(at) if next == Some(at) => drop(older.next()),
                _ => {}
            }
            newer.next()
        })
    }
}

/// Sees table, key and value.
pub(crate) type EachRow<'a> = dyn FnMut(u8, &[u8], &[u8]) + 'a;

/// The rows as they stand: the index with what it does not have yet.
pub(crate) struct Rows<'a> {
    pub index: &'a Index,
    pub recent: &'a Recent,
}

impl Rows<'_> {
    /// A key's value.
    pub fn get(&self, table: u8, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.recent.get(table, key) {
            Some(value) => Ok(value.map(<[u8]>::to_vec)),
            None => self.index.get(table, key),
        }
    }

    /// Whether a key exists.
    pub fn contains(&self, table: u8, key: &[u8]) -> Result<bool, StoreError> {
        match self.recent.get(table, key) {
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
        self.index.each(prefix, &mut |row| {
            let here = (row.table, row.key);
            while let Some(((table, key), newer)) = recent.next_if(|(at, _)| *at < here) {
                newer.into_iter().for_each(|newer| with(table, key, newer));
            }
            match recent.next_if(|(at, _)| *at == here) {
                Some((_, newer)) => newer.into_iter().for_each(|newer| with(row.table, row.key, newer)),
                None => with(row.table, row.key, &row.value()?),
            }
            Ok(())
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

    fn put(changed: &mut Changed, key: &[u8], value: &[u8]) {
        changed.note(&Changes::from([((1, key), Some(value))]), Claim::default());
    }

    #[test]
    fn the_index_is_brought_up_at_so_many_rows_or_bytes_and_not_before() {
        let mut rows = Changed::default();
        for number in 1..INDEX_BEHIND_ROWS_MAX {
            put(&mut rows, &number.to_be_bytes(), b"");
        }
        assert!(!rows.is_full());
        put(&mut rows, b"one more", b"");
        assert!(rows.is_full());

        let mut bytes = Changed::default();
        put(&mut bytes, b"", &vec![0; INDEX_BEHIND_BYTES_MAX - 1]);
        assert!(!bytes.is_full());
        put(&mut bytes, b"k", b"");
        assert!(bytes.is_full());

        put(&mut bytes, b"", &vec![0; INDEX_BEHIND_BYTES_END - INDEX_BEHIND_BYTES_MAX - 1]);
        assert!(!bytes.is_over());
        put(&mut bytes, b"k", b"");
        assert!(bytes.is_over());
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
        recent.newer.note(&newer, Claim::default());
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
        let settling = recent.settle();
        assert_eq!(read(&recent), as_one, "nor does what is to come");
        settling.settle(&index).unwrap();
        assert_eq!(read(&recent), as_one, "bringing the index up changes nothing that is read");
        recent.settled();
        assert_eq!(read(&recent), as_one);
    }

    #[test]
    fn what_comes_while_the_index_is_given_something_is_read_before_that() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let mut recent = Recent::default();
        for key in [b"a", b"b", b"c"] {
            put(&mut recent.newer, key, b"settling");
        }
        recent.settle();
        put(&mut recent.newer, b"b", b"newer");
        put(&mut recent.newer, b"d", b"newer");
        recent.newer.note(&Changes::from([((1, &b"c"[..]), None)]), Claim::default());
        let rows = Rows { index: &index, recent: &recent };
        let scanned: Vec<_> = rows.scan(1, b"").unwrap().into_iter().map(|(k, v)| [k, v].concat()).collect();
        assert_eq!(scanned, [&b"asettling"[..], b"bnewer", b"dnewer"]);
        assert_eq!(rows.get(1, b"b").unwrap().unwrap(), b"newer");
        assert!(!rows.contains(1, b"c").unwrap());
    }
}
