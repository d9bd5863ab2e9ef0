//! The words that banks shorten in the names of corporate holders: 法人略語, 営業所略語 and 事業略語
//! of the list that the member banks of the 全銀 system share.
//!
//! Only comparison needs them. What was typed is never shortened or spelt out: how a bank has
//! entered a holder is the bank's business.

use std::sync::LazyLock;

use super::holder;

/// Legal forms and offices. They stand in brackets on the side of the name: `ｶ)…` first, `…(ｶ` last,
/// `…(ｶ)…` between.
const BRACKETED: &[(&str, &[&str])] = &[
    ("カ", &["カブシキガイシャ", "カブシキカイシャ"]),
    ("ユ", &["ユウゲンガイシャ", "ユウゲンカイシャ"]),
    ("メ", &["ゴウメイガイシャ", "ゴウメイカイシャ"]),
    ("シ", &["ゴウシガイシャ", "ゴウシカイシャ"]),
    ("ド", &["ゴウドウガイシャ", "ゴウドウカイシャ"]),
    ("ソ", &["ソウゴガイシャ", "ソウゴカイシャ"]),
    (
        "イ",
        &[
            "イリョウホウジン",
            "イリョウホウジンシャダン",
            "イリョウホウジンザイダン",
            "シャカイイリョウホウジン",
        ],
    ),
    ("ザイ", &["ザイダンホウジン", "イッパンザイダンホウジン", "コウエキザイダンホウジン"]),
    ("シヤ", &["シャダンホウジン", "イッパンシャダンホウジン", "コウエキシャダンホウジン"]),
    ("シユウ", &["シュウキョウホウジン"]),
    ("ガク", &["ガッコウホウジン"]),
    ("フク", &["シャカイフクシホウジン"]),
    ("ホゴ", &["コウセイホゴホウジン"]),
    ("トクヒ", &["トクテイヒエイリカツドウホウジン"]),
    ("ドク", &["ドクリツギョウセイホウジン"]),
    ("チドク", &["チホウドクリツギョウセイホウジン"]),
    ("ダイ", &["コクリツダイガクホウジン", "コウリツダイガクホウジン"]),
    ("ベン", &["ベンゴシホウジン"]),
    ("ギヨ", &["ギョウセイショシホウジン"]),
    ("シホウ", &["シホウショシホウジン"]),
    ("ゼイ", &["ゼイリシホウジン"]),
    ("ロウム", &["シャカイホケンロウムシホウジン"]),
    ("ノウ", &["ノウジクミアイホウジン"]),
    ("カンリ", &["カンリクミアイホウジン"]),
    ("チユウ", &["ユウゲンセキニンチュウカンホウジン", "ムゲンセキニンチュウカンホウジン"]),
    ("エイ", &["エイギョウショ"]),
    ("シユツ", &["シュッチョウジョ", "シュッチョウショ"]),
];

/// Kinds of business. They stand within the name, without brackets.
const BARE: &[(&str, &[&str])] = &[
    ("レン", &["レンゴウカイ"]),
    ("キヨウサイレン", &["キョウサイノウギョウキョウドウクミアイレンゴウカイ"]),
    ("ケイザイレン", &["ケイザイノウギョウキョウドウクミアイレンゴウカイ"]),
    ("ノウキヨウレン", &["ノウギョウキョウドウクミアイレンゴウカイ"]),
    ("ノウキヨウ", &["ノウギョウキョウドウクミアイ"]),
    ("ギヨレン", &["ギョギョウキョウドウクミアイレンゴウカイ"]),
    ("ギヨキヨウ", &["ギョギョウキョウドウクミアイ"]),
    ("シヨクハンキヨウ", &["ショクリョウハンバイキョウドウクミアイ"]),
    ("セイキヨウ", &["セイカツキョウドウクミアイ"]),
    ("キヨウクミ", &["キョウドウクミアイ"]),
    ("キヨウサイ", &["キョウサイクミアイ"]),
    ("コクホレン", &["コクミンケンコウホケンダンタイレンゴウカイ"]),
    ("コクホ", &["コクミンケンコウホケンクミアイ"]),
    ("ケンポ", &["ケンコウホケンクミアイ"]),
    ("シヤホ", &["シャカイホケンシンリョウホウシュウシハライキキン"]),
    ("コウネン", &["コウセイネンキンキキン"]),
    ("シヤキヨウ", &["シャカイフクシキョウギカイ"]),
    ("ロウクミ", &["ロウドウクミアイ"]),
    ("ジユウクミ", &["ジュウギョウインクミアイ"]),
    ("ユウクミ", &["ユウゲンセキニンジギョウクミアイ"]),
    ("セイメイ", &["セイメイホケン"]),
    ("カイジヨウ", &["カイジョウカサイホケン"]),
    ("カサイ", &["カサイカイジョウホケン"]),
    ("シヨクアン", &["コウキョウショクギョウアンテイショ"]),
    ("トクヨウ", &["トクベツヨウゴロウジンホーム"]),
];

/// A word and what stands for it, in 全銀 characters; long words before the words within them.
static WORDS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let bracketed = BRACKETED.iter().map(|(short, words)| (format!("({short})"), *words));
    let bare = BARE.iter().map(|(short, words)| ((*short).to_owned(), *words));
    let mut table: Vec<(String, String)> = bracketed
        .chain(bare)
        .flat_map(|(short, words)| words.iter().map(move |word| (*word, short.clone())))
        .filter_map(|(word, short)| {
            Some((holder::converted(word).ok()?, holder::converted(&short).ok()?))
        })
        .collect();
    table.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    table
});

/// The bracketed forms, in 全銀 characters: `ｶ`.
static BRACKETED_SHORT: LazyLock<Vec<String>> = LazyLock::new(|| {
    BRACKETED.iter().filter_map(|(short, _)| holder::converted(short).ok()).collect()
});

/// A holder without spaces, in which every legal form is short and in both brackets, wherever it
/// stands: `ｶ)ｾﾝﾀﾞｲ` and `ｶﾌﾞｼｷｶﾞｲｼﾔｾﾝﾀﾞｲ` are `(ｶ)ｾﾝﾀﾞｲ`.
///
/// `ｾﾝﾀﾞｲ(ｶ` stays another holder: a company chooses the side, and two may differ in nothing else.
pub(super) fn shortened(holder: &str) -> String {
    let mut text = holder.to_owned();
    for (word, short) in WORDS.iter() {
        if text.contains(word.as_str()) {
            text = text.replace(word.as_str(), short);
        }
    }
    let is_short = |inner: &str| BRACKETED_SHORT.iter().any(|short| short == inner);
    if text.split_once(')').is_some_and(|(first, _)| is_short(first)) {
        text.insert(0, '(');
    }
    if text.rsplit_once('(').is_some_and(|(_, last)| is_short(last)) {
        text.push(')');
    }
    text
}
