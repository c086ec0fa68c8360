//! Views: the scene of a client, made from the world.

pub mod borders;
pub mod capture;
pub mod cursor;
pub mod floats;
pub mod scene;
pub mod scrollbars;
mod stack;
pub mod status;
