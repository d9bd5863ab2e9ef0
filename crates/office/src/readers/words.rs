//! What was looked through, in the words of the page that showed it.

use back_office::{BackOffice, DueWithin, InState, LookKind, QueueView, Source};
use kernel::{Language, StaffId, WardId};
use review_workflow::Returned;

use crate::{
    dispatch::reprint_reason,
    frame::view_name,
    queue::{due_name, returned_name},
    routing::source_name,
};
use ::web::guard::state_name;

/// The conditions of which a list can have several, one of which is enough.
const MANY: [&str; 5] = ["procedure", "state", "returned", "ward", "channel"];

/// What people call that which a condition names by its id: the condition's name, and the id.
pub(super) type Called<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// The names of procedures, departments, wards and of these people.
pub(super) fn called(
    back_office: &BackOffice,
    people: &[(StaffId, String)],
    (name, id): (&str, &str),
) -> Option<String> {
    let catalogue = back_office.catalogue();
    match name {
        "procedure" => Some(catalogue.title_of(id)),
        "department" | "desk" => Some(catalogue.department_name(id, Language::Japanese)),
        "ward" => {
            let ward: WardId = id.parse().ok()?;
            let is_unknown = ward == WardId::unknown();
            let known = || catalogue.ward_name(&ward, Language::Japanese);
            Some(if is_unknown { "わからないもの".to_owned() } else { known() })
        }
        "assignee" | "by" => {
            people.iter().find(|(known, _)| known.as_str() == id).map(|(_, name)| name.clone())
        }
        _ => None,
    }
}

/// `view=late due=long`, as the register keeps it, as 「期限超過・5開庁日以上の超過」. What has no
/// words of its own, such as a day, stands behind what it is.
pub(super) fn looked_through(part: &str, called: Called<'_>) -> String {
    let said: Vec<String> =
        part.split_whitespace().filter_map(|said| condition(said, called)).collect();
    said.join("・")
}

fn condition(said: &str, called: Called<'_>) -> Option<String> {
    let Some((name, value)) = said.split_once('=') else {
        return Some(if said == "labels" { "宛名ラベル" } else { said }.to_owned());
    };
    // Several of one kind.
    if let Some((one, others)) = value.split_once(',').filter(|_| MANY.contains(&name)) {
        let said = [one, others].map(|value| condition(&format!("{name}={value}"), called));
        return Some(said.into_iter().flatten().collect::<Vec<_>>().join("か"));
    }
    let word = match (name, value) {
        ("view", view) => view.parse::<QueueView>().ok().map(view_name),
        ("state", state) => state.parse().ok().map(|state| match state {
            InState::At(state) => state_name(state),
            InState::Back(returned) => returned_name(returned),
        }),
        ("channel", door) => door.parse::<Source>().ok().map(source_name),
        ("returned", returned) => returned.parse::<Returned>().ok().map(returned_name),
        ("due", due) => due.parse::<DueWithin>().ok().map(due_name),
        ("finding", "open") => Some("確認あり"),
        ("finding", "none") => Some("確認なし"),
        ("question", _) => Some("質問あり"),
        ("consulting", _) => Some("合議中"),
        ("unread", _) => Some("新着だけ"),
        ("kind", kind) => kind.parse::<LookKind>().ok().map(super::kind_name),
        ("file", "csv") => Some("CSVで取り出し"),
        ("page" | "after", _) => Some("つづき"),
        ("dispatch", "waiting") => Some("発送待ち"),
        ("dispatch", "returned") => Some("戻った郵便"),
        ("dispatch", "posted") => Some("発送簿"),
        ("bulk", "check") => Some("まとめて処理の確認"),
        ("bulk", _) => Some("まとめて処理の結果"),
        ("again", reason) => reason.parse().ok().map(reprint_reason),
        // A label has an id alone here, and what was typed only a mark that nobody can read.
        ("label", _) => Some("ラベルで絞り込み"),
        ("term", _) => Some("氏名などの語で検索"),
        ("name", _) => return None,
        _ => None,
    };
    let kind = match name {
        "procedure" => "手続",
        "department" => "所管",
        "desk" => "手元",
        "ended-from" => "終了のはじめの日",
        "ended-until" => "終了の終わりの日",
        "ward" => "区",
        "assignee" => "担当",
        "from" => "はじめの日",
        "until" => "終わりの日",
        "by" => "職員",
        "number" => "受付番号",
        "batch" => "束",
        "print" => "印刷の回",
        _ => name,
    };
    let value = || called(name, value).unwrap_or_else(|| value.to_owned());
    Some(word.map_or_else(|| format!("{kind}：{}", value()), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_through_is_told_as_its_page_tells_it() {
        let called = |name: &str, id: &str| match (name, id) {
            ("procedure", "inu-toroku") => Some("犬の登録".to_owned()),
            ("ward", "aoba") => Some("青葉区".to_owned()),
            _ => None,
        };
        let told = |part, expected: &str| assert_eq!(looked_through(part, &called), expected);
        told("view=late due=long", "期限超過・5開庁日以上の超過");
        told("view=all state=in-review returned=answered", "すべて・審査中・補正の返事");
        told(
            "view=mine finding=open question=yes consulting=yes unread=yes",
            "担当中・確認あり・質問あり・合議中・新着だけ",
        );
        told("view=closed page=e0f8812b~after~7", "完了・終了・つづき");
        told("procedure=inu-toroku ward=aoba", "手続：犬の登録・区：青葉区");
        told("state=received,answered channel=counter", "未着手か補正の返事・窓口・郵送");
        told(
            "ward=aoba,unknown ended-from=2026-11-01",
            "区：青葉区か区：unknown・終了のはじめの日：2026-11-01",
        );
        told("procedure=abolished", "手続：abolished");
        told("term=2f7a60a39b237ede name=0a1b2c3d4e5f6071", "氏名などの語で検索");
        told("label=x batch=12", "ラベルで絞り込み・束：12");
        told("labels batch=12 print=2 again=lost", "宛名ラベル・束：12・印刷の回：2・見当たらない");
        told(
            "dispatch=posted from=2026-11-01 until=2026-11-24",
            "発送簿・はじめの日：2026-11-01・終わりの日：2026-11-24",
        );
        told("kind=case file=csv", "案件・CSVで取り出し");
        told("view=later else", "view：later・else");
        told("", "");
    }
}
