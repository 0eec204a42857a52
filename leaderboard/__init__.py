"""The board of the team project: who is ahead, and by how much more than chance."""
