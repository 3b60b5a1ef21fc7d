//! The names and signatures of this crate are tokio's, as those of the crates it stands for are.

use tokio_dpdk_kernel_impostor as subject;

#[path = "../../reference/tests/surface/mod.rs"]
mod surface;
