"""JupyterHub's configuration of this course, for ``autograder hub --demo`` and for ``autograder hub``."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.hub import Classroom, configure, configure_demo, names_in

c = get_config()  # put here by JupyterHub

if os.environ.get("CONVCLASS_DEMO"):
    configure_demo(c, Path(os.environ["CONVCLASS_DEMO"]))
else:
    # A class on one server, set up as docs/deploy.md says.
    top = Path("/srv/convclass")
    configure(
        c,
        Classroom(
            course_dir=top / "course",
            state_dir=top / "hub",
            profiles_dir=top / "profiles",
            exchange=top / "exchange",
            board_dir=top / "board",
            instructors=names_in(top / "instructors.txt"),
            students=names_in(top / "students.txt"),
            grader="grader",
            service_user="leaderboard",
            team_size=4,
        ),
    )
    # Users log in with the password that they have on this machine. Any other authenticator does as well.
    c.JupyterHub.authenticator_class = "pam"
    # People who may stop others' servers and edit users and groups on the hub's admin page.
    c.Authenticator.admin_users = set()
