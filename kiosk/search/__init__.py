"""Finding products by sound, word, shelf and property: what the search and shelf pages ask."""
