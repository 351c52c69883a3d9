//! A dossier: what its ledger comes to, record by record.

mod fold;

use crate::digest::Digest;
use crate::fact::{KeyChange, Listed, Original, PublicationFact, Relaying, TextFact, VersionFact};
use crate::ids::{
    CoalitionId, DossierId, Epoch, LedgerId, MandateId, OrganisationId, PersonId, PublicationId, RecordNo,
    RoundId, Seq, TextId, VersionNo,
};
use crate::key::ServerKey;
use crate::ledger::Head;
use crate::organisation::Standing;
use crate::record::Salt;
use crate::right::{Mandate, Role};
use crate::round::{Round, Spoken};
use crate::time::UnixMs;
use std::collections::BTreeMap;

/// A campaign: its texts and who may do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its identity.
    pub id: DossierId,
    /// Its title.
    pub title: String,
    /// The coalition it is of.
    pub coalition: CoalitionId,
    /// The coalition's name, as printed.
    pub coalition_name: String,
    /// Whether that is a real one.
    pub standing: Standing,
    /// The server's key, as it is now.
    pub key: ServerKey,
    /// Where it changed: every extract shows that.
    pub key_changes: BTreeMap<RecordNo, KeyChange>,
    /// Whether positions may be relayed.
    pub relaying: Relaying,
    /// Its texts, in the order in which they were added.
    pub texts: Vec<Text>,
    /// Who has a role.
    pub roles: BTreeMap<PersonId, Role>,
    /// All mandates that were ever granted, in the order in which they were.
    pub mandates: Vec<Mandate>,
    /// Versions that somebody of an organisation opened while it was asked about them, and when first.
    pub read: BTreeMap<(TextId, VersionNo, OrganisationId), UnixMs>,
    /// All rounds, in the order in which they were opened.
    pub rounds: Vec<Round>,
    /// All publications, in the order in which they were made.
    pub publications: Vec<Publication>,
    /// Where its ledger ends.
    pub head: Head,
    /// When the last record was made; time never runs backwards.
    pub time: UnixMs,
}

/// A drafting document with its frozen versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What it is.
    pub fact: TextFact,
    /// Its versions in order: version n is `versions[n - 1]`.
    pub versions: Vec<Version>,
}

/// A frozen version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number and digest.
    pub fact: VersionFact,
    /// When it was frozen.
    pub at: UnixMs,
    /// Its record.
    pub record: RecordNo,
    /// The last update in it.
    pub seq: Seq,
    /// The text's epoch.
    pub epoch: Epoch,
}

/// An adopted version made public, with its editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its identity.
    pub id: PublicationId,
    /// Its editions in order: edition n is `editions[n - 1]`.
    pub editions: Vec<PublishedEdition>,
    /// Whether it is to be relied on.
    pub state: PublicationState,
}

/// One edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedEdition {
    /// What it says.
    pub fact: PublicationFact,
    /// When it was recorded.
    pub at: UnixMs,
    /// Its record.
    pub record: RecordNo,
    /// SHA-256 of each file, by the file's short name.
    pub files: BTreeMap<String, Digest>,
}

/// Whether a publication is to be relied on; earlier editions of a current one are replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicationState {
    /// Its last edition is.
    Current,
    /// It is not.
    Retracted {
        /// Why, for everybody to read.
        reason: String,
    },
}

impl Dossier {
    /// Its ledger's name.
    pub fn ledger(&self) -> LedgerId {
        (&self.id).into()
    }

    /// The title of one of its texts; of one that it does not have, nothing.
    pub fn title(&self, text: &TextId) -> &str {
        self.text(text).map_or("", |text| text.fact.title.as_str())
    }

    /// The key that vouches for a record.
    pub fn key_at(&self, record: RecordNo) -> ServerKey {
        self.key_changes.range(record..).next().map_or(self.key, |(_, change)| change.from)
    }

    /// Who stands under a text of a round now, ordered by identity. What an organisation said last of the same words
    /// counts, also where it said that in a later round on them.
    pub fn signatories(&self, round: &Round, text: &TextId) -> Vec<Listed> {
        let mut list = round.signatories(text);
        list.retain(|listed| !self.spoke_against_since(round, text, &listed.organisation, listed.record));
        list
    }

    /// Whether an organisation's last word on the words of a round's text is another than that it stands under them.
    fn spoke_against_since(
        &self,
        round: &Round,
        text: &TextId,
        organisation: &OrganisationId,
        since: RecordNo,
    ) -> bool {
        let Some(item) = round.item(text) else { return false };
        let later = self.rounds.iter().flat_map(|round| &round.spoken).filter(|spoken| {
            let fact = &spoken.fact;
            spoken.record > since
                && (&fact.text, fact.digest, &fact.organisation) == (text, item.digest, organisation)
        });
        later.max_by_key(|spoken| spoken.record).is_some_and(|last| !last.is_signature())
    }

    /// Whether a person keeps the one right of an organisation that left: to withdraw what it said here.
    pub fn may_withdraw(&self, person: &PersonId, at: UnixMs) -> bool {
        let spoke = |organisation: &OrganisationId| {
            self.rounds.iter().flat_map(|round| &round.spoken).any(|it| it.fact.organisation == *organisation)
        };
        self.mandates.iter().any(|m| m.person == *person && m.withdraws_at(at) && spoke(&m.organisation))
    }

