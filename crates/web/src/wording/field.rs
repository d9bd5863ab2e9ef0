//! Words around the fields of a form.

use super::{HouseWords, phrases};

phrases! {
    pub HouseWords;
    must(): "必須", "かならず", "required";
    may(): "任意", "なくてもいい", "optional";
    example(example): "例：{example}", "例《れい》：{example}", "Example: {example}";
    era(): "年号", "年号《ねんごう》", "Era";
    year(): "年", "年《ねん》", "year";
    month(): "月", "月《がつ》", "month";
    day(): "日", "日《にち》", "day";
    date_help(): "西暦でも和暦でも入れられます。", "西暦《せいれき》でも和暦《われき》でもいいです。", "Western or Japanese calendar years are both fine.";
    choose(): "選んでください", "えらんでください", "Please choose";
    search_in_list(title): "{title}をさがす", "{title}をさがす", "Search: {title}";
    nothing_in_list(): "見つかりません。ほかの言葉でさがしてください。", "ありません。ほかの言葉《ことば》でさがしてください。", "Nothing found. Try another word.";
    choose_after(): "先にほかの質問に答えると、ここで選べます。", "先《さき》にほかの質問《しつもん》に答《こた》えると、ここで選《えら》べます。", "Answer the questions before first; then you can choose here.";
    all_closed(): "いま受け付けているものはありません。", "いま選《えら》べるものは ありません。", "Nothing can be chosen at the moment.";
    choose_any(): "あてはまるものをすべて選んでください。", "いくつえらんでもいいです。", "Choose all that apply.";
    up_to_characters(count): "{count}文字まで", "{count}文字《もじ》まで", "up to {count} characters";
    add_row(title): "＋ {title}を追加する", "＋ {title}をふやす", "Add another: {title}";
    remove_row(title): "{title}を削除", "{title}をけす", "Remove: {title}";
    row_of(title, number): "{title}（{number}）", "{title}（{number}）", "{title} ({number})";
    verified_answer(): "本人確認で確かめた内容です。ここでは直せません。", "本人確認《ほんにんかくにん》で、たしかめました。ここでは直《なお》せません。", "Confirmed by your sign-in. It cannot be changed here.";
    computed_yet(): "答えがそろうと、ここに表示されます", "あとでここに出《で》ます", "Shown here once the answers are complete";
    fill_address(): "郵便番号から住所を入れる", "郵便番号《ゆうびんばんごう》から住所《じゅうしょ》を入《い》れる", "Fill in the address";
    postal_unknown(): "この郵便番号の住所は見つかりませんでした。番号を確かめるか、住所を入れてください。", "この番号《ばんごう》の住所《じゅうしょ》がわかりません。番号《ばんごう》をもう一度《いちど》見《み》るか、住所《じゅうしょ》を書《か》いてください。", "No address was found for this postal code. Please check the code or type the address.";
    mended_katakana(): "カタカナに直しました", "カタカナに直《なお》しました", "Changed to katakana";
    mended_to(value): "「{value}」に直しました", "「{value}」に直《なお》しました", "Changed to “{value}”";
    mended_date(date): "西暦では{date}です", "西暦《せいれき》では{date}です", "In the Western calendar: {date}";
    file_kinds(kinds, size): "{kinds}、1つ{size}まで。スマートフォンなら、その場で撮影できます。", "{kinds}、{size}まで。スマホで写真《しゃしん》がとれます。", "{kinds}, up to {size} each. On a phone you can take a photo now.";
    file_count(count): "{count}個まで付けられます。", "{count}個《こ》まで。", "Up to {count} file(s).";
    file_sending(): "送っています", "おくっています", "is being sent";
    file_unsent(): "送れませんでした。電波のよい所でもう一度選んでください。", "おくれませんでした。もう一度《いちど》えらんでください。", "Could not be sent. Please choose the file again.";
    file_remove(): "外す", "けす", "Remove";
    file_open(): "付けたファイル", "つけたもの", "Attached files";
    file_too_large(limit): "ファイルが大きすぎます。{limit}までのファイルを選んでください。", "ファイルが大《おお》きすぎます。{limit}までです。", "The file is too large. Please choose one of up to {limit}.";
    office_writes(): "窓口から", "市役所《しやくしょ》から", "From the office";
    towns_to_choose(towns): "この郵便番号の町名は、{towns}のどれかです。", "この番号《ばんごう》の町《まち》は、{towns}のどれかです。", "Towns with this postal code: {towns}.";
}
