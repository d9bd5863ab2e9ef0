//! Why messages to many do not leave, in sentences.

use review_workflow::ReleaseRefusal;

pub(super) const fn japanese(rule: ReleaseRefusal) -> &'static str {
    match rule {
        ReleaseRefusal::ReleaseOwn => {
            "自分で頼んだものは、自分では送れるようにできません。ほかの主任か係長以上の決裁者に頼んでください。"
        }
        ReleaseRefusal::DeclineUnexplained => {
            "送らない理由を書いてください。頼んだ人がそれを読んで直します。"
        }
        ReleaseRefusal::ReleaseDeclined => {
            "確かめた人が送らないことにしたので、送りませんでした。理由を読み、直してからもう一度頼んでください。"
        }
        ReleaseRefusal::ReleaseLapsed => {
            "期限までに、ほかの職員の確認がなかったので、送りませんでした。必要なら、もう一度頼んでください。"
        }
    }
}

pub(super) const fn english(rule: ReleaseRefusal) -> &'static str {
    match rule {
        ReleaseRefusal::ReleaseOwn => {
            "Nobody releases what they asked for themselves. Ask somebody else who leads there."
        }
        ReleaseRefusal::DeclineUnexplained => {
            "Say why it is not sent: whoever asked for it reads that and mends it."
        }
        ReleaseRefusal::ReleaseDeclined => {
            "Somebody looked at it and did not agree. Read why, and ask again with other words."
        }
        ReleaseRefusal::ReleaseLapsed => {
            "Nobody else looked at it in time. Ask again if it is still to be sent."
        }
    }
}
