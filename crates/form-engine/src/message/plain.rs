//! The sentences in やさしい日本語: short, with spaces between the parts.

use super::{Answered, Facts, Trouble, Wrong, japanese::asks};

pub(super) fn sentence(facts: &Facts<'_>, wrong: Wrong) -> String {
    let title = named(facts.title);
    match wrong {
        Wrong::Required => unanswered(facts, &title),
        Wrong::Type if facts.kind == Answered::Number => range(facts, &title),
        Wrong::Type => format!("{title}を もう一度 書いて ください。"),
        Wrong::Closed => {
            format!(
                "{title}：えらんだ ものは、もう 受付が おわりました。ほかの ものを えらんで ください。"
            )
        }
        Wrong::Choice => format!("{title}を リストから えらんで ください。"),
        Wrong::Constant if facts.kind == Answered::Ticked => {
            format!("{title}に チェックを 入れて ください。")
        }
        Wrong::Constant => format!("{title}を 見本の とおりに 書いて ください。"),
        Wrong::Minimum | Wrong::Maximum | Wrong::ExclusiveMinimum | Wrong::ExclusiveMaximum => {
            range(facts, &title)
        }
        Wrong::Multiple => {
            format!("{title}は {}ずつの 数字で 書いて ください。", facts.bound("multipleOf"))
        }
        Wrong::TooShort if facts.bound("minLength") == facts.bound("maxLength") => {
            format!("{title}は {}文字で 書いて ください。", facts.bound("minLength"))
        }
        Wrong::TooShort => {
            format!("{title}は {}文字より 長く 書いて ください。", facts.bound("minLength"))
        }
        Wrong::TooLong => {
            format!("{title}は {}文字までで 書いて ください。", facts.bound("maxLength"))
        }
        Wrong::Pattern if facts.example.is_empty() => {
            format!("{title}の 書き方が ちがいます。もう一度 見て ください。")
        }
        Wrong::Pattern => {
            format!(
                "{title}の 書き方が ちがいます。「{}」の ように 書いて ください。",
                facts.example
            )
        }
        Wrong::TooFew => format!("{title}は {}つより 多く 必要です。", facts.bound("minItems")),
        Wrong::TooMany => format!("{title}は {}つまで です。", facts.bound("maxItems")),
        Wrong::Twice => format!("{title}に 同じ ものが あります。1つに して ください。"),
        Wrong::Characters => {
            format!("{title}に 使えない 文字が あります。消して、もう一度 書いて ください。")
        }
        Wrong::Attachment => format!("{title}の ファイルを もう一度 つけて ください。"),
        Wrong::Digits => format!("{title}は 数字だけで 書いて ください。"),
    }
}

/// That there is no answer yet.
fn unanswered(facts: &Facts<'_>, title: &str) -> String {
    match facts.kind {
        Answered::Written | Answered::Number | Answered::Chosen if asks(facts.title) => {
            format!("{title}に こたえて ください。")
        }
        Answered::Written | Answered::Number | Answered::Rows => {
            format!("{title}を 書いて ください。")
        }
        Answered::Chosen => format!("{title}を えらんで ください。"),
        Answered::Ticked => format!("{title}に チェックを 入れて ください。"),
        Answered::Attached => format!("{title}の 写真か ファイルを つけて ください。"),
    }
}

fn named(title: &str) -> String {
    if asks(title) { format!("「{title}」") } else { title.to_owned() }
}

fn range(facts: &Facts<'_>, title: &str) -> String {
    let (least, most) = (facts.bound("minimum"), facts.bound("maximum"));
    let bounds = match (facts.has("minimum"), facts.has("maximum")) {
        (true, true) => format!("{least}から {most}までの "),
        (true, false) => format!("{least}か、{least}より 大きい "),
        (false, true) => format!("{most}か、{most}より 小さい "),
        (false, false) if facts.has("exclusiveMinimum") => {
            format!("{}より 大きい ", facts.bound("exclusiveMinimum"))
        }
        (false, false) if facts.has("exclusiveMaximum") => {
            format!("{}より 小さい ", facts.bound("exclusiveMaximum"))
        }
        (false, false) => String::new(),
    };
    format!("{title}は {bounds}数字で 書いて ください。")
}

pub(super) fn trouble(trouble: Trouble<'_>) -> String {
    match trouble {
        Trouble::Shape => "書いた ことが 読めません。もう一度 書いて ください。".to_owned(),
        Trouble::TooLarge => "書いた ことが 多すぎます。少なく して ください。".to_owned(),
        Trouble::Unknown(name) => format!("「{name}」は、この 手続（てつづき）には ありません。"),
        Trouble::Defect => {
            "今 ここを 調べる ことが できません。市役所（しやくしょ）に 聞いて ください。"
                .to_owned()
        }
        Trouble::Fee => {
            "お金が いくらか 計算できません。市役所（しやくしょ）に 聞いて ください。".to_owned()
        }
    }
}
