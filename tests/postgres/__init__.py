"""PostgreSQL as tests use it: tables are emptied and filled again in one round trip each."""
