//! What a program is told to do, where the advice for people speaks of pages and buttons.

use kernel::Language;

use super::kind::Kind;

/// The advice for a program; `None` where that for people does.
#[expect(clippy::too_many_lines, reason = "a table: one line for each kind")]
pub(super) const fn for_programs(kind: Kind, language: Language) -> Option<&'static str> {
    let (japanese, english) = match kind {
        Kind::NotFound => (
            "このアドレスには何もないか、見る権限がありません。",
            "There is nothing at this address, or not for this caller.",
        ),
        Kind::Method => (
            "このアドレスでは使えないメソッドです。API の説明を確かめてください。",
            "This address does not take this method. See the description of the API.",
        ),
        Kind::MediaType => {
            ("Content-Type を確かめてください。", "Check the Content-Type of the body.")
        }
        Kind::Erased => (
            "保存期間が過ぎたため、内容を消去しました。",
            "The retention period is over and its content is erased.",
        ),
        Kind::Gone => (
            "期限が過ぎたため、もうありません。新しく作ってください。",
            "The time limit has passed and it is gone. Make a new one.",
        ),
        Kind::ForeignForm => (
            "ほかのサイトのページからの要求は受け付けません。",
            "Requests made by pages of other sites are not taken.",
        ),
        Kind::TooLarge => ("本文を小さくして、もう一度送ってください。", "Send a smaller body."),
        Kind::Malformed | Kind::Unusable => {
            ("送ったものを確かめてください。", "Check what was sent.")
        }
        Kind::TooMany | Kind::Busy => (
            "Retry-After の秒数を待ってから、もう一度送ってください。",
            "Wait for the seconds of Retry-After, then send again.",
        ),
        Kind::InDoubt | Kind::LookFirst => (
            "記録されたかどうかが分かりません。同じ Idempotency-Key で送り直すか、今の状態を確かめてください。",
            "It may have been recorded. Send it again with the same Idempotency-Key, or look at the present state first.",
        ),
        Kind::Full | Kind::Away | Kind::Unread => (
            "Retry-After の秒数を待ってから、もう一度送ってください。何も記録していません。",
            "Wait for the seconds of Retry-After, then send again. Nothing was recorded.",
        ),
        Kind::TooSlow => ("本文を途切れずに送ってください。", "Send the body without pauses."),
        Kind::Internal => (
            "もう一度送ってください。続くときは、instance を添えて問い合わせてください。",
            "Send it again. If it goes on, contact us with the instance.",
        ),
        Kind::Closed => (
            "受付期間の外です。手続の open が true の間に送ってください。",
            "The procedure is not open: send while its `open` is true.",
        ),
        Kind::Problems => (
            "problems のそれぞれを直して、もう一度送ってください。",
            "Put each of `problems` right and send again.",
        ),
        Kind::NoDraft
        | Kind::Ended
        | Kind::Unchanged
        | Kind::Credentials
        | Kind::Forbidden
        | Kind::IdempotencyMismatch
        | Kind::WrongPassword
        | Kind::FactorNotFresh
        | Kind::Callback
        | Kind::Upload
        | Kind::Refused
        | Kind::Conflict
        | Kind::Text
        | Kind::Fee
        | Kind::Refund
        | Kind::ProviderAway
        | Kind::ControlCharacter => return None,
    };
    Some(match language {
        Language::Japanese | Language::EasyJapanese => japanese,
        Language::English => english,
    })
}
