/*
 * Preloaded (LD_PRELOAD) into the processes of a test. It stands before three functions of DPDK and calls each of them in the end.
 *
 * rte_eal_init: for subjects that take no EAL arguments from their configuration, the arguments of the lab, one a line in
 * DPDK_CONFORMANCE_EAL_ARGS, are appended to those the program gives; a word the program gives itself is not given twice.
 *
 * Two processes of a test that start EAL at the same moment would take one another's telemetry socket away, which DPDK tells from a leftover by
 * whether somebody listens already: so the observer lets one start at a time.
 *
 * All three: the observer of the test (`lane-exec`, at the abstract address DPDK_CONFORMANCE_OBSERVER) is told, and has time to ask EAL what it
 * wants to know before the process goes on: after the start, and before a port is closed or EAL is cleaned up. DPDK's telemetry thread takes
 * no lock of the ports: asked about one that is being closed it may read memory that is gone and end the process.
 *
 * A program that has DPDK linked statically never comes here.
 */
#define _GNU_SOURCE
#include "eal.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The rest of the library is its own. */
#define INTERPOSED __attribute__((visibility("default")))

static void *next_of(const char *name)
{
	void *next = dlsym(RTLD_NEXT, name);

	if (next == NULL) {
		fprintf(stderr, "preloaded library: no %s to go on to\n", name);
		abort();
	}
	return next;
}

static void hang_up(int line)
{
	if (line >= 0)
		close(line);
}

INTERPOSED int rte_eal_init(int argc, char **argv)
{
	static char *words[MOST_ARGUMENTS + 1];
	int (*next)(int, char **) = (int (*)(int, char **))next_of("rte_eal_init");
	int count = add_arguments(argc, argv, words);
	int line = call_observer("start");
	int result = next(count, words[0] == NULL ? argv : words);

	end_call(line, result >= 0 ? "up" : "not up");
	return result;
}

INTERPOSED int rte_eth_dev_close(uint16_t port)
{
	int (*next)(uint16_t) = (int (*)(uint16_t))next_of("rte_eth_dev_close");
	char word[32];

	snprintf(word, sizeof(word), "close %u", port);
	hang_up(call_observer(word));
	return next(port);
}

INTERPOSED int rte_eal_cleanup(void)
{
	int (*next)(void) = (int (*)(void))next_of("rte_eal_cleanup");

	hang_up(call_observer("down"));
	return next();
}
