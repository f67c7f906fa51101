// What the kernel can do: sends a file to each connection with sendfile(2), 4 MiB a call, and waits with epoll when there is
// no room. file PORT FILE [CONGESTION CONTROL]
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, file = open(argv[2], O_RDONLY);
  struct sockaddr_in name = {
      .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (argc > 3 && setsockopt(listener, IPPROTO_TCP, TCP_CONGESTION, argv[3], strlen(argv[3]))) return perror(argv[3]), 1;
  if (file < 0 || bind(listener, (struct sockaddr *)&name, sizeof name) || listen(listener, 8)) return perror("bind"), 1;
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLOUT | EPOLLET};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    off_t offset = 0;
    for (ssize_t sent; (sent = sendfile(fd, file, &offset, 4 << 20)) != 0;) {
      if (sent > 0) continue;
      if (errno != EAGAIN) break;
      epoll_wait(epoll, &event, 1, -1);
    }
    close(epoll);
    close(fd);
  }
}
