//! Papers of decisions, their numbers, and what they say about contesting them.

diesel::table! {
    notices (case_id, number) {
        case_id -> Text,
        number -> BigInt,
        municipality -> Text,
        kind -> Text,
        document -> Binary,
        sha256 -> Binary,
        at -> Timestamp,
    }
}

diesel::table! {
    registers (municipality, department, year) {
        municipality -> Text,
        department -> Text,
        year -> BigInt,
        code -> Text,
        next -> BigInt,
    }
}

diesel::table! {
    register_numbers (municipality, department, year, number) {
        municipality -> Text,
        department -> Text,
        year -> BigInt,
        number -> BigInt,
        case_id -> Text,
        notice -> BigInt,
        kind -> Text,
        taken_at -> Timestamp,
        due_at -> Nullable<Timestamp>,
        instruction -> Nullable<BigInt>,
        template -> Nullable<BigInt>,
        void_reason -> Nullable<Text>,
        voided_by -> Nullable<Text>,
        voided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    dispatches (municipality, case_id, notice) {
        municipality -> Text,
        case_id -> Text,
        notice -> BigInt,
        channel -> Text,
        state -> Text,
        post_from -> Nullable<Timestamp>,
        post_kind -> Nullable<Text>,
        posted_on -> Nullable<Date>,
        tracking -> Nullable<Text>,
        return_reason -> Nullable<Text>,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    batches (municipality, number) {
        municipality -> Text,
        number -> BigInt,
        made_by -> Text,
        made_at -> Timestamp,
        counted_by -> Nullable<Text>,
        counted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    batch_papers (municipality, batch, place) {
        municipality -> Text,
        batch -> BigInt,
        place -> BigInt,
        case_id -> Text,
        notice -> BigInt,
    }
}

diesel::table! {
    batch_prints (municipality, batch, number) {
        municipality -> Text,
        batch -> BigInt,
        number -> BigInt,
        labels -> Nullable<BigInt>,
        first_label -> Nullable<BigInt>,
        printed_by -> Text,
        printed_at -> Timestamp,
        reason -> Nullable<Text>,
        both_sides -> Bool,
    }
}

diesel::table! {
    instructions (municipality, body, reviewer, version) {
        municipality -> Text,
        body -> Text,
        reviewer -> Text,
        version -> BigInt,
        text -> Text,
        written_by -> Text,
        written_at -> Timestamp,
        outcome -> Nullable<Text>,
        settled_by -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        valid_until -> Nullable<Date>,
    }
}

diesel::table! {
    notice_templates (municipality, number) {
        municipality -> Text,
        number -> BigInt,
        department -> Text,
        procedure -> Text,
        kind -> Text,
        body -> Text,
        written_by -> Text,
        written_at -> Timestamp,
        outcome -> Nullable<Text>,
        settled_by -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
    }
}
