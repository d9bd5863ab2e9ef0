//! What a letter is about, and how it becomes subject, text and HTML.

use askama::Template;
use chrono::NaiveDate;
use kernel::{Instant, Language, ReceiptNumber, Yen};

use crate::wording::{Frame, LetterWords, Wording};

/// A template could not be filled.
#[derive(Debug, thiserror::Error)]
#[error("the letter could not be written")]
pub struct LetterFault(#[from] askama::Error);

/// One letter to one resident about one case.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The language the resident chose.
    pub language: Language,
    /// The city's name in that language, such as `仙台市`.
    pub city: String,
    /// The procedure's title in that language.
    pub procedure: String,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// Where to look the case up: `https://…/status`, without any code in it.
    pub status_url: String,
    /// Whom to ask.
    pub desk: Enquiries,
    /// Whether this is a demonstration.
    pub sample: bool,
    /// What happened.
    pub matter: Matter,
    /// In which words the office tells it; nothing for those that come with the program.
    pub words: Option<LetterWords>,
}

/// The office that answers questions.
#[derive(Debug, Clone, Default)]
pub struct Enquiries {
    /// 担当課
    pub department: String,
    /// Telephone number as people read it.
    pub phone: Option<String>,
    /// Opening hours as people read them.
    pub hours: Option<String>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Matter {
    /// Recorded. No letter carries the access code: nobody has shown that the address is
    /// the applicant's, and number and code together open the case.
    Received {
        /// The moment of arrival.
        received_at: Instant,
        /// The fee that is still to be paid.
        payment: Option<PaymentAsked>,
    },
    /// The fee was paid.
    PaymentReceived {
        /// How much.
        amount: Yen,
    },
    /// There was no place: it has come, and waits for one.
    Waiting {
        /// When it came.
        received_at: Instant,
        /// The last day on which a place is passed on.
        until: NaiveDate,
    },
    /// A place came free, and they have it.
    PlaceGiven,
    /// No place came free.
    WaitEnded,
    /// The office looked at the case and asks for the fee.
    FeeAsked(PaymentAsked),
    /// The office asks for no fee, or not any more.
    FeeWaived,
    /// The office promises another day for its answer.
    DueMoved {
        /// The day.
        to: NaiveDate,
    },
    /// The office asks for a correction.
    CorrectionRequested {
        /// The last day.
        by: NaiveDate,
    },
    /// The resident has more time for the correction.
    CorrectionExtended {
        /// The new last day.
        by: NaiveDate,
    },
    /// The correction is not needed any more.
    CorrectionCancelled,
    /// Staff mended a slip in what was filed.
    CorrectedFor,
    /// Staff entered what the resident said when they were asked for a correction.
    AnswerTaken,
    /// Something is still to be done.
    Reminder {
        /// What.
        of: Reminded,
        /// The last day.
        by: NaiveDate,
    },
    /// The day for a correction has passed; it can still be corrected.
    CorrectionOverdue {
        /// The day, where it is known.
        by: Option<NaiveDate>,
        /// Whether the office may refuse what is not corrected; otherwise it ends without it.
        may_be_refused: bool,
    },
    /// Approved.
    Approved {
        /// What the procedure calls that, where it has words of its own.
        called: Option<String>,
    },
    /// Approved in part or on conditions; which, what the amounts are for, and why, stands on the status
    /// page and in the notice, never in the mail.
    ApprovedInPart {
        /// What the procedure calls that, where it has words of its own.
        called: Option<String>,
        /// How much is granted of what was asked for, where that is in yen.
        sums: Option<Sums>,
    },
    /// A rule decided it, and nobody else.
    ByRule {
        /// Whether it approved it; otherwise it recorded it.
        approved: bool,
    },
    /// Refused; the reason stands in the notice, never in the mail.
    Refused,
    /// Dismissed: not looked into, for it lacks a requirement of form; which, stands in the notice.
    Dismissed,
    /// A draw has decided who comes first; the place stands on the status page, never in the mail.
    Drawn,
    /// A substitute has come up.
    MovedUp,
    /// Everything is done.
    Completed,
    /// It had ended, and is looked at again.
    Reopened {
        /// How it had ended.
        before: Before,
    },
    /// The resident withdrew it.
    Withdrawn,
    /// The office ended it without a decision; why stands on the status page, never in the mail.
    Closed,
    /// The payment's term ran out.
    Lapsed,
    /// Money went back.
    Refunded {
        /// How much.
        amount: Yen,
    },
    /// The office wrote a message.
    Message,
}

/// How something had ended that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// With a result, of which the resident was told.
    Result,
    /// The resident had withdrawn it.
    Withdrawal,
    /// The office had closed it.
    Closing,
}

/// What was asked for and granted, in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// How much was asked.
    pub asked: Yen,
    /// How much is granted.
    pub granted: Yen,
}

/// A fee that is still to be paid.
#[derive(Debug, Clone)]
pub struct PaymentAsked {
    /// How much.
    pub amount: Yen,
    /// The last day.
    pub by: NaiveDate,
}

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminded {
    /// A correction was asked for.
    Correction,
    /// The fee is not paid.
    Payment,
}

/// A letter in words, ready to be enveloped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
    frame: &'a Frame,
    wording: &'a Wording,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    frame: &'a Frame,
    wording: &'a Wording,
}

impl Letter {
    /// Writes the letter.
    pub fn render(&self) -> Result<Rendered, LetterFault> {
        let frame = &Frame::of(self.language);
        let wording = &Wording::of(self);
        Ok(Rendered {
            subject: self.subject(frame, wording),
            text: Text { letter: self, frame, wording }.render()?,
            html: Html { letter: self, frame, wording }.render()?,
        })
    }

    /// The procedure's name stays out of it: a locked phone shows subjects to everybody.
    fn subject(&self, frame: &Frame, wording: &Wording) -> String {
        let sample = if self.sample { frame.sample_subject } else { "" };
        let Self { city, receipt_number, .. } = self;
        let title = &wording.title;
        match self.language {
            Language::Japanese | Language::EasyJapanese => {
                format!("{sample}【{city}】{title}（{receipt_number}）")
            }
            Language::English => format!("{sample}[{city}] {title} ({receipt_number})"),
        }
    }
}
