#include "eal.h"

#include <stdlib.h>
#include <string.h>

static int is_given(int argc, char **argv, const char *word)
{
	for (int at = 1; at < argc; at++)
		if (strcmp(argv[at], word) == 0)
			return 1;
	return 0;
}

int add_arguments(int argc, char **argv, char **words)
{
	const char *more = getenv("DPDK_CONFORMANCE_EAL_ARGS");
	/* Kept for the life of the process: EAL keeps pointers into its arguments. */
	char *lines = more == NULL ? NULL : strdup(more);
	char *rest = NULL;
	int count = 0;
	/* What stands after "--" is not for EAL. */
	int end = 0;

	if (lines == NULL || argc > MOST_ARGUMENTS / 2)
		return argc;
	while (end < argc && strcmp(argv[end], "--") != 0)
		words[count++] = argv[end++];
	for (char *word = strtok_r(lines, "\n", &rest); word != NULL && count < MOST_ARGUMENTS;
	     word = strtok_r(NULL, "\n", &rest))
		if (!is_given(end, argv, word))
			words[count++] = word;
	words[count] = NULL;
	return count;
}
