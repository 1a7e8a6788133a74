"""The commands, one module each, imported when it is called: listing them costs nothing."""
