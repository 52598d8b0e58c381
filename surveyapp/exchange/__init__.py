"""Hand-off packages and how they unite. Knows stores and files, no screen and no form logic."""
