// SPDX-License-Identifier: AGPL-3.0-or-later
//! The tables as diesel sees them: one schema for both databases (the custom SQL types differ inside).
//! `tests/it/schema.rs` compares it with what the migrations really create.
#![allow(missing_docs, reason = "generated column functions carry no documentation")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    events (id) {
        id -> UniqueId,
        at -> Instant,
        actor -> Text,
        person_id -> Nullable<UniqueId>,
        ticket_id -> Nullable<UniqueId>,
        kind -> Text,
        data -> Document,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    entities (id) {
        id -> UniqueId,
        kind -> Text,
        name -> Text,
        istat_code -> Nullable<Text>,
        cadastral_code -> Nullable<Text>,
        ipa_code -> Nullable<Text>,
        province -> Text,
        postal_code -> Nullable<Text>,
        population -> Nullable<Integer>,
        created_at -> Instant,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    entity_domains (domain, entity_id) {
        domain -> Text,
        entity_id -> UniqueId,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    persons (id) {
        id -> UniqueId,
        name -> Text,
        email -> Text,
        locale -> Text,
        password_hash -> Nullable<Text>,
        created_at -> Instant,
        deactivated_at -> Nullable<Instant>,
        mail_failing_since -> Nullable<Instant>,
        mail_failure -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    memberships (person_id, entity_id, starts_on) {
        person_id -> UniqueId,
        entity_id -> UniqueId,
        role -> Text,
        starts_on -> Text,
        ends_on -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    staff_roles (person_id, role) {
        person_id -> UniqueId,
        role -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    teams (id) {
        id -> UniqueId,
        code -> Text,
        name_it -> Text,
        name_en -> Text,
        created_at -> Instant,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    team_members (team_id, person_id) {
        team_id -> UniqueId,
        person_id -> UniqueId,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    sessions (id) {
        id -> UniqueId,
        token_hash -> Text,
        person_id -> UniqueId,
        created_at -> Instant,
        last_seen_at -> Instant,
        expires_at -> Instant,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    sign_in_links (id) {
        id -> UniqueId,
        token_hash -> Text,
        browser_hash -> Text,
        email -> Text,
        next_path -> Text,
        created_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    areas (id) {
        id -> UniqueId,
        code -> Text,
        name_it -> Text,
        name_en -> Text,
        position -> Integer,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    service_groups (id) {
        id -> UniqueId,
        area_id -> UniqueId,
        code -> Text,
        name_it -> Text,
        name_en -> Text,
        position -> Integer,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    services (id) {
        id -> UniqueId,
        group_id -> UniqueId,
        team_id -> UniqueId,
        code -> Text,
        name_it -> Text,
        name_en -> Text,
        kind -> Text,
        confidential -> Bool,
        position -> Integer,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    service_keywords (service_id, keyword) {
        service_id -> UniqueId,
        keyword -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    tickets (id) {
        id -> UniqueId,
        number -> BigInt,
        subject -> Text,
        subject_folded -> Text,
        entity_id -> Nullable<UniqueId>,
        service_id -> Nullable<UniqueId>,
        team_id -> Nullable<UniqueId>,
        requester_id -> UniqueId,
        assignee_id -> Nullable<UniqueId>,
        status -> Text,
        priority -> Integer,
        channel -> Text,
        confidential -> Bool,
        routing -> Nullable<Document>,
        version -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        first_reply_at -> Nullable<Instant>,
        resolved_at -> Nullable<Instant>,
        closed_at -> Nullable<Instant>,
        on_hold_until -> Nullable<Instant>,
        reopened_count -> Integer,
        follow_up_of -> Nullable<UniqueId>,
        merged_into -> Nullable<UniqueId>,
        mailbox -> Nullable<Text>,
        reply_to -> Nullable<Text>,
        reply_to_used -> Bool,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    messages (id) {
        id -> UniqueId,
        ticket_id -> UniqueId,
        kind -> Text,
        author_id -> Nullable<UniqueId>,
        from_staff -> Bool,
        channel -> Text,
        body -> Text,
        mail_id -> Nullable<Text>,
        letter_id -> Nullable<Text>,
        created_at -> Instant,
        reply_text -> Nullable<Text>,
        html -> Nullable<Text>,
        html_quoted -> Nullable<Text>,
        notices -> Document,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    attachments (id) {
        id -> UniqueId,
        message_id -> UniqueId,
        position -> Integer,
        filename -> Text,
        content_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        content_id -> Nullable<Text>,
        is_inline -> Bool,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    watchers (ticket_id, person_id) {
        ticket_id -> UniqueId,
        person_id -> UniqueId,
        added_at -> Instant,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    reopening_links (token_hash) {
        token_hash -> Text,
        ticket_id -> UniqueId,
        resolution_no -> Integer,
        person_id -> UniqueId,
        created_at -> Instant,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    merges (id) {
        id -> UniqueId,
        absorbed_id -> UniqueId,
        survivor_id -> UniqueId,
        before -> Document,
        merged_at -> Instant,
        undone_at -> Nullable<Instant>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    inbound_mails (id) {
        id -> UniqueId,
        mailbox -> Text,
        source_key -> Text,
        raw_sha256 -> Text,
        size -> BigInt,
        received_at -> Instant,
        message_id -> Nullable<Text>,
        from_address -> Nullable<Text>,
        subject -> Nullable<Text>,
        accepted_key -> Nullable<Text>,
        disposition -> Nullable<Text>,
        reason -> Nullable<Text>,
        ticket_id -> Nullable<UniqueId>,
        message_row_id -> Nullable<UniqueId>,
        attempts -> Integer,
        next_attempt_at -> Instant,
        last_error -> Nullable<Text>,
        settled_at -> Nullable<Instant>,
        kind -> Nullable<Text>,
        recipients -> Text,
        trace -> Document,
        answer_queued -> Bool,
        held_until -> Nullable<Instant>,
        release_hash -> Nullable<Text>,
        search -> Text,
        released_at -> Nullable<Instant>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    invitations (id) {
        id -> UniqueId,
        ticket_id -> UniqueId,
        resolution_no -> Integer,
        person_id -> UniqueId,
        service_id -> UniqueId,
        entity_id -> Nullable<UniqueId>,
        token_hash -> Nullable<Text>,
        state -> Text,
        created_at -> Instant,
        send_after -> Instant,
        sent_at -> Nullable<Instant>,
        sent_period -> Nullable<Text>,
        expires_at -> Nullable<Instant>,
        answer_period -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    responses (id) {
        id -> UniqueId,
        period -> Text,
        service_id -> UniqueId,
        entity_id -> Nullable<UniqueId>,
        score -> Integer,
        reason -> Nullable<Text>,
        comment -> Text,
        contact_ticket_id -> Nullable<UniqueId>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use crate::platform::db::sql_types::*;
    publications (id) {
        id -> UniqueId,
        period -> Text,
        published_at -> Instant,
        published_by -> UniqueId,
        threshold -> Integer,
        figures -> Document,
        sha256 -> Text,
    }
}
diesel::joinable!(entity_domains -> entities (entity_id));
diesel::joinable!(memberships -> persons (person_id));
diesel::joinable!(memberships -> entities (entity_id));
diesel::joinable!(staff_roles -> persons (person_id));
diesel::joinable!(team_members -> teams (team_id));
diesel::joinable!(team_members -> persons (person_id));
diesel::joinable!(sessions -> persons (person_id));
diesel::joinable!(service_groups -> areas (area_id));
diesel::joinable!(services -> service_groups (group_id));
diesel::joinable!(services -> teams (team_id));
diesel::joinable!(service_keywords -> services (service_id));
diesel::joinable!(tickets -> entities (entity_id));
diesel::joinable!(tickets -> services (service_id));
diesel::joinable!(tickets -> teams (team_id));
diesel::joinable!(messages -> tickets (ticket_id));
diesel::joinable!(messages -> persons (author_id));
diesel::joinable!(attachments -> messages (message_id));
diesel::joinable!(watchers -> tickets (ticket_id));
diesel::joinable!(watchers -> persons (person_id));
diesel::joinable!(reopening_links -> tickets (ticket_id));
diesel::joinable!(inbound_mails -> tickets (ticket_id));
diesel::joinable!(inbound_mails -> messages (message_row_id));
diesel::joinable!(invitations -> tickets (ticket_id));
diesel::joinable!(invitations -> persons (person_id));
diesel::joinable!(invitations -> services (service_id));
diesel::joinable!(invitations -> entities (entity_id));
diesel::joinable!(responses -> services (service_id));
diesel::joinable!(responses -> entities (entity_id));
diesel::joinable!(responses -> tickets (contact_ticket_id));
diesel::joinable!(publications -> persons (published_by));
diesel::allow_tables_to_appear_in_same_query!(
    areas,
    attachments,
    entities,
    entity_domains,
    events,
    inbound_mails,
    invitations,
    memberships,
    merges,
    messages,
    persons,
    publications,
    reopening_links,
    responses,
    service_groups,
    service_keywords,
    services,
    sessions,
    sign_in_links,
    staff_roles,
    team_members,
    teams,
    tickets,
    watchers,
);
