"""The form engine. Knows no Qt, no SQL, and no clock but the one it is given."""
