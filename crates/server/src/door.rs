//! Who stands at the door: connections of strangers, and of people who have no websocket with them, so many of each.
//! Where there is one more, the one that stood longest goes: half-open connections keep nobody out.

use crate::limits::{
    CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX, CONNECTIONS_PER_PERSON_MAX, STRANGERS_MAX,
};
use axum::http::HeaderMap;
use model::ids::PersonId;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// The door.
pub struct Door {
    places: Arc<Semaphore>,
    inside: Mutex<Inside>,
}

/// A place for a connection to come, websockets included.
pub struct Place(#[allow(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

#[derive(Default)]
struct Inside {
    next: u64,
    crowds: HashMap<Crowd, BTreeMap<u64, Arc<Notify>>>,
    addresses: HashMap<IpAddr, usize>,
}

/// To whom connections belong.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Crowd {
    Strangers,
    Of(PersonId),
}

/// A connection that was let in.
pub struct Guest {
    door: Arc<Door>,
    _place: Place,
    no: u64,
    address: IpAddr,
    asked_to_leave: Arc<Notify>,
    crowd: Mutex<Option<Crowd>>,
}

impl Default for Door {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(CONNECTIONS_MAX)), inside: Mutex::default() }
    }
}

impl Door {
    /// Waits for a place.
    pub async fn place(&self) -> Place {
        let place = Arc::clone(&self.places).acquire_owned().await;
        Place(place.expect("nobody closes the places"))
    }

    /// Returns once nobody is in.
    pub async fn emptied(&self) {
        let all = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
        let _ = self.places.acquire_many(all).await;
    }

    /// Lets a stranger in; none where too many are in from that address. Connections from this machine itself, a proxy's
    /// among them, are not counted by address.
    pub fn enter(self: &Arc<Self>, place: Place, address: IpAddr) -> Option<Arc<Guest>> {
        let mut inside = self.lock();
        let address = network(address);
        let from_there = inside.addresses.entry(address).or_default();
        if *from_there >= CONNECTIONS_PER_ADDRESS_MAX && !address.is_loopback() {
            return None;
        }
        *from_there += 1;
        inside.next += 1;
        let no = inside.next;
        let asked_to_leave = Arc::new(Notify::new());
        inside.join(Crowd::Strangers, no, Arc::clone(&asked_to_leave));
        let (door, crowd) = (Arc::clone(self), Mutex::new(Some(Crowd::Strangers)));
        Some(Arc::new(Guest { door, _place: place, no, address, asked_to_leave, crowd }))
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn join(&mut self, crowd: Crowd, no: u64, asked_to_leave: Arc<Notify>) {
        let most = match crowd {
            Crowd::Strangers => STRANGERS_MAX,
            Crowd::Of(_) => CONNECTIONS_PER_PERSON_MAX,
        };
        let members = self.crowds.entry(crowd).or_default();
        members.insert(no, asked_to_leave);
        if members.len() > most
            && let Some((_, longest)) = members.pop_first()
        {
            longest.notify_one();
        }
    }

    fn leave(&mut self, crowd: &Crowd, no: u64) {
        if let Some(members) = self.crowds.get_mut(crowd) {
            members.remove(&no);
            if members.is_empty() {
                self.crowds.remove(crowd);
            }
        }
    }
}

impl Guest {
    /// That the last request was this person's.
    pub fn is(&self, person: &PersonId) {
        self.go_to(Some(Crowd::Of(person.clone())));
    }

    /// That the connection is a websocket with a seat now, which is counted elsewhere.
    pub fn is_seated(&self) {
        self.go_to(None);
    }

    /// Returns when the place is needed for somebody else.
    pub async fn asked_to_leave(&self) {
        self.asked_to_leave.notified().await;
    }

