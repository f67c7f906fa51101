// The measure: a plain epoll echo server in C. echo PORT [each|fresh] prints "ready" and serves for ever. All connections share
// one buffer, which stays in the processor's cache; with `each` every connection has its own, as recvInto needs it, and with
// `fresh` every message comes into memory that was not used for 32 MiB, as those that recv gives away for good.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM 65536
#define RING (32 << 20)
static char shared[ROOM], ring[RING], *own[65536];
static size_t at;

static char *room(char mode, int fd) {
  if (mode == 'e') return own[fd] ? own[fd] : (own[fd] = malloc(ROOM));
  return mode == 'f' ? ring + at : shared;
}

int main(int argc, char **argv) {
  char mode = argc > 2 ? argv[2][0] : 's';
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, ep = epoll_create1(0);
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&name, sizeof name) || listen(listener, 1024)) return perror("bind"), 1;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[1024];
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &event);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int count = epoll_wait(ep, events, 1024, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        event.data.fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
        setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_ctl(ep, EPOLL_CTL_ADD, event.data.fd, &event);
        continue;
      }
      char *buffer = room(mode, fd);
      ssize_t got = recv(fd, buffer, ROOM, 0);
      if (got > 0) at = (at + got + 7) & -8;
      if (at > RING - ROOM) at = 0;
      if (got <= 0) close(fd);
      else if (send(fd, buffer, got, MSG_NOSIGNAL) < 0) close(fd);
    }
  }
}
