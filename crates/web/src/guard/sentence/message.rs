//! The sentence for a thread that takes no more messages: today, or at all.

use std::borrow::Cow;

use kernel::Language;

/// What the applicant is told who wrote one message too many.
pub(super) fn room_words(limit: u32, today: bool, language: Language) -> Cow<'static, str> {
    let words = match (today, language) {
        (true, Language::Japanese) => format!(
            "窓口へのメッセージは、1日に{limit}通までです。明日また送れます。お急ぎのときは、手続の問い合わせ先へお電話ください。"
        ),
        (true, Language::EasyJapanese) => format!(
            "メッセージは1日《いちにち》に{limit}までです。あした、また送《おく》れます。いそぐときは、電話《でんわ》してください。"
        ),
        (true, Language::English) => format!(
            "You can send up to {limit} messages a day. You can write again tomorrow; if it is urgent, please call the office in charge."
        ),
        (false, Language::Japanese) => format!(
            "この申請でのメッセージは{limit}通までです。続きは、手続の問い合わせ先へお電話ください。"
        ),
        (false, Language::EasyJapanese) => {
            format!("メッセージは{limit}までです。つづきは、電話《でんわ》してください。")
        }
        (false, Language::English) => format!(
            "An application takes up to {limit} messages. To go on, please call the office in charge."
        ),
    };
    words.into()
}
