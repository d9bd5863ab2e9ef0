//! What is called out about cases: labels, and what waits for an approver.

diesel::table! {
    labels (id) {
        id -> Text,
        municipality -> Text,
        department -> Text,
        name -> Text,
        colour -> Text,
        version -> BigInt,
        changed_by -> Text,
        changed_at -> Timestamp,
        put_away_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    case_labels (label, case_id) {
        municipality -> Text,
        label -> Text,
        case_id -> Text,
    }
}

diesel::table! {
    duties (case_id, kind, holder) {
        municipality -> Text,
        case_id -> Text,
        kind -> Text,
        holder -> Text,
        since -> Timestamp,
    }
}
