//! 日本語

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use japanese_values::wareki;
use kernel::{Instant, Yen};

use super::{Frame, Wording};
use crate::{Before, Matter, PaymentAsked, Reminded};

pub(super) fn frame() -> Frame {
    Frame {
        html_lang: "ja",
        greeting: "オンライン窓口からのお知らせです。",
        procedure: "手続",
        receipt_number: "受付番号",
        colon: "：",
        status_link: "状況を確認する",
        status_hint: "受付番号と照会コードを入力してください。",
        desk: "お問い合わせ",
        phone: "電話 ",
        automatic: "このメールは自動でお送りしています。返信をいただいても、お答えできません。\
                    お心当たりがないときは、お手数ですが破棄してください。",
        sample: "これは見本です。実際の申請には使えません。",
        sample_subject: "【見本】",
    }
}

pub(super) fn wording(matter: &Matter) -> Wording {
    match matter {
        Matter::Received { received_at, payment } => {
            received(payment.as_ref(), moment(*received_at))
        }
        Matter::Waiting { received_at, until } => waiting(moment(*received_at), day(*until)),
        Matter::PlaceGiven => place_given(),
        Matter::WaitEnded => wait_ended(),
        Matter::PaymentReceived { amount } => payment_received(*amount),
        Matter::FeeAsked(asked) => fee_asked(asked),
        Matter::FeeWaived => fee_waived(),
        Matter::DueMoved { to } => due_moved(*to),
        Matter::CorrectionRequested { by } => Wording::new(
            "補正のお願い",
            &["申請の内容に、直していただきたいところがあります。\
               どこをどのように直すかは、状況を確認するページに書いてあります。"],
        )
        .fact("補正の期限", day(*by))
        .next("受付の日時は、直していただいた後も最初のまま変わりません。"),
        Matter::CorrectionExtended { by } => correction_extended(*by),
        Matter::CorrectionCancelled => correction_cancelled(),
        Matter::CorrectedFor => corrected_for(),
        Matter::AnswerTaken => answer_taken(),
        Matter::Reminder { of, by } => reminder(*of, day(*by)),
        Matter::CorrectionOverdue { by, may_be_refused } => {
            correction_overdue(*by, *may_be_refused)
        }
        Matter::Approved { called } => approved().called("決定の内容", called.as_deref()),
        Matter::ApprovedInPart { called, sums } => approved_in_part()
            .called("決定の内容", called.as_deref())
            .sums(["申請の金額（合計）", "認めた金額（合計）"], *sums, |it| {
                it.to_string()
            }),
        Matter::ByRule { approved } => by_rule(*approved),
        Matter::Refused => Wording::new(
            "審査の結果のお知らせ",
            &["審査が終わりました。結果とその理由、不服があるときの手続は、\
               状況を確認するページにある決定通知書をご覧ください。"],
        ),
        Matter::Dismissed => dismissed(),
        Matter::Drawn => drawn(),
        Matter::MovedUp => moved_up(),
        Matter::Completed => {
            Wording::new("手続が完了しました", &["この手続は、すべて終わりました。"])
        }
        Matter::Reopened { before } => reopened(*before),
        Matter::Withdrawn => withdrawn(),
        Matter::Closed => closed(),
        Matter::Lapsed => Wording::new(
            "お支払い期限が過ぎました",
            &["期限までに手数料のお支払いを確認できなかったため、この申請は終了しました。"],
        )
        .next("必要なときは、もう一度はじめから手続をしてください。"),
        Matter::Refunded { amount } => refunded(*amount),
        Matter::Message => Wording::new(
            "担当者からのメッセージ",
            &[
                "担当者からメッセージが届いています。内容は、状況を確認するページで読むことができます。",
            ],
        ),
    }
}

fn payment_received(amount: Yen) -> Wording {
    Wording::new(
        "お支払いを確認しました",
        &[
            "手数料のお支払いを確認しました。手続を先へ進めます。",
            "領収書は、状況を確認するページからダウンロードできます。",
        ],
    )
    .fact("お支払い額", amount.to_string())
}

fn refunded(amount: Yen) -> Wording {
    Wording::new(
        "返金しました",
        &[
            "お支払いいただいた手数料を、お支払いのときと同じ方法でお返ししました。",
            "口座やカードの明細に載るまで、数日から数週間かかることがあります。",
        ],
    )
    .fact("返金額", amount.to_string())
}

fn received(payment: Option<&PaymentAsked>, at: String) -> Wording {
    let wording = match payment {
        None => Wording::new("受け付けました", &["次の手続を受け付けました。"]),
        Some(_) => Wording::new(
            "受け付けました（お支払いをお願いします）",
            &["次の手続を受け付けました。手数料のお支払いを確認した後に、審査を始めます。"],
        ),
    };
    let wording = wording.fact("受付日時", at);
    let wording = match payment {
        None => wording,
        Some(PaymentAsked { amount, by }) => {
            wording.fact("お支払い額", amount.to_string()).fact("お支払い期限", day(*by))
        }
    };
    wording.next(
        "状況の確認や補正、取下げには、照会コードも使います。照会コードは、安全のためメールには書いていません。\
         送信したあとの画面か、受付票（PDF）で確かめてください。\
         このメールは、手続が終わるまで保管してください。",
    )
}

