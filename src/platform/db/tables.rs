// SPDX-License-Identifier: AGPL-3.0-or-later
//! The tables of the technical floor itself: series, submitted forms, outgoing mail.
#![allow(missing_docs, reason = "generated column functions carry no documentation")]

diesel::table! {
    use diesel::sql_types::*;
    use super::super::sql_types::*;
    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::super::sql_types::*;
    form_submissions (key) {
        key -> UniqueId,
        location -> Text,
        submitted_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::super::sql_types::*;
    outbound_mails (id) {
        id -> UniqueId,
        kind -> Text,
        thread_id -> Nullable<UniqueId>,
        message_id -> Text,
        envelope_from -> Text,
        from_header -> Text,
        to_address -> Text,
        to_name -> Text,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        in_reply_to -> Nullable<Text>,
        reference_ids -> Text,
        automatic -> Text,
        attachments -> Document,
        secret -> Bool,
        state -> Text,
        attempts -> Integer,
        queued_at -> Instant,
        next_attempt_at -> Instant,
        leased_until -> Nullable<Instant>,
        last_error -> Nullable<Text>,
        sent_at -> Nullable<Instant>,
        via -> Nullable<Text>,
        reply_key -> Nullable<Text>,
        reply_to -> Nullable<Text>,
        subject_id -> Nullable<UniqueId>,
        delivery -> Nullable<Text>,
        delivery_detail -> Nullable<Text>,
        delivery_at -> Nullable<Instant>,
        provider_id -> Nullable<Text>,
        search -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::super::sql_types::*;
    complaints (id) {
        id -> UniqueId,
        mail_id -> UniqueId,
        complained_at -> Instant,
        noted -> Bool,
    }
}
