//! Time zones: instants as the clocks of a place show them, and the next time that they show an hour.

use crate::problem::Problem;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use model::time::UnixMs;

/// A zone of the IANA database, such as `Europe/Zurich`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A name that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a time zone is written as in Europe/Zurich, or UTC")]
pub struct NoSuchZone;

impl std::str::FromStr for Zone {
    type Err = NoSuchZone;
    fn from_str(name: &str) -> Result<Self, NoSuchZone> {
        TimeZone::get(name).map(Self).map_err(|_| NoSuchZone)
    }
}

impl Zone {
    /// The zone that somebody named; a sentence for them where there is none.
    pub fn named(name: &str) -> Result<Self, Problem> {
        let zone: Result<Self, NoSuchZone> = name.parse();
        zone.map_err(|error| {
            Problem::invalid("no-such-zone", format!("There is no such time zone: {error}."))
        })
    }

    /// Universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The minute that clocks there show, and the zone: `2026-12-01 17:00 (Europe/Zurich)`.
    pub fn minute(&self, at: UnixMs) -> String {
        let name = self.0.iana_name().unwrap_or("UTC");
        match self.local(at) {
            Some(local) => format!("{} ({})", local.strftime("%Y-%m-%d %H:%M"), name.replace('_', " ")),
            None => export::minute_of(at),
        }
    }

    /// The hour that clocks there show, 0 to 23.
    pub fn hour(&self, at: UnixMs) -> u8 {
        self.local(at).map_or(0, |local| u8::try_from(local.hour()).unwrap_or(0))
    }

    /// The next instant after this one at which clocks there show a full hour; the instant itself where there is none.
    pub fn next(&self, hour: u8, after: UnixMs) -> UnixMs {
        let next = || {
            let local = self.local(after)?;
            let hour = i8::try_from(hour).ok()?;
            let on =
                |day: &ZonedDateTime| day.date().at(hour, 0, 0, 0).to_zoned_datetime(self.0.clone()).ok();
            let (today, tomorrow) = (on(&local)?, on(&local.checked_add(1.day()).ok()?)?);
            let next = if today > local { today } else { tomorrow };
            u64::try_from(next.timestamp().as_millisecond()).ok()
        };
        next().map_or(after, UnixMs)
    }

    fn local(&self, at: UnixMs) -> Option<ZonedDateTime> {
        let at = Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?;
        Some(at.to_zoned_datetime(self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-28 20:30 UTC: the last evening before clocks in Zurich go forward.
    const EVENING: UnixMs = UnixMs(1_774_729_800_000);

    #[test]
    fn clocks_of_a_place_are_read_and_a_day_of_23_hours_is_one() {
        let zurich: Zone = "Europe/Zurich".parse().unwrap();
        assert_eq!(zurich.minute(EVENING), "2026-03-28 21:30 (Europe/Zurich)");
        assert_eq!((zurich.hour(EVENING), Zone::utc().hour(EVENING)), (21, 20));
        let (morning, evening) = (zurich.next(8, EVENING), zurich.next(22, EVENING));
        assert_eq!(zurich.minute(morning), "2026-03-29 08:00 (Europe/Zurich)");
        assert_eq!(morning.0 - EVENING.0, 9 * 3_600_000 + 1_800_000, "an hour of that night was skipped");
        assert_eq!(evening.0 - EVENING.0, 1_800_000);
        assert_eq!(zurich.next(22, evening).0 - evening.0, 23 * 3_600_000);
        assert_eq!(
            zurich.minute(zurich.next(2, EVENING)),
            "2026-03-29 03:00 (Europe/Zurich)",
            "two never came"
        );
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        for name in ["", "Europe", "Mars/Olympus", "../etc/passwd"] {
            assert_eq!(name.parse::<Zone>(), Err(NoSuchZone), "{name}");
        }
        assert_eq!(Zone::utc().minute(UnixMs(0)), "1970-01-01 00:00 (UTC)");
    }
}
