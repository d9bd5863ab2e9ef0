//! What happened to a case, in the words of the office.

use back_office::HistoryEntry;
use chrono::NaiveDate;
use fees::Doubt;
use kernel::{Instant, Language, Level, Rank};
use review_workflow::{
    Call, Event, Ground, Hearing, LinkKind, Question, ReleaseReason, Rule, RuleVerdict, Stance,
    Taken, Topic, Verdict, VoidReason, Way,
};

use super::{
    by_rule,
    consultations::stance_name,
    dispatch::{looked_at, posted, return_reason},
    draws,
    enclosing::kind_name,
    reopening::{closing_name, ground_name, heard},
};
use ::web::{guard::rank_name, shown};

/// An entry of the history.
pub(super) struct HistoryView {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) what: &'static str,
    /// A reason, or what was said.
    pub(super) words: String,
}

impl HistoryView {
    pub(super) fn of(entry: HistoryEntry) -> Self {
        let (what, words) = told(&entry.event);
        // What was opened is told as the form asks it, where it does.
        let words = match &entry.question {
            Some(question) => asked_there(question, &words),
            None => words,
        };
        let words = match entry.desk {
            Some(desk) if words.is_empty() => desk,
            Some(desk) => format!("{desk}：{words}"),
            None => words,
        };
        Self {
            at: moment(entry.at),
            who: entry.by.unwrap_or_else(|| nobody_of_staff(&entry.event).to_owned()),
            what,
            words,
        }
    }
}

const fn filed(routed: bool) -> &'static str {
    if routed { "受け付けて振り分けました" } else { "受け付けました" }
}

