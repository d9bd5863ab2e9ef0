//! Words about draws: the public page, and one's own place.

use ::web::wording::phrases;

use super::Wording;

phrases! {
    pub(crate) Wording;
    draws_title(): "抽選の名簿と結果", "抽選《ちゅうせん》の 結果《けっか》", "Draws";
    draws_lead(): "抽選で順番を決める手続の名簿と結果です。受付番号だけを載せ、氏名は載せません。だれでも、順番を計算し直して確かめられます。", "抽選《ちゅうせん》の 結果《けっか》です。番号《ばんごう》だけが あります。名前《なまえ》は ありません。", "Lists and results of procedures that are decided by a draw. Only receipt numbers are shown, never names. Anybody can compute the order again.";
    draws_none(): "公開している抽選は、いまはありません。締切の後に名簿が確定すると、ここに並びます。", "いまは ありません。", "No draw is published now. Lists appear here once they are frozen after closing.";
    draw_closed_on(day): "締切：{day}", "しめきり：{day}", "Closed on {day}";
    draw_drawn(day): "{day}に順番が決まりました", "{day}に 決《き》まりました", "Drawn on {day}";
    draw_not_drawn(): "名簿が確定しました。順番はこれから決まります", "これから 決《き》まります", "The list is frozen; the order is still to be drawn";
    draw_frozen_at(when): "名簿を確定した日時：{when}", "名簿《めいぼ》を 決《き》めた日《ひ》：{when}", "List frozen: {when}";
    draw_source(source, day): "順番を決める数字：{day}の{source}", "順番《じゅんばん》を 決《き》める 数字《すうじ》：{day}の {source}", "Figure that decides: {source} of {day}";
    draw_figure(): "発表された数字", "出《で》た 数字《すうじ》", "The figure";
    draw_digest(): "名簿の指紋（SHA-256）", "名簿《めいぼ》の しるし（SHA-256）", "SHA-256 of the list";
    draw_digest_why(): "この指紋は、数字が発表される前から公開しています。名簿が1文字でも変わると、指紋も変わります。控えておくと、後で名簿が変わっていないことを確かめられます。", "数字《すうじ》が 出《で》る前《まえ》から ここに あります。名簿《めいぼ》が 変《か》わると、これも 変《か》わります。", "It was published before the figure was known. If a single letter of the list changed, so would this. Note it down to check later.";
    draw_how_title(): "順番の決め方と確かめ方", "どうやって 決《き》めるか", "How the order is drawn, and how to check it";
    draw_how(): "手続で決めた点数がある場合は点数の大きい順に、同じ点数の中では、発表された数字を鍵にして受付番号から計算した値（HMAC-SHA-256）の小さい順に並べます。だれも前もって知ることも、選ぶこともできません。", "出《で》た 数字《すうじ》と 受付番号《うけつけばんごう》を 計算《けいさん》して、小《ちい》さい 順《じゅん》に ならべます。だれも えらべません。", "Points of the procedure come first, the greater before the smaller. Between equals the order is by HMAC-SHA-256 of the receipt number with the figure as the key, the smaller first. Nobody can know or choose it beforehand.";
    draw_check(): "下のデータを保存し、数字を発表元で確かめてから、madoguchi draw verify ファイル名 で計算し直せます。", "下《した》の データで、もう一度《いちど》 計算《けいさん》できます。", "Save the data below, look the figure up where it is published, and compute it again with: madoguchi draw verify FILE";
    draw_data(): "確かめるためのデータ（JSON）", "データ（JSON）", "Data for checking (JSON)";
    draw_counts(places, of): "当選{places}、申込み{of}", "当《あ》たり{places}・全部《ぜんぶ》{of}", "{places} places, {of} entries";
    draw_winners(): "当選", "当《あ》たり", "Won";
    draw_substitutes(): "補欠（上から順に繰り上がります）", "補欠《ほけつ》〈前《まえ》の人《ひと》が やめたら 当《あ》たり〉", "Substitutes, who move up in this order";
    draw_listed(): "名簿の受付番号（番号順）", "番号《ばんごう》", "Receipt numbers on the list";
    draw_all(): "申込み", "もうしこみ", "Entries";
    lot_title(): "抽選", "抽選《ちゅうせん》", "The draw";
    lot_listed(day, source): "抽選の名簿に載りました。{day}の「{source}」で、順番が決まります。", "名簿《めいぼ》に あります。{day}の「{source}」で 決《き》まります。", "You are on the list. The order is decided by “{source}” of {day}.";
    lot_place(of, place, places): "{of}件の中で{place}番でした（{places}番までが当選です）。", "{of}の中《なか》で {place}番《ばん》でした（{places}番《ばん》までが 当《あ》たり）。", "You came in place {place} of {of}; the first {places} win.";
    lot_for(group): "申し込んだもの：{group}", "{group}", "Drawn for: {group}";
    lot_won(): "当選です。これからのことは、このページとメールでお知らせします。", "当《あ》たりました。このあとは このページで 知《し》らせます。", "You have won. This page and our letters tell you what comes next.";
    lot_substitute(number): "補欠の{number}番です。前の順番の方が辞退されたときに、順に繰り上がります。繰り上がったときは、お知らせします。", "補欠《ほけつ》の {number}番《ばん》です。前《まえ》の人《ひと》が やめたら、知《し》らせます。", "You are substitute number {number}. If somebody before you drops out you move up, and we will tell you.";
    lot_moved_up(): "補欠から繰り上がり、当選になりました。これからのことは、このページとメールでお知らせします。", "当《あ》たりに なりました。このあとは このページで 知《し》らせます。", "You have moved up and have a place now. This page and our letters tell you what comes next.";
    lot_check(): "名簿・数字・順番を見て、確かめる", "結果《けっか》を 見《み》る", "See the list, the figure and the order, and check them";
    happened_drawn(): "抽選で順番が決まりました", "抽選《ちゅうせん》で 順番《じゅんばん》が 決《き》まりました", "The order was drawn";
    happened_moved_up(): "補欠から繰り上がりました", "当《あ》たりに なりました", "You moved up from the substitutes";
}
