"""Writing Chinese on our own keys: sounds are typed, words are picked. Pure rules, a dictionary on disk, no Kivy."""
