//! English

use chrono::NaiveDate;
use kernel::{Instant, Yen};

use super::{Frame, Wording};
use crate::{Before, Matter, PaymentAsked, Reminded};

const DEADLINE: &str = "Deadline";

pub(super) fn frame() -> Frame {
    Frame {
        html_lang: "en",
        greeting: "This is a message from the online counter.",
        procedure: "Procedure",
        receipt_number: "Receipt number",
        colon: ": ",
        status_link: "Check the status",
        status_hint: "Enter your receipt number and access code.",
        desk: "Questions",
        phone: "Phone ",
        automatic: "This mail was sent automatically; replies are not read. \
                    If you do not know what it is about, please delete it.",
        sample: "This is a sample. It cannot be used for a real application.",
        sample_subject: "[SAMPLE] ",
    }
}

pub(super) fn wording(matter: &Matter) -> Wording {
    match matter {
        Matter::Received { received_at, payment } => {
            received(payment.as_ref(), moment(*received_at))
        }
        Matter::Waiting { received_at, until } => waiting(moment(*received_at), day(*until)),
        Matter::PlaceGiven => place_given(),
        Matter::WaitEnded => wait_ended(),
        Matter::PaymentReceived { amount } => payment_received(*amount),
        Matter::FeeAsked(asked) => fee_asked(asked),
        Matter::FeeWaived => fee_waived(),
        Matter::DueMoved { to } => due_moved(*to),
        Matter::CorrectionRequested { by } => Wording::new(
            "Please correct your application",
            &["Some parts of your application need to be corrected. \
               The status page says which ones and how."],
        )
        .fact(DEADLINE, day(*by))
        .next("The time of receipt stays the same after your correction."),
        Matter::CorrectionExtended { by } => correction_extended(*by),
        Matter::CorrectionCancelled => correction_cancelled(),
        Matter::CorrectedFor => corrected_for(),
        Matter::AnswerTaken => answer_taken(),
        Matter::Reminder { of, by } => reminder(*of, day(*by)),
        Matter::CorrectionOverdue { by, may_be_refused } => {
            correction_overdue(*by, *may_be_refused)
        }
        Matter::Approved { called } => approved().called("Decision", called.as_deref()),
        Matter::ApprovedInPart { called, sums } => approved_in_part()
            .called("Decision", called.as_deref())
            .sums(["Amount asked for (total)", "Amount granted (total)"], *sums, yen),
        Matter::ByRule { approved } => by_rule(*approved),
        Matter::Refused => Wording::new(
            "Result of the review",
            &["The review is finished. Please see the notice of decision on the status page \
               for the result, its reasons and how to appeal."],
        ),
        Matter::Dismissed => dismissed(),
        Matter::Drawn => drawn(),
        Matter::MovedUp => moved_up(),
        Matter::Completed => Wording::new(
            "Your procedure is complete",
            &["Everything about this procedure is done."],
        ),
        Matter::Reopened { before } => reopened(*before),
        Matter::Withdrawn => withdrawn(),
        Matter::Closed => closed(),
        Matter::Lapsed => Wording::new(
            "The payment deadline has passed",
            &["We could not confirm your payment by the deadline, so this application has ended."],
        )
        .next("If you still need it, please apply again from the beginning."),
        Matter::Refunded { amount } => refunded(*amount),
        Matter::Message => Wording::new(
            "You have a message",
            &["The office has sent you a message. You can read it on the status page."],
        ),
    }
}

fn payment_received(amount: Yen) -> Wording {
    Wording::new(
        "Payment received",
        &[
            "We have received your payment and will go on with your application.",
            "You can download the receipt for it from the status page.",
        ],
    )
    .fact("Amount", yen(amount))
}

fn refunded(amount: Yen) -> Wording {
    Wording::new(
        "Your payment was returned",
        &[
            "We have returned your payment by the way in which you paid.",
            "It can take some days or weeks until it shows on your statement.",
        ],
    )
    .fact("Amount", yen(amount))
}

