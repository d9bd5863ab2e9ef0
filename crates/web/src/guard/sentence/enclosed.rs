//! The sentence for each rule about files beside the answers of a case.

use std::borrow::Cow;

use review_workflow::FileRefusal;

pub(super) fn japanese(rule: FileRefusal) -> Cow<'static, str> {
    match rule {
        FileRefusal::FilesMissing => "加えるファイルを選んでください。".into(),
        FileRefusal::TooManyFiles { limit } => format!(
            "一度に付けられるファイルは{limit}個までです。{limit}個までにして、残りは分けて送ってください。"
        )
        .into(),
        FileRefusal::CaseHoldsTooMany { limit } => format!(
            "この申請に付けたファイルが{limit}個になったため、これ以上は付けられません。"
        )
        .into(),
        FileRefusal::FileNotChecked => {
            "付けたファイルが見つかりません。預かる時間（24時間）が過ぎたか、すでに使われています。ファイルを選び直してください。"
                .into()
        }
    }
}

pub(super) fn english(rule: FileRefusal) -> Cow<'static, str> {
    match rule {
        FileRefusal::FilesMissing => "Name the files that are to be added.".into(),
        FileRefusal::TooManyFiles { limit } => {
            format!("At most {limit} files at once. Send the others separately.").into()
        }
        FileRefusal::CaseHoldsTooMany { limit } => {
            format!("{limit} files were added to this case already, and no more can be.").into()
        }
        FileRefusal::FileNotChecked => {
            "A file is not there: it was kept for 24 hours, was used already, or is another's. Send it again."
                .into()
        }
    }
}
