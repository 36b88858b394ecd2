// SPDX-License-Identifier: AGPL-3.0-or-later
//! Chance that falls the same way each time, and office hours.

use jiff::civil::Weekday;

use crate::platform::clock::Timestamp;

/// A small generator (splitmix64). Nothing secret is made with it.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new() -> Self {
        Self(0x0f1e_2d3c_4b5a_6978)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let span = u64::try_from(high - low).unwrap_or_default() + 1;
        low + i64::try_from(mixed % span).unwrap_or_default()
    }

    /// So many times in a hundred.
    pub(super) fn percent(&mut self, chance: i64) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(from.len()).ok()? - 1;
        from.get(usize::try_from(self.between(0, last.max(0))).ok()?)
    }

    /// Some time later, moved into office hours.
    pub(super) fn later(&mut self, than: Timestamp, least_minutes: i64, most_minutes: i64) -> Timestamp {
        let moment = than.plus_minutes(self.between(least_minutes, most_minutes));
        in_office_hours(moment.plus_seconds(self.between(0, 59)))
    }
}

/// The same moment when the offices are open, else the next morning they are.
pub(super) fn in_office_hours(mut moment: Timestamp) -> Timestamp {
    let hour = i64::from(moment.in_rome().hour());
    if hour < 8 {
        moment = moment.plus_minutes((8 - hour) * 60);
    } else if hour >= 18 {
        moment = moment.plus_minutes((32 - hour) * 60);
    }
    match moment.in_rome().weekday() {
        Weekday::Saturday => moment.plus_days(2),
        Weekday::Sunday => moment.plus_days(1),
        _ => moment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_falls_the_same_way_each_time_and_within_its_bounds() {
        let throw = || {
            let mut dice = Dice::new();
            (0..100).map(|_| dice.between(-3, 7)).collect::<Vec<_>>()
        };
        assert_eq!(throw(), throw());
        assert!(throw().iter().all(|n| (-3..=7).contains(n)) && throw().contains(&-3) && throw().contains(&7));
        assert_eq!(Dice::new().pick::<u8>(&[]), None);
    }

    #[test]
    fn nothing_happens_at_night_or_on_sunday() {
        let sunday = Timestamp::from_jiff("2026-11-22T21:30:00Z".parse().unwrap());
        let moved = in_office_hours(sunday).in_rome();
        assert_eq!((moved.weekday(), moved.hour()), (Weekday::Monday, 8));
        let monday = Timestamp::from_jiff("2026-11-23T09:00:00Z".parse().unwrap());
        assert_eq!(in_office_hours(monday), monday);
    }
}
