//! 標準処理期間: by when the office means to be done (行政手続法6条).
//!
//! A procedure promises open days of the municipality, or the days, months or years of a law
//! (介護保険法27条11項: within thirty days). Counting starts on the day after arrival. While the resident has to act, the clock stands still: the day on which it stopped
//! still counts, the day on which it runs again does not, just as the day of arrival
//! does not.

use chrono::{Days, NaiveDate};
use japanese_values::{Roll, Term, calendar};
use kernel::Instant;
use serde::{Deserialize, Serialize};

use crate::{Case, Policy};

/// The promised day, as it was reckoned when the clock started to run.
///
/// It is kept in the event, because a later change of the holiday law must not
/// change what a resident was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Open days that the clock has stood still so far.
    pub stopped_days: u32,
    /// The promised day; `None` where the procedure promises nothing.
    pub due_on: Option<NaiveDate>,
}

impl Deadline {
    /// What is promised when a case arrives and work can start.
    pub(crate) fn on_arrival(policy: &Policy, arrived_at: Instant) -> Self {
        Self { stopped_days: 0, due_on: promised_day(policy, arrived_at, 0) }
    }

    /// What is promised when a clock that stood still runs again. A day that had
    /// passed before stays the promised day: asking the resident mends no delay.
    pub(crate) fn on_resuming(case: &Case, policy: &Policy, now: Instant) -> Self {
        Self::after(case, policy, stopped_until(case, now), case.due_on, now)
    }

    /// What is promised when a case is taken up again. As long as it was over nobody worked on
    /// it; one that was approved and not issued had not left the office.
    pub(crate) fn on_reopening(case: &Case, policy: &Policy, now: Instant) -> Self {
        let Some(ended) = &case.ended else {
            return Self { stopped_days: case.stopped_days, due_on: case.due_on };
        };
        let since = ended.stopped_at.unwrap_or(ended.at).day();
        let stopped_days = case.stopped_days.saturating_add(open_days(since, now.day()));
        let passed = case.due_on.filter(|due_on| *due_on < since);
        Self::after(case, policy, stopped_days, passed, now)
    }

    fn after(
        case: &Case,
        policy: &Policy,
        stopped_days: u32,
        passed: Option<NaiveDate>,
        now: Instant,
    ) -> Self {
        let today = calendar::roll(now.day(), Roll::Next);
        let due_on = passed.or_else(|| {
            let later = i64::from(stopped_days) + i64::from(case.moved_days);
            promised_day(policy, case.arrived_at, later).map(|day| day.max(today))
        });
        Self { stopped_days, due_on }
    }
}

/// The last day of the period, and so many open days later.
fn promised_day(policy: &Policy, arrived_at: Instant, later: i64) -> Option<NaiveDate> {
    let arrived = arrived_at.day();
    let count = |days: i64| u32::try_from(days.max(0)).unwrap_or(u32::MAX);
    let day = match policy.processing? {
        Term::OpenDays(days) => {
            calendar::add_open_days(arrived, count(i64::from(days).saturating_add(later)))
        }
        term @ (Term::Days(_) | Term::Months(_) | Term::Years(_)) => {
            let last = term.after(arrived, false, Roll::Next);
            let earlier = calendar::subtract_open_days(last, count(later.saturating_neg()));
            calendar::add_open_days(earlier, count(later)).max(arrived)
        }
    };
    Some(calendar::roll(day, Roll::Next))
}

impl Case {
    /// Open days that the office has had the case in its hands until `now`.
    pub fn elapsed_open_days(&self, now: Instant) -> u32 {
        open_days(self.arrived_at.day(), now.day()).saturating_sub(stopped_until(self, now))
    }

    /// Open days left until the promised day, negative after it; `None` where
    /// no day is promised.
    pub fn remaining_open_days(&self, now: Instant) -> Option<i64> {
        self.due_on.map(|due_on| calendar::open_days_between(now.day(), due_on))
    }
}

/// Open days after arrival for which a case may wait when nothing is promised.
const USUAL_DAYS: u32 = 10;

