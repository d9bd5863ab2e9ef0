//! The sentences for what stands beside a case: labels, links to others, and what it is closed for.

use review_workflow::{ClosingRefusal, LabelRefusal, LinkRefusal};

pub(super) const fn japanese_label(rule: LabelRefusal) -> &'static str {
    match rule {
        LabelRefusal::NoSuchLabel => {
            "この案件に付けられるラベルではありません。ほかのラベルを選んでください。"
        }
        LabelRefusal::AlreadyThere => "そのラベルは、もう付いています。",
        LabelRefusal::NotThere => "そのラベルは、もう外れています。",
    }
}

pub(super) const fn english_label(rule: LabelRefusal) -> &'static str {
    match rule {
        LabelRefusal::NoSuchLabel => "The departments of the case have no such label.",
        LabelRefusal::AlreadyThere => "The case bears that label already.",
        LabelRefusal::NotThere => "The case does not bear that label any more.",
    }
}

pub(super) const fn japanese_link(rule: LinkRefusal) -> &'static str {
    match rule {
        LinkRefusal::NoSuchCase => {
            "その受付番号の申請が見つかりません。番号を確かめてください。見る権限のない申請も見つかりません。"
        }
        LinkRefusal::SameCase => "この案件の受付番号です。相手の申請の受付番号を入れてください。",
        LinkRefusal::AlreadyLinked => {
            "その申請とは、もうつながっています。種類を変えるときは、外してからつなげてください。"
        }
        LinkRefusal::TooManyLinks => {
            "どちらかの案件に、もう20件のつながりがあります。要らないものを外してからつなげてください。"
        }
        LinkRefusal::NotLinked => "その申請とのつながりは、もう外れています。",
    }
}

pub(super) const fn english_link(rule: LinkRefusal) -> &'static str {
    match rule {
        LinkRefusal::NoSuchCase => "There is no such case, or none that you may see.",
        LinkRefusal::SameCase => "That is the number of this case. Name the other one.",
        LinkRefusal::AlreadyLinked => {
            "The two cases are linked. To say something else, take them apart first."
        }
        LinkRefusal::TooManyLinks => "One of the two cases has twenty links. Take one away first.",
        LinkRefusal::NotLinked => "The two cases are not linked any more.",
    }
}

pub(super) const fn japanese_closing(rule: ClosingRefusal) -> &'static str {
    match rule {
        ClosingRefusal::NoSuchTwin => {
            "その受付番号の申請が見つかりません。番号を確かめてください。見る権限のない申請も見つかりません。"
        }
        ClosingRefusal::OwnTwin => {
            "この案件の受付番号です。続ける方の申請の受付番号を入れてください。"
        }
        ClosingRefusal::TwinIsOver => {
            "その申請は、認められないまま終わっています（却下・取下げ・失効など）。この案件を終えると、続く申請がなくなります。"
        }
    }
}

pub(super) const fn english_closing(rule: ClosingRefusal) -> &'static str {
    match rule {
        ClosingRefusal::NoSuchTwin => "There is no such case, or none that you may see.",
        ClosingRefusal::OwnTwin => "That is the number of this case. Name the one that goes on.",
        ClosingRefusal::TwinIsOver => {
            "That case was refused, withdrawn or closed. Of two that ask for the same, one has to go on."
        }
    }
}
