/* What the kernel lets a server do that does nothing else: ask time|upper. Prints its port. time answers each datagram, a
 * strftime format; upper answers each read of a connection with its bytes in capitals. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char bytes[65536], text[1024];

static void serve_time(int fd) {
  struct sockaddr_in from;
  for (;;) {
    socklen_t length = sizeof from;
    ssize_t got = recvfrom(fd, bytes, sizeof bytes - 1, 0, (struct sockaddr *)&from, &length);
    if (got < 0) continue;
    bytes[got] = 0;
    time_t now = time(NULL);
    struct tm parts;
    size_t said = strftime(text, sizeof text, got > 0 ? bytes : "%Y-%m-%d %X", localtime_r(&now, &parts));
    sendto(fd, text, said, 0, (struct sockaddr *)&from, length);
  }
}

static void serve_upper(int listener) {
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(poll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        event.data.fd = accept(listener, NULL, NULL);
        epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
        continue;
      }
      ssize_t got = recv(fd, bytes, sizeof bytes, 0);
      if (got <= 0) {
        close(fd);
        continue;
      }
      for (ssize_t k = 0; k < got; k++) if (bytes[k] >= 'a' && bytes[k] <= 'z') bytes[k] -= 32;
      send(fd, bytes, got, MSG_NOSIGNAL);
    }
  }
}

int main(int argc, char **argv) {
  int udp = argc > 1 && strcmp(argv[1], "time") == 0;
  int fd = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);
  struct sockaddr_in self = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof self;
  if (bind(fd, (struct sockaddr *)&self, sizeof self) < 0 || (!udp && listen(fd, 511) < 0)) return 1;
  getsockname(fd, (struct sockaddr *)&self, &length);
  printf("%d\n", ntohs(self.sin_port));
  fflush(stdout);
  if (udp) serve_time(fd);
  serve_upper(fd);
}
