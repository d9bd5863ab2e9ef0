//! やさしい日本語: short sentences, words apart, readings in brackets.

use chrono::{Datelike, NaiveDate, Timelike};
use kernel::{Instant, Yen};

use super::{Frame, Wording, japanese::weekday};
use crate::{Before, Matter, PaymentAsked, Reminded};

const LOOK: &str = "下（した）の ページで 見（み）て ください。";
const DEADLINE: &str = "いつまで";
const ASKED: &str = "申請（しんせい）した お金（かね）〈ぜんぶで〉";
const GRANTED: &str = "認（みと）められた お金（かね）〈ぜんぶで〉";
const MONEY: &str = "お金（かね）";

pub(super) fn frame() -> Frame {
    Frame {
        html_lang: "ja",
        greeting: "オンライン窓口（まどぐち）からの お知（し）らせです。",
        procedure: "手続（てつづき）",
        receipt_number: "受付番号（うけつけばんごう）",
        colon: "：",
        status_link: "今（いま）の ようすを 見（み）る",
        status_hint: "受付番号（うけつけばんごう）と 照会（しょうかい）コードを 書（か）いて ください。",
        desk: "わからないとき",
        phone: "電話（でんわ） ",
        automatic: "この メールは 機械（きかい）が 送（おく）りました。返事（へんじ）を 書（か）いても 届（とど）きません。\
                    知（し）らない メールのときは、消（け）して ください。",
        sample: "これは 見本（みほん）です。本当（ほんとう）の 手続（てつづき）には 使（つか）えません。",
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
        Matter::FeeWaived => Wording::new(
            "お金（かね）は 要（い）りません",
            &["この 手続（てつづき）の お金（かね）は 要（い）りません。払（はら）わないで 待（ま）って ください。"],
        )
        .next("もう 払（はら）った 人（ひと）は、電話（でんわ）して ください。"),
        Matter::DueMoved { to } => due_moved(*to),
        Matter::CorrectionRequested { by } => Wording::new(
            "直（なお）して ください",
            &["直（なお）して ほしい ところが あります。", LOOK],
        )
        .fact(DEADLINE, day(*by)),
        Matter::CorrectionExtended { by } => correction_extended(*by),
        Matter::CorrectionCancelled => correction_cancelled(),
        Matter::CorrectedFor => corrected_for(),
        Matter::AnswerTaken => answer_taken(),
        Matter::Reminder { of, by } => reminder(*of, day(*by)),
        Matter::CorrectionOverdue { by, may_be_refused } => {
            correction_overdue(*by, *may_be_refused)
        }
        Matter::Approved { called } => approved().called(DECIDED, called.as_deref()),
        Matter::ApprovedInPart { called, sums } => approved_in_part()
            .called(DECIDED, called.as_deref())
            .sums([ASKED, GRANTED], *sums, |it| it.to_string()),
        Matter::ByRule { approved } => by_rule(*approved),
        Matter::Refused => Wording::new(
            "調（しら）べた 結果（けっか）",
            &["調（しら）べ終（お）わりました。結果（けっか）と 理由（りゆう）は \
               決定通知書（けっていつうちしょ）〈決（き）まったことを 書（か）いた 紙（かみ）〉に あります。", LOOK],
        ),
        Matter::Dismissed => dismissed(),
        Matter::Drawn => drawn(),
        Matter::MovedUp => moved_up(),
        Matter::Completed => completed(),
        Matter::Reopened { before } => reopened(*before),
        Matter::Withdrawn => withdrawn(),
        Matter::Closed => closed(),
        Matter::Lapsed => Wording::new(
            "お金（かね）を 払（はら）う 日（ひ）が 過（す）ぎました",
            &["決（き）められた 日（ひ）までに お金（かね）が 届（とど）きませんでした。\
               この 申請（しんせい）は 終（お）わりました。"],
        )
        .next("必要（ひつよう）なときは、もう一度（いちど） はじめから して ください。"),
        Matter::Refunded { amount } => refunded(*amount),
        Matter::Message => Wording::new(
            "メッセージが あります",
            &["市（し）の 人（ひと）から メッセージが あります。", LOOK],
        ),
    }
}

fn completed() -> Wording {
    Wording::new(
        "手続（てつづき）が 終（お）わりました",
        &["手続（てつづき）が 全部（ぜんぶ） 終（お）わりました。"],
    )
}