fn fee_asked(asked: &PaymentAsked) -> Wording {
    Wording::new(
        "手数料のお支払いをお願いします",
        &["申請の内容を確認し、手数料の額が決まりました。\
           内訳は、状況を確認するページに書いてあります。\
           よろしければ、同じページからお支払いください。お支払いを確認した後に、手続を続けます。"],
    )
    .fact("お支払い額", asked.amount.to_string())
    .fact("お支払い期限", day(asked.by))
    .next("額に心当たりがないときや、手続をやめたいときは、お支払いの前にお問い合わせください。")
}

fn closed() -> Wording {
    Wording::new(
        "審査をせずに終えました",
        &[
            "担当の課が、この申請・届出を、審査をせずに終えました。理由は、状況を確認するページで読むことができます。",
        ],
    )
    .next("思い当たることがないときや、手続が必要なときは、お問い合わせください。")
}

fn withdrawn() -> Wording {
    Wording::new(
        "取下げを受け付けました",
        &["申請の取下げを受け付けました。この申請の審査は行いません。"],
    )
    .next(
        "取下げをやめたいときは、14日以内にお問い合わせください。\
               その後にもう一度申請するときは、はじめから手続をしてください。",
    )
}

/// 自動で決定
fn by_rule(approved: bool) -> Wording {
    if approved {
        let paper = "決定通知書は、状況を確認するページからダウンロードできます。";
        Wording::new("承認しました", &["申請を承認しました（自動で決定）。", paper])
    } else {
        let done = "届出を記録しました（自動で決定）。この手続は、すべて終わりました。";
        Wording::new("手続が完了しました", &[done])
    }
}

fn reopened(before: Before) -> Wording {
    match before {
        Before::Result => {}
        Before::Withdrawal => {
            return Wording::new(
                "取下げをやめて、審査を続けます",
                &["お申し出のとおり取下げをやめて、申請の審査を続けます。\
                   受付の日時は、最初のまま変わりません。"],
            );
        }
        Before::Closing => {
            return Wording::new(
                "審査を続けます",
                &["審査をせずに終えましたが、それを取りやめて、審査を続けます。\
                   受付の日時は、最初のまま変わりません。"],
            );
        }
    }
    Wording::new(
        "結果を見直しています",
        &[
            "先にお知らせした結果を、窓口で見直すことになりました。\
             理由は、状況を確認するページに書いてあります。",
            "新しい結果は、改めて通知書でお知らせします。それまで、前の通知書もそのページで見られます。",
        ],
    )
    .next("お急ぎのときや、前の通知書をもう使ったときは、お問い合わせください。")
}

fn due_moved(to: NaiveDate) -> Wording {
    Wording::new(
        "お返事の予定日が変わりました",
        &["お返事の予定日が、下のとおり変わりました。\
           理由は、状況を確認するページに書いてあります。あなたがすることは、ありません。"],
    )
    .fact("新しい予定日", format!("{}ごろ", day(to)))
    .next("この日では困るときは、お問い合わせください。")
}

fn correction_extended(by: NaiveDate) -> Wording {
    Wording::new(
        "補正の期限を延ばしました",
        &["直していただく期限を延ばしました。新しい期限は、下のとおりです。\
           どこをどのように直すかは、状況を確認するページに書いてあります。"],
    )
    .fact("新しい期限", day(by))
}

fn correction_cancelled() -> Wording {
    Wording::new(
        "補正は必要がなくなりました",
        &["先にお願いした補正は、必要がなくなりました。\
           直さずにそのままお待ちください。審査を続けます。"],
    )
}

fn corrected_for() -> Wording {
    Wording::new(
        "申請の書き方を職員が直しました",
        &[
            "書き方の明らかな間違いを、窓口の職員が直しました。\
             直したところと理由は、状況を確認するページで見られます。",
            "直したところが違っているときは、窓口へお知らせください。",
        ],
    )
}

fn answer_taken() -> Wording {
    Wording::new(
        "うかがった補正を入力しました",
        &["電話や窓口などでうかがったとおりに、窓口の職員が申請の内容を直しました。\
           直したところは、状況を確認するページで見られます。"],
    )
    .next(
        "うかがった内容と違っているときや、お心当たりがないときは、すぐに窓口へお知らせください。",
    )
}

