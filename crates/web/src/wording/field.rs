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
    external_go(title): "{title}に進む", "{title}に行《い》く", "Go to: {title}";
    external_again(): "やり直す", "もう一度《いちど》する", "Do it again";
    external_help(): "入力した内容を保存して、外のサービスのページに移ります。終わると、ここに戻ります。", "書《か》いたことを保存《ほぞん》して、ほかのページに行《い》きます。おわると、ここにもどります。", "Your answers are saved, and the page of another service opens. You come back here afterwards.";
    external_yet(): "まだありません", "まだありません", "Not yet";
    external_done(): "受付が済みました。", "おわりました。", "Received by the service.";
    external_cancelled(): "手続は済んでいません。入力した内容は残っています。準備ができたら、もう一度押してください。", "まだおわっていません。書《か》いたことは残《のこ》っています。もう一度《いちど》おしてください。", "It is not done yet, and your answers are kept. Press the button again when you are ready.";
    external_refused(): "相手の窓口で受け付けられませんでした。もう一度行うか、ほかの方法を選んでください。入力した内容は残っています。", "受《う》け付《つ》けられませんでした。もう一度《いちど》するか、ほかのやりかたを選《えら》んでください。", "The service did not accept it. Please try again or choose another way; your answers are kept.";
    external_away(): "相手の窓口につながりません。入力した内容は残っています。しばらくしてからもう一度押すか、ほかの方法を選んでください。", "いま、つながりません。書《か》いたことは残《のこ》っています。あとでもう一度《いちど》おしてください。", "The service does not answer. Your answers are kept; please press again in a while or choose another way.";
    external_not_here(): "いまは、ここからは手続できません。ほかの方法を選んでください。", "いまは、できません。ほかのやりかたを選《えら》んでください。", "This cannot be done from here at the moment. Please choose another way.";
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
