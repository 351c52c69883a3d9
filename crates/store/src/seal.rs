//! Whether sled may read the index's files. After a power cut it may not: they can be of many moments, and sled panics on
//! some of those, waits for ever on others, and takes others for an empty database.
//!
//! A closed index carries a checksum of its files; an open one the name of the machine's boot, for what a killed process
//! wrote stands as sled wrote it as long as the machine runs. Everything else is made anew from the journal.

use crate::StoreError;
use crate::limits::SEAL_READ_BYTES;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// The seal, among the files that it is about.
const SEAL: &str = "seal";

/// Changes at each start of the machine (Linux: `random(4)`, proc(5)).
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// Whether the files are as sled left them, or there are none.
pub(crate) fn holds(folder: &Path) -> Result<bool, StoreError> {
    let read = || match fs::read_to_string(folder.join(SEAL)) {
        Ok(seal) => Ok(open().is_some_and(|open| seal == open) || seal == closed(folder)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(files(folder)?.is_empty()),
        Err(error) => Err(error),
    };
    read().map_err(StoreError::io(folder))
}

/// Notes that sled writes to the files from here on. Before a power cut this may not reach the disk; then the checksum
/// is that of other files.
pub(crate) fn break_open(folder: &Path) -> Result<(), StoreError> {
    fs::write(folder.join(SEAL), open().unwrap_or_default()).map_err(StoreError::io(folder))
}

/// Notes that sled is done with the files: nobody holds its lock any more.
pub(crate) fn close(folder: &Path) -> Result<(), StoreError> {
    let seal = || fs::write(folder.join(SEAL), closed(folder)?);
    seal().map_err(StoreError::io(folder))
}

/// Whether sled still holds its file.
pub(crate) fn is_held(folder: &Path) -> bool {
    File::open(folder.join("db")).is_ok_and(|db| db.try_lock().is_err())
}

/// The seal of an index that is open, where the machine says which boot it is.
fn open() -> Option<String> {
    Some(format!("open {}", fs::read_to_string(BOOT_ID).ok()?))
}

/// The seal of an index that is closed, with these files.
fn closed(folder: &Path) -> io::Result<String> {
    let mut checksum = crc32fast::Hasher::new();
    for name in files(folder)? {
        let file = File::open(folder.join(&name))?;
        checksum.update(format!("{name} {}\n", file.metadata()?.len()).as_bytes());
        let mut file = BufReader::with_capacity(SEAL_READ_BYTES, file);
        loop {
            let bytes = file.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            checksum.update(bytes);
            let read = bytes.len();
            file.consume(read);
        }
    }
    Ok(format!("closed {:08x}\n", checksum.finalize()))
}

/// Names of the files but the seal, ordered; none where there is no folder.
fn files(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() && entry.file_name() != SEAL {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_changed_since_they_were_closed_are_not_trusted_and_those_of_this_boot_are() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let db = folder.join("db");
        assert!(holds(&folder.join("none")).unwrap());
        assert!(holds(folder).unwrap());
        fs::write(&db, "what sled wrote").unwrap();
        assert!(!holds(folder).unwrap(), "of nobody knows when");
        close(folder).unwrap();
        assert!(holds(folder).unwrap());
        fs::write(&db, "what sled writes").unwrap();
        assert!(!holds(folder).unwrap());
        break_open(folder).unwrap();
        assert!(holds(folder).unwrap(), "the machine still runs");
        fs::write(folder.join(SEAL), "open before the power cut\n").unwrap();
        assert!(!holds(folder).unwrap());
    }
}
