# The solved notebook as it is.
# expect: full
