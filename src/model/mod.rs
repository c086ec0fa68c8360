//! The world: sessions, windows, panes, clients, options, and the commands that change them.
//! `World::apply` is its only door; it asks for effects and performs none.
