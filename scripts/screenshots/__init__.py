"""Pictures of every screen in every state, language, theme and text size, made without a display."""
