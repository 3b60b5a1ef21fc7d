//! `hostile-peer`: a host on the wire whose TCP breaks the rules on purpose. Every frame it sends is written here, byte by byte.

pub mod answer;
pub mod build;
pub mod host;
pub mod scene;
