//! What a published file shows to somebody who has nothing else, and what it cannot.
//!
//! Text and records are taken out of the file and checked; then the pages are made again from them with the renderer in
//! this binary and compared byte by byte: an altered page, an added name, a script, a second attachment, appended
//! bytes are all one failure.

use crate::publication::Publication;
use crate::{ExportError, RENDERER, UnpackError, Unpacked, pdf, unpack};
use model::canonical::NotCanonical;
use model::digest::Digest;
use model::key::ServerKey;
use model::verify::{Keys, NotHeld, NotTrusted};
use std::panic::catch_unwind;

mod report;
pub use report::{Report, Verdict, key_change};

/// What the verifier was told to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Any of these keys, from elsewhere than the file: those that the coalition publishes, former ones too.
    Keys(Vec<ServerKey>),
    /// Nothing: the file can only agree with itself.
    NoKey,
}

impl Trust {
    /// One key.
    pub fn key(key: ServerKey) -> Self {
        Self::Keys(vec![key])
    }

    /// Whether one of the keys vouches; with none, nothing is asked.
    pub fn check(&self, keys: &Keys) -> Result<(), NotTrusted> {
        let Self::Keys(given) = self else { return Ok(()) };
        let mut refused = NotTrusted::Another;
        for key in given {
            match keys.check_trust(*key) {
                Ok(()) => return Ok(()),
                Err(NotTrusted::Another) => {}
                Err(lost) => refused = lost,
            }
        }
        Err(refused)
    }
}

/// Whether the pages were compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pages {
    /// They were made again, and compared.
    Compared,
    /// They were made by another version, whose renderer is not in this binary.
    MadeBy(String),
    /// Text or records are such that no pages can be made from them.
    NotReached,
}

/// Something that is false.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Falsehood {
    /// An attachment is not as it was written.
    #[error(transparent)]
    Attachment(#[from] UnpackError),
    /// The attached text is no Statement in its canonical form.
    #[error("the attached text is not a Statement: {0}")]
    Statement(NotCanonical),
    /// The attached records do not hold.
    #[error("the attached records do not hold: {0}")]
    Records(NotHeld),
    /// The attached text is not what was published.
    #[error("the attached text has the digest {found}, but what was published has {published}")]
    Digest {
        /// Of the attached text.
        found: Digest,
        /// In the publication's record.
        published: Digest,
    },
    /// The pages cannot be made.
    #[error("the pages cannot be made from text and records: {0}")]
    Unprintable(#[from] ExportError),
    /// The file's bytes are others.
    #[error("the pages are not those the records give")]
    Pages,
    /// Another server's records, or a key that was lost since.
    #[error(transparent)]
    Key(#[from] NotTrusted),
}

/// Checks a file. Never panics, whatever the bytes are; what it costs is bounded by [`crate::limits`].
pub fn file(bytes: &[u8], trust: Trust) -> Report {
    let checked = catch_unwind(|| check(bytes, trust));
    checked.unwrap_or_else(|_| Report::unreadable("the file upsets the program".into()))
}

fn check(bytes: &[u8], trust: Trust) -> Report {
    match unpack(bytes) {
        Ok(unpacked) => check_unpacked(bytes, unpacked, trust),
        Err(damage @ UnpackError::Damaged(_)) => Report::of(trust).but(damage.into()),
        Err(foreign) => Report::unreadable(foreign.to_string()),
    }
}

fn check_unpacked(bytes: &[u8], unpacked: Unpacked, trust: Trust) -> Report {
    let mut report = Report::of(trust);
    let (publication, checked) = match Publication::read(unpacked) {
        Ok(read) => read,
        Err(falsehoods) => return falsehoods.into_iter().fold(report, Report::but),
    };
    if let Err(why) = report.trust.check(&checked.keys) {
        report = report.but(why.into());
    }
    report.changes = checked.keys.changes().collect();
    report.signed_by = checked.signed_by;
    if publication.fact.settings.renderer != RENDERER {
        report.pages = Pages::MadeBy(publication.fact.settings.renderer.clone());
    } else {
        report.pages = Pages::Compared;
        match pdf(&publication) {
            Ok(made) if made == bytes => {}
            Ok(_) => report = report.but(Falsehood::Pages),
            Err(error) => report = report.but(error.into()),
        }
    }
    report.publication = Some(publication);
    report
}
