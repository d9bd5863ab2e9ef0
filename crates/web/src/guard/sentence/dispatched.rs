//! The sentence for each rule that keeps a paper in the house.

use review_workflow::DispatchRefusal;

pub(super) const fn japanese(rule: DispatchRefusal) -> &'static str {
    match rule {
        DispatchRefusal::NotSet => {
            "通知書をまだ作っています。1分ほど待ってから、もう一度操作してください。"
        }
        DispatchRefusal::AlreadyPosted => {
            "この通知書は、もう差し出したか、窓口で渡しています。戻ってきたときは「戻った郵便」に記録してください。"
        }
        DispatchRefusal::NotPosted => {
            "この通知書は、差し出した記録がありません。文書番号を確かめてください。"
        }
        DispatchRefusal::NotReturned => "この通知書は、戻った郵便に入っていません。",
        DispatchRefusal::AddressUnconfirmed => {
            "この通知書は宛先から戻っています。担当者が住所を確かめて記録すると、もう一度差し出せます。"
        }
        DispatchRefusal::TrackingMissing => {
            "特定記録・簡易書留・書留は、お問い合わせ番号（11〜13けたの数字）を入れてください。"
        }
        DispatchRefusal::DayNotPast => "差し出した日は、決定の日から今日までの日にしてください。",
    }
}

pub(super) const fn english(rule: DispatchRefusal) -> &'static str {
    match rule {
        DispatchRefusal::NotSet => "The paper is still being set. Try again in a minute.",
        DispatchRefusal::AlreadyPosted => {
            "The paper was posted or handed out already. When it comes back, record that first."
        }
        DispatchRefusal::NotPosted => "The paper was not posted. Check its number.",
        DispatchRefusal::NotReturned => "The paper has not come back.",
        DispatchRefusal::AddressUnconfirmed => {
            "The paper came back. It can go again once somebody has confirmed an address."
        }
        DispatchRefusal::TrackingMissing => {
            "Give the tracking number (11 to 13 figures) of recorded or registered post."
        }
        DispatchRefusal::DayNotPast => "Choose a day between the decision and today.",
    }
}
