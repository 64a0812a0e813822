-- The durable account of what became of every export. Rows are per export, delivery, job and chunk,
-- never per record. Times are milliseconds since 1970 UTC. The SQL is what SQLite and PostgreSQL share.

create table export (
    id             text   not null primary key,
    feed           text   not null,
    file_name      text   not null,
    source_path    text   not null,
    work_path      text   not null,
    bytes          bigint not null,
    sha256         text,
    after_feeds    text   not null,
    duplicates     text   not null,
    state          text   not null,
    claimed_at     bigint not null,
    sealed_at      bigint,
    closed_at      bigint,
    resting_place  text,
    reason_class   text,
    reason_code    text,
    reason_message text
);
create index export_by_feed on export (feed, state);

create table delivery (
    id                   text    not null primary key,
    export_id            text    not null references export (id),
    feed                 text    not null,
    ordinal              integer not null,
    object               text    not null,
    operation            text    not null,
    key_field            text,
    parameters           text    not null,
    fingerprint          text    not null,
    state                text    not null,
    column_delimiter     text,
    line_ending          text,
    records_read         bigint  not null,
    records_delivered    bigint  not null,
    records_failed       bigint  not null,
    records_rejected     bigint  not null,
    records_unprocessed  bigint  not null,
    attempt              integer not null,
    not_before           bigint  not null,
    reason_class         text,
    reason_code          text,
    reason_message       text,
    registered_at        bigint  not null,
    staged_at            bigint,
    committed_at         bigint,
    ended_at             bigint,
    unique (export_id, ordinal)
);
create index delivery_by_state on delivery (state, not_before);
create index delivery_by_feed on delivery (feed, ordinal, ended_at);

create table chunk (
    delivery_id  text    not null references delivery (id),
    number       integer not null,
    first_line   bigint  not null,
    records      bigint  not null,
    bytes        bigint  not null,
    sha256       text    not null,
    primary key (delivery_id, number)
);

-- A job stands here before it is asked for (state Intended, no salesforce_id), so that a create whose
-- reply was lost is known. All other states are Salesforce's own.
create table job (
    id                 text    not null primary key,
    delivery_id        text    not null references delivery (id),
    chunk_number       integer not null,
    salesforce_id      text,
    state              text    not null,
    records_processed  bigint,
    records_failed     bigint,
    error_message      text,
    attempt            integer not null,
    not_before         bigint  not null,
    intended_at        bigint  not null,
    created_at         bigint,
    uploaded_at        bigint,
    closed_at          bigint,
    ended_at           bigint
);
create index job_by_delivery on job (delivery_id, chunk_number);
create index job_by_state on job (state, not_before);

create table event (
    at           bigint not null,
    export_id    text   not null,
    delivery_id  text,
    kind         text   not null,
    message      text   not null
);
create index event_by_export on event (export_id, at);

-- Up to when the firings of a feed's schedule have been answered by a look into its folder.
create table pick_up_window (
    feed           text   not null primary key,
    handled_until  bigint not null
);

-- The shared brake of one org and API.
create table gate (
    name           text   not null primary key,
    closed_until   bigint not null,
    pause          bigint not null,
    reason         text   not null
);
