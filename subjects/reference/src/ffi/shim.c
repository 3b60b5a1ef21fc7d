#include "shim.h"

#include <string.h>

int refdpdk_errno(void)
{
	return rte_errno;
}

int refdpdk_link_up(uint16_t port)
{
	struct rte_eth_link link;
	int result;

	memset(&link, 0, sizeof(link));
	result = rte_eth_link_get_nowait(port, &link);
	return result < 0 ? result : link.link_status == RTE_ETH_LINK_UP;
}

uint16_t refdpdk_rx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **packets, uint16_t count)
{
	return rte_eth_rx_burst(port, queue, packets, count);
}

uint16_t refdpdk_tx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **packets, uint16_t count)
{
	return rte_eth_tx_burst(port, queue, packets, count);
}

struct rte_mbuf *refdpdk_mbuf_alloc(struct rte_mempool *pool)
{
	return rte_pktmbuf_alloc(pool);
}

void refdpdk_mbuf_free(struct rte_mbuf *mbuf)
{
	rte_pktmbuf_free(mbuf);
}

uint8_t *refdpdk_mbuf_data(struct rte_mbuf *mbuf)
{
	return rte_pktmbuf_mtod(mbuf, uint8_t *);
}

uint32_t refdpdk_mbuf_data_len(const struct rte_mbuf *mbuf)
{
	return rte_pktmbuf_data_len(mbuf);
}

uint32_t refdpdk_mbuf_packet_len(const struct rte_mbuf *mbuf)
{
	return rte_pktmbuf_pkt_len(mbuf);
}

int refdpdk_mbuf_copy_out(const struct rte_mbuf *mbuf, uint32_t len, uint8_t *out)
{
	const void *start = rte_pktmbuf_read(mbuf, 0, len, out);

	if (start == NULL)
		return -1;
	if (start != out)
		memcpy(out, start, len);
	return 0;
}

uint8_t *refdpdk_mbuf_append(struct rte_mbuf *mbuf, uint16_t len)
{
	return (uint8_t *)rte_pktmbuf_append(mbuf, len);
}
