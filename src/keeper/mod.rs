//! The process that outlives the server: it holds PTYs, journals, the socket and the lock, spawns
//! programs and reaps them. It parses nothing and writes no file.
