//! The operating system: PTYs, processes, sockets, shared memory, terminals, clocks, paths. The only
//! room with `unsafe`.
