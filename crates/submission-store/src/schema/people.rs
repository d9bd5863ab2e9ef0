//! Who works here: people, what they are granted where, and what proves that it is they.

diesel::table! {
    staff (id) {
        id -> Text,
        municipality -> Text,
        email -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        signed_in_at -> Nullable<Timestamp>,
        morning -> Text,
    }
}

diesel::table! {
    mornings (id) {
        id -> Text,
        municipality -> Text,
        staff_id -> Text,
        day -> Date,
        counts -> Text,
        state -> Text,
        attempts -> BigInt,
        next_attempt_at -> Timestamp,
        created_at -> Timestamp,
    }
}

diesel::joinable!(mornings -> staff (staff_id));

diesel::table! {
    office_events (municipality, id) {
        municipality -> Text,
        id -> Text,
        at -> Timestamp,
        kind -> Text,
        about_id -> Text,
        by_id -> Nullable<Text>,
        second_id -> Nullable<Text>,
        by_role -> Nullable<Text>,
        by_department -> Nullable<Text>,
        department -> Nullable<Text>,
        role -> Nullable<Text>,
        rank -> Nullable<Text>,
        procedures -> Nullable<Text>,
        wards -> Nullable<Text>,
        rights -> Nullable<Text>,
        until_day -> Nullable<Date>,
        token -> Nullable<Text>,
    }
}

diesel::table! {
    staff_requests (id) {
        id -> Text,
        municipality -> Text,
        about_id -> Text,
        department -> Nullable<Text>,
        role -> Nullable<Text>,
        rank -> Nullable<Text>,
        procedures -> Nullable<Text>,
        wards -> Nullable<Text>,
        rights -> Nullable<Text>,
        until_day -> Nullable<Date>,
        asked_by -> Text,
        asked_at -> Timestamp,
        settled_by -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    departments (municipality, id) {
        municipality -> Text,
        id -> Text,
        parent -> Nullable<Text>,
        name -> Text,
        easy_name -> Nullable<Text>,
        english_name -> Nullable<Text>,
        code -> Nullable<Text>,
        legal -> Bool,
    }
}

diesel::table! {
    grants (staff_id, department, role, rank, procedures, wards) {
        staff_id -> Text,
        department -> Text,
        role -> Text,
        municipality -> Text,
        procedures -> Text,
        wards -> Text,
        rights -> Text,
        rank -> Text,
        until_day -> Nullable<Date>,
    }
}

diesel::table! {
    wards (municipality, id) {
        municipality -> Text,
        id -> Text,
        position -> BigInt,
        name -> Text,
        easy_name -> Nullable<Text>,
        english_name -> Nullable<Text>,
    }
}

diesel::table! {
    remark_sentences (municipality, department, code, procedure, field) {
        municipality -> Text,
        department -> Text,
        code -> Text,
        procedure -> Text,
        field -> Text,
        japanese -> Text,
        easy -> Text,
        english -> Text,
        version -> BigInt,
        changed_by -> Text,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    message_templates (id) {
        id -> Text,
        municipality -> Text,
        department -> Text,
        procedure -> Text,
        name -> Text,
        japanese -> Text,
        easy -> Text,
        english -> Text,
        version -> BigInt,
        changed_by -> Text,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    routing_lists (municipality, department, number) {
        municipality -> Text,
        department -> Text,
        number -> BigInt,
        rules -> Text,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        outcome -> Nullable<Text>,
        settled_by -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (hash) {
        hash -> Binary,
        municipality -> Text,
        kind -> Text,
        staff_id -> Nullable<Text>,
        csrf_seed -> Binary,
        created_at -> Timestamp,
        last_seen -> Timestamp,
        expires_at -> Timestamp,
        proven_at -> Nullable<Timestamp>,
        browser -> Text,
    }
}

diesel::table! {
    factors (staff_id) {
        staff_id -> Text,
        municipality -> Text,
        nonce -> Binary,
        last_step -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    recovery_codes (staff_id, hash) {
        staff_id -> Text,
        hash -> Binary,
        municipality -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    passkeys (municipality, credential) {
        municipality -> Text,
        credential -> Binary,
        staff_id -> Text,
        name -> Text,
        kind -> Text,
        key -> Binary,
        counter -> BigInt,
        created_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sign_on_subjects (municipality, issuer, subject) {
        municipality -> Text,
        issuer -> Text,
        subject -> Text,
        staff_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    spent_challenges (municipality, hash) {
        municipality -> Text,
        hash -> Binary,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        municipality -> Text,
        staff_id -> Text,
        hash -> Binary,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        letter -> Text,
        attempts -> BigInt,
        next_attempt_at -> Timestamp,
    }
}

diesel::table! {
    tokens (hash) {
        hash -> Binary,
        municipality -> Text,
        staff_id -> Text,
        label -> Text,
        scopes -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    views (id) {
        id -> Text,
        municipality -> Text,
        owner_id -> Nullable<Text>,
        department -> Nullable<Text>,
        name -> Text,
        wanted -> Text,
        shown -> Text,
        page_size -> BigInt,
        counted -> Bool,
        version -> BigInt,
        changed_at -> Timestamp,
        put_away_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    absences (staff_id, number) {
        municipality -> Text,
        staff_id -> Text,
        number -> BigInt,
        from_at -> Timestamp,
        until_at -> Timestamp,
        entered_by -> Text,
        entered_at -> Timestamp,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    deputies (municipality, department, rank, position) {
        municipality -> Text,
        department -> Text,
        rank -> Text,
        position -> BigInt,
        staff_id -> Text,
    }
}
