//! The data folder: its parts, its lock, its format number.

use crate::StoreError;
use crate::disk::{Disk, folder_of_the_owner};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The on-disk format that this program reads and writes. See `migrations/`.
pub const FORMAT: &str = "1";

/// Whether a folder was made by this program, in whatever format.
pub fn is_data_folder(root: &Path) -> bool {
    root.join("format").exists()
}

/// Where the parts of a data folder are.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub root: PathBuf,
    pub journal: PathBuf,
    pub snapshots: PathBuf,
    pub index: PathBuf,
}

impl Folder {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            journal: root.join("journal"),
            snapshots: root.join("snapshots"),
            index: root.join("index"),
        }
    }

    /// Takes the folder for this process until the file is dropped.
    pub fn lock(&self) -> Result<File, StoreError> {
        folder_of_the_owner(&self.root).map_err(StoreError::io(&self.root))?;
        let path = self.root.join("lock");
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(StoreError::io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(self.root.clone())),
            Err(TryLockError::Error(error)) => Err(StoreError::io(&path)(error)),
        }
    }

    /// Makes the parts of a new folder, or refuses one of another format.
    pub fn prepare(&self, disk: &dyn Disk) -> Result<(), StoreError> {
        let path = self.root.join("format");
        let names = disk.names(&self.root).map_err(StoreError::io(&self.root))?;
        let has = |name: &str| names.iter().any(|other| other == name);
        let found = if has("format") { disk.read(&path).map_err(StoreError::io(&path))? } else { Vec::new() };
        let found = String::from_utf8_lossy(&found);
        // The format is durable before the journal is made: a folder with neither is new, or was cut off while new.
        if found.trim().is_empty() && !has("journal") {
            let mut file = disk.create(&path).map_err(StoreError::io(&path))?;
            file.write(format!("{FORMAT}\n").as_bytes()).map_err(StoreError::io(&path))?;
            file.sync().map_err(StoreError::io(&path))?;
            disk.sync_folder(&self.root).map_err(StoreError::io(&self.root))?;
        } else if found.trim() != FORMAT {
            return Err(StoreError::Format { found: found.trim().chars().take(32).collect() });
        }
        for part in [&self.snapshots, &self.journal] {
            disk.make_folder(part).map_err(StoreError::io(part))?;
        }
        disk.sync_folder(&self.root).map_err(StoreError::io(&self.root))
    }
}
