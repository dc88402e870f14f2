//! The tables both sets of migrations create.

diesel::table! {
    register (id) {
        id -> Integer,
        seq -> BigInt,
        demonstration -> Bool,
    }
}

diesel::table! {
    changes (seq) {
        seq -> BigInt,
        at -> Timestamp,
        actor -> Text,
        standing -> Text,
        carrier_id -> Nullable<Text>,
        action -> Text,
        noun -> Text,
        noun_id -> Text,
        record -> Nullable<Text>,
        content -> Nullable<Text>,
    }
}

diesel::table! {
    catalog_entries (kind, code) {
        kind -> Text,
        code -> Text,
        position -> Integer,
        record -> Text,
    }
}

diesel::table! {
    carriers (id) {
        id -> Text,
        name -> Text,
        kind -> Text,
        parent_id -> Nullable<Text>,
        merged_into_id -> Nullable<Text>,
        version -> Integer,
        record -> Text,
    }
}

diesel::table! {
    populations (year) {
        year -> Integer,
        version -> Integer,
        record -> Text,
    }
}

diesel::table! {
    measures (id) {
        id -> Text,
        concept -> Text,
        carrier_id -> Text,
        reference -> Nullable<Text>,
        source -> Nullable<Text>,
        external_id -> Nullable<Text>,
        publication -> Text,
        status -> Text,
        version -> Integer,
        record -> Text,
        content -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        version -> Integer,
        email -> Text,
        name -> Text,
        role -> Nullable<Text>,
        password_hash -> Text,
        must_change_password -> Bool,
        disabled -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    memberships (user_id, carrier_id) {
        user_id -> Text,
        carrier_id -> Text,
        role -> Text,
    }
}

diesel::table! {
    clients (id) {
        id -> Text,
        version -> Integer,
        name -> Text,
        carrier_id -> Nullable<Text>,
        scopes -> Text,
        secret_hash -> Text,
        expires_at -> Nullable<Timestamp>,
        last_used_on -> Nullable<Date>,
        revoked_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        refreshed_at -> Timestamp,
        generation -> Integer,
        refresh_hash -> Text,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        owner -> Text,
        version -> Integer,
        expires_at -> Timestamp,
        record -> Text,
    }
}

diesel::table! {
    import_rows (import_id, number) {
        import_id -> Text,
        number -> Integer,
        outcome -> Text,
        record -> Text,
        work -> Nullable<Text>,
    }
}

diesel::table! {
    kept_answers (caller, key) {
        caller -> Text,
        key -> Text,
        digest -> Text,
        status -> Integer,
        headers -> Text,
        body -> Text,
        kept_at -> Timestamp,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Text,
        version -> Integer,
        client_id -> Nullable<Text>,
        url -> Text,
        event_types -> Text,
        description -> Nullable<Text>,
        active -> Bool,
        stopped -> Nullable<Text>,
        secret -> Text,
        old_secret -> Nullable<Text>,
        old_secret_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        seq -> BigInt,
        attempts -> Integer,
        failing_since -> Nullable<Timestamp>,
        next_attempt_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Text,
        webhook_id -> Text,
        event_id -> Text,
        event_type -> Text,
        seq -> Nullable<BigInt>,
        attempt -> Integer,
        at -> Timestamp,
        outcome -> Text,
        status -> Nullable<Integer>,
        millis -> Nullable<Integer>,
    }
}

diesel::table! {
    signing_keys (kid) {
        kid -> Text,
        private_key -> Text,
        created_at -> Timestamp,
    }
}
