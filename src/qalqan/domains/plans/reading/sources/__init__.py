"""From a file's bytes to one canonical text with its tables: `door.open_source` is the only way in."""