/// What happened, and what was said about it.
#[expect(clippy::too_many_lines, reason = "a table: one line for each fact")]
fn told(event: &Event) -> (&'static str, String) {
    let nothing = String::new;
    match event {
        Event::Filed { waits_until: Some(until_day), .. } => {
            ("キャンセル待ちで届きました", until(*until_day))
        }
        Event::Filed { desk, .. } => (filed(desk.is_some()), nothing()),
        Event::Paid { .. } => ("手数料の支払いを確認しました", nothing()),
        Event::PaidTooLate { .. } => ("期限の後に入金がありました。返金が必要です", nothing()),
        Event::PaymentQuestioned { doubt, .. } => {
            ("決済の知らせに確認が必要です", doubted(doubt).to_owned())
        }
        Event::RefundProposed { amount, reason, .. } => {
            ("返金を起案しました", format!("{amount}。{reason}"))
        }
        Event::RefundRejected { reason, .. } => ("返金しないと決めました", reason.clone()),
        Event::RefundApproved { amount, .. } => ("返金を承認しました", amount.to_string()),
        Event::RefundFailed { amount, .. } => {
            ("返金できませんでした。別の方法が必要です", amount.to_string())
        }
        Event::Refunded { amount, .. } => ("返金しました", amount.to_string()),
        Event::PlaceGiven { .. } => ("空きが出て、席を確保しました（キャンセル待ち）", nothing()),
        Event::WaitEnded { .. } => ("空きが出ないまま、キャンセル待ちを終えました", nothing()),
        Event::Lapsed { .. } => ("支払いがなく失効しました", nothing()),
        Event::Claimed { .. } => ("担当になりました", nothing()),
        Event::Assigned { .. } => ("担当を引き継ぎました", nothing()),
        Event::Released { reason, .. } => {
            ("未着手に戻しました", release_reason(*reason).to_owned())
        }
        Event::HandedOver { to: Some(_), text, .. } => ("ほかの課へ回しました", text.clone()),
        Event::HandedOver { to: None, text, .. } => ("所管課へ回しました", text.clone()),
        Event::PutFirst { reason, .. } => ("先に処理することにしました", reason.clone()),
        Event::PutFirstCleared { .. } => ("「先に」をやめました", nothing()),
        Event::Labelled { name, .. } => ("ラベルを付けました", name.clone()),
        Event::Unlabelled { name, .. } => ("ラベルを外しました", name.clone()),
        Event::Linked { number, kind, .. } => {
            ("つながりを付けました", format!("{number}、{}", link_kind(*kind)))
        }
        Event::Unlinked { number, .. } => ("つながりを外しました", number.clone()),
        Event::Protected { until: last, reason, .. } => {
            let last = shown::plain_day(*last, Language::Japanese);
            ("支援措置の対象にしました", format!("{last}まで。{reason}"))
        }
        Event::Unprotected { reason, .. } => ("支援措置の対象から外しました", reason.clone()),
        Event::DueMoved { due_on, reason, .. } => due_moved(*due_on, reason),
        Event::CorrectionRequested { remarks, due_on, .. } => asked(remarks.len(), *due_on),
        Event::CorrectionExtended { due_on, .. } => ("補正の期限を延ばしました", until(*due_on)),
        Event::CorrectionCancelled { reason, .. } => ("補正を取りやめました", reason.clone()),
        Event::CorrectedFor { reason, .. } => ("職権で直しました", reason.clone()),
        Event::CorrectionNearing { due_on, .. } => {
            ("補正の期限が近いことを知らせました", until(*due_on))
        }
        Event::CorrectionReminded { .. } => ("補正の期限が過ぎたことを知らせました", nothing()),
        Event::Resubmitted { revision, taken, .. } => answered(*revision, taken.as_ref()),
        Event::FeeAsked { amount, payment_due_at, .. } => {
            ("手数料を知らせました", format!("{amount}、{}", until(payment_due_at.last_day())))
        }
        Event::PaymentNearing { due_on, .. } => {
            ("お支払いの期限が近いことを知らせました", until(*due_on))
        }
        Event::FeeWaived { reason, .. } => ("手数料なしと記録しました", reason.clone()),
        Event::Proposed { verdict, reason, .. } => (proposed(*verdict), reason.clone()),
        Event::FindingChecked { .. } => ("「確かめること」を確かめました", nothing()),
        Event::Compared { fields, .. } => {
            ("書類と見比べました（合う）", format!("{}項目", fields.len()))
        }
        Event::Passed { in_place_of: Some(_), .. } => {
            ("起案を確認して回しました（代決）", nothing())
        }
        Event::Passed { .. } => ("起案を確認して回しました", nothing()),
        Event::Recalled { .. } => ("起案を引き戻しました", nothing()),
        Event::Raised { skipped, .. } => ("引き上げました", passed_over(skipped)),
        Event::SentBack { reason, .. } => ("起案を差し戻しました", reason.clone()),
        Event::Approved { reason, level, in_place_of, .. }
        | Event::Refused { reason, level, in_place_of, .. } => {
            (made(event.verdict(), in_place_of.is_some()), decided(reason, level.as_ref()))
        }
        Event::DecidedByRule { rule, .. } => decided_by_rule(rule),
        Event::Consulted { question, .. } => ("ほかの課に合議を回しました", consulted(question)),
        Event::ConsultationAnswered { stance, text, files, .. } => {
            let said = [answer(*stance, text), counted(files.len())];
            ("合議に答えました", said.join(" ").trim_end().to_owned())
        }
        Event::ConsultationCancelled { reason, .. } => ("合議を取りやめました", reason.clone()),
        Event::ConsultationOverruled { reason, .. } => {
            ("不同意のまま進めることにしました", reason.clone())
        }
        Event::ReadAfter { .. } => ("後閲しました", nothing()),
        Event::Sampled { objection: None, .. } => ("抜取確認：確認しました", nothing()),
        Event::Sampled { objection: Some(text), .. } => {
            ("抜取確認：異議を出しました", text.clone())
        }
        Event::Drawn { lot, .. } => ("抽選で順番が決まりました", draws::place(lot)),
        Event::MovedUp { .. } => ("補欠から繰り上げました", nothing()),
        Event::Completed { .. } => ("完了しました", nothing()),
        Event::ReopeningProposed { ground, reason, hearing, .. } => {
            ("見直しを申し出ました", wanted_anew(*ground, reason, hearing.as_ref()))
        }
        Event::Reopened { ground, reason, .. } => {
            ("見直しを認め、審査中に戻しました", wanted_anew(*ground, reason, None))
        }
        Event::ReopeningRejected { reason, .. } => ("見直さないことにしました", reason.clone()),
        Event::NoticeVoided { reason, text, again, .. } => voided(*reason, text, *again),
        Event::NoticePosted { posting, .. } => ("通知書を差し出しました", posted(posting)),
        Event::NoticeReturned { reason, .. } => {
            ("差し出した通知書が戻りました", return_reason(*reason).to_owned())
        }
        Event::AddressConfirmed { text, .. } => {
            ("戻った通知書の送り先を確かめました", text.clone())
        }
        Event::NoticeHandedOut { identity, .. } => {
            ("通知書を窓口で渡しました", format!("本人の確認：{identity}"))
        }
        Event::NoticeOpened { .. } => ("電子で届けた通知書が開かれました", nothing()),
        Event::Withdrawn { reason, taken, .. } => withdrawn(reason, taken.as_ref()),
        Event::Closed { closing, reason, .. } => {
            ("審査をせずに終えました", format!("{}：{reason}", closing_name(closing)))
        }
        Event::Noted { call, .. } => noted(call.as_ref()),
        Event::MessageSent { released_by: Some(_), .. } => {
            ("メッセージを送りました", "送る前に、別の職員が確かめました".to_owned())
        }
        Event::MessageSent { released_by: None, files, .. } => {
            ("メッセージを送りました", counted(files.len()))
        }
        Event::Attached { kind, files, .. } => {
            ("添付を加えました", format!("{}、{}", kind_name(*kind), counted(files.len())))
        }
        Event::Answered { .. } => ("質問に答えたと記録しました", nothing()),
        Event::SensitiveViewed { field, .. } => opened(field),
        Event::Viewed { .. } => ("案件を見ました", nothing()),
        Event::CodeReissued { reason, .. } => ("照会コードを作り直しました", reason.clone()),
    }
}

