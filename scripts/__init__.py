"""Commands for people who run or build this program."""
