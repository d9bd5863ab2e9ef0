//! Words around every page.

use super::phrases;

phrases! {
    counter(): "オンライン窓口", "オンライン窓口《まどぐち》", "Online counter";
    skip_to_content(): "本文へ進む", "本文《ほんぶん》へ", "Skip to content";
    demo_banner(): "これは見本です。実際の申請には使えません。", "これは見本《みほん》です。本当《ほんとう》の申《もう》し込《こ》みには使《つか》えません。", "This is a demonstration. It cannot be used for real applications.";
    language_switch(): "言語", "ことば", "Language";
    home(): "トップ", "トップ", "Home";
    foot_navigation(): "このサイトについて", "このサイトについて", "About this site";
    help(): "困ったときは", "困《こま》ったとき", "Help";
    privacy(): "個人情報の取扱い", "個人情報《こじんじょうほう》について", "Privacy";
    accessibility(): "アクセシビリティ", "だれでも使《つか》えるために", "Accessibility";
    progress(): "手続の一覧と処理期間", "手続《てつづき》のリスト", "All procedures";
    status(): "申請の状況を見る", "申《もう》し込《こ》みの今《いま》を見《み》る", "Check an application";
    contact(who): "お問い合わせ：{who}", "聞《き》くところ：{who}", "Contact: {who}";
    must(): "必須", "かならず", "required";
    may(): "任意", "なくてもいい", "optional";
    mistakes(count): "{count}か所を直してください", "{count}か所《しょ》を直《なお》してください", "Please correct {count} item(s)";
    mistakes_title(): "入力エラー：", "まちがい：", "Error: ";
    to_home(): "トップページへ", "トップへ", "To the counter";
    send_again(): "もう一度送る", "もう一度《いちど》おくる", "Send again";
    files_not_kept(): "選んだばかりのファイルは含まれません。送ったあとに、もう一度選んでください。", "えらんだばかりのファイルは、はいっていません。おくったあとで、もう一度《いちど》えらんでください。", "A file that you have just chosen is not included. Choose it again after sending.";
    incident_number(): "お問い合わせ番号", "聞《き》くときの番号《ばんごう》", "Incident number";
    back(): "戻る", "もどる", "Back";
    print(): "この画面を印刷する", "印刷《いんさつ》する", "Print this page";
    comma(): "、", "、", ", ";
    colon(): "：", "：", ": ";
    in_brackets(text): "（{text}）", "（{text}）", " ({text})";
    listed(label, value): "{label}：{value}", "{label}：{value}", "{label}: {value}";
}
