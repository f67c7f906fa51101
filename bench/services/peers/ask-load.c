/* Asks a server: ask-load udp|tcp PORT CLIENTS MILLISECONDS TEXT. Each client has one request on its way and waits for an
 * answer (over TCP: as many bytes as it sent). Prints: answers a second, p50 and p99 in microseconds, lost. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { MOST = 4096, BUCKETS = 1000000 };
static double begun[MOST];
static int fds[MOST], left[MOST];
static unsigned histogram[BUCKETS];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static long quantile(long total, double part) {
  long seen = 0;
  for (int us = 0; us < BUCKETS; us++) if ((seen += histogram[us]) >= total * part) return us;
  return BUCKETS;
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  int udp = strcmp(argv[1], "udp") == 0, clients = atoi(argv[3]), size = strlen(argv[5]), one = 1;
  double seconds = atof(argv[4]) / 1000;
  if (clients > MOST) return 2;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int poll = epoll_create1(0);
  for (int i = 0; i < clients; i++) {
    fds[i] = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (connect(fds[i], (struct sockaddr *)&to, sizeof to) < 0) return perror("connect"), 1;
    if (!udp) setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(poll, EPOLL_CTL_ADD, fds[i], &event);
  }
  double start = now();
  for (int i = 0; i < clients; i++) begun[i] = now(), left[i] = size, send(fds[i], argv[5], size, 0);
  long answers = 0, lost = 0;
  char in[65536];
  struct epoll_event events[256];
  while (now() - start < seconds) {
    int n = epoll_wait(poll, events, 256, 100);
    double t = now();
    for (int k = 0; k < n; k++) {
      int i = events[k].data.u32;
      ssize_t got = recv(fds[i], in, sizeof in, MSG_DONTWAIT);
      if (got <= 0 && !udp) return fprintf(stderr, "closed\n"), 1;
      if (got < 0 || (!udp && (left[i] -= got) > 0)) continue;
      long us = (t - begun[i]) * 1e6;
      histogram[us < BUCKETS ? us : BUCKETS - 1]++;
      answers++;
      begun[i] = t;
      left[i] = size;
      send(fds[i], argv[5], size, 0);
    }
    for (int i = 0; udp && i < clients; i++) {
      if (t - begun[i] < 1) continue;
      lost++;
      begun[i] = t;
      send(fds[i], argv[5], size, 0);
    }
  }
  printf("%.0f %ld %ld %ld\n", answers / (now() - start), quantile(answers, 0.5), quantile(answers, 0.99), lost);
  return 0;
}
