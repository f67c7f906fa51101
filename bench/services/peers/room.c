/* A room as a bare loop: the first datagram of an address is its name, later ones go to all others. Its argument says how:
 * sendto   one call for each member
 * sendmmsg 64 members in one call
 * connect  a connected socket for each member, which spares the kernel the route; the members' own datagrams come there, too */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536, AT_ONCE = 64 };
static struct sockaddr_in members[MOST];
static int fds[MOST], count = 0;
/* Who has a port: all members are on loopback. */
static int known[MOST];

static int opened(const struct sockaddr_in *self) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20, one = 1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  return bind(fd, (const struct sockaddr *)self, sizeof *self) < 0 ? -1 : fd;
}

static void spread(int fd, const char *how, const char *bytes, size_t length, int port) {
  if (strcmp(how, "sendmmsg") == 0) {
    struct iovec part = {.iov_base = (char *)bytes, .iov_len = length};
    static struct mmsghdr batch[AT_ONCE];
    int filled = 0;
    for (int i = 0; i < count; i++) {
      if (members[i].sin_port != port) {
        batch[filled++].msg_hdr =
            (struct msghdr){.msg_name = &members[i], .msg_namelen = sizeof members[i], .msg_iov = &part, .msg_iovlen = 1};
      }
      for (int at = 0; filled > 0 && (filled == AT_ONCE || i + 1 == count);) {
        int sent = sendmmsg(fd, batch + at, filled - at, 0);
        if ((at += sent > 0 ? sent : 1) >= filled) filled = 0;
      }
    }
    return;
  }
  int connected = strcmp(how, "connect") == 0;
  for (int i = 0; i < count; i++) {
    if (members[i].sin_port == port) continue;
    if (connected) send(fds[i], bytes, length, 0);
    else sendto(fd, bytes, length, 0, (struct sockaddr *)&members[i], sizeof members[i]);
  }
}

int main(int argc, char **argv) {
  const char *how = argc > 1 ? argv[1] : "sendto";
  struct rlimit limit = {MOST, MOST};
  setrlimit(RLIMIT_NOFILE, &limit);
  struct sockaddr_in self = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}, from;
  socklen_t length = sizeof self;
  int fd = opened(&self), poll = epoll_create1(0);
  getsockname(fd, (struct sockaddr *)&self, &length);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd}, events[64];
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  printf("%d\n", ntohs(self.sin_port));
  fflush(stdout);
  char bytes[65536];
  for (;;) {
    int ready = epoll_wait(poll, events, 64, -1);
    for (int k = 0; k < ready; k++) {
      length = sizeof from;
      ssize_t got = recvfrom(events[k].data.fd, bytes, sizeof bytes - 64, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
      if (got < 0) continue;
      int joins = !known[ntohs(from.sin_port)];
      if (joins) {
        known[ntohs(from.sin_port)] = 1;
        memcpy(bytes + got, ": \xe5\x8a\xa0\xe5\x85\xa5\xe4\xba\x86\xe7\xbe\xa4\xe8\x81\x8a", 17);
        got += 17;
      }
      spread(fd, how, bytes, got, from.sin_port);
      if (!joins || count == MOST) continue;
      members[count] = from;
      if (strcmp(how, "connect") == 0) {
        int own = opened(&self);
        if (own < 0 || connect(own, (struct sockaddr *)&from, sizeof from) < 0) return perror("connect"), 1;
        event.data.fd = fds[count] = own;
        epoll_ctl(poll, EPOLL_CTL_ADD, own, &event);
      }
      count++;
    }
  }
}