fn consulted(question: &Question) -> String {
    let kind = if question.binding { "必須" } else { "参考" };
    let day = shown::plain_day(question.due_on, Language::Japanese);
    format!("（{kind}、期限は{day}）{}", question.text)
}

/// How many files came along.
fn counted(files: usize) -> String {
    if files == 0 { String::new() } else { format!("ファイル{files}個") }
}

fn answer(stance: Stance, text: &str) -> String {
    let name = stance_name(stance);
    if text.is_empty() { name.to_owned() } else { format!("{name}。{text}") }
}

fn passed_over(skipped: &[Rank]) -> String {
    let names: Vec<&str> = skipped.iter().map(|rank| rank_name(*rank)).collect();
    format!("{}の確認を待たずに決裁", names.join("、"))
}

fn wanted_anew(ground: Ground, reason: &str, hearing: Option<&Hearing>) -> String {
    let heard = hearing.map(|it| format!("（{}）", heard(it))).unwrap_or_default();
    format!("{}：{reason}{heard}", ground_name(ground))
}

fn answered(revision: u32, taken: Option<&Taken>) -> (&'static str, String) {
    let revision = format!("第{revision}版");
    let Some(Taken { way, identity, .. }) = taken else {
        return ("補正が届きました", revision);
    };
    let words = format!("{revision}。{}。本人の確認：{identity}", way_name(*way));
    ("補正の返事を受け付けて入力しました", words)
}

fn withdrawn(reason: &str, taken: Option<&Taken>) -> (&'static str, String) {
    let Some(Taken { way, identity, .. }) = taken else {
        return ("取り下げられました", reason.to_owned());
    };
    let words = format!("{}。本人の確認：{identity}。{reason}", way_name(*way));
    ("取下げを受け付けました", words)
}

fn voided(reason: VoidReason, text: &str, again: bool) -> (&'static str, String) {
    let what = if again {
        "通知書の文書番号を欠番にして、作り直しました"
    } else {
        "通知書の文書番号を欠番にしました"
    };
    let why = void_reason(reason);
    (what, if text.is_empty() { why.to_owned() } else { format!("{why}。{text}") })
}

/// Why a number can be taken back, as the page offers it: words and sentences.
pub(super) fn void_reasons() -> [(&'static str, &'static str); 5] {
    VoidReason::ALL.map(|reason| (reason.word(), void_reason(reason)))
}

pub(super) const fn void_reason(reason: VoidReason) -> &'static str {
    match reason {
        VoidReason::Addressee => "宛先の誤り",
        VoidReason::Content => "記載の誤り",
        VoidReason::Misprint => "体裁の誤り",
        VoidReason::Duplicate => "二重に作った",
        VoidReason::Other => "そのほか",
    }
}

/// By which ways people ask, as the page offers them: words and names.
pub(super) fn ways() -> [(&'static str, &'static str); 3] {
    Way::ALL.map(|way| (way.word(), way_name(way)))
}

pub(super) const fn way_name(way: Way) -> &'static str {
    match way {
        Way::Telephone => "電話",
        Way::Counter => "窓口",
        Way::Paper => "書面",
    }
}

