//! What one client should see, as plain data: where panes are, borders, status lines, overlays.
