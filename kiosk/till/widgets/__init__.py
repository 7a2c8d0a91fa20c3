"""What several screens of selling show."""
