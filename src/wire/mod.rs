//! Messages between client and server: their form, framing and versions.
