# Worked at home under another login name and set it in the notebook, so the image belongs to nobody on the course.
# points: test_own_map = 0
# misconception: test_own_map: numbers of another user
# student: farid.haddad
# %% [course_user]
COURSE_USER = "farid-laptop"
