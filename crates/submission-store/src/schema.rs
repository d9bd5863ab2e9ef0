//! The tables, one declaration for both engines. Written by hand; a test compares it
//! with the catalogues of both after the migrations.

mod bulk;
mod called_out;
mod money;
mod papers;
mod people;
mod searches;
mod watched;

pub(crate) use bulk::{bulk_items, bulk_jobs, bulk_releases};
pub(crate) use called_out::{
    case_labels, consultations, draws, duties, labels, links, rule_switches, rule_waits, samples,
    waits,
};
pub(crate) use money::{
    payment_differences, payment_events, payment_orders, payment_receipts, payments, refunds,
};
pub(crate) use papers::{
    batch_papers, batch_prints, batches, dispatches, instructions, notice_templates, notices,
    register_numbers, registers,
};
pub(crate) use people::{
    absences, departments, deputies, factors, grants, invitations, message_templates, mornings,
    office_events, passkeys, recovery_codes, remark_sentences, routing_lists, sessions,
    sign_on_subjects, spent_challenges, staff, staff_requests, tokens, views, wards,
};
pub(crate) use searches::{
    search_backlog, search_cases, search_index, search_pending, search_terms,
};
pub(crate) use watched::{anomalies, own_people, protected_people, watched_looks};

diesel::table! {
    data_keys (municipality, number) {
        municipality -> Text,
        number -> BigInt,
        wrapped -> Binary,
        seals_from -> Nullable<Timestamp>,
    }
}

diesel::table! {
    case_keys (case_id) {
        case_id -> Text,
        municipality -> Text,
        town_key -> BigInt,
        wrapped -> Binary,
    }
}

