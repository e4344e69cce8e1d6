/*
 * A network link with delay, jitter, loss, duplication and reordering, for kernels without sch_netem: two TUN devices,
 * each in a network namespace of its own, and a queue between them for each direction. Needs root.
 *
 *     link-emulator NAMESPACE DEVICE TO_SECOND  NAMESPACE DEVICE TO_FIRST
 *
 * TO_... describes a direction: delay=US,jitter=US,loss=PERCENT,duplicate=PERCENT,reorder=PERCENT,limit=PACKETS, each
 * of them optional. As with netem a reordered packet is one that is not delayed. SEED in the environment fixes the
 * randomness. Prints "ready" when the devices are there; SIGTERM ends it, and it then prints what it did.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { PACKET_SIZE = 2048, BATCH = 32, DEFAULT_LIMIT = 20000 };

struct packet {
	uint64_t due; /* ns; packets of the same time leave in the order of `number` */
	uint64_t number;
	size_t length;
	unsigned char *bytes;
};

struct direction {
	double delay, jitter; /* us */
	double loss, duplicate, reorder; /* 0 to 1 */
	size_t limit;
	struct packet *queue; /* binary heap, the next to leave first */
	size_t queued;
	uint64_t in, out, lost, duplicated, reordered, dropped;
};

static volatile sig_atomic_t stopped;
static uint64_t random_state = 0x9e3779b97f4a7c15u;

static void stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

static void die(const char *what)
{
	fprintf(stderr, "link-emulator: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* splitmix64: 0 <= result < 1 */
static double chance(void)
{
	uint64_t mixed = random_state += 0x9e3779b97f4a7c15u;
	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	return (double)((mixed ^ (mixed >> 31)) >> 11) / 9007199254740992.0;
}

static int open_device(const char *namespace, const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "/run/netns/%s", namespace);
	int place = open(path, O_RDONLY | O_CLOEXEC);
	if (place < 0 || setns(place, CLONE_NEWNET) != 0)
		die(namespace);
	close(place);
	int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (device < 0 || ioctl(device, TUNSETIFF, &request) != 0)
		die(name);
	return device;
}

static struct direction read_direction(char *text)
{
	struct direction direction = {.limit = DEFAULT_LIMIT};
	enum { DELAY, JITTER, LOSS, DUPLICATE, REORDER, LIMIT };
	char *const names[] = {"delay", "jitter", "loss", "duplicate", "reorder", "limit", NULL};
	while (*text != '\0') {
		char *value = NULL;
		int name = getsubopt(&text, names, &value);
		double number = value == NULL ? -1 : atof(value);
		if (number < 0) {
			fprintf(stderr, "link-emulator: not understood: %s\n", value);
			exit(2);
		}
		switch (name) {
		case DELAY: direction.delay = number; break;
		case JITTER: direction.jitter = number; break;
		case LOSS: direction.loss = number / 100; break;
		case DUPLICATE: direction.duplicate = number / 100; break;
		case REORDER: direction.reorder = number / 100; break;
		case LIMIT: direction.limit = (size_t)number; break;
		default: exit(2);
		}
	}
	direction.queue = calloc(direction.limit + 1, sizeof *direction.queue);
	if (direction.queue == NULL)
		die("queue");
	return direction;
}

static int leaves_before(const struct packet *one, const struct packet *other)
{
	return one->due < other->due || (one->due == other->due && one->number < other->number);
}

static void push(struct direction *direction, struct packet packet)
{
	size_t at = direction->queued++;
	for (; at > 0 && leaves_before(&packet, &direction->queue[(at - 1) / 2]); at = (at - 1) / 2)
		direction->queue[at] = direction->queue[(at - 1) / 2];
	direction->queue[at] = packet;
}

static struct packet pop(struct direction *direction)
{
	struct packet first = direction->queue[0];
	struct packet last = direction->queue[--direction->queued];
	size_t at = 0;
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= direction->queued)
			break;
		if (child + 1 < direction->queued &&
		    leaves_before(&direction->queue[child + 1], &direction->queue[child]))
			child++;
		if (!leaves_before(&direction->queue[child], &last))
			break;
		direction->queue[at] = direction->queue[child];
		at = child;
	}
	direction->queue[at] = last;
	return first;
}

