//! The limits of this crate, each with its unit and its reason.

/// Longest Statement that is exported, in bytes of its canonical JSON: some hundreds of pages.
pub const STATEMENT_BYTES_MAX: usize = 1 << 20;

/// Longest title that is exported, in characters: it becomes metadata, whose strings PDF/A bounds.
pub const TITLE_CHARACTERS_MAX: usize = 1_000;

/// Longest symbol that is exported, in characters: it stands in every page's header.
pub const SYMBOL_CHARACTERS_MAX: usize = 60;

/// Longest address of a link, in bytes.
pub const LINK_BYTES_MAX: usize = 2_000;

/// Deepest item of a list.
pub const ITEM_DEPTH_MAX: u8 = 3;

/// Most problems that are told at once.
pub const PROBLEMS_MAX: usize = 50;

/// How often pages are laid out to bring each note onto the page of its mark.
pub const LAYOUTS_MAX: u8 = 16;

/// Longest item that is kept on one page, in characters: about two thirds of a page.
pub const WHOLE_CHARACTERS_MAX: usize = 2_000;

/// Largest file that is read for verifying, in bytes.
pub const FILE_BYTES_MAX: usize = 64 << 20;

/// Most embedded files that are looked at in one file.
pub const EMBEDDED_FILES_MAX: usize = 16;

/// Largest attachment, in bytes after inflating.
pub const ATTACHMENT_BYTES_MAX: usize = model::limits::EXTRACT_BYTES_MAX;