fn received(payment: Option<&PaymentAsked>, at: String) -> Wording {
    let wording = match payment {
        None => {
            Wording::new("We have received your application", &["We have received the following."])
        }
        Some(_) => Wording::new(
            "We have received your application (payment needed)",
            &["We have received the following. The review starts after your payment."],
        ),
    };
    let wording = wording.fact("Received", at);
    let wording = match payment {
        None => wording,
        Some(PaymentAsked { amount, by }) => {
            wording.fact("Amount", yen(*amount)).fact("Pay by", day(*by))
        }
    };
    wording.next(
        "To check the status, to make corrections and to withdraw you also need the access code. \
         For your safety it is not in this mail: it is on the page after sending and on the \
         receipt (PDF). Please keep this mail until the procedure is complete.",
    )
}

fn fee_asked(asked: &PaymentAsked) -> Wording {
    Wording::new(
        "Please pay the fee",
        &["We have looked at your application and fixed the fee. The status page shows \
           what it is made of. If you agree, please pay from there. We go on once it is paid."],
    )
    .fact("Amount", yen(asked.amount))
    .fact(DEADLINE, day(asked.by))
    .next("If the amount surprises you or you want to stop, please ask us before you pay.")
}

fn fee_waived() -> Wording {
    Wording::new(
        "There is no fee to pay",
        &["No fee is charged for this application. Please do not pay anything."],
    )
    .next("If you have already paid, please contact us.")
}

fn closed() -> Wording {
    Wording::new(
        "Closed without review",
        &["The office has closed this application without a review. The status page tells why."],
    )
    .next("If you think that this is a mistake, or still need the procedure, please contact us.")
}

fn withdrawn() -> Wording {
    Wording::new(
        "Withdrawal received",
        &["We have received your withdrawal. Your application will not be reviewed."],
    )
    .next(
        "If you want to go on after all, contact us within 14 days. \
             To apply again after that, please start from the beginning.",
    )
}

/// 自動で決定
fn by_rule(approved: bool) -> Wording {
    if approved {
        let granted = "Your application was approved (decided automatically).";
        let paper = "You can download the notice of decision from the status page.";
        Wording::new("Your application was approved", &[granted, paper])
    } else {
        let done = "Your notice was recorded (decided automatically). Everything is done.";
        Wording::new("Your procedure is complete", &[done])
    }
}

fn reopened(before: Before) -> Wording {
    match before {
        Before::Result => {}
        Before::Withdrawal => {
            return Wording::new(
                "We go on with your application",
                &["As you asked, your withdrawal is taken back and your application is reviewed. \
                   The time of receipt stays the same."],
            );
        }
        Before::Closing => {
            return Wording::new(
                "Your application is reviewed after all",
                &["We had closed your application without a review. We have taken that back. \
                   The time of receipt stays the same."],
            );
        }
    }
    Wording::new(
        "We are looking at the result again",
        &[
            "We are looking again at the result that we told you. \
             The status page says why.",
            "You will get a new notice with the new result. \
             Until then you can still see the earlier notice on the status page.",
        ],
    )
    .next("If it is urgent, or if you have used the earlier notice, please contact us.")
}

fn due_moved(to: NaiveDate) -> Wording {
    Wording::new(
        "The day of our answer has changed",
        &["We expect to answer on another day than we told you before. \
           The status page says why. You do not have to do anything."],
    )
    .fact("We expect to answer around", day(to))
    .next("If that day is a problem for you, please ask us.")
}

fn correction_extended(by: NaiveDate) -> Wording {
    Wording::new(
        "You have more time for your correction",
        &["The last day for correcting your application has been moved. \
           The status page says what to correct and how."],
    )
    .fact(DEADLINE, day(by))
}

fn correction_cancelled() -> Wording {
    Wording::new(
        "No correction is needed any more",
        &["The correction that we asked you for is not needed any more. \
           Please do not change anything; the review goes on."],
    )
}

fn corrected_for() -> Wording {
    Wording::new(
        "We corrected a slip in your application",
        &[
            "A member of the office corrected an obvious slip in the way something was written. \
             What was changed, and why, is on the status page.",
            "If the change is not right, please tell the office.",
        ],
    )
}