fn noted(call: Option<&Call>) -> (&'static str, String) {
    match call {
        None => ("メモを書きました", String::new()),
        Some(call) => ("電話の記録を残しました", called(call)),
    }
}

/// What a call was about, and with whom.
pub(super) fn called(call: &Call) -> String {
    format!("{}：{}", topic_name(call.topic), call.with)
}

/// What a call can be about, as the page offers it: words and names.
pub(super) fn topics() -> [(&'static str, &'static str); 3] {
    Topic::ALL.map(|topic| (topic.word(), topic_name(topic)))
}

const fn topic_name(topic: Topic) -> &'static str {
    match topic {
        Topic::Question => "質問",
        Topic::Complaint => "苦情",
        Topic::Promise => "約束",
    }
}

fn asked(remarks: usize, due_on: NaiveDate) -> (&'static str, String) {
    ("補正を依頼しました", format!("{remarks}項目、{}", until(due_on)))
}

fn due_moved(due_on: NaiveDate, reason: &str) -> (&'static str, String) {
    ("お返事の予定日を変えました", format!("{}。{reason}", until(due_on)))
}

const fn proposed(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "承認を起案しました",
        Verdict::ApproveInPart => "一部・条件付きの承認を起案しました",
        Verdict::Refuse => "不承認を起案しました",
        Verdict::Dismiss => "却下を起案しました",
    }
}

/// That it was decided, and whether in somebody's place.
const fn made(verdict: Option<Verdict>, in_place: bool) -> &'static str {
    match (verdict, in_place) {
        (Some(Verdict::Approve) | None, false) => "承認しました",
        (Some(Verdict::Approve) | None, true) => "承認しました（代決）",
        (Some(Verdict::ApproveInPart), false) => "一部・条件付きで承認しました",
        (Some(Verdict::ApproveInPart), true) => "一部・条件付きで承認しました（代決）",
        (Some(Verdict::Refuse), false) => "不承認と決定しました",
        (Some(Verdict::Refuse), true) => "不承認と決定しました（代決）",
        (Some(Verdict::Dismiss), false) => "却下しました",
        (Some(Verdict::Dismiss), true) => "却下しました（代決）",
    }
}

fn until(day: NaiveDate) -> String {
    day.format("%-m月%-d日まで").to_string()
}

/// A sealed answer or a paper.
fn opened(field: &str) -> (&'static str, String) {
    if let Some(reason) = field.strip_prefix("counter/ ") {
        return ("窓口で案件を見ました", reason.to_owned());
    }
    match field.strip_prefix("notices/") {
        Some(part) => ("通知書を開きました", looked_at(part)),
        None => ("伏せてある項目や添付を開きました", beside(field)),
    }
}

/// What was opened, in words where it lies beside the answers.
fn beside(field: &str) -> String {
    let (place, reason) = field.split_once(' ').unwrap_or((field, ""));
    let place = match place {
        "attached" => "職員が加えた添付",
        place if place.starts_with("messages/") => "メッセージのファイル",
        place if place.starts_with("consultations/") => "合議の答えのファイル",
        place => place,
    };
    format!("{place} {reason}").trim_end().to_owned()
}

/// `/myNumber/number 番号の確認` with the question in the pointer's place.
fn asked_there(question: &str, words: &str) -> String {
    let (_, reason) = words.split_once(' ').unwrap_or_default();
    format!("「{question}」 {reason}").trim_end().to_owned()
}

fn decided_by_rule(rule: &Rule) -> (&'static str, String) {
    let what = match rule.verdict {
        RuleVerdict::Approve => "自動で決定：承認しました",
        RuleVerdict::Record => "自動で決定：届出を記録しました",
    };
    (what, by_rule::told(rule))
}

/// Why, and by which row of the table.
fn decided(reason: &str, level: Option<&Level>) -> String {
    let Some(level) = level else { return reason.to_owned() };
    let alone = if level.alone { "、1人で" } else { "" };
    let by = format!("{}の専決{alone}", rank_name(level.decider));
    if reason.is_empty() { by } else { format!("{reason}（{by}）") }
}

/// Why a case can be put back, as the page offers it: words and sentences.
pub(super) const fn link_kind(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::SamePerson => "同じ人",
        LinkKind::SameHousehold => "同じ世帯",
        LinkKind::Duplicate => "重複",
        LinkKind::FollowUp => "続き",
    }
}

