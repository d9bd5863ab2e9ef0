//! Tables of what is done with many cases at once.

diesel::table! {
    bulk_jobs (id) {
        id -> Text,
        municipality -> Text,
        staff_id -> Text,
        request_key -> Text,
        request_digest -> Binary,
        command -> Text,
        sealed -> Binary,
        created_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        lease_no -> BigInt,
        lease_until -> Timestamp,
    }
}

diesel::table! {
    bulk_items (job_id, position) {
        municipality -> Text,
        job_id -> Text,
        position -> BigInt,
        wanted -> Text,
        version -> BigInt,
        result -> Nullable<Text>,
        told -> Nullable<Text>,
    }
}

diesel::table! {
    bulk_releases (job_id) {
        job_id -> Text,
        municipality -> Text,
        asked_by -> Text,
        until -> Timestamp,
        outcome -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        reason -> Nullable<Text>,
    }
}
