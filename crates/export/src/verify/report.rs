//! What verifying says, in words and as an exit code.

use super::{Falsehood, Pages, Trust};
use crate::publication::Publication;
use crate::{DEMONSTRATION, date, page};
use model::digest::Digest;
use model::fact::{Handover, KeyChange, Listed};
use model::ids::RecordNo;
use model::organisation::Standing;
use model::position::Method;
use std::collections::BTreeMap;
use std::fmt;

/// The outcome of verifying a file; prints as the report that a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the file says it is, where it could be read.
    pub publication: Option<Publication>,
    /// Whether the pages were compared.
    pub pages: Pages,
    /// Everything found false.
    pub falsehoods: Vec<Falsehood>,
    /// Where one key followed another.
    pub(super) changes: Vec<(RecordNo, KeyChange)>,
    /// Signatures of which the file shows that a passkey signed exactly them.
    pub(super) signed_by: BTreeMap<RecordNo, Digest>,
    pub(super) trust: Trust,
    unreadable: Option<String>,
}

/// The outcome in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All holds, and the key is the one given.
    Holds,
    /// Something is false.
    False,
    /// It cannot be read.
    Unreadable,
    /// It agrees with itself, but no key was given or the pages were not compared.
    AgreesWithItself,
}

impl Verdict {
    /// The exit code of `undersigned verify`.
    pub fn code(self) -> u8 {
        match self {
            Self::Holds => 0,
            Self::False => 1,
            Self::Unreadable => 2,
            Self::AgreesWithItself => 3,
        }
    }
}

impl Report {
    pub(super) fn of(trust: Trust) -> Self {
        let (publication, falsehoods, changes, signed_by, unreadable) = Default::default();
        Self { publication, pages: Pages::NotReached, falsehoods, changes, signed_by, trust, unreadable }
    }

    pub(super) fn unreadable(why: String) -> Self {
        Self { unreadable: Some(why), ..Self::of(Trust::NoKey) }
    }

    pub(super) fn but(mut self, falsehood: Falsehood) -> Self {
        self.falsehoods.push(falsehood);
        self
    }

    /// The outcome in one word.
    pub fn verdict(&self) -> Verdict {
        if self.unreadable.is_some() {
            Verdict::Unreadable
        } else if !self.falsehoods.is_empty() {
            Verdict::False
        } else if self.pages == Pages::Compared && self.trust != Trust::NoKey {
            Verdict::Holds
        } else {
            Verdict::AgreesWithItself
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(why) = &self.unreadable {
            return writeln!(f, "unreadable: {why}");
        }
        for falsehood in &self.falsehoods {
            writeln!(f, "FALSE: {}", plain(&falsehood.to_string()))?;
        }
        if let Some(publication) = &self.publication {
            self.describe(f, publication)?;
            self.changes
                .iter()
                .try_for_each(|(record, change)| writeln!(f, "{}", key_change(*record, change)))?;
        }
        match (&self.pages, self.falsehoods.contains(&Falsehood::Pages)) {
            (Pages::Compared, false) => writeln!(f, "pages: those the records give, byte for byte")?,
            (Pages::MadeBy(maker), _) => writeln!(f, "pages not checked, made by {}", plain(maker))?,
            (Pages::Compared | Pages::NotReached, _) => {}
        }
        match self.verdict() {
            Verdict::Holds => {
                writeln!(f, "holds: text, pages, list and records agree, and the key is the one given")
            }
            Verdict::False => writeln!(f, "false: do not rely on this file"),
            Verdict::Unreadable => Ok(()),
            Verdict::AgreesWithItself if self.trust == Trust::NoKey => writeln!(
                f,
                "agrees with itself: no key was given, so anybody could have made it; compare the key above with the \
                 one that the organisations publish, and give it with --key"
            ),
            Verdict::AgreesWithItself => {
                writeln!(
                    f,
                    "agrees with itself: text, list and records hold under the key given; pages not checked"
                )
            }
        }
    }
}

/// A change of keys, in a sentence.
pub fn key_change(record: RecordNo, change: &KeyChange) -> String {
    let KeyChange { from, to, how } = change;
    match how {
        Handover::Rotated => format!("record {record}: the key {from} vouched for the next, {to}"),
        Handover::Lost => {
            format!(
                "record {record}: the key {from} was lost, on the server's word; from there on it is {to}"
            )
        }
    }
}

impl Report {
    fn describe(&self, f: &mut fmt::Formatter<'_>, publication: &Publication) -> fmt::Result {
        let fact = &publication.fact;
        if publication.standing == Standing::Demonstration {
            writeln!(f, "{DEMONSTRATION}")?;
        }
        writeln!(f, "text: {}", plain(&page::title(&publication.statement.blocks)))?;
        writeln!(f, "version {}, edition {}, of {}", fact.version, fact.edition, plain(&fact.day))?;
        if let Some(translation) = &fact.translation {
            writeln!(f, "{} of text {}", crate::translation("en", translation), translation.of.text)?;
        }
        if let Some(correction) = fact.correction {
            writeln!(f, "{}", crate::correction("en", correction))?;
        }
        writeln!(f, "digest: {} (first 16: {})", fact.digest, fact.digest.short())?;
        writeln!(f, "coalition: {}", plain(&publication.coalition))?;
        writeln!(f, "key: {}", publication.key)?;
        match fact.list.len() {
            1 => writeln!(f, "1 organisation stands under it:")?,
            count => writeln!(f, "{count} organisations stand under it:")?,
        }
        fact.list.iter().try_for_each(|listed| self.position(f, listed))?;
        if fact.withheld > 0 {
            writeln!(f, "  {}, on the server's word", crate::withheld("en", fact.withheld))?;
        }
        writeln!(
            f,
            "as of record {}, {}; a newer edition or a withdrawal would not show here",
            publication.record,
            date::minute(publication.at)
        )
    }

    fn position(&self, f: &mut fmt::Formatter<'_>, listed: &Listed) -> fmt::Result {
        let said = if listed.method == Method::Silence { "did not object" } else { "signed" };
        write!(f, "  {}: {said}", plain(&listed.name))?;
        if let Some(reservation) = &listed.reservation {
            write!(f, " with the reservation “{}”", plain(reservation))?;
        }
        write!(f, "; {}", listed.method.words())?;
        if let Some(version) = listed.carried_from {
            write!(
                f,
                "; carried from version {version}, which differs from this one in an editorial way at most"
            )?;
        }
        if let Some(passkey) = self.signed_by.get(&listed.record) {
            write!(f, "; passkey {} signed exactly this, as the file shows", passkey.short())?;
        }
        writeln!(f, " (record {}, {})", listed.record, date::minute(listed.at))
    }
}

/// Words out of a hostile file, without what would steer a terminal or turn the line around.
fn plain(text: &str) -> String {
    let harmless =
        |c: char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if harmless(c) { c } else { '\u{fffd}' }).collect()
}
