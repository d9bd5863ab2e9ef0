//! Every word of expressions with its meaning: the one list of functions, from which
//! calls are resolved and the authors' reference is written.
//!
//! What a function does is the business of `functions`.

mod days;
mod numbers;

use std::ops::RangeInclusive;

use days::DAYS;
use numbers::NUMBERS;

use super::functions::Function;

/// A word of the expression language, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// The names of its arguments; empty for a name without any.
    pub arguments: &'static str,
    /// What it means, in Japanese.
    pub japanese: &'static str,
    /// What it means, in English.
    pub english: &'static str,
    /// An expression that uses it and can be run; empty where it needs a form.
    pub example: &'static str,
}

/// What an expression can name besides its functions.
pub const NAMES: [Word; 7] = [
    Word {
        name: "form",
        arguments: "",
        japanese: "正規化した後の答え。`form.name`、`form.address.ward` のように書きます。",
        english: "The normalised answers: `form.name`, `form.address.ward`.",
        example: "form",
    },
    Word {
        name: "today",
        arguments: "",
        japanese: "受け付ける日（日本の日付）。`'2026-04-01'` の形の文字です。",
        english: "The day of receipt in Japan, a text such as `'2026-04-01'`.",
        example: "today",
    },
    Word {
        name: "applicant",
        arguments: "",
        japanese: "本人確認で確かめた事実。無ければ null。",
        english: "Verified facts about the applicant, or null.",
        example: "applicant",
    },
    Word {
        name: "tables",
        arguments: "",
        japanese: "`x-tables` の表と、`x-lists` の一覧。`tables.fees[form.kind]`、`tables.schools[form.school].ward`。",
        english: "The tables of `x-tables` and the lists of `x-lists`: `tables.fees[form.kind]`, `tables.schools[form.school].ward`.",
        example: "",
    },
    Word {
        name: "item",
        arguments: "",
        japanese: "いちばん近いまとまり（group）か行の答え。まとまりか行の中でだけ使えます。",
        english: "The answers of the nearest group or row; only inside one.",
        example: "",
    },
    Word {
        name: "row",
        arguments: "",
        japanese: "いちばん近い行の答え。行の中でだけ使えます。",
        english: "The answers of the nearest row; only inside one.",
        example: "",
    },
    Word {
        name: "index",
        arguments: "",
        japanese: "行の番号。0から。行の中でだけ使えます。",
        english: "The number of the row, from 0; only inside one.",
        example: "",
    },
];

/// The operations over lists, and those that the parser knows by itself.
pub const MACROS: [Word; 7] = [
    Word {
        name: "all",
        arguments: "list, x, condition",
        japanese: "すべてが条件に合うか。`form.children.all(c, c.age < 18)`。空の一覧は true。",
        english: "Whether every item fits: `form.children.all(c, c.age < 18)`. True for an empty list.",
        example: "[1, 2].all(x, x > 0)",
    },
    Word {
        name: "exists",
        arguments: "list, x, condition",
        japanese: "条件に合うものがあるか。",
        english: "Whether some item fits.",
        example: "[1, 2].exists(x, x > 1)",
    },
    Word {
        name: "exists_one",
        arguments: "list, x, condition",
        japanese: "条件に合うものがちょうど1つか。",
        english: "Whether exactly one item fits.",
        example: "[1, 2].exists_one(x, x > 1)",
    },
    Word {
        name: "map",
        arguments: "list, x, value",
        japanese: "一つ一つから作った一覧。",
        english: "The list of what is made of each item.",
        example: "[1, 2].map(x, x * 300)",
    },
    Word {
        name: "filter",
        arguments: "list, x, condition",
        japanese: "条件に合うものだけの一覧。",
        english: "The list of the items that fit.",
        example: "[1, 2].filter(x, x > 1)",
    },
    Word {
        name: "matches",
        arguments: "text, 'pattern'",
        japanese: "正規表現に合うか。型（pattern）は文字のまま書き、先読みと後方参照は使えません。",
        english: "Whether a regular expression finds something. The pattern is written as it is; no look-around, no back-references.",
        example: "'A-12'.matches('^[A-Z]-[0-9]+$')",
    },
    Word {
        name: "has",
        arguments: "form.x",
        japanese: "答えがあるか。`present` と同じです。",
        english: "Whether there is an answer, like `present`.",
        example: "",
    },
];

/// Every function.
pub fn functions() -> impl Iterator<Item = &'static Word> {
    entries().map(|(_, _, word)| word)
}

