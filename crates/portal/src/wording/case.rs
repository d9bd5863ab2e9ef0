//! Words for where an application stands and what happened to it.

use ::web::wording::phrases;

use super::Wording;

phrases! {
    pub(crate) Wording;
    state_awaiting_payment(): "お支払い待ち", "まだ払《はら》っていません", "Waiting for payment";
    state_received(): "受付済み", "受《う》け付《つ》けました", "Received";
    state_in_review(): "確認中", "見《み》ています", "Being reviewed";
    state_correction_requested(): "修正のお願い", "直《なお》してください", "Correction needed";
    state_awaiting_approval(): "決定の準備中", "もうすぐ決《き》まります", "Decision being prepared";
    state_approved(): "承認", "できます", "Approved";
    state_completed(): "完了", "終《お》わりました", "Completed";
    state_refused(): "却下", "できません", "Refused";
    state_withdrawn(): "取下げ", "やめました", "Withdrawn";
    state_lapsed(): "期限切れ", "時間《じかん》がすぎました", "Lapsed";
    happened_filed(): "届きました", "来《き》ました", "Received by the city";
    happened_paid(): "お支払いを確認しました", "お金《かね》を受《う》け取《と》りました", "Payment confirmed";
    happened_paid_too_late(): "期限のあとにお支払いがありました。返金について担当者からご連絡します", "おそく払《はら》いました。電話《でんわ》やメールをします", "Payment came after the deadline; the office will contact you about a refund";
    happened_lapsed(): "お支払いの期限が過ぎたため、手続を終えました", "払《はら》う時間《じかん》がすぎました", "Closed because the fee was not paid in time";
    happened_review_started(): "担当者が内容の確認を始めました", "係《かかり》の人《ひと》が見《み》ています", "Review started";
    happened_due_moved(): "お返事の予定日を変えました", "返事《へんじ》の日《ひ》を変《か》えました", "The day of our answer was changed";
    happened_correction_requested(): "修正をお願いしました", "直《なお》してくださいと言《い》いました", "A correction was requested";
    happened_correction_extended(): "修正の期限を延ばしました", "直《なお》す日《ひ》をのばしました", "You were given more time for the correction";
    happened_correction_cancelled(): "修正は必要がなくなりました。このままお待ちください", "直《なお》さなくていいです。待《ま》ってください", "No correction is needed any more; please wait";
    happened_corrected_for(): "市の職員が、書き方の間違いを直しました。違っているときは、窓口へお知らせください", "市《し》の人《ひと》が書《か》き方《かた》のまちがいを直《なお》しました。ちがっていたら言《い》ってください", "The office corrected a slip; tell us if the change is not right";
    happened_answer_taken(): "電話や窓口などでうかがったとおりに、市の職員が直しました。違っているときや心当たりがないときは、窓口へお知らせください", "聞《き》いたとおりに、市《し》の人《ひと》が直《なお》しました。ちがっていたら言《い》ってください", "The office entered the correction that you told it; tell us if it is not what you said";
    mended_answer(label, before, after): "{label}「{before}」→「{after}」", "{label}「{before}」→「{after}」", "{label}: “{before}” → “{after}”";
    blank_answer(): "（空欄）", "（書《か》いていません）", "(blank)";
    mended_why(reason): "理由：{reason}", "なぜ：{reason}", "Why: {reason}";
    mended_because(changes, reason): "{changes}　理由：{reason}", "{changes}　なぜ：{reason}", "{changes} Why: {reason}";
    happened_correction_nearing(): "修正の期限が近いことをお知らせしました", "直《なお》す日《ひ》が近《ちか》いことをお知《し》らせしました", "You were reminded that the day for the correction is near";
    happened_correction_reminded(): "修正の期限が過ぎたことをお知らせしました", "直《なお》す日《ひ》が過《す》ぎたことをお知《し》らせしました", "You were told that the day for the correction has passed";
    happened_corrected(): "直した内容が届きました", "直《なお》したものが来《き》ました", "Your correction arrived";
    happened_fee_asked(): "手数料の額をお知らせしました", "払《はら》うお金《かね》をお知《し》らせしました", "You were told the fee";
    happened_payment_nearing(): "お支払いの期限が近いことをお知らせしました", "お金《かね》を払《はら》う日《ひ》が近《ちか》いことをお知《し》らせしました", "You were reminded that the day for paying is near";
    happened_fee_waived(): "手数料はかからないことになりました", "お金《かね》はいりません", "No fee is charged";
    happened_decision_prepared(): "決定の準備をしています", "もうすぐ決《き》まります", "The decision is being prepared";
    happened_approved(): "承認されました", "できることになりました", "Approved";
    happened_refused(): "却下されました。理由と、不服があるときの方法は通知書に書いてあります", "できませんでした。お知《し》らせの紙《かみ》を見《み》てください", "Refused; the notice tells why and how to appeal";
    happened_completed(): "すべて終わりました", "ぜんぶ終《お》わりました", "Everything is done";
    happened_reopened(): "お知らせした結果を見直しています。新しい結果は改めて通知します", "結果《けっか》をもう一度《いちど》見《み》ています。新《あたら》しい結果《けっか》はまたお知《し》らせします", "We are looking at the result again. You will get a new notice";
    happened_withdrawal_taken_back(): "取下げをやめて、審査を続けます", "やめるのをやめました。続《つづ》けます", "The withdrawal was taken back; the review goes on";
    happened_notice_voided(): "通知書を取り消しました。担当の課からご連絡します", "お知《し》らせの紙《かみ》を取《と》り消《け》しました。係《かかり》から電話《でんわ》やメールをします", "A notice was withdrawn; the office will contact you";
    happened_notice_replaced(): "通知書を新しい番号で作り直しました。前の通知書は使えません", "お知《し》らせの紙《かみ》を新《あたら》しくしました。前《まえ》の紙《かみ》は使《つか》えません", "A notice was replaced by one with a new number; the earlier one does not count";
    happened_notice_posted(): "通知書を郵便で送りました", "お知《し》らせの紙《かみ》を郵便《ゆうびん》で送《おく》りました", "A notice was sent to you by post";
    happened_withdrawal_taken(): "取下げのお申し出を受け付けました。心当たりがないときは、窓口へお知らせください", "「やめたい」と聞《き》いたので、やめました。ちがっていたら言《い》ってください", "Withdrawn at your request; tell us if you did not ask for it";
    happened_withdrawn(): "取り下げました", "やめました", "Withdrawn by you";
    happened_refund_proposed(): "返金できるかを確かめています", "お金《かね》を返《かえ》せるか見《み》ています", "A refund is being considered";
    happened_refund_rejected(): "返金はないことになりました", "お金《かね》は返《かえ》しません", "There will be no refund";
    happened_refund_approved(): "返金の手続を始めました", "お金《かね》を返《かえ》します", "The refund was started";
    happened_refund_failed(): "返金ができませんでした。担当者からご連絡します", "お金《かね》を返《かえ》せませんでした。電話《でんわ》やメールをします", "The refund did not go through; the office will contact you";
    happened_refunded(): "返金しました", "お金《かね》を返《かえ》しました", "Your payment was returned";
    next_payment(): "お支払い", "お金《かね》を払《はら》う", "Payment";
    next_payment_how(): "お支払いを確認すると、担当者が内容を見ます。", "払《はら》うと、係《かかり》の人《ひと》が見《み》ます。", "Once it is paid, the office reviews your application.";
    next_payment_later_how(): "お支払いを確認すると、手続がつづきます。", "払《はら》うと、つづきます。", "The procedure continues once it is paid.";
    next_review(): "内容の確認", "内容《ないよう》を見《み》る", "Review";
    next_review_how(department): "{department}が内容を確認します。直すところがあれば、この画面と、メールを書いた方にはメールでお知らせします。", "{department}が見《み》ます。直《なお》すときは、ここでお知《し》らせします。", "{department} reviews it. If something needs correcting, you will see it here and by e-mail if you gave an address.";
    next_correction(): "修正", "直《なお》す", "Your correction";
    next_correction_how(): "直していただくと、手続がつづきます。", "直《なお》すと、つづきます。", "The procedure continues once you have corrected it.";
    next_result(): "結果のお知らせ", "けっかのお知《し》らせ", "Result";
    next_result_how(): "終わると、この画面でお知らせします。", "終《お》わると、ここでお知《し》らせします。", "You will see the result on this page.";
}
