//! Words that stand on pages of residents and on refusals.

use super::{HouseWords, phrases};

phrases! {
    pub HouseWords;
    counter(): "オンライン窓口", "オンライン窓口《まどぐち》", "Online counter";
    language_switch(): "言語", "ことば", "Language";
    help(): "困ったときは", "困《こま》ったとき", "Help";
    status(): "申請の状況を見る", "申《もう》し込《こ》みの今《いま》を見《み》る", "Check an application";
    contact(who): "お問い合わせ：{who}", "聞《き》くところ：{who}", "Contact: {who}";
    to_home(): "トップページへ", "トップへ", "To the counter";
    to_work(): "仕事の一覧へ", "仕事《しごと》の一覧《いちらん》へ", "To the list of cases";
    send_again(): "もう一度送る", "もう一度《いちど》おくる", "Send again";
    files_not_kept(): "選んだばかりのファイルは含まれません。送ったあとに、もう一度選んでください。", "えらんだばかりのファイルは、はいっていません。おくったあとで、もう一度《いちど》えらんでください。", "A file that you have just chosen is not included. Choose it again after sending.";
    incident_number(): "お問い合わせ番号", "聞《き》くときの番号《ばんごう》", "Incident number";
    colon(): "：", "：", ": ";
    listed(label, value): "{label}：{value}", "{label}：{value}", "{label}: {value}";
    elsewhere_started(): "別の端末で始めた手続をつづける", "ほかのスマホやパソコンで始《はじ》めた手続《てつづき》をつづける", "Continue a procedure started on another device";
    back_to_form(): "入力に戻る", "もどる", "Back to the form";
}
