// Reads each connection to its end and throws it away, as any event loop does: epoll, then one recv for what is there.
// bulk PORT prints "ready" and serves for ever.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char room[262144];

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, ep = epoll_create1(0);
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&name, sizeof name) || listen(listener, 16)) return perror("bind"), 1;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[16];
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &event);
  puts("ready");
  fflush(stdout);
  for (;;) {
    int count = epoll_wait(ep, events, 16, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        event.data.fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
        epoll_ctl(ep, EPOLL_CTL_ADD, event.data.fd, &event);
      } else if (recv(fd, room, sizeof room, 0) <= 0) close(fd);
    }
  }
}
