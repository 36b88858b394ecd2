-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The foundation: bodies, people, catalogue, tickets, mail in and out, surveys, publications, events.
-- SQLite: UUIDs are 16-byte blobs, instants are microseconds since 1970 (UTC), documents are JSON text.

-- platform ------------------------------------------------------------------------------------------
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('ticket', 0);

CREATE TABLE form_submissions (
    key          BLOB NOT NULL PRIMARY KEY,
    location     TEXT NOT NULL,
    submitted_at BIGINT NOT NULL
);
CREATE INDEX form_submissions_by_age ON form_submissions (submitted_at);

CREATE TABLE events (
    id        BLOB NOT NULL PRIMARY KEY,
    at        BIGINT NOT NULL,
    actor     TEXT NOT NULL,
    person_id BLOB,
    ticket_id BLOB,
    kind      TEXT NOT NULL,
    data      TEXT NOT NULL
);
CREATE INDEX events_by_ticket ON events (ticket_id, id);

CREATE TABLE outbound_mails (
    id              BLOB NOT NULL PRIMARY KEY,
    kind            TEXT NOT NULL,
    thread_id       BLOB,
    message_id      TEXT NOT NULL UNIQUE,
    envelope_from   TEXT NOT NULL,
    from_header     TEXT NOT NULL,
    to_address      TEXT NOT NULL,
    to_name         TEXT NOT NULL,
    subject         TEXT NOT NULL,
    body_text       TEXT NOT NULL,
    body_html       TEXT NOT NULL,
    in_reply_to     TEXT,
    reference_ids   TEXT NOT NULL,
    automatic       TEXT NOT NULL,
    attachments     TEXT NOT NULL,
    secret          BOOLEAN NOT NULL,
    state           TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    queued_at       BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    leased_until    BIGINT,
    last_error      TEXT,
    sent_at         BIGINT,
    -- The mailbox through whose server it leaves; the usual one when there is none.
    via             TEXT,
    -- Unguessable, known to the recipient only: in Reply-To and in the text, it leads an answer back.
    reply_key       TEXT UNIQUE,
    reply_to        TEXT,
    -- What it carries, so that a bounce or a receipt is seen beside it.
    subject_id      BLOB,
    -- What became of it after the server took it, as its reports say.
    delivery        TEXT,
    delivery_detail TEXT,
    delivery_at     BIGINT,
    -- The identifier under which a provider of certified mail passed it on.
    provider_id     TEXT,
    -- Recipient, subject and Message-ID, folded: what the mail page looks in.
    search          TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbound_mails_by_provider_id ON outbound_mails (provider_id);
CREATE INDEX outbound_mails_due ON outbound_mails (state, next_attempt_at);
CREATE INDEX outbound_mails_by_thread ON outbound_mails (thread_id);
CREATE INDEX outbound_mails_by_age ON outbound_mails (queued_at, id);
-- That the recipient of a mail called it unwanted, and whether a note says so.
CREATE TABLE complaints (
    id            BLOB NOT NULL PRIMARY KEY,
    mail_id       BLOB NOT NULL REFERENCES outbound_mails (id),
    complained_at BIGINT NOT NULL,
    noted         BOOLEAN NOT NULL
);
CREATE INDEX complaints_by_mail ON complaints (mail_id);

-- entities ------------------------------------------------------------------------------------------
CREATE TABLE entities (
    id             BLOB NOT NULL PRIMARY KEY,
    kind           TEXT NOT NULL,
    name           TEXT NOT NULL,
    istat_code     TEXT UNIQUE,
    cadastral_code TEXT,
    ipa_code       TEXT,
    province       TEXT NOT NULL,
    postal_code    TEXT,
    population     INTEGER,
    created_at     BIGINT NOT NULL
);
CREATE TABLE entity_domains (
    domain    TEXT NOT NULL,
    entity_id BLOB NOT NULL REFERENCES entities (id),
    PRIMARY KEY (domain, entity_id)
);
CREATE INDEX entity_domains_by_entity ON entity_domains (entity_id);

-- people --------------------------------------------------------------------------------------------
CREATE TABLE persons (
    id             BLOB NOT NULL PRIMARY KEY,
    name           TEXT NOT NULL,
    email          TEXT NOT NULL UNIQUE,
    locale         TEXT NOT NULL,
    password_hash  TEXT,
    created_at     BIGINT NOT NULL,
    deactivated_at BIGINT,
    -- Since when mail to the address comes back for good, and what the server said.
    mail_failing_since BIGINT,
    mail_failure       TEXT
);
CREATE TABLE memberships (
    person_id BLOB NOT NULL REFERENCES persons (id),
    entity_id BLOB NOT NULL REFERENCES entities (id),
    role      TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on   TEXT,
    PRIMARY KEY (person_id, entity_id, starts_on)
);
CREATE INDEX memberships_by_entity ON memberships (entity_id);
CREATE TABLE staff_roles (
    person_id BLOB NOT NULL REFERENCES persons (id),
    role      TEXT NOT NULL,
    PRIMARY KEY (person_id, role)
);
CREATE TABLE teams (
    id         BLOB NOT NULL PRIMARY KEY,
    code       TEXT NOT NULL UNIQUE,
    name_it    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE team_members (
    team_id   BLOB NOT NULL REFERENCES teams (id),
    person_id BLOB NOT NULL REFERENCES persons (id),
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_by_person ON team_members (person_id);
CREATE TABLE sessions (
    id            BLOB NOT NULL PRIMARY KEY,
    token_hash    TEXT NOT NULL UNIQUE,
    person_id     BLOB NOT NULL REFERENCES persons (id),
    created_at    BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE TABLE sign_in_links (
    id           BLOB NOT NULL PRIMARY KEY,
    token_hash   TEXT NOT NULL UNIQUE,
    browser_hash TEXT NOT NULL,
    email        TEXT NOT NULL,
    next_path    TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT
);
CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires_at);

-- catalog -------------------------------------------------------------------------------------------
CREATE TABLE areas (
    id       BLOB NOT NULL PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE,
    name_it  TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE service_groups (
    id       BLOB NOT NULL PRIMARY KEY,
    area_id  BLOB NOT NULL REFERENCES areas (id),
    code     TEXT NOT NULL UNIQUE,
    name_it  TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE services (
    id           BLOB NOT NULL PRIMARY KEY,
    group_id     BLOB NOT NULL REFERENCES service_groups (id),
    team_id      BLOB NOT NULL REFERENCES teams (id),
    code         TEXT NOT NULL UNIQUE,
    name_it      TEXT NOT NULL,
    name_en      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    confidential BOOLEAN NOT NULL,
    position     INTEGER NOT NULL
);
CREATE INDEX services_by_group ON services (group_id);
CREATE INDEX services_by_team ON services (team_id);
CREATE TABLE service_keywords (
    service_id BLOB NOT NULL REFERENCES services (id),
    keyword    TEXT NOT NULL,
    PRIMARY KEY (service_id, keyword)
);

-- tickets -------------------------------------------------------------------------------------------
CREATE TABLE tickets (
    id               BLOB NOT NULL PRIMARY KEY,
    number           BIGINT NOT NULL UNIQUE,
    subject          TEXT NOT NULL,
    subject_folded   TEXT NOT NULL DEFAULT '',
    entity_id        BLOB REFERENCES entities (id),
    service_id       BLOB REFERENCES services (id),
    team_id          BLOB REFERENCES teams (id),
    requester_id     BLOB NOT NULL REFERENCES persons (id),
    assignee_id      BLOB REFERENCES persons (id),
    status           TEXT NOT NULL,
    priority         INTEGER NOT NULL,
    channel          TEXT NOT NULL,
    confidential     BOOLEAN NOT NULL,
    routing          TEXT,
    version          BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    first_reply_at   BIGINT,
    resolved_at      BIGINT,
    closed_at        BIGINT,
    on_hold_until    BIGINT,
    reopened_count   INTEGER NOT NULL,
    follow_up_of     BLOB REFERENCES tickets (id),
    merged_into      BLOB REFERENCES tickets (id),
    -- The mailbox it came through.
    mailbox          TEXT,
    -- Where the mail that opened it asked for answers, and whether they go there.
    reply_to         TEXT,
    reply_to_used    BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX tickets_by_activity ON tickets (updated_at, id);
CREATE INDEX tickets_by_status ON tickets (status, updated_at, id);
CREATE INDEX tickets_by_assignee ON tickets (assignee_id, status, updated_at);
CREATE INDEX tickets_by_team ON tickets (team_id, status, updated_at);
CREATE INDEX tickets_by_service ON tickets (service_id, updated_at);
CREATE INDEX tickets_by_entity ON tickets (entity_id, updated_at, id);
CREATE INDEX tickets_by_requester ON tickets (requester_id, updated_at, id);
CREATE INDEX tickets_by_age ON tickets (created_at, id);
CREATE INDEX tickets_by_urgency ON tickets (priority DESC, created_at, id);
CREATE INDEX tickets_by_resolution ON tickets (status, resolved_at, id);
CREATE INDEX tickets_by_hold ON tickets (status, on_hold_until, id);
CREATE TABLE messages (
    id         BLOB NOT NULL PRIMARY KEY,
    ticket_id  BLOB NOT NULL REFERENCES tickets (id),
    kind       TEXT NOT NULL,
    author_id  BLOB REFERENCES persons (id),
    from_staff BOOLEAN NOT NULL,
    channel    TEXT NOT NULL,
    body       TEXT NOT NULL,
    mail_id    TEXT,
    -- The Message-ID that the letter had in an envelope of certified mail.
    letter_id        TEXT,
    created_at BIGINT NOT NULL,
    -- What is shown first of a mail, where the rest is folded away; the body is always whole.
    reply_text  TEXT,
    -- The mail as HTML, clean: what is shown first, and what is folded away.
    html        TEXT,
    html_quoted TEXT,
    -- What a reader should know about the reading, as a list of words.
    notices     TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX messages_by_ticket ON messages (ticket_id, id);
CREATE INDEX messages_by_mail_id ON messages (mail_id);
CREATE INDEX messages_by_letter_id ON messages (letter_id);
CREATE TABLE attachments (
    id           BLOB NOT NULL PRIMARY KEY,
    message_id   BLOB NOT NULL REFERENCES messages (id),
    position     INTEGER NOT NULL,
    filename     TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size         BIGINT NOT NULL,
    sha256       TEXT NOT NULL,
    -- The name by which the HTML of the mail refers to it.
    content_id   TEXT,
    is_inline    BOOLEAN NOT NULL DEFAULT 0
);
CREATE INDEX attachments_by_message ON attachments (message_id, position);
CREATE INDEX attachments_by_blob ON attachments (sha256);
CREATE TABLE watchers (
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    person_id BLOB NOT NULL REFERENCES persons (id),
    added_at  BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX watchers_by_person ON watchers (person_id);
CREATE TABLE reopening_links (
    token_hash    TEXT NOT NULL PRIMARY KEY,
    ticket_id     BLOB NOT NULL REFERENCES tickets (id),
    resolution_no INTEGER NOT NULL,
    person_id     BLOB NOT NULL REFERENCES persons (id),
    created_at    BIGINT NOT NULL
);
CREATE INDEX reopening_links_by_ticket ON reopening_links (ticket_id);
CREATE TABLE merges (
    id          BLOB NOT NULL PRIMARY KEY,
    absorbed_id BLOB NOT NULL REFERENCES tickets (id),
    survivor_id BLOB NOT NULL REFERENCES tickets (id),
    before      TEXT NOT NULL,
    merged_at   BIGINT NOT NULL,
    undone_at   BIGINT
);
CREATE INDEX merges_by_absorbed ON merges (absorbed_id);

-- intake --------------------------------------------------------------------------------------------
CREATE TABLE inbound_mails (
    id              BLOB NOT NULL PRIMARY KEY,
    mailbox         TEXT NOT NULL,
    source_key      TEXT NOT NULL,
    raw_sha256      TEXT NOT NULL,
    size            BIGINT NOT NULL,
    received_at     BIGINT NOT NULL,
    message_id      TEXT,
    from_address    TEXT,
    subject         TEXT,
    accepted_key    TEXT UNIQUE,
    disposition     TEXT,
    reason          TEXT,
    ticket_id       BLOB REFERENCES tickets (id),
    message_row_id  BLOB REFERENCES messages (id),
    attempts        INTEGER NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    last_error      TEXT,
    settled_at      BIGINT,
    -- What kind of mail it is, and whom it names, for the mail page.
    kind            TEXT,
    recipients      TEXT NOT NULL DEFAULT '',
    -- How it came to its disposition, step by step.
    trace           TEXT NOT NULL DEFAULT '[]',
    -- Whether an automatic answer was queued because of it.
    answer_queued   BOOLEAN NOT NULL DEFAULT 0,
    -- A held mail waits until then; who follows the link in our question releases it.
    held_until      BIGINT,
    release_hash    TEXT UNIQUE,
    -- Addresses, subject and Message-ID, folded: what the mail page looks in.
    search          TEXT NOT NULL DEFAULT '',
    -- When somebody let it through: it is settled again then.
    released_at     BIGINT,
    UNIQUE (mailbox, source_key)
);
CREATE INDEX inbound_mails_due ON inbound_mails (disposition, next_attempt_at);
CREATE INDEX inbound_mails_by_message_id ON inbound_mails (message_id);
CREATE INDEX inbound_mails_by_sender ON inbound_mails (from_address, received_at);
CREATE INDEX inbound_mails_by_ticket ON inbound_mails (ticket_id);
CREATE INDEX inbound_mails_by_message ON inbound_mails (message_row_id);
CREATE INDEX inbound_mails_by_hold ON inbound_mails (disposition, held_until);
CREATE INDEX inbound_mails_by_age ON inbound_mails (received_at, id);

-- surveys -------------------------------------------------------------------------------------------
CREATE TABLE invitations (
    id            BLOB NOT NULL PRIMARY KEY,
    ticket_id     BLOB NOT NULL REFERENCES tickets (id),
    resolution_no INTEGER NOT NULL,
    person_id     BLOB NOT NULL REFERENCES persons (id),
    service_id    BLOB NOT NULL REFERENCES services (id),
    entity_id     BLOB REFERENCES entities (id),
    token_hash    TEXT UNIQUE,
    state         TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    send_after    BIGINT NOT NULL,
    sent_at       BIGINT,
    sent_period   TEXT,
    expires_at    BIGINT,
    answer_period TEXT,
    UNIQUE (ticket_id, resolution_no)
);
CREATE INDEX invitations_due ON invitations (state, send_after);
CREATE INDEX invitations_by_sent_period ON invitations (sent_period);
CREATE INDEX invitations_by_answer_period ON invitations (answer_period);
-- No ticket, no person and no time finer than the period, unless the person asked to be contacted;
-- the id is random, not time-ordered, for the same reason.
CREATE TABLE responses (
    id                BLOB NOT NULL PRIMARY KEY,
    period            TEXT NOT NULL,
    service_id        BLOB NOT NULL REFERENCES services (id),
    entity_id         BLOB REFERENCES entities (id),
    score             INTEGER NOT NULL,
    reason            TEXT,
    comment           TEXT NOT NULL,
    contact_ticket_id BLOB REFERENCES tickets (id)
) WITHOUT ROWID;
CREATE INDEX responses_by_period ON responses (period, service_id);

-- publishing ----------------------------------------------------------------------------------------
CREATE TABLE publications (
    id           BLOB NOT NULL PRIMARY KEY,
    period       TEXT NOT NULL UNIQUE,
    published_at BIGINT NOT NULL,
    published_by BLOB NOT NULL REFERENCES persons (id),
    threshold    INTEGER NOT NULL,
    figures      TEXT NOT NULL,
    sha256       TEXT NOT NULL
);

-- History and publications are written once: the database itself refuses anything else.
CREATE TRIGGER events_are_final_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never rewritten'); END;
CREATE TRIGGER events_are_final_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never rewritten'); END;
CREATE TRIGGER publications_are_final_update BEFORE UPDATE ON publications BEGIN SELECT RAISE(ABORT, 'publications are immutable'); END;
CREATE TRIGGER publications_are_final_delete BEFORE DELETE ON publications BEGIN SELECT RAISE(ABORT, 'publications are immutable'); END;
