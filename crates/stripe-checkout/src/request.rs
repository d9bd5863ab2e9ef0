//! What we ask for, as the fields of a form.

use chrono::Duration;
use fees::{PaymentOrder, RefundOrder};
use kernel::Instant;

use crate::object::seconds;

/// Names and values.
pub(crate) type Fields = Vec<(String, String)>;

/// Least and most yen that a convenience store takes.
const STORE: std::ops::RangeInclusive<i64> = 120..=300_000;

/// The provider keeps a page open for at least half an hour and at most a day, by its own
/// clock, and from when it is asked: the margins are for clocks that differ, and for trying again.
const SHORTEST: Duration = Duration::minutes(40);
const LONGEST: Duration = Duration::hours(23);

/// Days that a number for a store can be good for, until the last minute of the last one.
const STORE_DAYS: std::ops::RangeInclusive<i64> = 1..=60;

/// A page for one order. The same order gives the same fields: the provider refuses a key that
/// comes with others.
pub(crate) fn session(order: &PaymentOrder, return_base: &str) -> Fields {
    let (back, until) = (format!("{return_base}{}", order.return_path), page_until(order));
    let mut fields = Form::default();
    fields
        .add("mode", "payment")
        .add("locale", "auto")
        .add("client_reference_id", order.payment.as_str())
        .add("metadata[payment]", order.payment.as_str())
        .add("payment_intent_data[metadata][payment]", order.payment.as_str())
        .add("line_items[0][quantity]", "1")
        .add("line_items[0][price_data][currency]", "jpy")
        .add("line_items[0][price_data][unit_amount]", order.amount.get())
        .add("line_items[0][price_data][product_data][name]", &order.title)
        .add("payment_method_types[0]", "card")
        .add("expires_at", seconds(until))
        .add("success_url", &back)
        .add("cancel_url", &back);
    // The days count from when the number is taken, which is on the page's last day at latest.
    let days = (order.expires_at.last_day() - until.day()).num_days().min(*STORE_DAYS.end());
    if STORE.contains(&order.amount.get()) && STORE_DAYS.contains(&days) {
        fields
            .add("payment_method_types[1]", "konbini")
            .add("payment_method_options[konbini][expires_after_days]", days);
    }
    fields.0
}

/// A page may outlive a bill that is all but due, by half an hour: what is paid then is told
/// as paid too late.
fn page_until(order: &PaymentOrder) -> Instant {
    let latest = order.expires_at.min(order.asked_at.plus(LONGEST));
    latest.max(order.asked_at.plus(SHORTEST))
}

/// Money that is to go back.
pub(crate) fn refund(wanted: &RefundOrder) -> Fields {
    let mut fields = Form::default();
    fields
        .add("payment_intent", &wanted.capture)
        .add("amount", wanted.amount.get())
        .add("metadata[payment]", wanted.payment.as_str())
        .add("metadata[refund]", wanted.id.as_str());
    fields.0
}

/// Fields in their order.
#[derive(Default)]
struct Form(Fields);

impl Form {
    #[expect(clippy::needless_pass_by_value, reason = "words and numbers read well as they are")]
    fn add(&mut self, name: &str, value: impl ToString) -> &mut Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }
}

#[cfg(test)]
mod tests {
    use kernel::Yen;

    use super::*;

    /// The page's end in minutes from now, and the days of a number, if a store takes it.
    fn asked(yen: i64, minutes: i64) -> (i64, Option<String>) {
        let now = Instant::parse_rfc3339("2026-11-20T09:00:00+09:00").unwrap();
        let order = PaymentOrder {
            payment: "0193a5c8-7e1b-7c3d-9e4f-00000000f001".parse().unwrap(),
            attempt: 1,
            asked_at: now,
            amount: Yen::new(yen),
            title: "住民票の写し".to_owned(),
            expires_at: now.plus(Duration::minutes(minutes)),
            return_path: "/receipts/2611-7K3M-9QXB".to_owned(),
        };
        let fields = session(&order, "https://city.example");
        assert_eq!(
            fields,
            session(&order, "https://city.example"),
            "the same key, the same fields"
        );
        let value = |name: &str| fields.iter().find(|f| f.0 == name).map(|f| f.1.clone());
        assert_eq!(value("payment_method_types[1]").is_some(), value(DAYS).is_some());
        let until: i64 = value("expires_at").unwrap().parse().unwrap();
        ((until - seconds(now)) / 60, value(DAYS))
    }

    const DAYS: &str = "payment_method_options[konbini][expires_after_days]";
    const DAY: i64 = 24 * 60;
    const PAGE: i64 = 23 * 60;

    #[test]
    fn a_number_for_a_store_is_good_no_longer_than_the_bill() {
        let days = |days: &str| Some(days.to_owned());
        assert_eq!(asked(410, 14 * DAY), (PAGE, days("13")));
        assert_eq!(asked(410, 90 * DAY), (PAGE, days("60")));
        assert_eq!(asked(410, 2 * DAY), (PAGE, days("1")));
        assert_eq!(asked(410, DAY), (PAGE, None), "no whole day is left");
        assert_eq!(asked(410, 5), (40, None), "a page has half an hour at least");
    }

    #[test]
    fn a_store_takes_120_yen_to_300_000() {
        for (yen, taken) in [(119, false), (120, true), (300_000, true), (300_001, false)] {
            assert_eq!(asked(yen, 14 * DAY).1.is_some(), taken, "{yen}");
        }
    }
}
