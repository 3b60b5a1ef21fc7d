//! `wire-tap`: what really crossed the wire between the port under test and its peer (evidence E3).

pub mod capture;
pub mod checksum;
pub mod command;
pub mod flow;
pub mod frame;
pub mod pcap;
pub mod sequence;
pub mod summary;
