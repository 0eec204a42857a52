"""What alembic runs: our caller has opened the database already, in a transaction of its own.

A new migration is written by hand, or drafted in a checkout with a database of the latest version::

    alembic -x url=sqlite:///some.db --config leaderboard/migrations/alembic.ini revision --autogenerate
"""

from __future__ import annotations

from alembic import context

from leaderboard.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    from leaderboard.tables import connect

    connection = connect(context.get_x_argument(as_dictionary=True)["url"]).connect()
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