fn answer_taken() -> Wording {
    Wording::new(
        "We entered the correction that you told us",
        &[
            "A member of the office corrected your application as you told us by telephone, at the \
             counter or on paper. What was changed is on the status page.",
            "If it is not what you said, or if you did not speak with us, please tell the office at once.",
        ],
    )
}

fn correction_overdue(by: Option<NaiveDate>, may_be_refused: bool) -> Wording {
    let wording = Wording::new(
        "The day for your correction has passed",
        &["The day by which we asked you to correct your application has passed. \
           You can still correct it on the status page."],
    );
    let wording = match by {
        Some(by) => wording.fact(DEADLINE, day(by)),
        None => wording,
    };
    wording.next(if may_be_refused {
        "If it is not corrected, the application may be refused. If you have just corrected it, please ignore this mail."
    } else {
        "If it is not corrected, the procedure may end as it is. If you have just corrected it, please ignore this mail."
    })
}

fn reminder(of: Reminded, by: String) -> Wording {
    match of {
        Reminded::Correction => Wording::new(
            "Reminder: please correct your application",
            &["Some parts of your application still need to be corrected. \
               The status page says which ones and how."],
        )
        .fact(DEADLINE, by),
        Reminded::Payment => Wording::new(
            "Reminder: please pay the fee",
            &["We have not yet received your payment."],
        )
        .fact(DEADLINE, by)
        .next("After this day the application ends. If you have already paid, please ignore this mail."),
    }
}

/// `Yen` shows itself in Japanese: `1,234円`.
fn yen(amount: Yen) -> String {
    let shown = amount.to_string();
    format!("{} yen", shown.trim_end_matches('円'))
}

pub(super) fn day(day: NaiveDate) -> String {
    day.format("%A, %-d %B %Y").to_string()
}

fn moment(moment: Instant) -> String {
    format!("{}, {} (Japan time)", day(moment.day()), moment.local().format("%H:%M"))
}

fn drawn() -> Wording {
    Wording::new(
        "The draw has taken place",
        &["The order was drawn. Your place, and how to check it, is shown on the status page."],
    )
}

fn waiting(at: String, until: String) -> Wording {
    Wording::new(
        "You are on the waiting list",
        &["There is no place left, so you are on the waiting list. A place that comes free goes to the next in line, and we tell you. \
               The status page says how many are before you."],
    )
    .fact("Received", at)
    .fact("We wait until", until)
    .next("If you do not want to wait any more, please withdraw on the same page.")
}

fn place_given() -> Wording {
    Wording::new(
        "A place is kept for you",
        &["A place came free and is kept for you. The office now checks your application."],
    )
    .next("If you cannot come, please withdraw on the same page, so that the next in line can.")
}

fn wait_ended() -> Wording {
    Wording::new(
        "No place came free",
        &["No place came free, so your application on the waiting list has ended."],
    )
    .next("If there is another date, please apply again.")
}

fn moved_up() -> Wording {
    Wording::new(
        "You have moved up",
        &[
            "Somebody before you is not taking part any more, so you have moved up from the substitutes. \
           The status page tells you what comes next.",
        ],
    )
}

fn approved() -> Wording {
    Wording::new(
        "Your application was approved",
        &[
            "The review is finished and your application was approved.",
            "You can download the notice of decision from the status page.",
        ],
    )
}

fn approved_in_part() -> Wording {
    Wording::new(
        "Your application was approved in part or on conditions",
        &[
            "The review is finished and your application was approved in part or on conditions.",
            "Please see the status page and the notice of decision there for what was granted, \
             the conditions, the reasons and how to appeal.",
        ],
    )
}

fn dismissed() -> Wording {
    Wording::new(
        "Your application could not be accepted",
        &[
            "Your application lacks a formal requirement and was dismissed without a review of its content.",
            "Please see the notice of decision on the status page for what was missing and how to appeal.",
        ],
    )
    .next("You may be able to apply again once the requirement is met. Please ask the office below.")
}
