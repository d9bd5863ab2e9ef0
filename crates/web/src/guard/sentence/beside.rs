//! The sentences for what stands beside a case: labels, and links to others.

use review_workflow::{LabelRefusal, LinkRefusal};

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
