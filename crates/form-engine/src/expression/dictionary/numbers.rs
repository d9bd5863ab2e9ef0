//! The functions of numbers.

use super::{Entry, Word};
use crate::expression::functions::Function;

/// Every function of numbers.
pub(super) const NUMBERS: [Entry; 5] = [
    (
        Function::Least,
        2..=8,
        Word {
            name: "min",
            arguments: "a, b, …",
            japanese: "いちばん小さい数。上限を付けるときに使います。半額で5万円まで、千円未満切り捨ては `floor(min(form.cost / 2, 50000), 1000)`。",
            english: "The smallest number, for an upper limit. Half of the cost, at most 50,000 yen, cut below 1,000: `floor(min(form.cost / 2, 50000), 1000)`.",
            example: "min(63500, 50000)",
        },
    ),
    (
        Function::Greatest,
        2..=8,
        Word {
            name: "max",
            arguments: "a, b, …",
            japanese: "いちばん大きい数。下限を付けるときに使います（0より小さくしない、など）。",
            english: "The largest number, for a lower limit such as nothing below 0.",
            example: "max(3 - 5, 0)",
        },
    ),
    (
        Function::Floor,
        1..=2,
        Word {
            name: "floor",
            arguments: "number, step",
            japanese: "切り捨て。`step` は単位で、1000なら千円未満、書かなければ1未満を切り捨てます。",
            english: "Cut down to a multiple of `step`, or to a whole number without it.",
            example: "floor(31750, 1000)",
        },
    ),
    (
        Function::Ceiling,
        1..=2,
        Word {
            name: "ceil",
            arguments: "number, step",
            japanese: "切り上げ。`step` は切り捨てと同じです。",
            english: "Rounded up, to a multiple of `step` as with `floor`.",
            example: "ceil(31750, 1000)",
        },
    ),
    (
        Function::Round,
        1..=2,
        Word {
            name: "round",
            arguments: "number, step",
            japanese: "四捨五入。`step` は切り捨てと同じです。",
            english: "Rounded to the nearest, halves away from 0; to a multiple of `step` as with `floor`.",
            example: "round(0.5)",
        },
    ),
];
