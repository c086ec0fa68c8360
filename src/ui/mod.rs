//! A scene and pane rows become a canvas. The only room that uses ratatui.
