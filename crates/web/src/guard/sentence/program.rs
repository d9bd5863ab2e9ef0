//! What a program is told to do, where the advice for people speaks of pages and buttons.

use kernel::Language;

use super::kind::Kind;

/// The advice for a program; `None` where that for people does.
pub(super) const fn for_programs(kind: Kind, language: Language) -> Option<&'static str> {
    match language {
        Language::Japanese | Language::EasyJapanese => japanese(kind),
        Language::English => english(kind),
    }
}

const fn japanese(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::NotFound => "このアドレスには何もないか、見る権限がありません。",
        Kind::Method => "このアドレスでは使えないメソッドです。API の説明を確かめてください。",
        Kind::MediaType => "Content-Type を確かめてください。",
        Kind::Erased => "保存期間が過ぎたため、内容を消去しました。",
        Kind::Gone => "期限が過ぎたため、もうありません。新しく作ってください。",
        Kind::ForeignForm => "ほかのサイトのページからの要求は受け付けません。",
        Kind::TooLarge => "本文を小さくして、もう一度送ってください。",
        Kind::Malformed | Kind::Unusable => "送ったものを確かめてください。",
        Kind::TooMany | Kind::Busy => "Retry-After の秒数を待ってから、もう一度送ってください。",
        Kind::InDoubt | Kind::LookFirst => {
            "記録されたかどうかが分かりません。同じ Idempotency-Key で送り直すか、今の状態を確かめてください。"
        }
        Kind::Full | Kind::Away | Kind::Unread => {
            "Retry-After の秒数を待ってから、もう一度送ってください。何も記録していません。"
        }
        Kind::TooSlow => "本文を途切れずに送ってください。",
        Kind::Internal => {
            "もう一度送ってください。続くときは、instance を添えて問い合わせてください。"
        }
        Kind::Closed => "受付期間の外です。手続の open が true の間に送ってください。",
        Kind::Problems => "problems のそれぞれを直して、もう一度送ってください。",
        Kind::NoDraft
        | Kind::Unchanged
        | Kind::Credentials
        | Kind::Forbidden
        | Kind::IdempotencyMismatch
        | Kind::WrongPassword
        | Kind::Callback
        | Kind::Upload
        | Kind::Refused
        | Kind::Conflict
        | Kind::Text
        | Kind::Fee
        | Kind::Refund
        | Kind::ProviderAway
        | Kind::ControlCharacter => return None,
    })
}

const fn english(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::NotFound => "There is nothing at this address, or not for this caller.",
        Kind::Method => "This address does not take this method. See the description of the API.",
        Kind::MediaType => "Check the Content-Type of the body.",
        Kind::Erased => "The retention period is over and its content is erased.",
        Kind::Gone => "The time limit has passed and it is gone. Make a new one.",
        Kind::ForeignForm => "Requests made by pages of other sites are not taken.",
        Kind::TooLarge => "Send a smaller body.",
        Kind::Malformed | Kind::Unusable => "Check what was sent.",
        Kind::TooMany | Kind::Busy => "Wait for the seconds of Retry-After, then send again.",
        Kind::InDoubt | Kind::LookFirst => {
            "It may have been recorded. Send it again with the same Idempotency-Key, or look at the present state first."
        }
        Kind::Full | Kind::Away | Kind::Unread => {
            "Wait for the seconds of Retry-After, then send again. Nothing was recorded."
        }
        Kind::TooSlow => "Send the body without pauses.",
        Kind::Internal => "Send it again. If it goes on, contact us with the instance.",
        Kind::Closed => "The procedure is not open: send while its `open` is true.",
        Kind::Problems => "Put each of `problems` right and send again.",
        Kind::NoDraft
        | Kind::Unchanged
        | Kind::Credentials
        | Kind::Forbidden
        | Kind::IdempotencyMismatch
        | Kind::WrongPassword
        | Kind::Callback
        | Kind::Upload
        | Kind::Refused
        | Kind::Conflict
        | Kind::Text
        | Kind::Fee
        | Kind::Refund
        | Kind::ProviderAway
        | Kind::ControlCharacter => return None,
    })
}
