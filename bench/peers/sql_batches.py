"""The limit: the outbox's own rows written and moved by plain SQL in batches, through the database's driver."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import psycopg

COLUMNS = ("county", "person_id", "kind", "lane", "card", "text", "path", "status", "channel", "attempts", "owed_at", "due_at")
CLAIM = """
    UPDATE notifications SET status = 'sending', claimed_at = {now} WHERE id IN (
        SELECT id FROM notifications WHERE status = 'owed' AND lane = 'bulk' AND due_at <= {now}
        ORDER BY due_at, id LIMIT {limit} {skip}
    ) RETURNING id, person_id, kind, card, text, path
"""
WRITE_DOWN = """
    INSERT INTO deliveries (county, notification_id, channel, at, outcome, provider_id)
    VALUES ({0}, {0}, {0}, {0}, {0}, {0})
"""
WRITE_DOWN_MANY = """
    INSERT INTO deliveries (county, notification_id, channel, at, outcome, provider_id)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
"""

Row = tuple[Any, ...]


def row(person_id: int, card: str, text: str, moment: str) -> Row:
    """The row that ``owe_all`` writes for this person."""
    return ("330326", person_id, "bench", "bulk", card, text, "/o/1.2.abcdef", "owed", 0, 0, moment, moment)


def enqueue_sqlite(file: str, rows: Sequence[Row], size: int) -> None:
    statement = f"INSERT INTO notifications ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    with closing(_sqlite(file)) as connection:
        for batch in _batches(rows, size):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statement, batch)
            connection.execute("COMMIT")


def enqueue_postgres(url: str, rows: Sequence[Row], size: int) -> None:
    kinds = ("text", "bigint", "text", "text", "jsonb", "text", "text", "text", "int", "int", "timestamptz", "timestamptz")
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    statement = f"INSERT INTO notifications ({', '.join(COLUMNS)}) SELECT * FROM unnest({arrays})".encode()
    with psycopg.connect(url, autocommit=True) as connection:
        for batch in _batches(rows, size):
            connection.execute(statement, [list(values) for values in zip(*batch, strict=True)], prepare=True)


def drain_sqlite(file: str, moment: str, size: int) -> int:
    """Claim and acknowledge until nothing is left; returns how many."""
    claim = CLAIM.format(now="?", limit="?", skip="")
    done = 0
    with closing(_sqlite(file)) as connection:
        while True:
            connection.execute("BEGIN IMMEDIATE")
            claimed = connection.execute(claim, (moment, moment, size)).fetchall()
            connection.execute("COMMIT")
            if not claimed:
                return done
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "UPDATE notifications SET status = 'sent', handed_over_at = ? WHERE id = ?",
                [(moment, one[0]) for one in claimed],
            )
            connection.executemany(WRITE_DOWN.format("?"), [_delivery(one[0], moment) for one in claimed])
            connection.execute("COMMIT")
            done += len(claimed)


def drain_postgres(url: str, moment: str, size: int) -> int:
    """As ``drain_sqlite``."""
    claim = CLAIM.format(now="%s", limit="%s", skip="FOR UPDATE SKIP LOCKED").encode()
    done = 0
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            claimed = connection.execute(claim, (moment, moment, size)).fetchall()
            if not claimed:
                return done
            with connection.transaction(), connection.cursor() as cursor:
                sent = "UPDATE notifications SET status = 'sent', handed_over_at = %s WHERE id = ANY(%s)"
                cursor.execute(sent, (moment, [one[0] for one in claimed]))
                columns = [list(values) for values in zip(*(_delivery(one[0], moment) for one in claimed), strict=True)]
                cursor.execute(WRITE_DOWN_MANY.encode(), columns, prepare=True)
            done += len(claimed)


def _delivery(notification: int, moment: str) -> Row:
    return ("330326", notification, "template", moment, "sent", str(notification))


def _sqlite(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _batches(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
