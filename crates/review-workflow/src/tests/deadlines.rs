//! 標準処理期間 on the calendar: 21 and 22 November 2026 are a weekend, the 23rd is a holiday.

use super::*;
use crate::State;

/// When the case arrives on Friday 20 November and the resident takes `days` to act.
#[track_caller]
fn check(desk: &Desk, due_on: Option<&str>, stopped_days: u32) {
    assert_eq!(desk.case.due_on, due_on.map(|day| day.parse().unwrap()));
    assert_eq!(desk.case.stopped_days, stopped_days);
    assert_eq!(desk.case.clock_stopped_at.is_some(), desk.case.state.stops_the_clock());
}

#[test]
fn five_open_days_are_counted_from_the_day_after_arrival() {
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    check(&desk, Some("2026-11-30"), 0);
    assert_eq!(desk.case.remaining_open_days(desk.now), Some(5));
}

#[test]
fn days_of_the_calendar_count_weekends_too() {
    let thirty = Policy { processing: Some(Term::Days(30)), ..policy(Shape::Standard) };
    let mut desk = Desk::receives(thirty, false, None);
    // 20 December 2026 is a Sunday.
    check(&desk, Some("2026-12-21"), 0);
    desk.waits(Duration::days(4));
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    desk.waits(Duration::days(3));
    desk.hears(&Actor::Resident, resubmit(2)).unwrap();
    check(&desk, Some("2026-12-24"), 3);
}

#[test]
fn months_are_counted_by_the_calendar() {
    let quarter = Policy { processing: Some(Term::Months(3)), ..policy(Shape::Standard) };
    check(&Desk::receives(quarter, false, None), Some("2027-02-22"), 0);
}

#[test]
fn a_case_that_arrives_on_a_holiday_counts_from_the_next_open_day() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.now = Instant::parse_rfc3339("2026-11-22T23:59:00+09:00").unwrap();
    let filing = filing();
    desk.case = fold(&[file(filing, &desk.policy, desk.now)]).unwrap();
    check(&desk, Some("2026-11-30"), 0);
}

#[test]
fn the_year_end_closing_is_not_counted() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.now = Instant::parse_rfc3339("2026-12-25T12:00:00+09:00").unwrap();
    let filing = filing();
    desk.case = fold(&[file(filing, &desk.policy, desk.now)]).unwrap();
    // 28 December, then 4 to 7 January.
    check(&desk, Some("2027-01-07"), 0);
}

#[test]
fn the_clock_runs_from_payment() {
    let mut desk = Desk::receives(policy(Shape::Certificate), true, None);
    check(&desk, None, 0);
    assert_eq!(desk.case.remaining_open_days(desk.now), None);
    desk.waits(Duration::days(5));
    desk.hears(&Actor::System, pay()).unwrap();
    check(&desk, Some("2026-12-02"), 2);
    assert_eq!(desk.case.elapsed_open_days(desk.now), 0);
}

#[test]
fn the_clock_stands_still_while_the_resident_corrects() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.waits(Duration::days(4));
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    check(&desk, None, 0);
    assert_eq!(desk.case.elapsed_open_days(desk.now), 1);
    desk.waits(Duration::days(8));
    assert_eq!(desk.case.elapsed_open_days(desk.now), 1);
    // Tuesday 24 November to Wednesday 2 December: 25, 26, 27, 30, 1, 2.
    desk.hears(&Actor::Resident, resubmit(2)).unwrap();
    check(&desk, Some("2026-12-08"), 6);
    assert_eq!(desk.case.remaining_open_days(desk.now), Some(4));
}

#[test]
fn asking_the_resident_mends_no_delay() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.waits(Duration::days(11));
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    check(&desk, Some("2026-11-30"), 0);
    desk.waits(Duration::days(3));
    desk.hears(&Actor::Resident, resubmit(2)).unwrap();
    check(&desk, Some("2026-11-30"), 3);
    assert_eq!(desk.case.remaining_open_days(desk.now), Some(-4));
}

#[test]
fn a_clock_that_stopped_on_the_last_day_ends_when_it_runs_again() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.waits(Duration::days(10));
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    check(&desk, None, 0);
    desk.waits(Duration::days(5));
    // Saturday 5 December: the office gets until Monday.
    desk.hears(&Actor::Resident, resubmit(2)).unwrap();
    check(&desk, Some("2026-12-07"), 4);
}

