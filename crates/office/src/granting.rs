//! 一部・条件付き: the rows of amounts as a clerk types them, and back to what is proposed.

use japanese_values::money;
use kernel::{Language, Yen};
use review_workflow::{CommandKind, Granted, Terms};

use super::typed::{Misread, Typed};
use ::web::shown;

/// Rows of an empty form.
const ROWS: usize = 5;

/// A row of the form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AmountRow {
    pub(super) number: usize,
    pub(super) label: String,
    pub(super) asked: String,
    pub(super) granted: String,
}

/// What was proposed or decided, as the page of a case tells it.
pub(super) struct TermsView {
    pub(super) conditions: Vec<String>,
    /// Label, asked and granted; the sum last.
    pub(super) amounts: Vec<(String, String, String)>,
}

/// The rows as they were typed, or empty ones.
pub(super) fn rows(typed: &Typed) -> Vec<AmountRow> {
    if typed.value("type") == CommandKind::Propose.word() {
        return (1..).map_while(|number| AmountRow::typed(typed, number)).collect();
    }
    let empty = |number| {
        let [label, asked, granted] = [(); 3].map(|()| String::new());
        AmountRow { number, label, asked, granted }
    };
    (1..=ROWS).map(empty).collect()
}

/// What is to be granted. A row in which nothing stands is none.
pub(super) fn read(typed: &Typed) -> Result<Terms, Misread> {
    let mut amounts = Vec::new();
    for row in (1..).map_while(|number| AmountRow::typed(typed, number)) {
        amounts.extend(row.read()?);
    }
    Ok(Terms { conditions: typed.value("conditions").trim().to_owned(), amounts })
}

impl AmountRow {
    /// The row of this number, if the form that was sent had it.
    fn typed(typed: &Typed, number: usize) -> Option<Self> {
        let value = |name: &str| typed.found(&format!("{name}:{number}")).map(str::to_owned);
        let (label, asked, granted) = (value("for")?, value("asked")?, value("granted")?);
        Some(Self { number, label, asked, granted })
    }

    fn read(&self) -> Result<Option<Granted>, Misread> {
        let Self { number, label, asked, granted } = self;
        if [label, asked, granted].iter().all(|it| it.trim().is_empty()) {
            return Ok(None);
        }
        let yen = |typed: &str, what: &str| {
            let fault = |_unread| {
                Misread::mend(format!(
                    "金額の{number}行目の{what}に、0以上の整数の円を入れてください。"
                ))
            };
            money::parse(typed).map(Yen::new).map_err(fault)
        };
        let (asked, granted) = (yen(asked, "申請の金額")?, yen(granted, "認める金額")?);
        Ok(Some(Granted { label: label.trim().to_owned(), asked, granted }))
    }
}

impl TermsView {
    pub(super) fn of(terms: &Terms) -> Self {
        let yen = |amount| shown::yen(amount, Language::Japanese);
        let row = |it: &Granted| (it.label.clone(), yen(it.asked), yen(it.granted));
        let sum = terms.asked().zip(terms.granted());
        let sum = sum.map(|(asked, granted)| ("合計".to_owned(), yen(asked), yen(granted)));
        Self {
            conditions: terms.lines().map(str::to_owned).collect(),
            amounts: terms.amounts.iter().map(row).chain(sum).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(rows: &[(&str, &str, &str)]) -> Typed {
        let mut fields = vec![
            ("type".to_owned(), "propose".to_owned()),
            ("conditions".to_owned(), " 3月までに終えること。\n".to_owned()),
        ];
        for ((label, asked, granted), number) in rows.iter().zip(1..) {
            fields.push((format!("for:{number}"), (*label).to_owned()));
            fields.push((format!("asked:{number}"), (*asked).to_owned()));
            fields.push((format!("granted:{number}"), (*granted).to_owned()));
        }
        Typed::new(fields)
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let read = read(&typed(&[("工事費 ", "３０，０００", "20,000円"), ("", " ", "")])).unwrap();
        let amounts = vec![Granted {
            label: "工事費".to_owned(),
            asked: Yen::new(30_000),
            granted: Yen::new(20_000),
        }];
        assert_eq!(read, Terms { conditions: "3月までに終えること。".to_owned(), amounts });
    }

    #[test]
    fn an_amount_that_is_none_is_told_with_its_row_and_stays_as_it_was_typed() {
        let given = typed(&[("工事費", "1", "1"), ("材料費", "3万", "1")]);
        let Err(Misread::Mend(told)) = read(&given) else { panic!("it was read") };
        assert!(told.contains("2行目の申請の金額"), "{told}");
        assert_eq!(rows(&given)[1].asked, "3万");
    }
}
