"""What can be saved of a damaged database, without SQLite's help."""
