//! What stands out in the register of looks, and whom protected cases are about.

diesel::table! {
    anomalies (id) {
        id -> Text,
        municipality -> Text,
        day -> Date,
        staff_id -> Text,
        departments -> Text,
        kind -> Text,
        number -> BigInt,
        found_at -> Timestamp,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    watched_looks (municipality) {
        municipality -> Text,
        until_day -> Date,
    }
}

diesel::table! {
    protected_people (municipality, person, case_id) {
        municipality -> Text,
        person -> Binary,
        case_id -> Text,
    }
}
