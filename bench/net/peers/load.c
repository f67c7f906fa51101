// Asks echo servers: load PORT CONNECTIONS BYTES MILLISECONDS. Each connection has one message on its way. Prints messages
// per second and the median round trip in microseconds.
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

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(int argc, char **argv) {
  int port = atoi(argv[1]), connections = atoi(argv[2]), bytes = atoi(argv[3]), on = 1, ep = epoll_create1(0);
  long limit = atol(argv[4]) * 1000000L, messages = 0;
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  memset(out, 'x', sizeof out);
  for (int i = 0; i < connections; i++) {
    fds[i] = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fds[i], (struct sockaddr *)&name, sizeof name)) return perror("connect"), 1;
    setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(ep, EPOLL_CTL_ADD, fds[i], &event);
  }
  long start = now(), end = start + limit;
  for (int i = 0; i < connections; i++) {
    left[i] = bytes;
    sent_at[i] = now();
    send(fds[i], out, bytes, MSG_NOSIGNAL);
  }
  struct epoll_event events[1024];
  long time = start;
  while (time < end) {
    int count = epoll_wait(ep, events, 1024, 1000);
    time = now();
    for (int k = 0; k < count; k++) {
      int i = events[k].data.u32;
      ssize_t got = recv(fds[i], in, sizeof in, 0);
      if (got <= 0) return fprintf(stderr, "the server closed\n"), 1;
      if ((left[i] -= got) > 0) continue;
      messages++;
      long us = (time - sent_at[i]) / 1000;
      histogram[us < 99999 ? us : 99999]++;
      left[i] = bytes;
      sent_at[i] = time;
      send(fds[i], out, bytes, MSG_NOSIGNAL);
    }
  }
  long seen = 0, median = 0;
  while (median < 99999 && (seen += histogram[median]) < messages / 2) median++;
  printf("%.0f %ld\n", messages * 1e9 / (now() - start), median);
}