fn payment_received(amount: Yen) -> Wording {
    Wording::new(
        "お金（かね）を 受（う）け取（と）りました",
        &[
            "お金（かね）を 受（う）け取（と）りました。手続（てつづき）を 続（つづ）けます。",
            "領収書（りょうしゅうしょ）は、今（いま）の 様子（ようす）を 見（み）る ページに あります。",
        ],
    )
    .fact(MONEY, amount.to_string())
}

fn refunded(amount: Yen) -> Wording {
    Wording::new(
        "お金（かね）を 返（かえ）しました",
        &["払（はら）った 方法（ほうほう）で、お金（かね）を 返（かえ）しました。\
           届（とど）くまで、何日（なんにち）か かかる ことが あります。"],
    )
    .fact(MONEY, amount.to_string())
}

fn received(payment: Option<&PaymentAsked>, at: String) -> Wording {
    let wording = match payment {
        None => Wording::new(
            "受（う）け取（と）りました",
            &["あなたの 手続（てつづき）を 受（う）け取（と）りました。"],
        ),
        Some(_) => Wording::new(
            "受（う）け取（と）りました。お金（かね）を 払（はら）って ください",
            &[
                "あなたの 手続（てつづき）を 受（う）け取（と）りました。",
                "お金（かね）を 払（はら）って ください。払（はら）った 後（あと）で 内容（ないよう）を 調（しら）べます。",
            ],
        ),
    };
    let wording = wording.fact("受（う）け取（と）った とき", at);
    let wording = match payment {
        None => wording,
        Some(PaymentAsked { amount, by }) => {
            wording.fact(MONEY, amount.to_string()).fact(DEADLINE, day(*by))
        }
    };
    wording.next(
        "あとで 照会（しょうかい）コードを 使（つか）います。コードは この メールに 書（か）いて ありません。\
         送（おく）った 後（あと）の 画面（がめん）か、受付票（うけつけひょう）（PDF）を 見（み）て ください。\
         この メールを 消（け）さないで ください。",
    )
}

fn fee_asked(asked: &PaymentAsked) -> Wording {
    Wording::new(
        "お金（かね）を 払（はら）って ください",
        &[
            "内容（ないよう）を 見（み）ました。払（はら）う お金（かね）が 決（き）まりました。",
            LOOK,
            "その ページから 払（はら）うことが できます。",
        ],
    )
    .fact(MONEY, asked.amount.to_string())
    .fact(DEADLINE, day(asked.by))
    .next(
        "わからないときや やめたいときは、払（はら）う 前（まえ）に 電話（でんわ）して ください。",
    )
}

/// 自動で決定
fn by_rule(approved: bool) -> Wording {
    let machine = "これは 機械（きかい）が 自動（じどう）で 決（き）めました。";
    if approved {
        let granted = "あなたの 申請（しんせい）は 認（みと）められました。";
        let paper = "決定通知書（けっていつうちしょ）〈決（き）まったことを 書（か）いた 紙（かみ）〉が あります。";
        Wording::new("認（みと）められました", &[granted, machine, paper, LOOK])
    } else {
        let done = "届（とど）け出（で）を 記録（きろく）しました。手続（てつづき）が 全部（ぜんぶ） 終（お）わりました。";
        Wording::new("手続（てつづき）が 終（お）わりました", &[done, machine])
    }
}

fn reopened(before: Before) -> Wording {
    match before {
        Before::Result => {}
        Before::Withdrawal => {
            return Wording::new(
                "申請（しんせい）を 続（つづ）けます",
                &["やめるのを やめました。あなたの 申請（しんせい）を また 見（み）ます。"],
            );
        }
        Before::Closing => {
            return Wording::new(
                "申請（しんせい）を また 見（み）ます",
                &[
                    "終（お）わりに したのを やめました。あなたの 申請（しんせい）を また 見（み）ます。",
                ],
            );
        }
    }
    Wording::new(
        "結果（けっか）を もう一度（いちど） 見（み）ています",
        &[
            "前（まえ）に お知（し）らせした 結果（けっか）を、もう一度（いちど） 見（み）ます。\
             どうしてかは、状況（じょうきょう）の ページに 書（か）いて あります。",
            "新（あたら）しい 結果（けっか）が 出（で）たら、また お知（し）らせします。",
        ],
    )
    .next("困（こま）ったときは、電話（でんわ）して ください。")
}

