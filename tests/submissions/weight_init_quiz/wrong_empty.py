# Nothing was done.
# base: release
# points: all = 0
