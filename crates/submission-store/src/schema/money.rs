//! The tables of bills, and of the money for them.

diesel::table! {
    payments (id) {
        id -> Text,
        municipality -> Text,
        submission_id -> Text,
        amount -> BigInt,
        lines -> Text,
        issued_at -> Timestamp,
        expires_at -> Timestamp,
        state -> Text,
        version -> BigInt,
        cancelled_at -> Nullable<Timestamp>,
        labels -> Nullable<Binary>,
    }
}

diesel::table! {
    payment_events (municipality, event_id) {
        municipality -> Text,
        event_id -> Text,
        payment_id -> Text,
        kind -> Text,
        amount -> BigInt,
        currency -> Text,
        occurred_at -> Timestamp,
        heard_at -> Timestamp,
    }
}

diesel::table! {
    payment_orders (municipality, payment_id, attempt) {
        municipality -> Text,
        payment_id -> Text,
        attempt -> BigInt,
        provider -> Text,
        asked_at -> Timestamp,
        reference -> Nullable<Text>,
        page -> Nullable<Text>,
        stage -> Text,
        look_at -> Nullable<Timestamp>,
        looks -> BigInt,
    }
}

diesel::table! {
    payment_receipts (municipality, payment_id) {
        municipality -> Text,
        payment_id -> Text,
        issued_at -> Timestamp,
    }
}

diesel::table! {
    refunds (id) {
        id -> Text,
        municipality -> Text,
        payment_id -> Text,
        amount -> BigInt,
        state -> Text,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reference -> Nullable<Text>,
        try_at -> Nullable<Timestamp>,
        tries -> BigInt,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    payment_differences (id) {
        id -> Text,
        municipality -> Text,
        kind -> Text,
        subject -> Text,
        payment_id -> Nullable<Text>,
        ours -> Nullable<BigInt>,
        theirs -> Nullable<BigInt>,
        found_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
        closed_by -> Nullable<Text>,
        closed_as -> Nullable<Text>,
    }
}
