//! The outer terminal: input decoder, capabilities, painter, undo list. Bytes in, bytes out.
