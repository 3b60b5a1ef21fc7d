/* Functions of DPDK that are inline in its headers, given an address so that Rust can call them. */
#ifndef REFDPDK_SHIM_H
#define REFDPDK_SHIM_H

#include <stdint.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

/* rte_errno of the calling thread. */
int refdpdk_errno(void);

/* 1 when the port's link is up, 0 when it is down, negative when the driver can not tell. */
int refdpdk_link_up(uint16_t port);

uint16_t refdpdk_rx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **packets, uint16_t count);
uint16_t refdpdk_tx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **packets, uint16_t count);

struct rte_mbuf *refdpdk_mbuf_alloc(struct rte_mempool *pool);
void refdpdk_mbuf_free(struct rte_mbuf *mbuf);

/* First byte of the first segment. */
uint8_t *refdpdk_mbuf_data(struct rte_mbuf *mbuf);
/* Bytes in the first segment. */
uint32_t refdpdk_mbuf_data_len(const struct rte_mbuf *mbuf);
/* Bytes in all segments. */
uint32_t refdpdk_mbuf_packet_len(const struct rte_mbuf *mbuf);
/* Copies `len` bytes from the start of the chain; 0 on success. */
int refdpdk_mbuf_copy_out(const struct rte_mbuf *mbuf, uint32_t len, uint8_t *out);
/* Makes room for `len` bytes at the end of an mbuf of one segment; NULL when they do not fit. */
uint8_t *refdpdk_mbuf_append(struct rte_mbuf *mbuf, uint16_t len);

#endif
