//! The client: attaches a terminal to the server, or runs one command and exits.
