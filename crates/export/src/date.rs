//! Instants as the calendar writes them, in UTC.

use model::time::UnixMs;
use typst::foundations::Datetime;

const DAY_MS: u64 = 86_400_000;

/// The day of an instant, `YYYY-MM-DD` in UTC: what a publication prints where nobody chose another day.
pub fn day_of(at: UnixMs) -> String {
    let (year, month, day) = civil(at);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The minute of an instant, `YYYY-MM-DD HH:MM UTC`.
pub fn minute(at: UnixMs) -> String {
    let minutes = at.0 % DAY_MS / 60_000;
    format!("{} {:02}:{:02} UTC", day_of(at), minutes / 60, minutes % 60)
}

/// The second of an instant as calendars write it, `YYYYMMDDTHHMMSSZ` (RFC 5545, 3.3.5).
pub fn calendar(at: UnixMs) -> String {
    let (year, month, day) = civil(at);
    let seconds = at.0 % DAY_MS / 1_000;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// The instant as the layout takes it; nothing after the year 9999.
pub(crate) fn datetime(at: UnixMs) -> Option<Datetime> {
    let (year, month, day) = civil(at);
    let seconds = u32::try_from(at.0 % DAY_MS / 1_000).ok()?;
    let part = |n: u32| u8::try_from(n).ok();
    let (hour, minute, second) = (part(seconds / 3_600)?, part(seconds / 60 % 60)?, part(seconds % 60)?);
    Datetime::from_ymd_hms(i32::try_from(year).ok()?, month, day, hour, minute, second)
}

/// Year, month and day of the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March.
fn civil(at: UnixMs) -> (u64, u8, u8) {
    let days = at.0 / DAY_MS + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_the_calendar_has_them() {
        for (ms, written) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399_999, "2000-02-28 23:59 UTC"),
            (951_782_400_000, "2000-02-29 00:00 UTC"),
            (1_592_827_200_000, "2020-06-22 12:00 UTC"),
            (4_107_542_400_000, "2100-03-01 00:00 UTC"),
        ] {
            assert_eq!(minute(UnixMs(ms)), written);
        }
        assert_eq!(day_of(UnixMs(951_782_400_000)), "2000-02-29");
        assert!(datetime(UnixMs(951_782_400_000)).is_some());
        assert!(datetime(UnixMs(u64::MAX)).is_none());
    }
}
