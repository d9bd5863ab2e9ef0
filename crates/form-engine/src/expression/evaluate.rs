//! One expression on its own, for people who try the language out.

use chrono::NaiveDate;
use serde_json::Value;

use super::lower::{Vocabulary, lower};
use super::{Fuel, Scope};

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationFault {
    /// It cannot be read.
    #[error("{what}; {mend}")]
    Refused {
        /// What is wrong.
        what: String,
        /// How to mend it.
        mend: String,
    },
    /// It cannot be run.
    #[error("{0}")]
    Failed(String),
}

/// The value of an expression over any data as `form`. Unlike in a definition,
/// the fields of `form` are not known and none is refused.
pub fn evaluate(
    expression: &str,
    form: &Value,
    today: NaiveDate,
) -> Result<Value, EvaluationFault> {
    let vocabulary = Vocabulary {
        form: None,
        tables: &Value::Null,
        item: None,
        row: None,
        unread: &[],
        is_opening: false,
        decides: false,
    };
    let program = lower(expression, "", &vocabulary)
        .map_err(|fault| EvaluationFault::Refused { what: fault.what, mend: fault.mend })?;
    let scope = Scope {
        form,
        today: &today.format("%Y-%m-%d").to_string(),
        applicant: None,
        tables: &Value::Null,
        item: None,
        row: None,
        index: None,
        granted: None,
        fuel: &Fuel::default(),
    };
    let value = program.run(&scope).map(|value| value.to_json());
    value.map_err(|failure| EvaluationFault::Failed(failure.to_string()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn form() -> Value {
        json!({
            "birthDate": "2011-04-02", "copies": 3, "name": "山田 花子", "kana": "ヤマダ ハナコ",
            "holder": "ﾔﾏﾀﾞ ﾊﾅｺ", "half": 0.5, "tags": ["a", "b"],
            "items": [{ "count": 2, "fee": 400 }, { "count": 3 }, { "count": 1, "fee": 800 }]
        })
    }

    #[track_caller]
    fn check(expression: &str, expected: Value) {
        let today = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        assert_eq!(evaluate(expression, &form(), today), Ok(expected), "{expression}");
    }

    #[track_caller]
    fn refused(expression: &str, what: &str) {
        let today = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        let fault = evaluate(expression, &form(), today).unwrap_err().to_string();
        assert!(fault.contains(what), "{expression}: {fault}");
    }

    #[test]
    fn plain_values_and_operators() {
        check("1 + 2 * 3", json!(7));
        check("7 / 2", json!(3));
        check("-7 % 3", json!(-1));
        check("0.1 + 0.2", json!(0.3));
        check("form.half + 1", json!(1.5));
        check("1.0 == 1", json!(true));
        check("'a' + \"b\"", json!("ab"));
        check("[1] + [2]", json!([1, 2]));
        check("'b' in form.tags", json!(true));
        check("{'x': 1}['x']", json!(1));
        check("'x' in {'x': 1}", json!(true));
        check("form.tags[1]", json!("b"));
        check("form.copies > 2 ? 'many' : 'few'", json!("many"));
        check("size(form.name) == 5 && form.name.startsWith('山田')", json!(true));
        check("form.name.matches('^山.+子$')", json!(true));
        check("string(fiscal_year(today)) + '-04-01'", json!("2026-04-01"));
        check("int('12') + 1", json!(13));
        check("today >= '2026-03-31'", json!(true));
    }

    #[test]
    fn lists_are_asked_with_macros() {
        check("form.items.all(i, i.count > 0)", json!(true));
        check("form.items.exists(i, i.count == 3)", json!(true));
        check("form.items.exists_one(i, i.count > 2)", json!(true));
        check("form.items.map(i, i.count * 2)", json!([4, 6, 2]));
        check("form.items.map(i, i.count > 1, i.count)", json!([2, 3]));
        check("form.items.filter(i, i.count < 3).size()", json!(2));
        check("sum(form.items, 'count')", json!(6));
        check("sum(form.items, 'fee')", json!(1200));
        check("sum([1, 2, 0.5])", json!(3.5));
        check("unique(form.items.map(i, i.fee))", json!(true));
        check("unique([1, 2, 1])", json!(false));
        check("form.tags.all(a, form.tags.exists(b, a == b))", json!(true));
    }

    #[test]
    fn a_missing_answer_is_null_and_never_an_error() {
        check("form.nothing", json!(null));
        check("form.nothing.deeper.still", json!(null));
        check("form.nothing == 'x'", json!(false));
        check("form.nothing != 'x'", json!(true));
        check("form.nothing > 3", json!(null));
        check("!(form.nothing > 3)", json!(null));
        check("form.nothing > 3 || true", json!(true));
        check("form.nothing > 3 && false", json!(false));
        check("form.nothing > 3 && true", json!(null));
        check("'〒' + form.nothing", json!(null));
        check("age(form.nothing, today) >= 15", json!(null));
        check("size(form.nothing)", json!(0));
        check("sum(form.nothing, 'count')", json!(0));
        check("form.nothing.exists(x, x == 1)", json!(false));
        check("form.items.all(i, i.fee > 0)", json!(null));
        check("present(form.nothing) || has(form.nothing)", json!(false));
        check("form.nothing.startsWith('a')", json!(null));
    }

    #[test]
    fn days_are_counted_as_the_law_counts_them() {
        // 年齢計算ニ関スル法律: fifteen at the end of the eve of the birthday.
        check("age(form.birthDate, '2026-03-31')", json!(14));
        check("age(form.birthDate, today)", json!(15));
        check("years_between('2000-02-29', '2026-02-28')", json!(25));
        check("months_between('2026-01-31', '2026-02-28')", json!(0));
        check("days_between('2026-04-01', '2026-03-31')", json!(-1));
        check("business_days_between('2026-11-20', '2026-11-26')", json!(3));
        check("add_days('2026-12-31', 1)", json!("2027-01-01"));
        check("add_months('2026-01-31', 1)", json!("2026-02-28"));
        check("add_business_days('2026-11-20', 1)", json!("2026-11-24"));
        check("add_business_days('2026-12-01', -3)", json!("2026-11-26"));
        check("is_business_day('2026-11-23')", json!(false));
        check("weekday('2026-11-23')", json!(1));
        check("deadline('2026-11-07', 14, true, 'next')", json!("2026-11-20"));
        check("deadline('2026-11-07', 14, false, 'next')", json!("2026-11-24"));
        check("deadline('2026-11-30', 3, false, 'next', 'months')", json!("2027-03-01"));
        check("deadline('2026-11-20', 2, false, 'none', 'years')", json!("2028-11-20"));
        check("deadline('2026-11-20', 3, false, 'next', 'open-days')", json!("2026-11-26"));
        check("deadline('2026-12-20', -7, false, 'previous')", json!("2026-12-11"));
        check("deadline('2027-03-31', -1, false, 'none', 'months')", json!("2027-02-28"));
        check("year(today) * 100 + month('2026-11')", json!(202_611));
        check("day('2026-11-23')", json!(23));
        check("first_of_month('2026-11-23')", json!("2026-11-01"));
        check("add_days(first_of_month(add_months('2027-01-31', 1)), -1)", json!("2027-01-31"));
        check("fiscal_year('2027-03')", json!(2026));
        check("year(form.nothing)", json!(null));
        check("school_grade('2014-04-01', '2026-11-20')", json!("中1"));
        check("age(form.name, today)", json!(null));
        refused("age('no day', today)", "age() needs a day, and 'no day' is none");
    }

    #[test]
    fn a_table_says_when_applications_close() {
        let table = "{'roll': 'previous', '04-01': {'monthsBefore': 2, 'day': 5}, \
            '*-01': {'monthsBefore': 1, 'day': 5}, '*-16': {'monthsBefore': 1, 'day': 20}, \
            '05-*': {'monthsBefore': 3, 'day': 31}}";
        let closes = |begins: &str, expected: Value| {
            check(&format!("closing({table}, {begins})"), expected);
        };
        // 5 February 2028 is a Saturday.
        closes("'2028-04-01'", json!("2028-02-04"));
        closes("'2027-01-01'", json!("2026-12-04"));
        closes("'2026-10-16'", json!("2026-09-18"));
        closes("'2027-05-16'", json!("2027-02-26"));
        closes("'2027-01-10'", json!(null));
        closes("form.nothing", json!(null));
    }

    #[test]
    fn account_holders_are_compared_as_banks_write_them() {
        check("bank_holder(form.holder) == bank_holder(form.kana)", json!(true));
        check("holder_matches(form.holder, form.kana)", json!(true));
        check("bank_holder('ヤマダ タロウ') == bank_holder(form.kana)", json!(false));
    }

    #[test]
    fn unknown_names_and_broken_texts_are_refused() {
        refused("nothing == 1", "the name \"nothing\" is not known");
        refused("item.count", "known only inside a group or a row");
        refused("agee(form.birthDate, today)", "did you mean age()?");
        refused("open('/etc/passwd')", "the function open() is not known");
        refused("age(form.birthDate)", "age() got 1 arguments");
        refused("deadline(today, 15, false, 'sometimes')", "does not know the word");
        refused("form.", "this expression cannot be read");
        refused("form.name.matches('(?=x)')", "this pattern cannot be used");
        refused("b'x'", "bytes and unsigned numbers are not available");
        refused(&"(".repeat(200), "nested more than 32 deep");
        refused(&"!".repeat(200), "nested more than 32 deep");
        refused(&"1+".repeat(2000), "more than 2048 bytes");
        refused(
            "form.a.all(a, form.b.all(b, form.c.all(c, form.d.all(d, true))))",
            "list macros are nested more than 3 deep",
        );
    }

    #[test]
    fn what_cannot_be_run_fails_without_quoting_an_answer() {
        for expression in [
            "form.name + 1",
            "form.name > 1",
            "form.copies.deeper",
            "1 / 0",
            "9223372036854775807 + 1",
            "form.tags[7]",
            "add_days(today, 99999999)",
        ] {
            let today = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
            let fault = evaluate(expression, &form(), today).unwrap_err();
            assert!(matches!(fault, EvaluationFault::Failed(_)), "{expression}: {fault}");
            assert!(!fault.to_string().contains("山田"), "{fault}");
        }
    }

    #[test]
    fn nested_macros_over_large_lists_run_out_of_steps() {
        let list: Vec<u32> = (0..200).collect();
        let form = json!({ "l": list });
        let today = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        let nested = "form.l.all(a, form.l.all(b, form.l.all(c, a + b + c >= 0)))";
        let fault = evaluate(nested, &form, today).unwrap_err();
        assert_eq!(fault.to_string(), "the expressions took more steps than a check may take");
    }

    proptest! {
        #[test]
        fn any_text_is_an_expression_or_refused(
            words in prop::collection::vec(
                prop::sample::select(&[
                    "form", ".", "name", "(", ")", "[", "]", "{", "}", "'x'", "1", "2.5", "-", "!",
                    "+", "==", "&&", "||", "?", ":", ",", "all", "has", "size", "in", " ", "`", "あ",
                    "\"", "\\", "0x", "1u", "b'a'", "today", "age", "null", "//", "\n",
                ][..]),
                0..24,
            ),
            free in ".{0,40}",
        ) {
            let today = NaiveDate::MIN;
            drop(evaluate(&words.concat(), &form(), today));
            drop(evaluate(&free, &form(), today));
        }
    }
}