    /// Whether the passkey that signed did not count on since it last signed here before.
    pub fn counter_stands(&self, spoken: &Spoken) -> bool {
        let used = |spoken: &Spoken| spoken.act().and_then(|act| act.passkey);
        let Some(now) = used(spoken) else { return false };
        let earlier = self.rounds.iter().flat_map(|round| &round.spoken);
        let earlier = earlier.filter(|other| other.record < spoken.record);
        earlier.filter_map(used).any(|before| now.stands_still(before))
    }

    /// What a version of a translation frozen now would translate: the newest version of the original.
    pub fn original(&self, text: &Text) -> Option<Original> {
        let (source, version) =
            self.text(text.fact.translates.as_ref()?).and_then(|it| Some((it, it.latest()?)))?;
        let (text, digest) = (source.fact.text.clone(), version.fact.digest);
        Some(Original { text, version: version.fact.version, digest })
    }

    /// Whether what a version translates has a newer version by now.
    pub fn is_outdated(&self, translates: &Original) -> bool {
        let newest = self.text(&translates.text).and_then(Text::latest);
        newest.is_some_and(|newest| newest.fact.version > translates.version)
    }

    /// Whether the dossier exists for this person: by a role, or by a mandate that can still speak.
    pub fn is_visible_to(&self, person: &PersonId, at: UnixMs) -> bool {
        self.roles.contains_key(person) || self.mandates.iter().any(|m| m.person == *person && m.holds_at(at))
    }

    /// Whether a person reads the words that stand behind what an organisation said: its own holders, and whoever can
    /// change the text so that it may say otherwise.
    pub fn hears(&self, person: &PersonId, organisation: &OrganisationId, at: UnixMs) -> bool {
        let redrafts = self.roles.get(person).is_some_and(|role| *role >= Role::Editor);
        redrafts || self.mandates_of(organisation).any(|m| m.person == *person && m.withdraws_at(at))
    }

    /// One of its texts.
    pub fn text(&self, text: &TextId) -> Option<&Text> {
        self.texts.iter().find(|t| t.fact.text == *text)
    }

    /// One of its rounds.
    pub fn round(&self, round: &RoundId) -> Option<&Round> {
        self.rounds.iter().find(|r| r.id() == round)
    }

    /// The open round on a text; there is one at most.
    pub fn open_round(&self, text: &TextId) -> Option<&Round> {
        self.rounds.iter().find(|r| r.is_open() && r.item(text).is_some())
    }

    /// One of its mandates.
    pub fn mandate(&self, mandate: &MandateId) -> Option<&Mandate> {
        self.mandates.iter().find(|m| m.id == *mandate)
    }

    /// The mandates of an organisation, whatever became of them.
    pub fn mandates_of(&self, organisation: &OrganisationId) -> impl Iterator<Item = &Mandate> {
        self.mandates.iter().filter(move |m| m.organisation == *organisation)
    }

    /// One of its publications.
    pub fn publication(&self, publication: &PublicationId) -> Option<&Publication> {
        self.publications.iter().find(|p| p.id == *publication)
    }

    /// What a round's publication of a text is, if there is one.
    pub fn publication_of(&self, round: &RoundId, text: &TextId) -> Option<&Publication> {
        self.publications.iter().find(|p| {
            let first = p.editions.first();
            first.is_some_and(|e| e.fact.round == *round && e.fact.text == *text)
        })
    }

    /// What an act that was taken was recorded as, and who took it: the same act again gets the same records.
    pub fn taken(&self, round: &RoundId, nonce: Salt) -> Vec<(RecordNo, &PersonId)> {
        let Some(round) = self.round(round) else { return Vec::new() };
        let spoken = round.spoken.iter().filter_map(|spoken| Some((spoken.record, spoken.act()?)));
        let all = spoken.chain(round.leaves.iter().map(|leave| (leave.record, &leave.act)));
        all.filter(|(_, act)| act.nonce == nonce).map(|(record, act)| (record, &act.secret.by)).collect()
    }

    /// What an organisation said last of any version of a text, over all rounds, with the round it said it in.
    pub fn last_word(&self, text: &TextId, organisation: &OrganisationId) -> Option<(&Round, &Spoken)> {
        let said = self.rounds.iter().filter_map(|r| r.position(text, organisation).map(|s| (r, s)));
        said.max_by_key(|(_, spoken)| spoken.record)
    }
}

impl Dossier {
    /// The signature of an organisation that may be carried to a version of a text: the last that its holders gave
    /// themselves, never one that was carried; if the organisation said something else since, there is none.
    pub fn signed_last(&self, text: &TextId, organisation: &OrganisationId) -> Option<&Spoken> {
        let (_, last) = self.last_word(text, organisation)?;
        let Some(carried) = &last.fact.carried else { return Some(last).filter(|s| s.is_signature()) };
        let mut all = self.rounds.iter().flat_map(|round| round.of(organisation));
        all.find(|spoken| spoken.record == carried.record && last.is_signature())
    }
}

impl Text {
    /// One of its versions.
    pub fn version(&self, no: VersionNo) -> Option<&Version> {
        let index = usize::try_from(no.0).ok()?.checked_sub(1)?;
        self.versions.get(index)
    }

    /// Its last version.
    pub fn latest(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The version that has these words, the last one if there are several.
    pub fn with_digest(&self, digest: &Digest) -> Option<&Version> {
        self.versions.iter().rev().find(|v| v.fact.digest == *digest)
    }
}

impl Publication {
    /// Its last edition.
    pub fn latest(&self) -> Option<&PublishedEdition> {
        self.editions.last()
    }
}
