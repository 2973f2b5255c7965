"""What kit asks of a database before a service answers from it."""

from __future__ import annotations

from council_kit.postgres import open_pool, tables_stand


def test_the_tables_stand_when_each_of_them_does(database: str):
    with open_pool(database) as pool:
        with pool.connection() as connection:
            connection.execute("CREATE SCHEMA cases; CREATE TABLE cases.cases ()")
        assert tables_stand(pool, ["cases.cases"])
        assert not tables_stand(pool, ["cases.cases", "rights.offices"])
        assert not tables_stand(pool, ["nowhere.cases"])
