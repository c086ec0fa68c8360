//! The tables as man page, reference pages and shell completions.
