//! What stands out in the register of looks, whom protected cases are about, and from whose matters
//! somebody keeps away.

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
    own_people (municipality, staff_id, person) {
        municipality -> Text,
        staff_id -> Text,
        person -> Binary,
        registered_at -> Timestamp,
    }
}

diesel::table! {
    protected_people (municipality, person, case_id) {
        municipality -> Text,
        person -> Binary,
        case_id -> Text,
    }
}
