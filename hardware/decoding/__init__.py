"""Codes out of pictures: several readers, their votes, and the process that keeps a crash of theirs from the shop."""