fn correction_overdue(by: Option<NaiveDate>, may_be_refused: bool) -> Wording {
    let wording = Wording::new(
        "補正の期限が過ぎました",
        &["申請の内容を直していただく期限が過ぎましたが、まだ直していただいていません。\
           今からでも、状況を確認するページで直していただけます。"],
    );
    let wording = match by {
        Some(by) => wording.fact("補正の期限", day(by)),
        None => wording,
    };
    wording.next(if may_be_refused {
        "このまま直していただけないときは、申請を却下することがあります。行き違いのときはご容赦ください。"
    } else {
        "このまま直していただけないときは、直らないまま手続を終えることがあります。行き違いのときはご容赦ください。"
    })
}

fn reminder(of: Reminded, by: String) -> Wording {
    match of {
        Reminded::Correction => Wording::new(
            "補正の期限が近づいています",
            &["申請の内容に、直していただきたいところが残っています。\
               どこをどのように直すかは、状況を確認するページに書いてあります。"],
        )
        .fact("補正の期限", by),
        Reminded::Payment => Wording::new(
            "お支払い期限が近づいています",
            &["手数料のお支払いを、まだ確認できていません。"],
        )
        .fact("お支払い期限", by)
        .next("期限を過ぎると、この申請は終了します。すでにお支払いのときは、行き違いですのでご容赦ください。"),
    }
}

pub(super) fn day(day: NaiveDate) -> String {
    let era = wareki::format(day);
    let era_year = era.split_once('年').map_or(era.as_str(), |(year, _)| year);
    let weekday = weekday(day.weekday());
    format!("{}年（{era_year}年）{}月{}日（{weekday}）", day.year(), day.month(), day.day())
}

fn moment(moment: Instant) -> String {
    let local = moment.local();
    format!("{}{}時{:02}分", day(moment.day()), local.hour(), local.minute())
}

pub(super) const fn weekday(weekday: Weekday) -> char {
    match weekday {
        Weekday::Mon => '月',
        Weekday::Tue => '火',
        Weekday::Wed => '水',
        Weekday::Thu => '木',
        Weekday::Fri => '金',
        Weekday::Sat => '土',
        Weekday::Sun => '日',
    }
}

fn drawn() -> Wording {
    Wording::new(
        "抽選の結果が出ました",
        &[
            "抽選の順番が決まりました。あなたの順番と、その確かめ方は、状況を確認するページをご覧ください。",
        ],
    )
}

fn waiting(at: String, until: String) -> Wording {
    Wording::new(
        "キャンセル待ちで受け付けました",
        &["空きがないため、キャンセル待ちで受け付けました。空きが出ると、申込みの順に席を確保して、お知らせします。\
               いま何番目かは、状況を確認するページで見られます。"],
    )
    .fact("受付の日時", at)
    .fact("この日まで待ちます", until)
    .next("待つのをやめるときは、同じページから取り下げてください。")
}

fn place_given() -> Wording {
    Wording::new(
        "空きが出て、席を確保しました",
        &["キャンセル待ちの順番が来て、席を確保しました。これから担当者が内容を確認します。"],
    )
    .next("都合がつかなくなったときは、次の方へ回せるように、同じページから取り下げてください。")
}

fn wait_ended() -> Wording {
    Wording::new(
        "空きが出ませんでした",
        &["空きが出なかったため、キャンセル待ちの申込みは終わりました。"],
    )
    .next("別の回があるときは、もう一度お申し込みください。")
}

fn fee_waived() -> Wording {
    Wording::new(
        "手数料のお支払いは要りません",
        &["この申請には、手数料がかからないことになりました。お支払いをしないでお待ちください。"],
    )
    .next("すでにお支払いのときは、お手数ですがお問い合わせください。")
}

fn moved_up() -> Wording {
    Wording::new(
        "補欠から繰り上がりました",
        &[
            "前の順番の方が辞退されるなどしたため、補欠から繰り上がりました。これからのことは、状況を確認するページでお知らせします。",
        ],
    )
}

fn approved() -> Wording {
    Wording::new(
        "承認しました",
        &[
            "審査が終わり、申請を承認しました。",
            "決定通知書は、状況を確認するページからダウンロードできます。",
        ],
    )
}

fn approved_in_part() -> Wording {
    Wording::new(
        "一部を承認、または条件を付けて承認しました",
        &[
            "審査が終わり、申請の一部を承認、または条件を付けて承認しました。",
            "認めた内容と条件、その理由、不服があるときの手続は、状況を確認するページと、\
             そこにある決定通知書をご覧ください。",
        ],
    )
}

fn dismissed() -> Wording {
    Wording::new(
        "申請を受け付けられませんでした",
        &[
            "申請の要件に足りないところがあり、内容の審査に入らずに終わりました（却下）。",
            "足りなかったところと、不服があるときの手続は、状況を確認するページにある\
             決定通知書をご覧ください。",
        ],
    )
    .next("要件がそろえば、もう一度申請できることがあります。下の窓口へお問い合わせください。")
}
