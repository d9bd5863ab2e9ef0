//! Every limit of a definition and of an answer, gathered for the authors' reference.
//!
//! Each number has its home, and its fault, where it is enforced.

use crate::{check, compile, definition, expression, pipeline};

/// The most that there may be of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Of what, in Japanese.
    pub japanese: &'static str,
    /// Of what, in English.
    pub english: &'static str,
    /// The most.
    pub most: u64,
    /// What is counted: `bytes`, `characters`, `fields` …
    pub unit: &'static str,
}

/// Every limit. A row is a line, so that it reads as the table that it is.
#[rustfmt::skip]
pub fn limits() -> Vec<Limit> {
    [
        (u64::try_from(definition::MAX_BYTES).ok(), "bytes", "定義のファイル（部品と翻訳を除く）", "a definition without its parts and translations"),
        (u64::try_from(definition::MAX_PUBLISHED_BYTES).ok(), "bytes", "部品と翻訳を入れた文書", "a document with parts and translations inside"),
        (u64::try_from(definition::MAX_FIELDS).ok(), "fields", "1つの手続の質問", "questions of one procedure"),
        (u64::try_from(definition::MAX_DEPTH).ok(), "levels", "質問の入れ子の深さ", "nesting of questions"),
        (u64::try_from(definition::MAX_RULES).ok(), "rules", "1つの手続の規則（x-rules）", "rules of one procedure"),
        (u64::try_from(definition::MAX_CHOICES).ok(), "choices", "1つの質問の選択肢、1つの一覧（x-lists）の項目", "choices of one question, items of one list"),
        (u64::try_from(definition::MAX_ALL_CHOICES).ok(), "choices", "すべての質問の選択肢の合計", "choices of all questions together"),
        (u64::try_from(definition::MAX_EXAMPLE_VALUES).ok(), "answers", "すべての例の答えの合計", "answers of all examples together"),
        (u64::try_from(definition::MAX_VALUES).ok(), "values", "文書の値の数", "values of a document"),
        (u64::try_from(definition::MOST_QUESTIONS).ok(), "questions", "申請の前の質問（x-eligibility）", "questions before the form (x-eligibility)"),
        (u64::try_from(definition::MAX_TEXT).ok(), "characters", "人が読む1つの文", "one text that people read"),
        (u64::try_from(definition::MAX_NODES).ok(), "values", "部品を入れた後の値の数", "values of a definition with its parts inside"),
        (u64::try_from(definition::MAX_CHAIN).ok(), "parts", "部品が次の部品を指す段数", "parts that refer to the next"),
        (u64::try_from(definition::MAX_FAULTS).ok(), "faults", "一度に知らせる誤り", "faults that are told at a time"),
        (u64::try_from(definition::MOST_RADIO_BUTTONS).ok(), "choices", "ラジオボタンで示す選択肢", "choices that are shown as radio buttons"),
        (Some(definition::LONG_TEXT), "characters", "1行の欄で聞く maxLength（超えると複数行の欄）", "maxLength of a box with one line; above it there are several"),
        (Some(definition::DEFAULT_LENGTH), "characters", "maxLength を書かないときの答えの長さ", "length of an answer without maxLength"),
        (Some(definition::MAX_LENGTH), "characters", "maxLength に書ける最大", "the largest maxLength"),
        (Some(definition::DEFAULT_ITEMS), "rows", "maxItems を書かないときの行や選択の数", "rows or choices of an answer without maxItems"),
        (Some(definition::MAX_ITEMS), "rows", "maxItems に書ける最大", "the largest maxItems"),
        (Some(compile::MAX_ANSWERS), "answers", "すべての行を埋めたときの答えの数", "answers of a form whose rows are all filled"),
        (Some(definition::MAX_FILES), "files", "x-maxFiles に書ける最大", "the largest x-maxFiles"),
        (Some(definition::DEFAULT_FILE_BYTES), "bytes", "x-maxBytes を書かないときのファイル", "a file without x-maxBytes"),
        (Some(definition::MAX_FILE_BYTES), "bytes", "x-maxBytes に書ける最大", "the largest x-maxBytes"),
        (u64::try_from(definition::MAX_PATTERN).ok(), "bytes", "正規表現（pattern）の長さ", "length of a pattern"),
        (u64::try_from(definition::MAX_PATTERNS).ok(), "patterns", "質問と式（matches）の正規表現の合計", "patterns of fields and expressions (matches) together"),
        (u64::try_from(definition::MAX_LARGE_PATTERNS).ok(), "patterns", "重い正規表現", "patterns that take much memory"),
        (Some(definition::MAX_YEN), "yen", "料金に書ける数（unitYen、quantity、places、units）", "a number of the fee (unitYen, quantity) or of a quota (places, units)"),
        (Some(definition::MOST_WAITING), "filings", "1つの枠を待てる申込み（waiting の most）", "filings that may wait for one slot (most of waiting)"),
        (u64::try_from(pipeline::MAX_LINE).ok(), "yen", "料金の1行の額", "amount of one line of the fee"),
        (u64::try_from(check::MAX_DATA).ok(), "bytes", "1件の申請の答え", "the answers of one filing"),
        (u64::try_from(definition::MAX_EXPRESSION_BYTES).ok(), "bytes", "式（CEL）の長さ", "length of an expression"),
        (Some(expression::MAX_NESTING.into()), "levels", "式の括弧の深さ", "nesting of an expression"),
        (u64::try_from(expression::MAX_FOLDS).ok(), "levels", "一覧の操作（all, map など）の入れ子", "nesting of list operations (all, map …)"),
        (u64::try_from(expression::MAX_MADE).ok(), "characters", "式が作る文字や一覧の長さ", "length of a text or list that an expression makes"),
        (Some(expression::FUEL.into()), "steps", "1回の点検で式が進める歩数", "steps that the expressions of one check may take"),
    ]
    .map(|(most, unit, japanese, english)| {
        Limit { japanese, english, most: most.unwrap_or(u64::MAX), unit }
    })
    .into()
}
