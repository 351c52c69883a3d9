//! The server's secret key in its folder, for the owner's eyes alone.
//!
//! While it changes there are two files: the next key is on disk before the record that hands over to it, and takes the
//! other's place after. Whichever the ledger names is the one in force, so a crash in between loses neither.

use super::OfficeError;
use model::digest::{from_hex, hex};
use model::key::{ServerKey, ServerSecret};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The secret key: 64 hexadecimal digits and a line feed.
pub const KEY_FILE: &str = "server.key";

/// The one that is to follow.
pub const NEXT_KEY_FILE: &str = "server.key.next";

/// Puts the key that a coalition has into its folder, as the text of another folder's key file.
pub fn put_key(folder: &Path, text: &str) -> Result<(), OfficeError> {
    let seed = from_hex(text.trim()).ok_or_else(|| OfficeError::Key(KEY_FILE.to_owned()))?;
    write(folder, KEY_FILE, &ServerSecret::from_seed(seed))
}

/// Writes a key, for its owner's eyes alone, and waits for the disk.
pub fn write(folder: &Path, name: &str, secret: &ServerSecret) -> Result<(), OfficeError> {
    let path = folder.join(name);
    let unusable = |_| OfficeError::Key(path.display().to_string());
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .map_err(unusable)?;
    file.write_all(format!("{}\n", hex(&secret.seed())).as_bytes()).map_err(unusable)?;
    file.sync_all().map_err(unusable)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unusable)
}

/// The key that the ledger names. A change that was cut off before its record is forgotten, one that was cut off after
/// it is brought to its end.
pub fn in_force(folder: &Path, named: ServerKey) -> Result<ServerSecret, OfficeError> {
    let is_it = |secret: &ServerSecret| secret.key() == named;
    if let Some(next) = read(folder, NEXT_KEY_FILE).filter(is_it) {
        put_in_force(folder)?;
        return Ok(next);
    }
    let unusable = || OfficeError::Key(folder.join(KEY_FILE).display().to_string());
    let secret = read(folder, KEY_FILE).filter(is_it).ok_or_else(unusable)?;
    let _ = std::fs::remove_file(folder.join(NEXT_KEY_FILE));
    Ok(secret)
}

/// Lets the next key take the place of the one before, which is gone then.
pub fn put_in_force(folder: &Path) -> Result<(), OfficeError> {
    let path = folder.join(KEY_FILE);
    let unusable = |_| OfficeError::Key(path.display().to_string());
    std::fs::rename(folder.join(NEXT_KEY_FILE), &path).map_err(unusable)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unusable)
}

fn read(folder: &Path, name: &str) -> Option<ServerSecret> {
    let text = std::fs::read_to_string(folder.join(name)).ok()?;
    from_hex(text.trim()).map(ServerSecret::from_seed)
}
