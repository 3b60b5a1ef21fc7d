//! The names and signatures of this crate are tokio's.

use tokio_dpdk_reference as subject;

mod surface;