/* Buffers that are free again. */
static unsigned char *pool[DEFAULT_LIMIT];
static size_t pooled;

static unsigned char *take_buffer(void)
{
	unsigned char *bytes = pooled > 0 ? pool[--pooled] : malloc(PACKET_SIZE);
	if (bytes == NULL)
		die("memory");
	return bytes;
}

static void give_buffer(unsigned char *bytes)
{
	if (pooled < DEFAULT_LIMIT)
		pool[pooled++] = bytes;
	else
		free(bytes);
}

static void enqueue(struct direction *direction, const unsigned char *bytes, size_t length, uint64_t time)
{
	static uint64_t numbers;
	direction->in++;
	if (chance() < direction->loss) {
		direction->lost++;
		return;
	}
	int copies = 1;
	if (chance() < direction->duplicate) {
		copies = 2;
		direction->duplicated++;
	}
	for (; copies > 0; copies--) {
		if (direction->queued >= direction->limit) {
			direction->dropped++;
			continue;
		}
		double delay = direction->delay + (2 * chance() - 1) * direction->jitter;
		if (chance() < direction->reorder) {
			direction->reordered++;
			delay = 0;
		}
		struct packet packet = {
			.due = time + (uint64_t)(delay > 0 ? delay * 1000 : 0),
			.number = numbers++,
			.length = length,
			.bytes = take_buffer(),
		};
		memcpy(packet.bytes, bytes, length);
		push(direction, packet);
	}
}

static void deliver(struct direction *direction, int device)
{
	uint64_t time = now();
	while (direction->queued > 0 && direction->queue[0].due <= time) {
		struct packet packet = pop(direction);
		if (write(device, packet.bytes, packet.length) == (ssize_t)packet.length)
			direction->out++;
		else
			direction->dropped++;
		give_buffer(packet.bytes);
	}
}

/* Time until the next packet is due; NULL: there is none. */
static struct timespec *until_next(const struct direction directions[2], struct timespec *wait)
{
	uint64_t next = UINT64_MAX, time = now();
	for (int i = 0; i < 2; i++)
		if (directions[i].queued > 0 && directions[i].queue[0].due < next)
			next = directions[i].queue[0].due;
	if (next == UINT64_MAX)
		return NULL;
	uint64_t rest = next > time ? next - time : 0;
	wait->tv_sec = (time_t)(rest / 1000000000u);
	wait->tv_nsec = (long)(rest % 1000000000u);
	return wait;
}

int main(int count, char **words)
{
	if (count != 7) {
		fprintf(stderr, "usage: link-emulator NAMESPACE DEVICE TO_SECOND NAMESPACE DEVICE TO_FIRST\n");
		return 2;
	}
	if (getenv("SEED") != NULL)
		random_state ^= strtoull(getenv("SEED"), NULL, 10) * 0xd1342543de82ef95u;
	struct direction directions[2] = {read_direction(words[3]), read_direction(words[6])};
	int devices[2] = {open_device(words[1], words[2]), open_device(words[4], words[5])};
	prctl(PR_SET_TIMERSLACK, 1);
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	puts("ready");
	fflush(stdout);

	while (!stopped) {
		struct timespec wait;
		struct pollfd ready[2] = {{.fd = devices[0], .events = POLLIN}, {.fd = devices[1], .events = POLLIN}};
		int events = ppoll(ready, 2, until_next(directions, &wait), NULL);
		uint64_t time = now();
		for (int from = 0; events > 0 && from < 2; from++) {
			unsigned char bytes[PACKET_SIZE];
			for (int i = 0; (ready[from].revents & POLLIN) && i < BATCH; i++) {
				ssize_t length = read(devices[from], bytes, sizeof bytes);
				if (length <= 0)
					break;
				enqueue(&directions[from], bytes, (size_t)length, time);
			}
		}
		for (int from = 0; from < 2; from++)
			deliver(&directions[from], devices[1 - from]);
	}
	for (int i = 0; i < 2; i++)
		printf("%s in=%lu out=%lu lost=%lu duplicated=%lu reordered=%lu dropped=%lu\n",
		       i == 0 ? "to-second" : "to-first", directions[i].in, directions[i].out, directions[i].lost,
		       directions[i].duplicated, directions[i].reordered, directions[i].dropped);
	return 0;
}