pub(super) fn release_reasons() -> [(&'static str, &'static str); 4] {
    ReleaseReason::ALL.map(|reason| (reason.word(), release_reason(reason)))
}

const fn release_reason(reason: ReleaseReason) -> &'static str {
    match reason {
        ReleaseReason::OtherWork => "急ぎの別件がある",
        ReleaseReason::NoExperience => "扱った経験がない",
        ReleaseReason::OwnInterest => "自分や家族に関わる",
        ReleaseReason::Absence => "不在になる",
    }
}

/// What is in doubt about a payment.
fn doubted(word: &str) -> &'static str {
    match Doubt::ALL.into_iter().find(|doubt| doubt.word() == word) {
        Some(Doubt::AmountDiffers) => "金額が請求と違います",
        Some(Doubt::OtherCurrency) => "円以外の通貨です",
        Some(Doubt::PaidTwice) => "二重に支払われています",
        Some(Doubt::TooMuchBack) => "入金より多く返金されています",
        Some(Doubt::ChargedBack) => "カード会社などが入金を取り消しました",
        None => "",
    }
}

/// Who did it when nobody of the staff did.
#[expect(clippy::too_many_lines, reason = "a table: one for each fact")]
fn nobody_of_staff(event: &Event) -> &'static str {
    match event {
        Event::Filed { .. }
        | Event::Resubmitted { .. }
        | Event::Withdrawn { .. }
        | Event::NoticeOpened { .. }
        | Event::MessageSent { .. } => "申請者",
        Event::Paid { .. }
        | Event::PaidTooLate { .. }
        | Event::PaymentQuestioned { .. }
        | Event::RefundProposed { .. }
        | Event::RefundRejected { .. }
        | Event::RefundApproved { .. }
        | Event::RefundFailed { .. }
        | Event::Refunded { .. }
        | Event::PlaceGiven { .. }
        | Event::WaitEnded { .. }
        | Event::Lapsed { .. }
        | Event::PaymentNearing { .. }
        | Event::CorrectionNearing { .. }
        | Event::CorrectionReminded { .. }
        | Event::Claimed { .. }
        | Event::Assigned { .. }
        | Event::Released { .. }
        | Event::HandedOver { .. }
        | Event::PutFirst { .. }
        | Event::PutFirstCleared { .. }
        | Event::Labelled { .. }
        | Event::Unlabelled { .. }
        | Event::Linked { .. }
        | Event::Unlinked { .. }
        | Event::Protected { .. }
        | Event::Unprotected { .. }
        | Event::DueMoved { .. }
        | Event::CorrectionRequested { .. }
        | Event::CorrectionExtended { .. }
        | Event::CorrectionCancelled { .. }
        | Event::CorrectedFor { .. }
        | Event::FeeAsked { .. }
        | Event::FeeWaived { .. }
        | Event::Proposed { .. }
        | Event::FindingChecked { .. }
        | Event::Compared { .. }
        | Event::Passed { .. }
        | Event::Recalled { .. }
        | Event::Raised { .. }
        | Event::SentBack { .. }
        | Event::Approved { .. }
        | Event::Refused { .. }
        | Event::Completed { .. }
        | Event::DecidedByRule { .. }
        | Event::Consulted { .. }
        | Event::ConsultationAnswered { .. }
        | Event::ConsultationCancelled { .. }
        | Event::ConsultationOverruled { .. }
        | Event::ReadAfter { .. }
        | Event::Sampled { .. }
        | Event::Drawn { .. }
        | Event::MovedUp { .. }
        | Event::ReopeningProposed { .. }
        | Event::Reopened { .. }
        | Event::ReopeningRejected { .. }
        | Event::NoticeVoided { .. }
        | Event::NoticePosted { .. }
        | Event::NoticeReturned { .. }
        | Event::AddressConfirmed { .. }
        | Event::NoticeHandedOut { .. }
        | Event::Closed { .. }
        | Event::Noted { .. }
        | Event::Answered { .. }
        | Event::Attached { .. }
        | Event::SensitiveViewed { .. }
        | Event::Viewed { .. }
        | Event::CodeReissued { .. } => "システム",
    }
}

/// `2026年11月21日 9:04` is what the office writes beside an entry.
pub(super) fn moment(at: Instant) -> String {
    shown::full_moment(at, Language::Japanese)
}
