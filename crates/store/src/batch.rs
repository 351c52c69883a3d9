//! A batch of changes, encoded as it is built: the same bytes go to the journal.

use crate::StoreError;
use crate::limits::{BATCH_BYTES_MAX, KEY_BYTES_MAX, VALUE_BYTES_MAX};

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident = $byte:literal,)*) => {
        /// A table; its byte stands in the journal, so a number is never given to another table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Table { $($(#[$doc])* $name = $byte,)* }

        impl Table {
            /// Every table.
            pub const ALL: &'static [Table] = &[$(Table::$name,)*];

            /// Its name in messages.
            pub fn name(self) -> &'static str {
                match self { $(Table::$name => stringify!($name),)* }
            }
        }
    };
}

tables! {
    /// Single values of the server: its key, its settings.
    Meta = 1,
    /// Updates of working drafts, in order.
    Update = 2,
    /// The latest compacted state of each working draft.
    State = 3,
    /// Frozen versions.
    Version = 4,
    /// Who owns a client id in a text.
    Claim = 5,
    /// Records of the ledgers, in order.
    Ledger = 6,
    /// Sessions, by the hash of their secret.
    Session = 7,
    /// Login links that can still be used, by the hash of their secret.
    Link = 8,
    /// Login links that were used, by the hash of their secret.
    LinkUsed = 9,
    /// Tokens of programs, by the hash of their secret.
    Token = 10,
    /// First answers to requests that may be repeated.
    Idempotency = 11,
    /// Published files.
    File = 12,
    /// Whose words were before somebody brought them back.
    Restored = 13,
}

/// A change to one key, as a batch holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op<'a> {
    Put { table: u8, key: &'a [u8], value: &'a [u8] },
    Delete { table: u8, key: &'a [u8] },
}

const PUT: u8 = 1;
const DELETE: u8 = 2;

/// Changes that happen together or not at all, in the order in which they were added.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    ops: Vec<u8>,
    absent: Vec<(Table, Vec<u8>)>,
    too_large: Option<(usize, usize)>,
}

impl Batch {
    /// A batch that changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a key's value.
    pub fn put(&mut self, table: Table, key: &[u8], value: &[u8]) -> &mut Self {
        if self.fits(key.len(), KEY_BYTES_MAX) && self.fits(value.len(), VALUE_BYTES_MAX) {
            put_op(&mut self.ops, table as u8, key, value);
        }
        self
    }

    /// Removes a key; nothing happens where there is none.
    pub fn delete(&mut self, table: Table, key: &[u8]) -> &mut Self {
        if self.fits(key.len(), KEY_BYTES_MAX) {
            head(&mut self.ops, DELETE, table as u8, key);
        }
        self
    }

    /// Refuses this batch if the key exists when the batch's turn comes.
    pub fn expect_absent(&mut self, table: Table, key: &[u8]) -> &mut Self {
        if self.fits(key.len(), KEY_BYTES_MAX) {
            self.absent.push((table, key.to_vec()));
        }
        self
    }

    /// All of another batch, after what is here.
    pub fn add(&mut self, other: &Self) -> &mut Self {
        self.ops.extend_from_slice(&other.ops);
        self.absent.extend_from_slice(&other.absent);
        self.too_large = self.too_large.or(other.too_large);
        self
    }

    /// Size of the operations, in bytes.
    pub fn bytes(&self) -> usize {
        self.ops.len()
    }

    /// Whether it is within the limits.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let over = (self.ops.len() > BATCH_BYTES_MAX).then_some((self.ops.len(), BATCH_BYTES_MAX));
        match self.too_large.or(over) {
            Some((bytes, limit)) => Err(StoreError::TooLarge { bytes, limit }),
            None => Ok(()),
        }
    }

    pub(crate) fn absent(&self) -> impl Iterator<Item = (u8, &[u8])> {
        self.absent.iter().map(|(table, key)| (*table as u8, key.as_slice()))
    }

    pub(crate) fn encoded(&self) -> &[u8] {
        &self.ops
    }

    fn fits(&mut self, bytes: usize, limit: usize) -> bool {
        if bytes > limit {
            self.too_large = Some((bytes, limit));
        }
        bytes <= limit
    }
}

