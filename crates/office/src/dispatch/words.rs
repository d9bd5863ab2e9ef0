//! How papers leave and come back, in words.

use back_office::{BatchStanding, ReprintReason};
use kernel::Language;
use review_workflow::{PostKind, Posting, ReturnReason, Verdict};

use ::web::shown;

/// The kinds of post, as the page offers them: words and names.
pub(crate) fn post_kinds() -> [(&'static str, &'static str); 4] {
    PostKind::ALL.map(|kind| (kind.word(), post_kind(kind)))
}

pub(super) const fn post_kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Ordinary => "普通",
        PostKind::Recorded => "特定記録",
        PostKind::SimplyRegistered => "簡易書留",
        PostKind::Registered => "書留",
    }
}

/// Why letters come back, as the page offers it: words and names.
pub(crate) fn return_reasons() -> [(&'static str, &'static str); 4] {
    ReturnReason::ALL.map(|reason| (reason.word(), return_reason(reason)))
}

pub(crate) const fn return_reason(reason: ReturnReason) -> &'static str {
    match reason {
        ReturnReason::Unknown => "宛所不明",
        ReturnReason::Moved => "転居",
        ReturnReason::Uncollected => "保管期間経過",
        ReturnReason::Refused => "受取拒否",
    }
}

/// `2026年11月24日　特定記録　12345678901`
pub(crate) fn posted(posting: &Posting) -> String {
    let day = shown::plain_day(posting.on, Language::Japanese);
    let tracking = posting.tracking.as_ref().map(|it| format!("　{it}")).unwrap_or_default();
    format!("{day}　{}{tracking}", post_kind(posting.kind))
}

pub(crate) const fn paper_kind(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "承認の通知",
        Verdict::ApproveInPart => "一部・条件付きの承認の通知",
        Verdict::Refuse => "不承認の通知",
        Verdict::Dismiss => "却下の通知",
    }
}

/// Why a paper of a batch is left out, or that it is done; nothing of what waits.
pub(super) fn left_out(standing: BatchStanding) -> Option<String> {
    let words = match standing {
        BatchStanding::Waiting => return None,
        BatchStanding::Posted => "差し出しました",
        BatchStanding::Opened => "電子で開かれたので送りません",
        BatchStanding::HandedOut => "窓口で渡しました",
        BatchStanding::Returned => "戻ってきました",
        BatchStanding::Void => "文書番号が取り消されました（欠番）",
        BatchStanding::Anew => "決定を見直しています",
        BatchStanding::Moved(number) => return Some(format!("束{number}に入れ直しました")),
        BatchStanding::Elsewhere => "所管が替わり、ここでは扱えません",
    };
    Some(words.to_owned())
}

/// 再: why something is printed once more.
pub(crate) const fn reprint_reason(reason: ReprintReason) -> &'static str {
    match reason {
        ReprintReason::Jammed => "紙づまり・印刷もれ",
        ReprintReason::Damaged => "汚れ・破れ",
        ReprintReason::Lost => "見当たらない",
        ReprintReason::Misplaced => "封入のまちがい",
    }
}

/// `1通目（束12で印刷）` of `1 batch=12 print=2 again=lost`: a look at a paper, for who reads the
/// register.
pub(crate) fn looked_at(part: &str) -> String {
    let mut words = part.split(' ');
    let paper = words.next().unwrap_or_default();
    let said: Vec<(&str, &str)> = words.filter_map(|it| it.split_once('=')).collect();
    let value = |name: &str| said.iter().find(|it| it.0 == name).map(|it| it.1);
    let again = value("again").and_then(|it| it.parse().ok()).map(reprint_reason);
    match (value("batch"), again) {
        (None, _) => format!("{paper}通目"),
        (Some(batch), None) => format!("{paper}通目（束{batch}で印刷）"),
        (Some(batch), Some(why)) => format!("{paper}通目（束{batch}で再印刷：{why}）"),
    }
}

/// So many, counted up to a thousand.
pub(crate) fn counted(count: i64) -> String {
    if count >= 1_000 { "1000+".to_owned() } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::looked_at;

    #[test]
    fn a_look_says_where_it_was_printed_and_why_again() {
        for (part, told) in [
            ("1", "1通目"),
            ("2 batch=12 print=1", "2通目（束12で印刷）"),
            ("2 batch=12 print=2 again=lost", "2通目（束12で再印刷：見当たらない）"),
        ] {
            assert_eq!(looked_at(part), told);
        }
    }
}