    fn go_to(&self, crowd: Option<Crowd>) {
        let mut own = self.crowd.lock().unwrap_or_else(PoisonError::into_inner);
        if *own == crowd {
            return;
        }
        let mut inside = self.door.lock();
        if let Some(left) = std::mem::replace(&mut *own, crowd.clone()) {
            inside.leave(&left, self.no);
        }
        if let Some(crowd) = crowd {
            inside.join(crowd, self.no, Arc::clone(&self.asked_to_leave));
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.go_to(None);
        let mut inside = self.door.lock();
        if let Some(from_there) = inside.addresses.get_mut(&self.address) {
            *from_there -= 1;
            if *from_there == 0 {
                inside.addresses.remove(&self.address);
            }
        }
    }
}

/// From which network a request came: a proxy on this machine says it in the last value of `X-Forwarded-For`.
pub fn asked_from(from: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded =
        headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    network(last.filter(|_| from.ip().is_loopback()).unwrap_or(from.ip()))
}

/// What one customer of a network has: an IPv4 address, or 64 bits of an IPv6 one (RFC 6177).
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn enter(door: &Arc<Door>, address: IpAddr) -> Option<Arc<Guest>> {
        door.enter(door.place().now_or_never()?, address)
    }

    fn goes(guest: &Guest) -> bool {
        guest.asked_to_leave().now_or_never().is_some()
    }

    #[test]
    fn one_stranger_more_than_the_limit_sends_the_longest_standing_away() {
        let door = Arc::<Door>::default();
        let guests: Vec<_> = (0..STRANGERS_MAX).map(|_| enter(&door, HERE).unwrap()).collect();
        assert!(!guests.iter().any(|guest| goes(guest)));
        let _one_more = enter(&door, HERE);
        assert!(goes(&guests[0]));
        assert!(!goes(&guests[1]));
    }

    #[test]
    fn people_are_no_strangers_and_make_room_for_themselves_alone() {
        let door = Arc::<Door>::default();
        let (ana, bo) = (PersonId::new("ana").unwrap(), PersonId::new("bo").unwrap());
        let others = enter(&door, HERE).unwrap();
        others.is(&bo);
        let own: Vec<_> = (0..=CONNECTIONS_PER_PERSON_MAX).map(|_| enter(&door, HERE).unwrap()).collect();
        own.iter().for_each(|guest| guest.is(&ana));
        assert!(goes(&own[0]));
        assert!(!goes(&own[1]));
        let strangers: Vec<_> = (0..=STRANGERS_MAX).map(|_| enter(&door, HERE).unwrap()).collect();
        assert!(goes(&strangers[0]));
        assert!(!goes(&others));
    }

    #[test]
    fn a_websocket_with_a_seat_is_sent_away_by_nobody() {
        let door = Arc::<Door>::default();
        let ana = PersonId::new("ana").unwrap();
        let seated = enter(&door, HERE).unwrap();
        seated.is(&ana);
        seated.is_seated();
        let own: Vec<_> = (0..=CONNECTIONS_PER_PERSON_MAX).map(|_| enter(&door, HERE).unwrap()).collect();
        own.iter().for_each(|guest| guest.is(&ana));
        assert!(!goes(&seated));
    }

    #[test]
    fn an_address_has_so_many_and_gets_a_place_back_when_one_leaves() {
        let door = Arc::<Door>::default();
        let there = IpAddr::from([192, 0, 2, 1]);
        let mut guests: Vec<_> =
            (0..CONNECTIONS_PER_ADDRESS_MAX).map(|_| enter(&door, there).unwrap()).collect();
        assert!(enter(&door, there).is_none());
        assert!(enter(&door, IpAddr::from([192, 0, 2, 2])).is_some());
        guests.pop();
        assert!(enter(&door, there).is_some());
        drop(guests);
        assert!(door.lock().addresses.is_empty() && door.lock().crowds.is_empty());
    }

    #[test]
    fn a_proxy_on_this_machine_says_where_a_request_came_from_and_nobody_else_does() {
        let asked_from = |from: &str, forwarded: &'static str| {
            let headers = HeaderMap::from_iter([(
                axum::http::HeaderName::from_static("x-forwarded-for"),
                axum::http::HeaderValue::from_static(forwarded),
            )]);
            asked_from(from.parse().unwrap(), &headers).to_string()
        };
        assert_eq!(asked_from("127.0.0.1:9", "198.51.100.1, 192.0.2.7"), "192.0.2.7");
        assert_eq!(asked_from("127.0.0.1:9", "unknown"), "127.0.0.1");
        assert_eq!(asked_from("192.0.2.1:9", "198.51.100.1"), "192.0.2.1");
        assert_eq!(
            super::asked_from("192.0.2.1:9".parse().unwrap(), &HeaderMap::new()).to_string(),
            "192.0.2.1"
        );
    }

    #[test]
    fn a_customer_of_ipv6_is_one_network() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(network("::1"), "::1");
    }
}
