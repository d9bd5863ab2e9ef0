//! The functions of days.

use super::{Entry, Word};
use crate::expression::functions::Function;

/// Every function of days.
pub(super) const DAYS: [Entry; 18] = [
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
        4..=5,
        Word {
            name: "deadline",
            arguments: "event, count, include_first, roll, unit",
            japanese: "期限の最後の日。`include_first` は初日を数えるか（民法140条では false、戸籍法43条では true）。`roll` は閉庁日のときの動かし方で `'next'`、`'previous'`、`'none'`。`unit` は `'days'`（書かなければこれ）、`'months'`、`'years'`、`'open-days'`。`count` が負の数なら、その分だけ前の日。",
            english: "The last day of a period. `include_first`: whether the day of the event counts. `roll`: where it moves from a closed day, `'next'`, `'previous'` or `'none'`. `unit`: `'days'` (without it), `'months'`, `'years'` or `'open-days'`. A negative `count` ends before the event.",
            example: "deadline('2026-11-30', 3, false, 'next', 'months')",
        },
    ),
    (
        Function::Closing,
        2..=2,
        Word {
            name: "closing",
            arguments: "table, begins",
            japanese: "その日に始まるものの、申込の締切。表（x-tables）に `\"04-01\": { \"monthsBefore\": 2, \"day\": 5 }` のように書きます。月か日は `*` にでき（`\"*-16\"`）、細かい行が先です。`\"roll\"` は閉庁日のときの動かし方。合う行がなければ null。",
            english: "The last day to apply for what begins on a day. A table of x-tables says it: `\"04-01\": { \"monthsBefore\": 2, \"day\": 5 }`; month or day can be `*` (`\"*-16\"`), the closest row counts; `\"roll\"` moves it from closed days. null without a row.",
            example: "closing({'roll': 'previous', '*-01': {'monthsBefore': 1, 'day': 5}}, '2027-01-01')",
        },
    ),
    (
        Function::Year,
        1..=1,
        Word {
            name: "year",
            arguments: "day",
            japanese: "西暦の年。`'2026-04'` の形の年月も受け取ります。",
            english: "The year. Also of a month such as `'2026-04'`.",
            example: "year('2026-11-23')",
        },
    ),
    (
        Function::Month,
        1..=1,
        Word {
            name: "month",
            arguments: "day",
            japanese: "月。1から12。年月も受け取ります。",
            english: "The month, 1 to 12. Also of a month.",
            example: "month('2026-11-23')",
        },
    ),
    (
        Function::Day,
        1..=1,
        Word {
            name: "day",
            arguments: "day",
            japanese: "日。1から31。",
            english: "The day of the month, 1 to 31.",
            example: "day('2026-11-23')",
        },
    ),
    (
        Function::FirstOfMonth,
        1..=1,
        Word {
            name: "first_of_month",
            arguments: "day",
            japanese: "その月の1日。年月も受け取ります。月末は `add_days(first_of_month(add_months(day, 1)), -1)`。",
            english: "The first day of its month. Also of a month. The last one is `add_days(first_of_month(add_months(day, 1)), -1)`.",
            example: "first_of_month('2026-11-23')",
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
];