impl Case {
    /// The next day on which something is due: what the resident was asked for, the last day of
    /// waiting for a place, the day on which it was put first, the promised day, or ten open days after arrival. Every case has one, so
    /// that none waits behind all the others for ever.
    pub fn next_date(&self) -> NaiveDate {
        let answer = self.correction.as_ref().map(|asked| asked.due_on).or(self.waits_until);
        let awaited = answer.or_else(|| self.payment_due_at.map(Instant::last_day));
        let usual = || calendar::add_open_days(self.arrived_at.day(), USUAL_DAYS);
        awaited.unwrap_or_else(|| {
            let promised = self.due_on.unwrap_or_else(usual);
            self.first_on.map_or(promised, |first_on| first_on.min(promised))
        })
    }
}

/// Open days before the last day of a correction on which the resident is reminded: time
/// enough to ask the office by telephone.
const REMINDER_DAYS: u32 = 3;

impl Case {
    /// The first day on which the resident is to be reminded: of the correction some days before
    /// its last one, and once more on the day after it; of the fee some days before its last one.
    /// `None` when nothing is left to remind of.
    pub fn remind_on(&self) -> Option<NaiveDate> {
        if let Some(due_at) = self.payment_due_at {
            // Who is asked for it only then knows the day without a reminder.
            let before = payment_reminder_day(due_at);
            let is_ahead = self.clock_stopped_at.is_none_or(|since| since.day() < before);
            return Some(before).filter(|_| is_ahead && self.fee_reminded_at.is_none());
        }
        let asked = self.correction.as_ref().filter(|asked| asked.reminded_at.is_none())?;
        let before = reminder_day(asked.due_on);
        // Who was asked for it only then knows the day without a reminder.
        let is_ahead = self.clock_stopped_at.is_none_or(|since| since.day() < before);
        if asked.reminded_before_at.is_none() && is_ahead {
            Some(before)
        } else {
            asked.due_on.succ_opt()
        }
    }
}

/// Days before the last one for paying on which the resident is reminded: who pays needs no office.
const PAYMENT_REMINDER_DAYS: Days = Days::new(3);

fn payment_reminder_day(due_at: Instant) -> NaiveDate {
    let last = due_at.last_day();
    last.checked_sub_days(PAYMENT_REMINDER_DAYS).unwrap_or(last)
}

/// The day on which the resident is reminded of this last one.
pub(crate) fn reminder_day(due_on: NaiveDate) -> NaiveDate {
    calendar::subtract_open_days(due_on, REMINDER_DAYS)
}

/// The last day of a correction when the clerk names none.
pub(crate) fn correction_due_on(policy: &Policy, now: Instant) -> NaiveDate {
    calendar::roll(days_after(now.day(), policy.correction_days), Roll::Next)
}

/// The moment from which a fee can no longer be paid: midnight after the last day.
pub(crate) fn payment_due_at(policy: &Policy, now: Instant) -> Instant {
    end_of(days_after(now.day(), policy.payment_days))
}

/// The same for what is paid on filing: no later than `pay_by`, but never before today is over.
pub(crate) fn first_payment_due_at(
    policy: &Policy,
    pay_by: Option<NaiveDate>,
    now: Instant,
) -> Instant {
    let usual = payment_due_at(policy, now);
    pay_by.map_or(usual, |day| usual.min(end_of(day.max(now.day()))))
}

/// How many open days another day lies after what the procedure promises.
pub(crate) fn moved_days(case: &Case, policy: &Policy, due_on: NaiveDate) -> i32 {
    let promised = promised_day(policy, case.arrived_at, i64::from(case.stopped_days));
    let moved = promised.map_or(0, |promised| calendar::open_days_between(promised, due_on));
    i32::try_from(moved).unwrap_or(i32::MAX)
}

/// Midnight after a last day.
pub(crate) fn end_of(day: NaiveDate) -> Instant {
    Instant::start_of(days_after(day, 1))
}

fn stopped_until(case: &Case, now: Instant) -> u32 {
    let standing = case.clock_stopped_at.map_or(0, |since| open_days(since.day(), now.day()));
    case.stopped_days.saturating_add(standing)
}

/// A clock that was set back makes no negative days.
fn open_days(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(calendar::open_days_between(from, to)).unwrap_or(0)
}

fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}
