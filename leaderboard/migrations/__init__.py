"""The history of the database's tables, for alembic; `leaderboard.tables` applies it by itself."""
