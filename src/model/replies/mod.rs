//! Handles replies to the world's requests: file contents, job results, answers of the store.

pub mod files;
pub mod job_result;
pub mod store;
