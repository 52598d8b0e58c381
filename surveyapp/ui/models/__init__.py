"""What screens show, worked out from service results; no widget here."""