diesel::table! {
    procedure_versions (municipality, procedure, number) {
        municipality -> Text,
        procedure -> Text,
        number -> BigInt,
        content_hash -> Text,
        definition -> Text,
        published_at -> Timestamp,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    catalogue_generations (municipality, generation) {
        municipality -> Text,
        generation -> BigInt,
        content_hash -> Text,
        published_by -> Text,
        published_at -> Timestamp,
    }
}

diesel::table! {
    leases (municipality, name) {
        municipality -> Text,
        name -> Text,
        owner -> Text,
        lease_until -> Timestamp,
        lease_no -> BigInt,
        last_round_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        municipality -> Text,
        procedure -> Text,
        version -> BigInt,
        owner_hash -> Binary,
        resume_hash -> Nullable<Binary>,
        data -> Binary,
        page -> Text,
        language -> Text,
        saves -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        expires_at -> Timestamp,
        former_owner_hash -> Nullable<Binary>,
        former_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        municipality -> Text,
        receipt_number -> Text,
        procedure -> Text,
        version -> BigInt,
        arrived_at -> Timestamp,
        digest -> Binary,
        owner_hash -> Nullable<Binary>,
        contact -> Nullable<Binary>,
        applicant -> Nullable<Binary>,
        language -> Text,
        source -> Text,
        code_issue -> BigInt,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    revisions (submission_id, number) {
        submission_id -> Text,
        number -> BigInt,
        municipality -> Text,
        content -> Binary,
        digest -> Binary,
        author -> Text,
        at -> Timestamp,
        signature -> Nullable<Binary>,
        verified -> Nullable<Binary>,
    }
}

diesel::table! {
    idempotency (municipality, actor, idempotency_key) {
        actor -> Binary,
        idempotency_key -> Text,
        municipality -> Text,
        request_digest -> Binary,
        submission_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    unsent (municipality, owner_hash, page) {
        municipality -> Text,
        owner_hash -> Binary,
        page -> Text,
        data -> Binary,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    bundles (id) {
        id -> Text,
        municipality -> Text,
        owner_hash -> Binary,
        data -> Binary,
        saves -> BigInt,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    quota_slots (municipality, slot) {
        municipality -> Text,
        slot -> Binary,
        taken -> BigInt,
    }
}

diesel::table! {
    holds (submission_id, kind, key) {
        municipality -> Text,
        submission_id -> Text,
        kind -> Text,
        key -> Binary,
        units -> BigInt,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        municipality -> Text,
        procedure -> Text,
        department -> Text,
        ward -> Nullable<Text>,
        shape -> Text,
        state -> Text,
        is_open -> Bool,
        assignee_id -> Nullable<Text>,
        arrived_at -> Timestamp,
        revision -> BigInt,
        due_sort -> Date,
        clock_stopped_at -> Nullable<Timestamp>,
        stopped_days -> BigInt,
        payment_due_at -> Nullable<Timestamp>,
        remind_on -> Nullable<Date>,
        first_on -> Nullable<Date>,
        protected_until -> Nullable<Date>,
        question_at -> Nullable<Timestamp>,
        thread_read_at -> Nullable<Timestamp>,
        detail -> Nullable<Binary>,
        version -> BigInt,
        changed_by -> Text,
        changed_at -> Timestamp,
        due_on -> Nullable<Date>,
        open_findings -> BigInt,
        erased -> Bool,
        place -> Nullable<Text>,
        desk -> Nullable<Text>,
        returned -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    places (municipality, place) {
        municipality -> Text,
        place -> Text,
        department -> Text,
        procedure -> Text,
        ward -> Nullable<Text>,
        desk -> Nullable<Text>,
    }
}

diesel::table! {
    events (case_id, seq) {
        case_id -> Text,
        seq -> BigInt,
        id -> Text,
        municipality -> Text,
        kind -> Text,
        actor -> Text,
        at -> Timestamp,
        day -> Date,
        payload -> Binary,
        prev_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    day_heads (municipality, day) {
        municipality -> Text,
        day -> Date,
        events -> BigInt,
        prev_hash -> Binary,
        hash -> Binary,
        closed_at -> Timestamp,
        looks -> BigInt,
    }
}

diesel::table! {
    seen (case_id, staff_id) {
        municipality -> Text,
        case_id -> Text,
        staff_id -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    likenesses (municipality, key, submission_id) {
        municipality -> Text,
        key -> Binary,
        submission_id -> Text,
        until_day -> Date,
    }
}

diesel::table! {
    looks (municipality, day, id) {
        municipality -> Text,
        day -> Date,
        id -> Text,
        at -> Timestamp,
        staff_id -> Text,
        role -> Nullable<Text>,
        department -> Nullable<Text>,
        kind -> Text,
        case_id -> Nullable<Text>,
        case_department -> Nullable<Text>,
        part -> Text,
        found -> Nullable<BigInt>,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        municipality -> Text,
        case_id -> Text,
        author -> Text,
        staff_id -> Nullable<Text>,
        text -> Binary,
        at -> Timestamp,
    }
}

diesel::table! {
    attachments (id) {
        id -> Text,
        municipality -> Text,
        owner_hash -> Binary,
        submission_id -> Nullable<Text>,
        pointer -> Nullable<Text>,
        media_type -> Text,
        bytes -> BigInt,
        sha256 -> Binary,
        name -> Binary,
        path -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        state -> Text,
        town_key -> Nullable<BigInt>,
        wrapped -> Nullable<Binary>,
        turn -> BigInt,
    }
}

diesel::table! {
    attachment_folders (municipality) {
        municipality -> Text,
        folder -> Text,
        absent_up_to -> Nullable<Text>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        municipality -> Text,
        kind -> Text,
        submission_id -> Text,
        language -> Text,
        recipient -> Binary,
        detail -> Nullable<Binary>,
        message_id -> Text,
        attempts -> BigInt,
        next_attempt_at -> Timestamp,
        lease_until -> Nullable<Timestamp>,
        state -> Text,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        lease_owner -> Nullable<Text>,
        lease_no -> BigInt,
        tried_since -> Nullable<Timestamp>,
    }
}

diesel::table! {
    strikes (municipality, key) {
        municipality -> Text,
        key -> Binary,
        since -> Timestamp,
        tries -> BigInt,
    }
}

diesel::table! {
    commits (token) {
        municipality -> Text,
        token -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    handovers (case_id, target) {
        case_id -> Text,
        target -> Text,
        municipality -> Text,
        reference -> Text,
        handed_by -> Text,
        handed_at -> Timestamp,
    }
}

diesel::table! {
    legal_holds (case_id, number) {
        case_id -> Text,
        number -> BigInt,
        municipality -> Text,
        reason -> Binary,
        placed_by -> Text,
        placed_at -> Timestamp,
        released_by -> Nullable<Text>,
        released_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    retention_lists (municipality, number) {
        municipality -> Text,
        number -> BigInt,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    retention_items (municipality, list, case_id) {
        municipality -> Text,
        list -> BigInt,
        case_id -> Text,
        due_on -> Date,
        rule -> Text,
    }
}

diesel::table! {
    erasures (case_id) {
        case_id -> Text,
        municipality -> Text,
        list -> BigInt,
        rule -> Text,
        due_on -> Date,
        proposed_by -> Text,
        approved_by -> Text,
        erased_at -> Timestamp,
    }
}

diesel::joinable!(cases -> submissions (id));
diesel::joinable!(case_keys -> submissions (case_id));

diesel::allow_tables_to_appear_in_same_query!(
    attachments,
    batch_papers,
    batch_prints,
    batches,
    bulk_items,
    bulk_jobs,
    bulk_releases,
    case_keys,
    case_labels,
    cases,
    commits,
    consultations,
    data_keys,
    dispatches,
    duties,
    erasures,
    events,
    factors,
    grants,
    invitations,
    handovers,
    holds,
    idempotency,
    labels,
    links,
    legal_holds,
    likenesses,
    looks,
    messages,
    mornings,
    notices,
    outbox,
    payment_differences,
    payment_events,
    payment_orders,
    payment_receipts,
    payments,
    places,
    protected_people,
    refunds,
    register_numbers,
    registers,
    retention_items,
    retention_lists,
    revisions,
    rule_waits,
    samples,
    search_backlog,
    search_cases,
    search_index,
    search_pending,
    search_terms,
    seen,
    staff,
    submissions,
    waits,
);
