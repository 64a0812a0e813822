-- What it takes to go on after failures: rounds of follow-up jobs, requests of people, limits, orphans.

-- An ordered export blocks its feed while it is a dead letter. One with replay_of brings the corrected
-- records of that delivery.
alter table export add column ordered integer not null default 0;
alter table export add column replay_of text;

-- dead_from: the state in which it became a dead letter, where a replay goes on. progress_at: when it
-- last came forward, which its deadline counts from.
alter table delivery add column records_superseded bigint not null default 0;
alter table delivery add column progress_at bigint not null default 0;
alter table delivery add column dead_from text;
alter table delivery add column replays integer not null default 0;
alter table delivery add column notified_at bigint;

-- reason_step: the route whose failure ended it.
alter table delivery add column reason_step text;

-- For an export that never became a delivery.
alter table export add column notified_at bigint;

update delivery set
    progress_at = coalesce(committed_at, staged_at, registered_at),
    notified_at = ended_at;
update export set notified_at = closed_at;

-- SQLite and PostgreSQL both keep what is not yet told in an index of its own, which stays small.
create index delivery_to_tell on delivery (ended_at) where notified_at is null;
create index export_to_tell on export (closed_at) where notified_at is null;
create index export_by_replay_of on export (replay_of) where replay_of is not null;

-- Round 0 is the export itself; each later one brings rows again that Salesforce did not take.
alter table chunk add column round integer not null default 0;

-- codes: the errors of records that were worth another try when the round began; chunk_bytes and
-- parents (column names that records are sorted by, as JSON): how it is cut. So a restart with other
-- settings cuts the same chunks. staged_at: all its chunks lie in jobs that count.
create table round (
    delivery_id  text    not null references delivery (id),
    number       integer not null,
    codes        text    not null,
    chunk_bytes  bigint  not null,
    parents      text    not null,
    started_at   bigint  not null,
    staged_at    bigint,
    primary key (delivery_id, number)
);

-- What people have asked for with a command. The run that delivers carries it out and answers.
-- subject: a delivery or an export. argument: the reason, or the file, whose sha256 it had then.
-- result: the export that came of it.
create table request (
    id         text    not null primary key,
    kind       text    not null,
    subject    text    not null,
    argument   text,
    sha256     text,
    at         bigint  not null,
    done_at    bigint,
    refused    integer not null default 0,
    answer     text,
    result     text
);
create index request_to_do on request (at) where done_at is null;

-- keeps_reserve: Salesforce has refused nothing; what is left of the day's allowances is for others.
alter table gate add column closed_from bigint not null default 0;
alter table gate add column keeps_reserve integer not null default 0;

-- When gates were closed: this time does not count towards a deadline.
create table gate_closure (
    name          text   not null,
    closed_from   bigint not null,
    closed_until  bigint not null,
    reason        text   not null
);
create index gate_closure_by_end on gate_closure (name, closed_until);

-- asked: what Salesforce was asked to create, as object, operation, external ID field and format.
alter table job add column asked text;
create index job_by_salesforce_id on job (salesforce_id);

-- Open jobs at Salesforce that look like one of ours whose create was not answered.
create table orphan (
    salesforce_id  text   not null primary key,
    job_id         text   not null references job (id),
    object         text   not null,
    created_at     bigint not null,
    found_at       bigint not null,
    aborted_at     bigint
);

-- attempts_alike: how many of the attempts failed last, in a row, for attempt_class.
alter table delivery add column attempt_class text;
alter table delivery add column attempts_alike integer not null default 0;
alter table job add column attempt_class text;
alter table job add column attempts_alike integer not null default 0;
