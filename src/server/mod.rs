//! The server's loop: reads PTYs and sockets, feeds the world, performs its effects.
