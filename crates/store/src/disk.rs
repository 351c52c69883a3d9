//! The file operations that journal and snapshots are made of: a thin layer, so that tests can record and break them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// A file system.
pub trait Disk: Send + Sync + 'static {
    /// Names of the files in a folder, ordered.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// A whole file.
    fn read(&self, file: &Path) -> io::Result<Vec<u8>>;
    /// An empty file, in place of one that exists; its name is durable after `sync_folder`.
    fn create(&self, file: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// A file to append to.
    fn append(&self, file: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Cuts a file off, durably.
    fn truncate(&self, file: &Path, bytes: u64) -> io::Result<()>;
    /// Gives a file another name, durable after `sync_folder`.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file, durable after `sync_folder`.
    fn remove(&self, file: &Path) -> io::Result<()>;
    /// Makes a folder where there is none, durable after `sync_folder` of the one around it.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// A file that only grows.
pub trait DiskFile: Send {
    /// Writes at the end; durable after `sync`.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Makes everything written durable.
    fn sync(&mut self) -> io::Result<()>;
}

/// Mode of new files: drafts are nobody else's on a machine that others use too.
const OWNER_ALONE: u32 = 0o600;

/// Makes a folder that is its owner's alone; one that is there keeps the mode it was given.
pub(crate) fn folder_of_the_owner(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The operating system's files.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.extend(entry?.file_name().into_string().ok());
        }
        names.sort();
        Ok(names)
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        fs::read(file)
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        Ok(Box::new(options.mode(OWNER_ALONE).open(file)?))
    }

    fn append(&self, file: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(OpenOptions::new().append(true).open(file)?))
    }

    fn truncate(&self, file: &Path, bytes: u64) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(file)?;
        file.set_len(bytes)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        folder_of_the_owner(folder)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }
}

impl DiskFile for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}
