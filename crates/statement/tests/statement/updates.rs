//! Updates made by hand, byte by byte: what no honest client sends.

/// Bytes in lib0's version 1 encoding.
#[derive(Debug, Clone, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    pub fn number(mut self, mut value: u64) -> Self {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
        self
    }

    pub fn numbers(self, values: &[u64]) -> Self {
        values.iter().fold(self, |bytes, value| bytes.number(*value))
    }

    pub fn text(self, text: &str) -> Self {
        let mut bytes = self.number(text.len() as u64);
        bytes.0.extend(text.as_bytes());
        bytes
    }
}

/// Where a struct is inserted: after one unit, before another.
#[derive(Debug, Clone, Copy, Default)]
pub struct Between {
    pub origin: Option<(u64, u64)>,
    pub right: Option<(u64, u64)>,
}

pub fn after(client: u64, clock: u64) -> Between {
    Between { origin: Some((client, clock)), right: None }
}

pub fn before(client: u64, clock: u64) -> Between {
    Between { origin: None, right: Some((client, clock)) }
}

/// A struct's bytes.
pub fn item(at: Between, content: u8, body: Bytes) -> Bytes {
    let bit = |id: Option<(u64, u64)>, bit: u64| if id.is_some() { bit } else { 0 };
    let info = u64::from(content) | bit(at.origin, 0x80) | bit(at.right, 0x40);
    let mut bytes = Bytes(vec![info as u8]);
    for (client, clock) in [at.origin, at.right].into_iter().flatten() {
        bytes = bytes.numbers(&[client, clock]);
    }
    if at.origin.is_none() && at.right.is_none() {
        bytes = bytes.number(1).text("content");
    }
    bytes.0.extend(body.0);
    bytes
}

pub fn words(at: Between, words: &str) -> Bytes {
    item(at, 4, Bytes::default().text(words))
}

pub fn format(at: Between, name: &str, value: &str) -> Bytes {
    item(at, 6, Bytes::default().text(name).text(value))
}

pub fn deleted(at: Between, length: u64) -> Bytes {
    item(at, 1, Bytes::default().number(length))
}

/// A client, its first clock, its structs.
pub type Section<'s> = (u64, u64, &'s [Bytes]);

/// A client, and from where how much of it is deleted.
pub type Deletions<'d> = (u64, &'d [(u64, u64)]);

pub fn update(sections: &[Section<'_>], deletions: &[Deletions<'_>]) -> Vec<u8> {
    let mut bytes = Bytes::default().number(sections.len() as u64);
    for (client, clock, structs) in sections {
        bytes = bytes.numbers(&[structs.len() as u64, *client, *clock]);
        for one in *structs {
            bytes.0.extend(&one.0);
        }
    }
    bytes = bytes.number(deletions.len() as u64);
    for (client, ranges) in deletions {
        bytes = bytes.numbers(&[*client, ranges.len() as u64]);
        for (clock, length) in *ranges {
            bytes = bytes.numbers(&[*clock, *length]);
        }
    }
    bytes.0
}
