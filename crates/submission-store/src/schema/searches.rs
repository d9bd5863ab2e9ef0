//! Tables by which the office finds cases. What stood in the first two is read by nothing any more; a
//! server of the version before still writes there.

diesel::table! {
    search_renewals (municipality) {
        municipality -> Text,
        edition -> BigInt,
        reached -> Text,
        finished -> Bool,
    }
}

diesel::table! {
    search_terms (term, submission_id) {
        term -> BigInt,
        submission_id -> Text,
        municipality -> Text,
    }
}

diesel::table! {
    search_index (month, term, ordinal) {
        month -> Integer,
        term -> BigInt,
        ordinal -> BigInt,
        municipality -> Text,
    }
}

diesel::table! {
    search_cases (municipality, ordinal) {
        municipality -> Text,
        ordinal -> BigInt,
        case_id -> Text,
        month -> Integer,
        terms -> Binary,
    }
}

diesel::table! {
    search_pending (case_id) {
        case_id -> Text,
        municipality -> Text,
        month -> Integer,
        revision -> BigInt,
        terms -> Binary,
    }
}

diesel::table! {
    search_backlog (case_id) {
        case_id -> Text,
        municipality -> Text,
    }
}
