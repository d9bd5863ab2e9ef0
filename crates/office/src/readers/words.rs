//! What was looked through, in the words of the page that showed it.

use back_office::{DueWithin, LookKind, QueueView};
use review_workflow::{Returned, State};

use crate::{
    frame::view_name,
    queue::{due_name, returned_name},
};
use ::web::guard::state_name;

/// `view=late due=long`, as the register keeps it, as 「期限超過・5開庁日以上の超過」. What has no
/// words of its own, such as the id of a procedure, stands behind what it is.
pub(super) fn looked_through(part: &str) -> String {
    let said: Vec<String> = part.split_whitespace().map(condition).collect();
    said.join("・")
}

fn condition(said: &str) -> String {
    let Some((name, value)) = said.split_once('=') else { return said.to_owned() };
    let word = match (name, value) {
        ("view", view) => view.parse::<QueueView>().ok().map(view_name),
        ("state", state) => state.parse::<State>().ok().map(state_name),
        ("returned", returned) => returned.parse::<Returned>().ok().map(returned_name),
        ("due", due) => due.parse::<DueWithin>().ok().map(due_name),
        ("finding", "open") => Some("確認あり"),
        ("finding", "none") => Some("確認なし"),
        ("question", _) => Some("質問あり"),
        ("consulting", _) => Some("合議中"),
        ("unread", _) => Some("新着だけ"),
        ("kind", kind) => kind.parse::<LookKind>().ok().map(super::kind_name),
        ("file", "csv") => Some("CSVで取り出し"),
        ("page", _) => Some("つづき"),
        ("dispatch", "waiting") => Some("発送待ち"),
        ("dispatch", "returned") => Some("戻った郵便"),
        ("dispatch", "posted") => Some("発送簿"),
        ("bulk", "check") => Some("まとめて処理の確認"),
        ("bulk", _) => Some("まとめて処理の結果"),
        _ => None,
    };
    let kind = match name {
        "procedure" => "手続",
        "department" => "所管",
        "ward" => "区",
        "assignee" => "担当",
        "from" => "はじめの日",
        "until" => "終わりの日",
        "label" => "ラベル",
        "number" => "受付番号",
        "batch" => "束",
        "term" => "検索した語の印",
        "name" => "姓の印",
        _ => name,
    };
    word.map_or_else(|| format!("{kind}：{value}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_through_is_told_as_its_page_tells_it() {
        let told = |part, expected: &str| assert_eq!(looked_through(part), expected);
        told("view=late due=long", "期限超過・5開庁日以上の超過");
        told("view=all state=in-review returned=answered", "すべて・審査中・補正の返事");
        told(
            "view=mine finding=open question=yes consulting=yes unread=yes",
            "担当中・確認あり・質問あり・合議中・新着だけ",
        );
        told("view=closed page=e0f8812b~after~7", "完了・終了・つづき");
        told("procedure=juminhyo-utsushi ward=aoba", "手続：juminhyo-utsushi・区：aoba");
        told(
            "dispatch=posted from=2026-11-01 until=2026-11-24",
            "発送簿・はじめの日：2026-11-01・終わりの日：2026-11-24",
        );
        told("kind=case file=csv", "案件・CSVで取り出し");
        told("view=later else", "view：later・else");
        told("", "");
    }
}
