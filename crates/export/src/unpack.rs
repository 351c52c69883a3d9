//! The two attachments, out of a file that may be anything.
//!
//! This is no PDF reader, on purpose: no recursion, no cross references, nothing that a crafted file could lead astray.
//! It looks for embedded files, one after the other, and takes the first that reads as a Statement and the first
//! that reads as an extract. Whatever else the file holds shows when its bytes are compared with those of the records.

use crate::limits::{ATTACHMENT_BYTES_MAX, EMBEDDED_FILES_MAX, FILE_BYTES_MAX};
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Text and records of a published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// `statement.json`.
    pub statement_json: String,
    /// `extract.jsonl`.
    pub extract: String,
}

/// Why there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// Larger than any published file.
    #[error("the file is larger than {} MiB, which no published file is", FILE_BYTES_MAX >> 20)]
    TooLarge,
    /// Not a PDF.
    #[error("the file is not a PDF")]
    NotPdf,
    /// A PDF of somebody else's.
    #[error("the file is a PDF, but holds no text and no records of Undersigned")]
    Foreign,
    /// Ours, but one attachment cannot be read.
    #[error("the attachment {0} is damaged or missing")]
    Damaged(&'static str),
}

/// What a stream of an embedded file says it is; `/EmbeddedFiles` is another thing.
const EMBEDDED: &[u8] = b"/EmbeddedFile";
const STREAM: &[u8] = b"stream";
const END: &[u8] = b"endstream";

/// Takes text and extract out of a published file. Memory and time are bounded by [`crate::limits`].
pub fn unpack(file: &[u8]) -> Result<Unpacked, UnpackError> {
    if file.len() > FILE_BYTES_MAX {
        return Err(UnpackError::TooLarge);
    }
    if !file.starts_with(b"%PDF-") {
        return Err(UnpackError::NotPdf);
    }
    let attachments: Vec<String> = embedded(file).take(EMBEDDED_FILES_MAX).filter_map(content).collect();
    let first = |start: &str| attachments.iter().find(|content| content.starts_with(start)).cloned();
    match (first("{\"blocks\":"), first("{\"parts\":")) {
        (Some(statement_json), Some(extract)) => Ok(Unpacked { statement_json, extract }),
        (None, Some(_)) => Err(UnpackError::Damaged(crate::STATEMENT_NAME)),
        (Some(_), None) => Err(UnpackError::Damaged(crate::EXTRACT_NAME)),
        (None, None) => Err(UnpackError::Foreign),
    }
}

/// What follows each mention of an embedded file.
fn embedded(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = file;
    let next = move || {
        let at = find(rest, EMBEDDED)?;
        rest = &rest[at + EMBEDDED.len()..];
        Some(rest)
    };
    std::iter::from_fn(next).filter(|rest| !rest.first().is_some_and(u8::is_ascii_alphabetic))
}

/// The words of the stream whose dictionary these bytes are in, inflated where it is deflated.
fn content(from: &[u8]) -> Option<String> {
    let at = find(from, STREAM)?;
    let (dictionary, stream) = (&from[..at], &from[at + STREAM.len()..]);
    let data = stream.strip_prefix(b"\r\n").or_else(|| stream.strip_prefix(b"\n"))?;
    let limit = u64::try_from(ATTACHMENT_BYTES_MAX).ok()?;
    let mut bytes = Vec::new();
    if find(dictionary, b"/FlateDecode").is_some() {
        ZlibDecoder::new(data).take(limit + 1).read_to_end(&mut bytes).ok()?;
    } else {
        let end = find(data, END)?;
        bytes.extend_from_slice(data[..end].strip_suffix(b"\n").unwrap_or(&data[..end]));
    }
    if bytes.len() > ATTACHMENT_BYTES_MAX { None } else { String::from_utf8(bytes).ok() }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
