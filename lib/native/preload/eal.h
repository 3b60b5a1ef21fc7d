/* The two things the library in this folder does around calls of DPDK. */
#ifndef DPDK_CONFORMANCE_EAL_H
#define DPDK_CONFORMANCE_EAL_H

/* Most arguments EAL is given. */
#define MOST_ARGUMENTS 256

/*
 * Writes the arguments of `argv` into `words`, which has room for MOST_ARGUMENTS + 1, and behind them the lines of DPDK_CONFORMANCE_EAL_ARGS
 * that are not among them. Gives how many there are; argc as it was when there is nothing to add, and then `words` is not written.
 */
int add_arguments(int argc, char **argv, char **words);

/*
 * Tells the observer `word`, if there is one, and waits until it answers: some seconds at most. Gives the line to go on with, -1 without an observer.
 * Leaves errno as it was, like the next one.
 */
int call_observer(const char *word);

/* Says `word` on a line and waits in the same way, then hangs up. Nothing happens without a line. */
void end_call(int line, const char *word);

#endif
