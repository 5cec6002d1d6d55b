"""Django's PostgreSQL backend, but for what happens between tests that really commit.

Django empties all tables with TRUNCATE, which takes new files for each of them and of their
indexes, and saves what migrations wrote one object after another: together a second for every
such test. Here rows are deleted, and come back from copies that lie in a schema of their own.
Foreign keys and triggers (what is append-only refuses to be deleted) are switched off meanwhile,
for which the role must be a superuser.
"""

from django.db.backends.postgresql import base, creation, operations

KEPT = "kept_between_tests"
QUIETLY = "SET LOCAL session_replication_role = replica;"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        """What stood there at first stands there again; sequences go on counting."""
        names = [self.quote_name(table) for table in tables]
        deleted = " ".join(f"DELETE FROM {name};" for name in names)  # noqa: S608 -- our tables
        restored = getattr(self.connection, "_test_serialized_contents", "")
        return [f"{QUIETLY} {deleted} {restored}"] if tables else []


class DatabaseCreation(creation.DatabaseCreation):
    def serialize_db_to_string(self):
        """Copies every table that holds rows now; returns the statement that brings them back."""
        quote, restoring = self.connection.ops.quote_name, []
        with self.connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE; CREATE SCHEMA {KEPT}")
            cursor.execute(TABLES)
            for table in [quote(name) for (name,) in cursor.fetchall()]:
                cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608 -- our tables
                if cursor.fetchone()[0] and table != quote("django_migrations"):
                    cursor.execute(f"CREATE TABLE {KEPT}.{table} AS TABLE {table}")
                    cursor.execute(COLUMNS, [table.strip('"')])
                    (columns,) = cursor.fetchone()
                    restoring.append(
                        f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "  # noqa: S608 -- our tables
                        f"SELECT {columns} FROM {KEPT}.{table};"
                    )
        return " ".join(restoring)

    def deserialize_db_from_string(self, data):
        """Nothing is to be done: whoever emptied the tables has filled them again."""


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    creation_class = DatabaseCreation
