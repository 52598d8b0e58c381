"""The desktop app: Qt Widgets over services, nothing deeper."""
