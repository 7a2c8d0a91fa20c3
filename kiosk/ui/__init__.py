"""What all screens share: fonts, theme, widgets, navigation, the way to the main loop."""
