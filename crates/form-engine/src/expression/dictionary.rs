//! Every word of expressions with its meaning: the one list of functions, from which
//! calls are resolved and the authors' reference is written.
//!
//! What a function does is the business of `functions`.

use std::ops::RangeInclusive;

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
    FUNCTIONS.iter().map(|(_, _, word)| word)
}

/// The functions, how many arguments each takes, and what it means.
pub(super) const FUNCTIONS: [(Function, RangeInclusive<usize>, Word); 26] = [
    (
        Function::Age,
        2..=2,
        Word {
            name: "age",
            arguments: "birth, on",
            japanese: "法律の数え方による満年齢。誕生日の前日の終わりに1つ増えます（年齢計算ニ関スル法律）。生まれる前の日なら null。",
            english: "The age as the law counts it: it grows at the end of the eve of the birthday. null for a day before birth.",
            example: "age('2011-04-02', '2026-04-01')",
        },
    ),
    (
        Function::YearsBetween,
        2..=2,
        Word {
            name: "years_between",
            arguments: "from, to",
            japanese: "2つの日の間の満年数。逆向きなら負の数。",
            english: "Full years from one day to another, negative backwards.",
            example: "years_between('2000-02-29', '2026-02-28')",
        },
    ),
    (
        Function::MonthsBetween,
        2..=2,
        Word {
            name: "months_between",
            arguments: "from, to",
            japanese: "2つの日の間の満月数。逆向きなら負の数。",
            english: "Full months from one day to another, negative backwards.",
            example: "months_between('2026-01-31', '2026-03-31')",
        },
    ),
    (
        Function::DaysBetween,
        2..=2,
        Word {
            name: "days_between",
            arguments: "from, to",
            japanese: "2つの日の間の日数。逆向きなら負の数。",
            english: "Days from one day to another, negative backwards.",
            example: "days_between('2026-04-01', '2026-04-15')",
        },
    ),
    (
        Function::BusinessDaysBetween,
        2..=2,
        Word {
            name: "business_days_between",
            arguments: "from, to",
            japanese: "開庁日の数。初めの日は数えず、終わりの日は数えます。",
            english: "Open days after one day up to and with another, negative backwards.",
            example: "business_days_between('2026-11-20', '2026-11-26')",
        },
    ),
    (
        Function::AddDays,
        2..=2,
        Word {
            name: "add_days",
            arguments: "day, count",
            japanese: "何日か後（負の数なら前）の日。",
            english: "The day so many days later, or earlier.",
            example: "add_days('2026-12-31', 1)",
        },
    ),
    (
        Function::AddMonths,
        2..=2,
        Word {
            name: "add_months",
            arguments: "day, count",
            japanese: "何か月か後（負の数なら前）の日。その日が無い月は月末。",
            english: "The day so many months later, or earlier; the last day of a month that is too short.",
            example: "add_months('2026-01-31', 1)",
        },
    ),
    (
        Function::AddBusinessDays,
        2..=2,
        Word {
            name: "add_business_days",
            arguments: "day, count",
            japanese: "何開庁日か後の日。負の数なら前の日。1,000まで。",
            english: "The day so many open days later, or earlier with a negative count; up to 1,000.",
            example: "add_business_days('2026-11-20', 1)",
        },
    ),
    (
        Function::IsBusinessDay,
        1..=1,
        Word {
            name: "is_business_day",
            arguments: "day",
            japanese: "役所の開いている日か。土日、祝日、年末年始は閉庁日です。",
            english: "Whether the office is open: not on weekends, holidays and at the turn of the year.",
            example: "is_business_day('2026-11-23')",
        },
    ),
    (
        Function::Weekday,
        1..=1,
        Word {
            name: "weekday",
            arguments: "day",
            japanese: "曜日。1が月曜日、7が日曜日。",
            english: "The day of the week, 1 for Monday to 7 for Sunday.",
            example: "weekday('2026-11-23')",
        },
    ),
    (
        Function::Deadline,
        4..=4,
        Word {
            name: "deadline",
            arguments: "event, days, include_first, roll",
            japanese: "期限の最後の日。`include_first` は初日を数えるか（民法140条では false、戸籍法43条では true）。`roll` は閉庁日のときの動かし方で `'next'`、`'previous'`、`'none'`。",
            english: "The last day of a period. `include_first`: whether the day of the event counts. `roll`: where it moves from a closed day, `'next'`, `'previous'` or `'none'`.",
            example: "deadline('2026-11-07', 14, true, 'next')",
        },
    ),
    (
        Function::FiscalYear,
        1..=1,
        Word {
            name: "fiscal_year",
            arguments: "day",
            japanese: "年度（4月から翌年3月まで）の西暦。",
            english: "The fiscal year, April to March.",
            example: "fiscal_year('2027-03-31')",
        },
    ),
    (
        Function::SchoolGrade,
        2..=2,
        Word {
            name: "school_grade",
            arguments: "birth, on",
            japanese: "学年の名前。就学年齢でなければ null。",
            english: "The school year in words; null outside school age.",
            example: "school_grade('2014-04-01', '2026-11-20')",
        },
    ),
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
