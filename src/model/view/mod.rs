//! From the world to scenes.

pub mod borders;
pub mod capture;
pub mod cursor;
pub mod scene;
pub mod status;