fn due_moved(to: NaiveDate) -> Wording {
    Wording::new(
        "返事（へんじ）の 日（ひ）が 変（か）わりました",
        &["返事（へんじ）の 日（ひ）が 変（か）わりました。何（なに）も しなくて いいです。", LOOK],
    )
    .fact("新（あたら）しい 日（ひ）", format!("{}ごろ", day(to)))
    .next("困（こま）るときは 電話（でんわ）して ください。")
}

fn correction_extended(by: NaiveDate) -> Wording {
    Wording::new(
        "直（なお）す 日（ひ）を のばしました",
        &["直（なお）す 時間（じかん）が 長（なが）く なりました。", LOOK],
    )
    .fact(DEADLINE, day(by))
}

fn correction_cancelled() -> Wording {
    Wording::new(
        "直（なお）さなくて いいです",
        &["直（なお）して ほしいと 言（い）いましたが、もう 直（なお）さなくて いいです。\
           待（ま）って ください。"],
    )
}

fn corrected_for() -> Wording {
    Wording::new(
        "市（し）の 人（ひと）が 直（なお）しました",
        &[
            "書（か）き方（かた）の まちがいを、市（し）の 人（ひと）が 直（なお）しました。\
             何（なに）を 直（なお）したかは、ページで 見（み）られます。",
            LOOK,
            "ちがっていたら、窓口（まどぐち）に 言（い）って ください。",
        ],
    )
}

fn answer_taken() -> Wording {
    Wording::new(
        "聞（き）いたとおりに 直（なお）しました",
        &[
            "電話（でんわ）や 窓口（まどぐち）で 聞（き）いたとおりに、\
             市（し）の 人（ひと）が 申請（しんせい）を 直（なお）しました。\
             何（なに）を 直（なお）したかは、ページで 見（み）られます。",
            LOOK,
            "ちがっていたら、すぐに 窓口（まどぐち）に 言（い）って ください。\
             あなたが 話（はな）していないときも、言（い）って ください。",
        ],
    )
}

fn correction_overdue(by: Option<NaiveDate>, may_be_refused: bool) -> Wording {
    let wording = Wording::new(
        "直（なお）す 日（ひ）が 過（す）ぎました",
        &[
            "直（なお）して ほしい ところが まだ あります。今（いま）からでも 直（なお）せます。",
            LOOK,
        ],
    );
    let wording = match by {
        Some(by) => wording.fact(DEADLINE, day(by)),
        None => wording,
    };
    wording.next(if may_be_refused {
        "直（なお）さないと、申請（しんせい）が 認（みと）められないことが あります。"
    } else {
        "直（なお）さないと、そのまま 手続（てつづき）が 終（お）わることが あります。"
    })
}

fn reminder(of: Reminded, by: String) -> Wording {
    match of {
        Reminded::Correction => Wording::new(
            "早（はや）く 直（なお）して ください",
            &["直（なお）して ほしい ところが まだ あります。", LOOK],
        )
        .fact(DEADLINE, by),
        Reminded::Payment => Wording::new(
            "早（はや）く お金（かね）を 払（はら）って ください",
            &["お金（かね）が まだ 届（とど）いていません。"],
        )
        .fact(DEADLINE, by)
        .next("この 日（ひ）が 過（す）ぎると、申請（しんせい）は 終（お）わります。"),
    }
}

pub(super) fn day(day: NaiveDate) -> String {
    let weekday = weekday(day.weekday());
    format!(
        "{}年（ねん） {}月（がつ）{}日（にち） {weekday}曜日（ようび）",
        day.year(),
        day.month(),
        day.day()
    )
}

fn moment(moment: Instant) -> String {
    let local = moment.local();
    format!("{} {}時（じ）{:02}分（ふん）", day(moment.day()), local.hour(), local.minute())
}

fn drawn() -> Wording {
    Wording::new(
        "抽選（ちゅうせん）の 結果（けっか）",
        &["抽選（ちゅうせん）〈くじ〉で 順番（じゅんばん）が 決（き）まりました。", LOOK],
    )
}

