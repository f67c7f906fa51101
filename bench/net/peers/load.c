// Asks echo servers: load PORT CONNECTIONS BYTES connects, says "ready", and for each line of milliseconds on its standard
// input asks for so long. Each connection has one message on its way. Prints for each line: messages per second, the median
// round trip in microseconds, all messages (those that were on their way at the end, too), and its own use of its processor.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char out[65536], in[65536];
static long sent_at[4096];
static int left[4096], fds[4096];
static unsigned histogram[100000];
static int connections, bytes, ep;

static long now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void ask(int i, long time) {
  left[i] = bytes;
  sent_at[i] = time;
  if (send(fds[i], out, bytes, MSG_NOSIGNAL) < 0) perror("send"), exit(1);
}

static void measure(long limit) {
  long start = now(CLOCK_MONOTONIC), end = start + limit, time = start, cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  long messages = 0, late = 0, stop = 0;
  memset(histogram, 0, sizeof histogram);
  for (int i = 0; i < connections; i++) ask(i, now(CLOCK_MONOTONIC));
  struct epoll_event events[1024];
  // Afterwards every connection is silent again.
  for (int busy = connections; busy > 0;) {
    int count = epoll_wait(ep, events, 1024, 5000);
    if (count <= 0) fprintf(stderr, "the server is silent\n"), exit(1);
    time = now(CLOCK_MONOTONIC);
    if (time >= end && stop == 0) stop = time, cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    for (int k = 0; k < count; k++) {
      int i = events[k].data.u32;
      ssize_t got = recv(fds[i], in, sizeof in, 0);
      if (got <= 0) fprintf(stderr, "the server closed\n"), exit(1);
      if ((left[i] -= got) > 0) continue;
      if (stop != 0) {
        late++;
        busy--;
        continue;
      }
      messages++;
      long us = (time - sent_at[i]) / 1000;
      histogram[us < 99999 ? us : 99999]++;
      ask(i, time);
    }
  }
  long seen = 0, median = 0;
  while (median < 99999 && (seen += histogram[median]) < messages / 2) median++;
  printf("%.0f %ld %ld %.3f\n", messages * 1e9 / (stop - start), median, messages + late, (double)cpu / (stop - start));
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  connections = atoi(argv[2]), bytes = atoi(argv[3]), ep = epoll_create1(0);
  int on = 1;
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  memset(out, 'x', sizeof out);
  for (int i = 0; i < connections; i++) {
    fds[i] = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fds[i], (struct sockaddr *)&name, sizeof name)) return perror("connect"), 1;
    setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(ep, EPOLL_CTL_ADD, fds[i], &event);
  }
  puts("ready");
  fflush(stdout);
  char line[32];
  while (fgets(line, sizeof line, stdin)) measure(atol(line) * 1000000L);
}
