//! Common names, so that what is seeded is searched like a city's people.

use casework::Subject;
use form_engine::Form;
use serde_json::Value;

/// Surnames of the north-east and of everywhere, with their kana.
const SURNAMES: &[(&str, &str)] = &[
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("高橋", "タカハシ"),
    ("田中", "タナカ"),
    ("伊藤", "イトウ"),
    ("渡辺", "ワタナベ"),
    ("山本", "ヤマモト"),
    ("中村", "ナカムラ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
    ("吉田", "ヨシダ"),
    ("山田", "ヤマダ"),
    ("佐々木", "ササキ"),
    ("山口", "ヤマグチ"),
    ("松本", "マツモト"),
    ("井上", "イノウエ"),
    ("木村", "キムラ"),
    ("林", "ハヤシ"),
    ("斎藤", "サイトウ"),
    ("清水", "シミズ"),
    ("山崎", "ヤマザキ"),
    ("森", "モリ"),
    ("池田", "イケダ"),
    ("橋本", "ハシモト"),
    ("阿部", "アベ"),
    ("石川", "イシカワ"),
    ("山下", "ヤマシタ"),
    ("中島", "ナカジマ"),
    ("石井", "イシイ"),
    ("小川", "オガワ"),
    ("前田", "マエダ"),
    ("岡田", "オカダ"),
    ("長谷川", "ハセガワ"),
    ("藤田", "フジタ"),
    ("後藤", "ゴトウ"),
    ("近藤", "コンドウ"),
    ("村上", "ムラカミ"),
    ("遠藤", "エンドウ"),
    ("青木", "アオキ"),
    ("坂本", "サカモト"),
    ("千葉", "チバ"),
    ("菅原", "スガワラ"),
    ("早坂", "ハヤサカ"),
    ("庄司", "ショウジ"),
    ("丹野", "タンノ"),
    ("熊谷", "クマガイ"),
    ("及川", "オイカワ"),
    ("今野", "コンノ"),
];

/// Given names of four generations. Their number shares no divisor with that of the surnames, so
/// that counting through both meets every pair.
const GIVEN_NAMES: &[(&str, &str)] = &[
    ("花子", "ハナコ"),
    ("太郎", "タロウ"),
    ("誠", "マコト"),
    ("陽菜", "ヒナ"),
    ("蓮", "レン"),
    ("結衣", "ユイ"),
    ("大翔", "ヒロト"),
    ("美咲", "ミサキ"),
    ("翔太", "ショウタ"),
    ("さくら", "サクラ"),
    ("健一", "ケンイチ"),
    ("由美子", "ユミコ"),
    ("直樹", "ナオキ"),
    ("恵子", "ケイコ"),
    ("浩", "ヒロシ"),
    ("幸子", "サチコ"),
    ("勇", "イサム"),
    ("和子", "カズコ"),
    ("清", "キヨシ"),
    ("久美子", "クミコ"),
    ("拓也", "タクヤ"),
    ("愛", "アイ"),
    ("大輔", "ダイスケ"),
    ("麻衣", "マイ"),
    ("学", "マナブ"),
    ("裕子", "ユウコ"),
    ("茂", "シゲル"),
    ("節子", "セツコ"),
    ("隆", "タカシ"),
    ("典子", "ノリコ"),
    ("悠真", "ユウマ"),
    ("凛", "リン"),
    ("湊", "ミナト"),
    ("葵", "アオイ"),
    ("樹", "イツキ"),
    ("紬", "ツムギ"),
    ("健", "タケシ"),
    ("真由美", "マユミ"),
    ("豊", "ユタカ"),
    ("千代子", "チヨコ"),
    ("進", "ススム"),
];

/// Puts the `nth` pair of names wherever the applicant's stand.
pub(super) fn rename(form: &Form, data: &mut Value, nth: usize) {
    let subject = Subject::of(form, data);
    let (Some((surname, surname_kana)), Some((given, given_kana))) =
        (SURNAMES.get(nth % SURNAMES.len()), GIVEN_NAMES.get(nth % GIVEN_NAMES.len()))
    else {
        return;
    };
    let pairs = [
        (subject.name(), format!("{surname} {given}")),
        (subject.kana(), format!("{surname_kana} {given_kana}")),
    ];
    for (before, after) in pairs {
        if let Some(before) = before.filter(|name| name.contains(' ')) {
            replace(data, &before, &after);
        }
    }
}

fn replace(data: &mut Value, before: &str, after: &str) {
    match data {
        Value::String(text) if text == before => after.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, before, after)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| replace(field, before, after));
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
