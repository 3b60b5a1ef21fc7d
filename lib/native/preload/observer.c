#include "eal.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* An observer that hangs must not hang the process. */
#define PATIENCE_SECONDS 5

static int connect_to(const char *name)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(name);
	int fd;

	/* The first byte of the path stays zero: an abstract address (unix(7)). */
	if (length >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path + 1, name, length);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0 &&
	    connect(fd, (const struct sockaddr *)&address,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void say(int line, const char *word)
{
	char answer[16];

	if (send(line, word, strlen(word), MSG_NOSIGNAL) > 0)
		(void)!recv(line, answer, sizeof(answer), 0);
}

int call_observer(const char *word)
{
	const char *name = getenv("DPDK_CONFORMANCE_OBSERVER");
	int before = errno;
	int line = name == NULL ? -1 : connect_to(name);

	if (line >= 0)
		say(line, word);
	errno = before;
	return line;
}

void end_call(int line, const char *word)
{
	int before = errno;

	if (line >= 0) {
		say(line, word);
		close(line);
	}
	errno = before;
}
