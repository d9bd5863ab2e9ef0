//! The sentences for refusals: what happened, that nothing was lost, what to do now.

mod beside;
mod consulted;
mod dispatched;
mod drawn;
mod enclosed;
mod fee;
mod granted;
mod kind;
mod message;
mod names;
mod program;
mod refund;
mod refused;
mod released;
mod upload;

use std::borrow::Cow;

use actix_web::http::StatusCode;
use counter::{Error, SignInFault};
use kernel::{Instant, Language};

pub(crate) use kind::{ENDED, EXPIRED, NO_DRAFT, TOO_LARGE};
pub use names::{rank_name, state_name, verdict_name};

use self::{
    fee::fee_words,
    kind::{Kind, office_advice},
    message::room_words,
    refund::refund_words,
    refused::refusal_words,
    upload::upload_words,
};
use super::error::WebError;

/// What a reader is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Names the kind of problem for programs.
    pub slug: &'static str,
    /// What happened, in the notation of [`crate::wording::Phrase`].
    pub title: &'static str,
    /// What to do now, likewise.
    pub advice: Cow<'static, str>,
    /// What a program is told instead, which sees no page.
    pub for_programs: Option<&'static str>,
}

/// The sentence for `fault`.
pub fn sentence(fault: &WebError, language: Language) -> Sentence {
    let kind = match fault {
        WebError::NotFound => Kind::NotFound,
        WebError::NoDraft => Kind::NoDraft,
        WebError::Method { .. } => Kind::Method,
        WebError::SignIn { .. } | WebError::Credentials => Kind::Credentials,
        WebError::Forbidden => Kind::Forbidden,
        WebError::ForeignForm => Kind::ForeignForm,
        WebError::TooLarge { .. } => Kind::TooLarge,
        WebError::MediaType { .. } => Kind::MediaType,
        WebError::Malformed { .. } => Kind::Malformed,
        WebError::Unusable { .. } => Kind::Unusable,
        WebError::ControlCharacter { .. } => Kind::ControlCharacter,
        WebError::TooMany { .. } => Kind::TooMany,
        WebError::TooSlow => Kind::TooSlow,
        WebError::Busy => Kind::Busy,
        WebError::Internal { .. } => Kind::Internal,
        WebError::Intent(fault) => return of_an_intent(fault, language),
    };
    kind.in_words(language)
}

/// The sentence for a page that only wanted to be read while the database is away.
pub(crate) fn sentence_of_unread(language: Language) -> Sentence {
    Kind::Unread.in_words(language)
}

/// The sentence for a shared machine where nobody was for too long.
pub(crate) fn sentence_of_ended(language: Language) -> Sentence {
    Kind::Ended.in_words(language)
}

/// The sentence for what was not carried out.
fn of_an_intent(fault: &Error, language: Language) -> Sentence {
    let kind = match fault {
        Error::NotFound => Kind::NotFound,
        Error::Forbidden => Kind::Forbidden,
        Error::FactorNotFresh => Kind::FactorNotFresh,
        Error::Busy => Kind::Busy,
        Error::Full => Kind::Full,
        Error::Away => Kind::Away,
        Error::ProviderAway => Kind::ProviderAway,
        Error::InDoubt { once: true } => Kind::InDoubt,
        Error::InDoubt { once: false } => Kind::LookFirst,
        Error::Gone => Kind::Gone,
        Error::Erased => Kind::Erased,
        Error::Unchanged => Kind::Unchanged,
        Error::Closed => Kind::Closed,
        Error::Problems(_) => Kind::Problems,
        Error::IdempotencyMismatch => Kind::IdempotencyMismatch,
        Error::SignIn(SignInFault::Wrong) => Kind::WrongPassword,
        Error::SignIn(SignInFault::Throttled { .. }) => Kind::TooMany,
        Error::Callback(_) => Kind::Callback,
        Error::Internal { .. } => Kind::Internal,
        Error::Upload(fault) => {
            return Kind::Upload.in_words(language).advising(upload_words(fault, language));
        }
        Error::Refused(refusal) => {
            return Kind::Refused.in_words(language).advising(refusal_words(refusal, language));
        }
        Error::Fee(fault) => {
            return Kind::Fee.in_words(language).advising(fee_words(*fault, language));
        }
        Error::Refund(fault) => {
            return Kind::Refund.in_words(language).advising(refund_words(*fault, language));
        }
        Error::Conflict { by, at } => {
            return Kind::Conflict.in_words(language).advising(conflict_words(
                by.as_deref(),
                *at,
                language,
            ));
        }
        Error::TooManyMessages { limit, retry_after } => {
            let today = retry_after.is_some();
            return Kind::TooMany.in_words(language).advising(room_words(*limit, today, language));
        }
        Error::Text { limit } => {
            return Kind::Text.in_words(language).advising(match language {
                Language::Japanese | Language::EasyJapanese => {
                    format!("1文字以上{limit}文字以内で書いてください。").into()
                }
                Language::English => format!("Write between 1 and {limit} characters.").into(),
            });
        }
    };
    kind.in_words(language)
}

/// Who changed it, and when.
fn conflict_words(by: Option<&str>, at: Option<Instant>, language: Language) -> Cow<'static, str> {
    let time = at.map(|at| at.local().format("%H:%M").to_string());
    match (language, by, time) {
        (Language::English, Some(by), Some(time)) => {
            format!("{by} changed it at {time}. Look at the present state and do it again.").into()
        }
        (Language::English, _, _) => {
            "It was changed meanwhile. Look at the present state and do it again.".into()
        }
        (Language::Japanese | Language::EasyJapanese, Some(by), Some(time)) => format!(
            "{time}に{by}さんが更新しました。今の内容を確かめてから、もう一度操作してください。"
        )
        .into(),
        (Language::Japanese | Language::EasyJapanese, _, _) => {
            "ほかの操作で更新されました。今の内容を確かめてから、もう一度操作してください。".into()
        }
    }
}

impl Sentence {
    /// The same as staff read it in the office.
    pub(crate) fn for_staff(self, language: Language) -> Self {
        match office_advice(self.slug, language) {
            Some(advice) => Self { advice: advice.into(), ..self },
            None => self,
        }
    }

    fn advising(self, advice: Cow<'static, str>) -> Self {
        Self { advice, for_programs: None, ..self }
    }
}

/// The sentence for a refusal that the framework made itself.
pub(crate) fn sentence_of_status(status: StatusCode, language: Language) -> Sentence {
    let kind = match status.as_u16() {
        401 => Kind::Credentials,
        403 => Kind::Forbidden,
        404 => Kind::NotFound,
        405 | 501 => Kind::Method,
        408 => Kind::TooSlow,
        410 => Kind::Gone,
        413 => Kind::TooLarge,
        415 => Kind::MediaType,
        422 => Kind::Unusable,
        429 => Kind::TooMany,
        503 => Kind::Busy,
        400..=499 => Kind::Malformed,
        _ => Kind::Internal,
    };
    kind.in_words(language)
}
