/*
 * For subjects that take no EAL arguments from their configuration: preloaded (LD_PRELOAD), it stands before rte_eal_init and appends the
 * arguments of the lab, one a line in DPDK_CONFORMANCE_EAL_ARGS, to those the program gives. A word the program gives itself is not
 * given twice. Everything else is done by the function of DPDK. A program that has DPDK linked statically never comes here.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 256

typedef int eal_init(int argc, char **argv);

static int is_given(int argc, char **argv, const char *word)
{
	for (int at = 1; at < argc; at++)
		if (strcmp(argv[at], word) == 0)
			return 1;
	return 0;
}

int rte_eal_init(int argc, char **argv)
{
	/* Kept for the life of the process: EAL keeps pointers into its arguments. */
	static char *words[MOST + 1];
	eal_init *next = (eal_init *)dlsym(RTLD_NEXT, "rte_eal_init");
	const char *more = getenv("DPDK_CONFORMANCE_EAL_ARGS");
	char *lines = more == NULL ? NULL : strdup(more);
	int count = 0;
	/* What stands after "--" is not for EAL. */
	int end = 0;

	if (next == NULL) {
		fprintf(stderr, "eal-args: no rte_eal_init to go on to\n");
		abort();
	}
	if (lines == NULL || argc > MOST / 2)
		return next(argc, argv);
	while (end < argc && strcmp(argv[end], "--") != 0)
		words[count++] = argv[end++];
	for (char *word = strtok(lines, "\n"); word != NULL && count < MOST; word = strtok(NULL, "\n"))
		if (!is_given(end, argv, word))
			words[count++] = word;
	words[count] = NULL;
	return next(count, words);
}