#[test]
fn a_clock_that_stopped_and_ran_on_one_day_lost_nothing() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.hears(&clerk(), Command::Claim).unwrap();
    for revision in 2..5 {
        desk.hears(&clerk(), request_correction()).unwrap();
        desk.waits(Duration::hours(1));
        desk.hears(&Actor::Resident, resubmit(revision)).unwrap();
    }
    check(&desk, Some("2026-11-30"), 0);
}

#[test]
fn the_clock_runs_again_when_a_clerk_stops_waiting() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    desk.waits(Duration::days(17));
    desk.hears(&clerk(), propose(Verdict::Refuse)).unwrap();
    assert_eq!(desk.case.state, State::AwaitingApproval);
    // 24 to 27 November, 30 November to 4 December, 7 December.
    check(&desk, Some("2026-12-14"), 10);
}

#[test]
fn the_clock_runs_again_when_no_correction_is_needed_any_more() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.waits(Duration::days(4));
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    desk.waits(Duration::days(8));
    let silent = Command::CancelCorrection { reason: " ".to_owned() };
    assert_eq!(desk.hears(&clerk(), silent), Err(Refusal::ReasonMissing));
    // Whoever asked may be away.
    let known = Command::CancelCorrection { reason: "電話で確かめた。".to_owned() };
    desk.hears(&other_clerk(), known).unwrap();
    assert_eq!((desk.case.state, &desk.case.correction), (State::InReview, &None));
    check(&desk, Some("2026-12-08"), 6);
    let late = desk.hears(&Actor::Resident, resubmit(2));
    assert!(matches!(late, Err(Refusal::WrongState { .. })), "{late:?}");
}

#[test]
fn who_is_given_more_time_is_reminded_of_the_new_day() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.hears(&clerk(), Command::Claim).unwrap();
    let more = |day: &str| Command::ExtendCorrection { due_on: day.parse().unwrap() };
    let early = desk.hears(&clerk(), more("2026-12-24"));
    assert!(matches!(early, Err(Refusal::WrongState { .. })), "nothing was asked: {early:?}");
    desk.hears(&clerk(), request_correction()).unwrap();
    let asked = desk.case.correction.as_ref().unwrap().due_on;
    let same = Command::ExtendCorrection { due_on: asked };
    assert_eq!(desk.hears(&clerk(), same), Err(Refusal::DayNotAhead), "no longer than before");
    desk.waits(Duration::days(20));
    desk.hears(&Actor::System, Command::Remind).unwrap();
    assert_eq!(desk.hears(&clerk(), more("2026-12-10")), Err(Refusal::DayNotAhead), "over");
    desk.hears(&other_clerk(), more("2026-12-24")).unwrap();
    let asked = desk.case.correction.clone().unwrap();
    assert_eq!(asked.due_on.to_string(), "2026-12-24");
    assert_eq!((asked.reminded_before_at, asked.reminded_at), (None, None));
    assert_eq!(desk.case.remind_on().unwrap().to_string(), "2026-12-21", "three open days before");
    assert!(desk.hears(&clerk(), propose(Verdict::Refuse)).is_err(), "there is time");
    // On Wednesday 23 December for Friday: told now, and again when it has passed.
    desk.waits(Duration::days(13));
    desk.hears(&clerk(), more("2026-12-25")).unwrap();
    assert_eq!(desk.case.remind_on().unwrap().to_string(), "2026-12-26");
    desk.hears(&Actor::Resident, resubmit(2)).unwrap();
}

#[test]
fn a_procedure_that_promises_nothing_has_no_day() {
    let policy = Policy { processing: None, ..policy(Shape::Standard) };
    let mut desk = Desk::receives(policy, true, None);
    desk.hears(&Actor::System, pay()).unwrap();
    check(&desk, None, 0);
}

