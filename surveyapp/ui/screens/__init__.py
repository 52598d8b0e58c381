"""One screen a file. Screens render a state object and send signals up; they call no service."""
