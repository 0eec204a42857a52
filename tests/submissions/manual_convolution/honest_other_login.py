# Worked at home under another login name and said so in the notebook, in capital letters.
# expect: full
# student: bernd.huber
# %% [course_user]
COURSE_USER = "  Bernd.Huber "
