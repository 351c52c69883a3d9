//! y-protocols frames, written and read byte by byte (y-protocols PROTOCOL.md).

/// What a server sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    SyncStep1(Vec<u8>),
    SyncStep2(Vec<u8>),
    Update(Vec<u8>),
    Awareness(Vec<u8>),
    Saved(u64),
    Other(u64),
}

pub fn sync_step_1(state_vector: &[u8]) -> Vec<u8> {
    frame(&[0, 0], state_vector)
}

pub fn sync_step_2(update: &[u8]) -> Vec<u8> {
    frame(&[0, 1], update)
}

pub fn update(update: &[u8]) -> Vec<u8> {
    frame(&[0, 2], update)
}

/// An awareness frame with one entry; `state` is JSON.
pub fn awareness(client: u64, clock: u64, state: &str) -> Vec<u8> {
    let mut entry = Vec::new();
    for number in [1, client, clock, state.len() as u64] {
        put(&mut entry, number);
    }
    entry.extend_from_slice(state.as_bytes());
    frame(&[1], &entry)
}

/// Reads one frame; a malformed one fails the test.
pub fn read(bytes: &[u8]) -> Frame {
    let mut rest = bytes;
    match (take(&mut rest), rest) {
        (0, _) => match take(&mut rest) {
            0 => Frame::SyncStep1(block(&mut rest)),
            1 => Frame::SyncStep2(block(&mut rest)),
            2 => Frame::Update(block(&mut rest)),
            other => panic!("sync message {other}"),
        },
        (1, _) => Frame::Awareness(block(&mut rest)),
        (10, _) => Frame::Saved(take(&mut rest)),
        (other, _) => Frame::Other(other),
    }
}

fn frame(head: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = head.to_vec();
    put(&mut bytes, body.len() as u64);
    bytes.extend_from_slice(body);
    bytes
}

/// A variable-length unsigned integer, as lib0 writes it.
pub fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 127 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads such a number.
pub fn take(rest: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (first, others) = rest.split_first().expect("a whole number");
        *rest = others;
        number |= u64::from(first & 127) << shift;
        shift += 7;
        if first & 128 == 0 {
            return number;
        }
    }
}

/// Reads what stands behind its length.
pub fn block(rest: &mut &[u8]) -> Vec<u8> {
    let length = usize::try_from(take(rest)).expect("a length");
    let (block, others) = rest.split_at(length);
    *rest = others;
    block.to_vec()
}
