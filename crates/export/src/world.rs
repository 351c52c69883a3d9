//! All that the layout can see: one constant template, one file of data, two attachments, our own fonts.
//!
//! There is no file system, no package, no clock and no network in it; any other path is "not found".

use crate::fonts;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

const TEMPLATE: &str = include_str!("template.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static MAIN: LazyLock<Source> = LazyLock::new(|| Source::new(id("template.typ"), TEMPLATE.into()));
static DATA: LazyLock<FileId> = LazyLock::new(|| id("data.json"));
static STATEMENT: LazyLock<FileId> = LazyLock::new(|| id(crate::STATEMENT_NAME));
static EXTRACT: LazyLock<FileId> = LazyLock::new(|| id(crate::EXTRACT_NAME));

/// The files of one rendering.
pub(crate) struct Files {
    /// What the template prints, as JSON.
    pub data: Bytes,
    /// The attached Statement.
    pub statement: Bytes,
    /// The attached extract.
    pub extract: Bytes,
}

impl World for Files {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        fonts::book()
    }

    fn main(&self) -> FileId {
        MAIN.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == MAIN.id() { Ok(MAIN.clone()) } else { Err(not_found(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == *DATA => Ok(self.data.clone()),
            id if id == *STATEMENT => Ok(self.statement.clone()),
            id if id == *EXTRACT => Ok(self.extract.clone()),
            id => Err(not_found(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names are constants of this crate");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