#[test]
fn every_case_has_a_next_date() {
    let next = |desk: &Desk| desk.case.next_date().to_string();
    let silent = Policy { processing: None, ..policy(Shape::Standard) };
    let mut desk = Desk::receives(silent, true, None);
    assert_eq!(next(&desk), "2026-12-04", "the last day for paying");
    desk.hears(&Actor::System, pay()).unwrap();
    // From Saturday 21 November: 24 to 27 November, 30 November to 4 December, 7 December.
    assert_eq!(next(&desk), "2026-12-07", "ten open days after arrival");

    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    assert_eq!(Some(desk.case.next_date()), desk.case.due_on, "the promised day");
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    let asked = desk.case.correction.as_ref().unwrap().due_on;
    assert_eq!(desk.case.next_date(), asked, "the day of the answer");
}

#[test]
fn a_correction_is_due_after_fourteen_days_on_an_open_day() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.waits(Duration::days(1));
    desk.hears(&clerk(), Command::Claim).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    // Saturday 21 November and fourteen days are Saturday 5 December.
    assert_eq!(desk.case.correction.unwrap().due_on.to_string(), "2026-12-07");
}

#[test]
fn a_fee_can_be_paid_until_the_last_day_is_over() {
    let desk = Desk::receives(policy(Shape::Certificate), true, None);
    let due_at = desk.case.payment_due_at.unwrap();
    assert_eq!(due_at.to_rfc3339(), "2026-12-05T00:00:00.000+09:00");
}

#[test]
fn a_fee_for_a_chosen_day_is_paid_before_it() {
    let policy = policy(Shape::Notification);
    let now = Desk::receives(policy.clone(), false, None).now;
    let due = |day: &str| {
        let pay_by = Some(day.parse().unwrap());
        let filing = Filing { owes_fee: true, pay_by, ..filing() };
        let Event::Filed { payment_due_at, .. } = file(filing, &policy, now) else { panic!() };
        payment_due_at.unwrap().to_rfc3339()
    };
    assert_eq!(due("2026-12-01"), "2026-12-02T00:00:00.000+09:00");
    assert_eq!(due("2027-01-31"), "2026-12-05T00:00:00.000+09:00", "never later than usual");
    assert_eq!(due("2026-11-01"), "2026-11-21T00:00:00.000+09:00", "today can always be paid");
}

#[test]
fn absurd_periods_break_nothing() {
    let policy = Policy {
        correction_days: u32::MAX,
        payment_days: u32::MAX,
        ..Policy::new(Shape::Certificate, here())
    };
    let desk = Desk::receives(policy, true, None);
    assert!(desk.case.payment_due_at.is_some());
}

#[test]
fn a_fee_that_is_not_paid_is_reminded_of_once_before_its_last_day() {
    let mut desk = Desk::receives(policy(Shape::Certificate), true, None);
    let remind = |desk: &mut Desk| desk.hears(&Actor::System, Command::Remind);
    assert_eq!(desk.case.remind_on().unwrap().to_string(), "2026-12-01", "three days before");
    desk.waits(Duration::days(10));
    assert_eq!(remind(&mut desk).unwrap_err().code(), "not-yet-due");
    desk.waits(Duration::days(1));
    let told = remind(&mut desk).unwrap();
    let due_on = "2026-12-04".parse().unwrap();
    assert_eq!(told, [Event::PaymentNearing { at: desk.now, due_on }]);
    assert_eq!(remind(&mut desk).unwrap_err().code(), "already-reminded");
    assert_eq!(desk.case.remind_on(), None);
    desk.hears(&Actor::System, pay()).unwrap();
    assert_eq!((desk.case.fee_reminded_at, desk.case.remind_on()), (None, None));
}

#[test]
fn who_is_asked_for_a_fee_at_short_notice_is_not_reminded_at_once() {
    let policy = Policy { fee_after_review: true, ..policy(Shape::Certificate) };
    let mut desk = Desk::receives(policy, false, None);
    desk.hears(&clerk(), Command::Claim).unwrap();
    let ask = |days: u64| Command::AskFee {
        payment: payment(),
        amount: Yen::new(1_610),
        due_on: Some(friday_morning().day() + chrono::Days::new(days)),
    };
    desk.hears(&clerk(), ask(3)).unwrap();
    assert_eq!(desk.case.remind_on(), None);
    desk.hears(&clerk(), ask(20)).unwrap();
    assert_eq!(desk.case.remind_on().unwrap().to_string(), "2026-12-07");
}
