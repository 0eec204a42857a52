# The notebook as it was released.
# base: release
# points: all = 0
