"""The store's tables. Rows of `events` are facts: they are inserted, and nothing else is ever done to them.

`position` is identity only. The order of a store is (epoch, xid, position): see tail.py. The live epoch is the largest
in `epochs` and the default of `events.epoch`, so that a save need not ask for it; `open_epoch` opens a new one. `copied`
marks an epoch whose rows were published before and came back from Kafka.

In a deployment these tables belong to a role that no process signs in as (owning.py): a service's own may read and add.
"""

from __future__ import annotations

from typing import Final

DDL: Final = """
CREATE TABLE IF NOT EXISTS epochs (
    epoch int PRIMARY KEY,
    copied boolean NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO epochs (epoch, copied) VALUES (1, false) ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS events (
    position bigint GENERATED ALWAYS AS IDENTITY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    epoch int NOT NULL DEFAULT 1,
    version int NOT NULL CHECK (version > 0),
    stream_id uuid NOT NULL,
    event_id uuid NOT NULL,
    kind smallint NOT NULL CHECK (kind IN (0, 1)),
    type text NOT NULL,
    partition_key text NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (stream_id, version),
    CONSTRAINT events_event_id_key UNIQUE (event_id)
);
CREATE UNIQUE INDEX IF NOT EXISTS events_in_order ON events (epoch, xid, position);
CREATE OR REPLACE FUNCTION events_are_facts() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are neither changed nor removed'; END $$;
CREATE OR REPLACE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_are_facts();
-- The lock waits for every writer of the old epoch; later ones find the new default. Needs the table's owner.
CREATE OR REPLACE FUNCTION open_epoch(after_copies boolean) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE opened int;
BEGIN
    LOCK TABLE public.events IN ACCESS EXCLUSIVE MODE;
    IF after_copies THEN
        INSERT INTO public.epochs (epoch, copied) SELECT max(epoch) + 1, true FROM public.epochs;
    END IF;
    INSERT INTO public.epochs (epoch, copied) SELECT max(epoch) + 1, false FROM public.epochs
        RETURNING epoch INTO opened;
    EXECUTE format('ALTER TABLE public.events ALTER COLUMN epoch SET DEFAULT %s', opened);
END $$;
-- With the owner's rights, for a service that finds itself in another cluster: it opens an epoch then, and never else.
CREATE OR REPLACE FUNCTION follow_the_cluster() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.events WHERE epoch = (SELECT max(epoch) FROM public.epochs)
               AND xid >= pg_snapshot_xmax(pg_current_snapshot())) THEN
        PERFORM public.open_epoch(false);
    END IF;
END $$;
CREATE TABLE IF NOT EXISTS answers (
    actor text NOT NULL,
    key text NOT NULL,
    request_hash bytea,
    stream_id uuid NOT NULL,
    first_version int NOT NULL,
    last_version int NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT answers_pkey PRIMARY KEY (actor, key)
);
CREATE TABLE IF NOT EXISTS reacted (
    event_id uuid NOT NULL,
    reaction text NOT NULL,
    reacted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reacted_pkey PRIMARY KEY (event_id, reaction)
);
"""