/// Appends one put, as batches and snapshots hold it.
pub(crate) fn put_op(ops: &mut Vec<u8>, table: u8, key: &[u8], value: &[u8]) {
    head(ops, PUT, table, key);
    ops.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
    ops.extend_from_slice(value);
}

fn head(ops: &mut Vec<u8>, what: u8, table: u8, key: &[u8]) {
    ops.extend_from_slice(&[what, table]);
    ops.extend_from_slice(&u16::try_from(key.len()).unwrap_or(u16::MAX).to_le_bytes());
    ops.extend_from_slice(key);
}

/// Reads operations back; `None` in place of one that cannot be read, and nothing after it.
pub(crate) fn ops(mut bytes: &[u8]) -> impl Iterator<Item = Option<Op<'_>>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let op = next_op(&mut bytes);
        if op.is_none() {
            bytes = &[];
        }
        Some(op)
    })
}

fn next_op<'a>(bytes: &mut &'a [u8]) -> Option<Op<'a>> {
    let [what, table] = *take(bytes, 2)? else { return None };
    let key_len = u16::from_le_bytes(take(bytes, 2)?.try_into().ok()?);
    let key = take(bytes, usize::from(key_len))?;
    match what {
        PUT => {
            let value_len = u32::from_le_bytes(take(bytes, 4)?.try_into().ok()?);
            let value = take(bytes, usize::try_from(value_len).ok()?)?;
            Some(Op::Put { table, key, value })
        }
        DELETE => Some(Op::Delete { table, key }),
        _ => None,
    }
}

fn take<'a>(bytes: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(n)?;
    *bytes = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_read_back_in_order_and_cut_ones_do_not() {
        let mut batch = Batch::new();
        batch.put(Table::Meta, b"a", b"1").delete(Table::Claim, b"b");
        let read: Vec<_> = ops(batch.encoded()).collect();
        let put = Op::Put { table: 1, key: b"a", value: b"1" };
        assert_eq!(read, [Some(put), Some(Op::Delete { table: 5, key: b"b" })]);
        let cut = &batch.encoded()[..batch.bytes() - 1];
        assert_eq!(ops(cut).collect::<Vec<_>>(), [Some(put), None]);
    }

    #[test]
    fn a_key_and_a_value_at_their_limits_fit_and_one_byte_more_does_not() {
        let long = vec![0; VALUE_BYTES_MAX + 1];
        let fits = |key: usize, value: usize| {
            Batch::new().put(Table::Meta, &long[..key], &long[..value]).check().is_ok()
        };
        assert!(fits(KEY_BYTES_MAX, 0));
        assert!(!fits(KEY_BYTES_MAX + 1, 0));
        assert!(fits(1, VALUE_BYTES_MAX));
        assert!(!fits(1, VALUE_BYTES_MAX + 1));
        assert!(Batch::new().delete(Table::Meta, &long[..KEY_BYTES_MAX + 1]).check().is_err());
        assert!(Batch::new().expect_absent(Table::Meta, &long[..KEY_BYTES_MAX + 1]).check().is_err());
    }

    #[test]
    fn a_batch_at_its_limit_fits_and_one_byte_more_does_not() {
        let value = vec![0; VALUE_BYTES_MAX];
        let overhead = Batch::new().put(Table::Meta, b"a", b"").bytes();
        let mut batch = Batch::new();
        batch.put(Table::Meta, b"a", &value).put(Table::Meta, b"b", &value[..VALUE_BYTES_MAX - 2 * overhead]);
        assert_eq!(batch.bytes(), BATCH_BYTES_MAX);
        assert!(batch.check().is_ok());
        assert!(batch.delete(Table::Meta, b"c").check().is_err());
    }
}
