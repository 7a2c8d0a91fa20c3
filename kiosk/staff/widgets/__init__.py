"""What the screens of other features show of staff: the approval dialog, the PIN pad, who works here."""
