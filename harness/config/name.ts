/** Name of the configuration file. */
export const CONFIG_NAME = 'dpdk-conformance.toml';
