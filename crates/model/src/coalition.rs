//! The coalition: what its ledger comes to, record by record.

use crate::digest::Digest;
use crate::fact::{CoalitionFact, CoalitionSecret};
use crate::house::House;
use crate::ids::{CoalitionId, DossierId, LedgerId, OrganisationId, PersonId};
use crate::key::ServerKey;
use crate::ledger::{Broken, Head, Public};
use crate::organisation::{Membership, Office, Organisation, Person, Proofs, Standing};
use crate::passkey::{Party, Passkey, PasskeyState};
use crate::record::Record;
use crate::time::UnixMs;
use std::collections::BTreeMap;

/// The coalition that runs a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coalition {
    /// Its identity.
    pub id: CoalitionId,
    /// Its name, as printed.
    pub name: String,
    /// Whether it is a real one.
    pub standing: Standing,
    /// The server's key, as it is now.
    pub key: ServerKey,
    /// Those before it, the last first: they vouch for what was published under them.
    pub former_keys: Vec<ServerKey>,
    /// The address that people come to, once it was recorded.
    pub origin: Option<String>,
    /// Whether it goes on.
    pub house: House,
    /// Whether published files carry what passkeys signed.
    pub proofs: Proofs,
    /// Its organisations, those that left included.
    pub organisations: BTreeMap<OrganisationId, Organisation>,
    /// Its people.
    pub people: BTreeMap<PersonId, Person>,
    /// Passkeys of its people, those that were removed included.
    pub passkeys: BTreeMap<Digest, Passkey>,
    /// Its dossiers, in the order in which they were opened.
    pub dossiers: Vec<DossierId>,
    /// Where its ledger ends.
    pub head: Head,
    /// When the last record was made; time never runs backwards.
    pub time: UnixMs,
}

impl Coalition {
    /// The coalition that these records come to, from the first one on.
    pub fn replay(records: &[Record]) -> Result<Self, Broken> {
        let (first, rest) = records.split_first().ok_or_else(|| Broken::empty("coalition"))?;
        let mut coalition = Self::founded(first)?;
        rest.iter().try_for_each(|record| coalition.apply(record))?;
        Ok(coalition)
    }

    /// Its ledger's name.
    pub fn ledger(&self) -> LedgerId {
        (&self.id).into()
    }

    /// Takes in the next record.
    pub fn apply(&mut self, record: &Record) -> Result<(), Broken> {
        self.head.check_next(&self.ledger(), record)?;
        let public: Public<CoalitionFact> = record.public().map_err(|e| Broken::at(record, e))?;
        let secret: CoalitionSecret = record.private().map_err(|e| Broken::at(record, e))?;
        self.take(public.at, public.fact, secret).map_err(|why| Broken::at(record, why))?;
        self.head = Head::of(record).map_err(|e| Broken::at(record, e))?;
        self.time = self.time.max(public.at);
        Ok(())
    }

    /// The person with this address, compared without regard to case.
    pub fn person_by_email(&self, email: &str) -> Option<&Person> {
        let wanted = email.trim().to_lowercase();
        self.people.values().find(|person| person.email.to_lowercase() == wanted)
    }

    /// Whether the person administers the coalition.
    pub fn is_administrator(&self, person: &PersonId) -> bool {
        self.people.get(person).is_some_and(|p| p.office == Office::Administrator)
    }

    /// The passkeys that a person can use.
    pub fn passkeys_of(&self, person: &PersonId) -> impl Iterator<Item = &Passkey> {
        self.passkeys.values().filter(move |key| key.person == *person && key.state == PasskeyState::Active)
    }

    /// All keys that ever vouched here, the one in force first.
    pub fn keys(&self) -> impl Iterator<Item = ServerKey> {
        std::iter::once(self.key).chain(self.former_keys.iter().copied())
    }

    /// The site whose pages a passkey signs on: where it was enrolled, or at a later origin on record. Of another host's
    /// pages no authenticator signs with it.
    pub fn party_of(&self, passkey: &Passkey) -> Party {
        let Party { id, origin } = passkey.party.clone();
        Party { id, origin: self.origin.clone().unwrap_or(origin) }
    }

    /// The organisation, if it is still of the coalition.
    pub fn present(&self, organisation: &OrganisationId) -> Option<&Organisation> {
        self.organisations.get(organisation).filter(|o| o.membership == Membership::Present)
    }

    fn founded(record: &Record) -> Result<Self, Broken> {
        record.check_parts().map_err(|e| Broken::at(record, e))?;
        let public: Public<CoalitionFact> = record.public().map_err(|e| Broken::at(record, e))?;
        let CoalitionFact::Founded { coalition: id, name, standing, key } = public.fact else {
            return Err(Broken::at(record, "a ledger begins with the coalition itself"));
        };
        let (organisations, people, passkeys, dossiers) = Default::default();
        let head = Head::of(record).map_err(|e| Broken::at(record, e))?;
        let time = public.at;
        let (former_keys, origin, house) = (Vec::new(), None, House::Open);
        let it = Self {
            id,
            name,
            standing,
            key,
            former_keys,
            origin,
            house,
            proofs: Proofs::default(),
            organisations,
            people,
            passkeys,
            dossiers,
            head,
            time,
        };
        Head::default().check_next(&it.ledger(), record)?;
        Ok(it)
    }

    fn take(&mut self, at: UnixMs, fact: CoalitionFact, secret: CoalitionSecret) -> Result<(), &'static str> {
        match (fact, secret) {
            (CoalitionFact::OrganisationAdded { organisation: id, profile }, _)
            | (CoalitionFact::OrganisationChanged { organisation: id, profile }, _) => {
                let membership = Membership::Present;
                self.organisations.insert(id.clone(), Organisation { id, profile, membership });
            }
            (CoalitionFact::OrganisationLeft { organisation }, _) => {
                let left = self.organisations.get_mut(&organisation).ok_or("no such organisation")?;
                left.membership = Membership::Left;
            }
            (
                CoalitionFact::PersonAdded | CoalitionFact::PersonChanged,
                CoalitionSecret::Person { person: id, email, name, organisation, office, .. },
            ) => {
                self.people.insert(id.clone(), Person { id, email, name, organisation, office });
            }
            (
                CoalitionFact::PasskeyEnrolled { passkey: id, organisation, begun },
                CoalitionSecret::Passkey { by: person, name, credential, key, party },
            ) => {
                if Passkey::id_of(&key) != id {
                    return Err("a passkey under another one's name");
                }
                let state = PasskeyState::Active;
                let passkey =
                    Passkey { id, person, organisation, name, credential, key, party, begun, at, state };
                self.passkeys.insert(id, passkey);
            }
            (CoalitionFact::PasskeyRemoved { passkey }, _) => {
                self.passkeys.get_mut(&passkey).ok_or("no such passkey")?.state = PasskeyState::Removed;
            }
            (CoalitionFact::DossierOpened { dossier }, _) => self.dossiers.push(dossier),
            (CoalitionFact::LinkMade { .. }, CoalitionSecret::Link { .. }) => {}
            (CoalitionFact::ProofsSet { proofs }, _) => self.proofs = proofs,
            (CoalitionFact::Moved { to, .. }, _) => self.origin = Some(to),
            (CoalitionFact::KeyChanged(change), _) => {
                self.key = change.after(self.key)?;
                self.former_keys.insert(0, change.from);
            }
            (CoalitionFact::Restored(_), _) => {}
            (CoalitionFact::Retired, _) => self.house = House::Retired,
            _ => return Err("its parts do not belong together"),
        }
        Ok(())
    }
}
