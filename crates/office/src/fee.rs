//! The fee as the office fixes it: the rows of its form, and back to what is asked for.

use back_office::{FeeRequest, FeeRequestLine, PaymentView};
use fees::{FeeLine, PaymentState};
use japanese_values::money;
use kernel::{Language, Yen};
use review_workflow::{CommandKind, LaterFee};

use super::typed::{Misread, Typed};
use ::web::shown;

/// Empty rows below those that the form's own reckoning fills.
const SPARE_ROWS: usize = 3;

/// A row of the form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FeeRow {
    pub(super) number: usize,
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) quantity: String,
}

/// The rows as they were typed, or filled with what the form reckons.
pub(super) fn rows(typed: &Typed, proposed: &[FeeLine]) -> Vec<FeeRow> {
    if typed.value("type") == CommandKind::AskFee.word() {
        return (1..).map_while(|number| FeeRow::typed(typed, number)).collect();
    }
    let spare = || FeeRow::of("", String::new(), String::new());
    let rows = proposed.iter().map(|line| {
        FeeRow::of(&line.label, line.unit.get().to_string(), line.quantity.to_string())
    });
    let rows = rows.chain(std::iter::repeat_with(spare).take(SPARE_ROWS));
    rows.zip(1..).map(|(row, number)| FeeRow { number, ..row }).collect()
}

/// What is asked for. A row without a quantity is not.
pub(super) fn read(typed: &Typed) -> Result<FeeRequest, Misread> {
    let due_on = match typed.value("due_on").trim() {
        "" => None,
        day => Some(
            day.parse()
                .map_err(|_unread| Misread::mend("お支払いの期限を日付で入れてください。"))?,
        ),
    };
    let mut lines = Vec::new();
    for row in (1..).map_while(|number| FeeRow::typed(typed, number)) {
        lines.extend(row.read()?);
    }
    Ok(FeeRequest { lines, due_on })
}

/// The fee among the facts at the top of the page; nothing where there is none.
pub(super) fn fact(payment: Option<&PaymentView>, later: LaterFee) -> Option<String> {
    let Some(payment) = payment else {
        return (later == LaterFee::Waived).then(|| "免除".to_owned());
    };
    let amount = shown::yen(payment.amount, Language::Japanese);
    let state = match payment.state {
        PaymentState::Open => "支払い待ち",
        PaymentState::Captured => "支払い済み",
        PaymentState::Failed => "支払いに失敗",
        PaymentState::Expired => "期限切れ",
        PaymentState::Refunded => "返金済み",
        PaymentState::NeedsAttention => "要確認",
    };
    Some(format!("{amount}（{state}）"))
}

impl FeeRow {
    fn of(label: &str, unit: String, quantity: String) -> Self {
        Self { number: 0, label: label.to_owned(), unit, quantity }
    }

    /// The row of this number, if the form that was sent had it.
    fn typed(typed: &Typed, number: usize) -> Option<Self> {
        let value = |name: &str| typed.found(&format!("{name}:{number}"));
        let (unit, quantity) = (value("unit")?.to_owned(), value("quantity")?.to_owned());
        Some(Self { number, ..Self::of(value("label")?, unit, quantity) })
    }

    fn read(&self) -> Result<Option<FeeRequestLine>, Misread> {
        let number = self.number;
        let fault = |what: &str| Misread::mend(format!("{number}行目の{what}を入れてください。"));
        let quantity = match self.quantity.trim() {
            "" => return Ok(None),
            typed => money::parse(typed).map_err(|_unread| fault("数量に、0以上の整数"))?,
        };
        if quantity == 0 {
            return Ok(None);
        }
        if self.label.trim().is_empty() {
            return Err(fault("内容に、何の料金か"));
        }
        let unit = money::parse(&self.unit).map_err(|_unread| fault("単価に、0以上の整数の円"))?;
        Ok(Some(FeeRequestLine { label: self.label.clone(), unit: Yen::new(unit), quantity }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(rows: &[(&str, &str, &str)]) -> Typed {
        let mut fields = vec![("type".to_owned(), "ask_fee".to_owned())];
        for ((label, unit, quantity), number) in rows.iter().zip(1..) {
            fields.push((format!("label:{number}"), (*label).to_owned()));
            fields.push((format!("unit:{number}"), (*unit).to_owned()));
            fields.push((format!("quantity:{number}"), (*quantity).to_owned()));
        }
        Typed::new(fields)
    }

    fn line(label: &str, unit: i64, quantity: i64) -> FeeRequestLine {
        FeeRequestLine { label: label.to_owned(), unit: Yen::new(unit), quantity }
    }

    #[test]
    fn rows_are_read_as_people_write_them() {
        let rows = [
            ("除籍謄本", "７５０円", "２"),
            ("速達料金", "300", "0"),
            ("郵送料", "1,100", "1"),
            ("", "", ""),
        ];
        let read = read(&typed(&rows)).unwrap();
        assert_eq!(read.lines, [line("除籍謄本", 750, 2), line("郵送料", 1_100, 1)]);
        assert_eq!(read.due_on, None);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named_and_comes_back() {
        for (row, what) in [
            (("除籍謄本", "七百五十", "2"), "2行目の単価"),
            (("除籍謄本", "", "2"), "2行目の単価"),
            (("除籍謄本", "750", "2.5"), "2行目の数量"),
            ((" ", "750", "2"), "2行目の内容"),
        ] {
            let typed = typed(&[("郵送料", "110", "1"), row]);
            let Err(Misread::Mend(sentence)) = read(&typed) else { panic!("{row:?}") };
            assert!(sentence.starts_with(what), "{sentence}");
            let shown = rows(&typed, &[]);
            assert_eq!((shown.len(), shown[1].unit.as_str()), (2, row.1));
        }
    }

    #[test]
    fn the_form_begins_with_what_was_reckoned_and_room_for_more() {
        let reckoned = FeeLine {
            label: "除籍・改製原戸籍".into(),
            unit: Yen::new(750),
            quantity: 2,
            amount: Yen::new(1_500),
        };
        let rows = rows(&Typed::default(), &[reckoned]);
        assert_eq!(rows.len(), 4);
        assert_eq!(
            (rows[0].number, rows[0].unit.as_str(), rows[0].quantity.as_str()),
            (1, "750", "2")
        );
        assert_eq!((rows[3].number, rows[3].label.as_str()), (4, ""));
    }
}
