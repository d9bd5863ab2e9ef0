//! The sentences in Japanese.

use super::{Answered, Facts, Trouble, Wrong};
use crate::Widget;

pub(super) fn sentence(facts: &Facts<'_>, wrong: Wrong) -> String {
    let title = named(facts.title);
    match wrong {
        Wrong::Required => unanswered(facts, &title),
        Wrong::Type if facts.kind == Answered::Number => range(facts, &title),
        Wrong::Type => format!("{title}をもう一度入力してください。"),
        Wrong::Closed => {
            format!("{title}で選んだものは、受付が終わりました。ほかのものを選んでください。")
        }
        Wrong::Choice => format!("{title}を、選択肢の中から選んでください。"),
        Wrong::Constant if facts.kind == Answered::Ticked => {
            format!("{title}にチェックを入れてください。")
        }
        Wrong::Constant => format!("{title}を、示されたとおりに入力してください。"),
        Wrong::Minimum | Wrong::Maximum | Wrong::ExclusiveMinimum | Wrong::ExclusiveMaximum => {
            range(facts, &title)
        }
        Wrong::Multiple => {
            format!("{title}は{}きざみの数字で入力してください。", facts.bound("multipleOf"))
        }
        Wrong::TooShort if facts.bound("minLength") == facts.bound("maxLength") => {
            format!("{title}は{}文字で入力してください。", facts.bound("minLength"))
        }
        Wrong::TooShort => {
            format!("{title}は{}文字以上で入力してください。", facts.bound("minLength"))
        }
        Wrong::TooLong => {
            format!("{title}は{}文字までで入力してください。", facts.bound("maxLength"))
        }
        Wrong::Pattern if facts.example.is_empty() => {
            format!("{title}の書き方が正しくありません。もう一度確かめてください。")
        }
        Wrong::Pattern => {
            format!(
                "{title}の書き方が正しくありません。「{}」のように入力してください。",
                facts.example
            )
        }
        Wrong::TooFew => {
            format!("{title}を{}つ以上{}ください。", facts.bound("minItems"), verb(facts))
        }
        Wrong::TooMany => format!("{title}は{}つまでにしてください。", facts.bound("maxItems")),
        Wrong::Twice => format!("{title}に同じものがあります。1つにしてください。"),
        Wrong::Characters => {
            format!(
                "{title}に使えない文字（見えない文字など）があります。消して入力し直してください。"
            )
        }
        Wrong::Attachment => format!("{title}のファイルを、もう一度添付してください。"),
        Wrong::Digits => format!("{title}は数字だけで入力してください。"),
    }
}

/// That there is no answer yet.
fn unanswered(facts: &Facts<'_>, title: &str) -> String {
    match facts.kind {
        Answered::Written | Answered::Number | Answered::Chosen if asks(facts.title) => {
            format!("{title}に答えてください。")
        }
        Answered::Written | Answered::Number | Answered::Rows => {
            format!("{title}を入力してください。")
        }
        Answered::Chosen => format!("{title}を選んでください。"),
        Answered::Ticked => format!("{title}にチェックを入れてください。"),
        Answered::Attached => format!("{title}を添付してください。"),
    }
}

/// A question is quoted, so that the sentence stays one.
fn named(title: &str) -> String {
    if asks(title) { format!("「{title}」") } else { title.to_owned() }
}

/// Whether a title is a question, which is answered rather than chosen.
pub(super) fn asks(title: &str) -> bool {
    title.trim_end_matches('。').ends_with(['か', '？', '?'])
}

fn range(facts: &Facts<'_>, title: &str) -> String {
    let (least, most) = (facts.bound("minimum"), facts.bound("maximum"));
    let bounds = match (facts.has("minimum"), facts.has("maximum")) {
        (true, true) => format!("{least}から{most}までの"),
        (true, false) => format!("{least}以上の"),
        (false, true) => format!("{most}以下の"),
        (false, false) if facts.has("exclusiveMinimum") => {
            format!("{}より大きい", facts.bound("exclusiveMinimum"))
        }
        (false, false) if facts.has("exclusiveMaximum") => {
            format!("{}より小さい", facts.bound("exclusiveMaximum"))
        }
        (false, false) => String::new(),
    };
    format!("{title}は{bounds}数字で入力してください。")
}

fn verb(facts: &Facts<'_>) -> &'static str {
    match facts.widget {
        Widget::Radio | Widget::Select | Widget::Checkboxes => "選んで",
        Widget::Attachment => "添付して",
        Widget::Text
        | Widget::TextArea
        | Widget::Integer
        | Widget::Date
        | Widget::Checkbox
        | Widget::Group
        | Widget::Repeat => "入力して",
    }
}

pub(super) fn trouble(trouble: Trouble<'_>) -> String {
    match trouble {
        Trouble::Shape => {
            "送られた内容を読み取れませんでした。もう一度入力してください。".to_owned()
        }
        Trouble::TooLarge => "送られた内容が大きすぎます。1MBまでにしてください。".to_owned(),
        Trouble::Unknown(name) => format!("「{name}」という項目は、この手続にはありません。"),
        Trouble::Defect => {
            "この項目をいま確かめられません。お手数ですが、担当の窓口へお問い合わせください。"
                .to_owned()
        }
        Trouble::Fee => {
            "手数料を計算できません。お手数ですが、担当の窓口へお問い合わせください。".to_owned()
        }
    }
}
