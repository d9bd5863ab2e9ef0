//! Words for whoever is asked to agree to what another person files.

use ::web::wording::phrases;

use super::Wording;

phrases! {
    pub(crate) Wording;
    consent_title(): "同意のお願い", "同意《どうい》のお願《ねが》い", "Your consent is asked for";
    consent_lead(procedure): "「{procedure}」を出そうとしている方から、あなたの同意を求められています。読んで、同意するかどうかを答えてください。", "「{procedure}」を出《だ》す人《ひと》が、あなたにお願《ねが》いしています。読《よ》んで、答《こた》えてください。", "Somebody who is about to file “{procedure}” asks for your consent. Please read this and say whether you agree.";
    consent_shown(): "一緒に出される答え", "いっしょに出《だ》す答《こた》え", "Answers that will be filed with it";
    consent_name(): "あなたの氏名", "あなたの名前《なまえ》", "Your name";
    consent_name_help(): "同意するときに入れてください。本人以外が代わりに答えることはできません。", "同意《どうい》するときに書《か》いてください。ほかの人《ひと》は書《か》けません。", "Needed when you agree. Nobody can answer in your place.";
    consent_name_missing(): "あなたの氏名を、60文字までで入れてください。", "あなたの名前《なまえ》を書《か》いてください。60文字《もじ》までです。", "Please give your name, in up to 60 characters.";
    consent_changed(): "読んでいる間に、一緒に出される答えが変わりました。もう一度読んでから答えてください。", "読《よ》んでいるあいだに、答《こた》えが変《か》わりました。もう一度《いちど》読《よ》んでください。", "The answers have changed while you were reading. Please read them again before you answer.";
    consent_told(department): "氏名と同意した日が申請に載り、{department}が見ます。申請が出されるまでは、このページで答え直せます。", "名前《なまえ》と日《ひ》を、{department}が見《み》ます。出《だ》すまでは、答《こた》えを変《か》えられます。", "Your name and the day become part of the application, which {department} reads. Until it is filed you can change your answer here.";
    consent_yes(): "同意する", "同意《どうい》します", "I agree";
    consent_no(): "同意しない", "同意《どうい》しません", "I do not agree";
    consent_change(): "答えを変える", "答《こた》えを変《か》える", "Change your answer";
    consent_yes_done(): "同意を受け付けました", "同意《どうい》を受《う》け付《つ》けました", "Your consent has been noted";
    consent_yes_next(): "このページは閉じてかまいません。お願いした方の画面に伝わっています。", "このページは閉《と》じてもいいです。", "You can close this page. Whoever asked you sees it now.";
    consent_no_done(): "同意しないという返事を受け付けました", "返事《へんじ》を受《う》け付《つ》けました", "Your answer has been noted: you do not agree";
    consent_no_next(): "お願いした方の画面に伝わっています。気が変わったら、ここで答え直せます。", "変《か》えたいときは、ここでもう一度《いちど》答《こた》えてください。", "Whoever asked you sees it now. If you change your mind, answer again here.";
    consent_own_title(): "ここは、お願いした方のスマートフォンやパソコンです", "ここは、お願《ねが》いした人《ひと》のスマホです", "This is the device of whoever asks";
    consent_own(): "同意する方ご本人のスマートフォンで開いてください。持っていないときは、申請のページでほかの方法を選んでください。", "同意《どうい》する人《ひと》のスマホで開《ひら》いてください。ないときは、ほかのやりかたを選《えら》んでください。", "Please open it on the phone of the person who is asked. If they have none, choose another way on the page of the application.";
    consent_over_title(): "このお願いは終わっています", "このお願《ねが》いは、おわりました", "This request is over";
    consent_over(): "申請がもう出されたか、お願いが作り直されたか、リンクの一部が欠けています。お願いした方に聞いてください。", "もう出《だ》したか、新《あたら》しいリンクがあります。お願《ねが》いした人《ひと》に聞《き》いてください。", "The application has been filed, the request was made anew, or a part of the link is missing. Please ask whoever sent it to you.";
}