/// A function, how many arguments it takes, and what it means.
pub(super) type Entry = (Function, RangeInclusive<usize>, Word);

/// The functions in the order of the reference.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    DAYS.iter().chain(&NUMBERS).chain(&OTHERS)
}

/// Every function of answers, lists and texts.
const OTHERS: [Entry; 13] = [
    (
        Function::Present,
        1..=1,
        Word {
            name: "present",
            arguments: "x",
            japanese: "答えがあるか。null、空の文字、空の一覧なら false。",
            english: "Whether there is an answer: not null, no empty text, no empty list.",
            example: "present('')",
        },
    ),
    (
        Function::Sum,
        1..=2,
        Word {
            name: "sum",
            arguments: "list, 'field'",
            japanese: "一覧の数の合計。行の一覧なら、どの項目を足すかを第2引数に書きます。無い数は0です。",
            english: "The sum of a list of numbers, or of one field of its rows. Missing numbers count as nothing.",
            example: "sum([1, 2, 0.5])",
        },
    ),
    (
        Function::Unique,
        1..=1,
        Word {
            name: "unique",
            arguments: "list",
            japanese: "同じ値が2つ無いか。空の値は見ません。1,000個まで。",
            english: "Whether no two items are equal. Empty ones are left out. Up to 1,000 items.",
            example: "unique([1, 2, 1])",
        },
    ),
    (
        Function::BankHolder,
        1..=1,
        Word {
            name: "bank_holder",
            arguments: "name",
            japanese: "カナの名前を全銀の文字にし、空白と点を除いたもの。比べるために使います。",
            english: "A name in kana as banks write it, without spaces and dots: for comparing.",
            example: "bank_holder('ヤマダ ハナコ')",
        },
    ),
    (
        Function::HolderMatches,
        2..=2,
        Word {
            name: "holder_matches",
            arguments: "holder, kana",
            japanese: "口座名義とフリガナが同じ人を指すか。",
            english: "Whether the holder of an account and a name in kana are the same.",
            example: "holder_matches('ﾔﾏﾀﾞ ﾊﾅｺ', 'ヤマダ ハナコ')",
        },
    ),
    (
        Function::BankName,
        1..=1,
        Word {
            name: "bank_name",
            arguments: "code",
            japanese: "金融機関コードの銀行の名前。一覧に無ければ null。",
            english: "The name of the bank with a code; null when the list does not have it.",
            example: "bank_name('0125')",
        },
    ),
    (
        Function::BranchName,
        2..=2,
        Word {
            name: "branch_name",
            arguments: "bank, branch",
            japanese: "金融機関コードと支店コードの支店の名前。一覧に無ければ null。",
            english: "The name of the branch with two codes; null when the list does not have it.",
            example: "branch_name('0125', '100')",
        },
    ),
    (
        Function::Size,
        1..=1,
        Word {
            name: "size",
            arguments: "x",
            japanese: "文字の数、行の数、項目の数。`form.name.size()` とも書けます。",
            english: "How many characters, rows or members. Also `form.name.size()`.",
            example: "size('仙台')",
        },
    ),
    (
        Function::StartsWith,
        2..=2,
        Word {
            name: "startsWith",
            arguments: "text, part",
            japanese: "その文字で始まるか。`form.name.startsWith('山')` とも書けます。",
            english: "Whether a text begins so. Also `form.name.startsWith('山')`.",
            example: "'仙台市青葉区'.startsWith('仙台市')",
        },
    ),
    (
        Function::EndsWith,
        2..=2,
        Word {
            name: "endsWith",
            arguments: "text, part",
            japanese: "その文字で終わるか。",
            english: "Whether a text ends so.",
            example: "'仙台市青葉区'.endsWith('区')",
        },
    ),
    (
        Function::Contains,
        2..=2,
        Word {
            name: "contains",
            arguments: "text, part",
            japanese: "その文字を含むか。",
            english: "Whether a text holds another.",
            example: "'仙台市青葉区'.contains('青葉')",
        },
    ),
    (
        Function::Int,
        1..=1,
        Word {
            name: "int",
            arguments: "x",
            japanese: "整数にします。小数は切り捨て、文字は数字だけのもの。",
            english: "A whole number: fractions are cut off, a text must be digits.",
            example: "int('12') + 1",
        },
    ),
    (
        Function::Text,
        1..=1,
        Word {
            name: "string",
            arguments: "x",
            japanese: "文字にします。",
            english: "A text.",
            example: "string(12) + '通'",
        },
    ),
];
