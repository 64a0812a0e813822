-- Deliveries to Data Cloud: their lanes, ingestion jobs that several deliveries share, and how far a
-- stream has come.

-- connector: the Ingestion API source in Data Cloud; null for CRM.
alter table delivery add column lane text not null default 'CRM_BULK';
alter table delivery add column connector text;
alter table delivery add column records_accepted bigint not null default 0;
alter table delivery add column records_unconfirmed bigint not null default 0;
create index delivery_by_queue on delivery (lane, state, committed_at);

-- A job of the Ingestion API. Each chunk that was loaded into it is a row of table job, which has its
-- state. uploads: how many files were sent into it, repeated ones too, since Data Cloud counts them.
create table ingestion_job (
    id              text    not null primary key,
    connector       text    not null,
    object          text    not null,
    operation       text    not null,
    salesforce_id   text,
    state           text    not null,
    uploads         integer not null,
    attempt         integer not null,
    attempt_class   text,
    attempts_alike  integer not null default 0,
    not_before      bigint  not null,
    intended_at     bigint  not null,
    created_at      bigint,
    closed_at       bigint,
    ended_at        bigint
);
create index ingestion_job_by_queue on ingestion_job (connector, object, state);
create index ingestion_job_by_intent on ingestion_job (intended_at);

alter table job add column ingestion_job text references ingestion_job (id);
create index job_by_ingestion_job on job (ingestion_job);

-- How far a delivery has been streamed: records counts the first ones without a gap that Data Cloud has
-- acknowledged, where a restart goes on.
create table stream (
    delivery_id  text    not null primary key references delivery (id),
    records      bigint  not null,
    requests     bigint  not null,
    bytes        bigint  not null,
    started_at   bigint  not null,
    ended_at     bigint
);
