//! The split tree of a window: splits, sizes, presets and layout strings. Operations return a new
//! tree or a reason; nothing here knows what a pane shows.
