//! What is called out about cases: labels, what they have to do with each other, what waits for an approver, what was drawn to be looked
//! at, what other departments were asked, the draws that say who comes first, and the rules that decide.

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
    links (one_id, other_id) {
        municipality -> Text,
        one_id -> Text,
        other_id -> Text,
        kind -> Text,
        said_at_other -> Bool,
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

diesel::table! {
    samples (case_id, drawn_at) {
        municipality -> Text,
        case_id -> Text,
        drawn_at -> Timestamp,
        decided_by -> Nullable<Text>,
        due_on -> Date,
        answer -> Text,
    }
}

diesel::table! {
    consultations (municipality, case_id, number) {
        municipality -> Text,
        case_id -> Text,
        number -> BigInt,
        department -> Text,
        asked_by -> Text,
        asked_at -> Timestamp,
        due_on -> Date,
        binding -> Bool,
        state -> Text,
    }
}

diesel::table! {
    draws (municipality, procedure, closed_on) {
        municipality -> Text,
        procedure -> Text,
        closed_on -> Date,
        list -> Text,
        frozen_by -> Text,
        frozen_at -> Timestamp,
        figure -> Nullable<Text>,
        entered_by -> Nullable<Text>,
        entered_at -> Nullable<Timestamp>,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        told_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    rule_switches (municipality, procedure, number) {
        municipality -> Text,
        procedure -> Text,
        number -> BigInt,
        verdict -> Text,
        rule -> Text,
        starts_on -> Date,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    rule_waits (municipality, case_id) {
        municipality -> Text,
        case_id -> Text,
    }
}

diesel::table! {
    waits (submission_id) {
        municipality -> Text,
        submission_id -> Text,
        slot -> Binary,
        units -> BigInt,
        until -> Date,
    }
}