fn waiting(at: String, until: String) -> Wording {
    Wording::new(
        "いま いっぱいです。待（ま）って ください",
        &["だれかが やめると、順番（じゅんばん）に 場所（ばしょ）を とります。とったら メールで お知（し）らせします。\
               いま 何番目（なんばんめ）かは、申請（しんせい）の ページで 見（み）られます。"],
    )
    .fact("届（とど）いた とき", at)
    .fact("この 日（ひ）まで 待（ま）ちます", until)
    .next("待（ま）つのを やめる ときは、同（おな）じ ページで「やめる」を 押（お）して ください。")
}

fn place_given() -> Wording {
    Wording::new(
        "あいたので、場所（ばしょ）を とりました",
        &["あなたの 順番（じゅんばん）が 来（き）ました。場所（ばしょ）を とりました。これから 係（かかり）の 人（ひと）が 見（み）ます。"],
    )
    .next("行（い）けなく なった ときは、申請（しんせい）の ページで「やめる」を 押（お）して ください。次（つぎ）の 人（ひと）が 行（い）けます。")
}

fn wait_ended() -> Wording {
    Wording::new(
        "あきませんでした",
        &["だれも やめなかったので、この 申（もう）し込（こ）みは 終（お）わりました。"],
    )
    .next("ほかの 日（ひ）が ある ときは、もう一度（いちど） 申（もう）し込（こ）んで ください。")
}

fn closed() -> Wording {
    Wording::new(
        "申請（しんせい）を 終（お）わりに しました",
        &[
            "係（かかり）の 人（ひと）が、この 申請（しんせい）を 終（お）わりに しました。\
               なぜかは、ページで 読（よ）むことが できます。",
            LOOK,
        ],
    )
    .next(
        "「ちがう」と 思（おも）うとき、手続（てつづき）が 必要（ひつよう）なときは、電話（でんわ）して ください。",
    )
}

fn withdrawn() -> Wording {
    Wording::new(
        "申請（しんせい）を やめました",
        &["あなたが 申請（しんせい）を やめることを 受（う）け取（と）りました。"],
    )
    .next(
        "「やっぱり 続（つづ）けたい」ときは、14日（にち）の うちに 電話（でんわ）して ください。\
               その あとは、はじめから して ください。",
    )
}

fn moved_up() -> Wording {
    Wording::new(
        "順番（じゅんばん）が 来（き）ました",
        &[
            "前（まえ）の 人（ひと）が やめました。あなたの 順番（じゅんばん）が 来（き）ました。",
            LOOK,
        ],
    )
}

const DECIDED: &str = "決（き）まった こと";

fn approved() -> Wording {
    Wording::new(
        "認（みと）められました",
        &[
            "調（しら）べ終（お）わりました。あなたの 申請（しんせい）は 認（みと）められました。",
            "決定通知書（けっていつうちしょ）〈決（き）まったことを 書（か）いた 紙（かみ）〉が あります。",
            LOOK,
        ],
    )
}

fn approved_in_part() -> Wording {
    Wording::new(
        "一部（いちぶ）が 認（みと）められました",
        &[
            "調（しら）べ終（お）わりました。あなたの 申請（しんせい）の 一部（いちぶ）が 認（みと）められたか、\
           条件（じょうけん）〈守（まも）ること〉が ついて 認（みと）められました。",
            "どこが 認（みと）められたか、条件（じょうけん）と 理由（りゆう）は \
           決定通知書（けっていつうちしょ）〈決（き）まったことを 書（か）いた 紙（かみ）〉に あります。",
            LOOK,
        ],
    )
}

fn dismissed() -> Wording {
    Wording::new(
        "申請（しんせい）を 受（う）け付（つ）けることが できませんでした",
        &[
            "あなたの 申請（しんせい）に 足（た）りない ところが ありました。\
             中身（なかみ）を 調（しら）べないで 終（お）わりました。",
            "足（た）りない ところは 決定通知書（けっていつうちしょ）\
             〈決（き）まったことを 書（か）いた 紙（かみ）〉に あります。",
            LOOK,
        ],
    )
    .next(
        "足（た）りない ところを 直（なお）すと、もう一度（いちど） 申請（しんせい）できることが あります。\
         下（した）の ところに 聞（き）いて ください。",
    )
}
