import type { RelayOptionKey } from "../messages/relay-messages.ts";
import type { Manual } from "./manual.ts";

/** Chinese descriptions of its options. */
export const zhRelayOptions: Readonly<Record<RelayOptionKey, string>> = {
  relayA:
    "一端：tcp://H:P、udp://H:P、tls://H:P、unix:PATH、ws://H:P/PATH，都可写成 listen:…；-、file:PATH、exec:COMMAND、shell:COMMAND、pty:LINK；READ!!WRITE；套接字的选项写在逗号后面",
  relayB: "另一端，写法相同",
  relayKeepOpen: "接连并同时为多个连接服务；每个连接都重新打开另一端",
  relayLinger: "一侧结束后，另一侧沉默这么久就结束（字节流：不限；UDP：1s）",
  relayMaxConnections: "同时最多服务这么多连接，其余立即断开（1000）；隐含 --keep-open",
  relayMessages: "数据报、WebSocket 消息与字节流如何互相转换（read）",
  relayNoShutdown: "不把一侧的结束传给另一侧",
  relayOneWay: "只从 A 到 B",
  relayPty: "为 exec: 的程序提供伪终端",
  relayShow: "显示经过的内容，每段一行；写到标准输出，若标准输出是一端则写到标准错误",
  relayUdpIdle: "listen:udp 与 --keep-open：对端沉默这么久即结束（60s）",
};

/** Chinese help of it. */
export const zhRelayCommand: Pick<Manual["commands"], "relay"> = {
  relay: {
    summary: "连接任意两端：套接字、标准输入输出、文件、程序",
    details: `在 A 与 B 之间双向搬运字节，内容不变，直到两侧都结束。一侧的结束（FIN、文件末尾）会传给另一侧，此后返回的内容照样搬运，等多久都行。一侧出错时，另一侧会被重置。

只写地址的一端是去连接；前面加 listen: 则等待一个连接。--keep-open 会继续，并同时为多个连接服务：每个连接都重新打开另一端，程序则各有自己的进程。程序不经 shell（exec:）或经 shell（shell:）启动，领有自己的进程组，随连接结束；环境变量里有 JACK_REMOTE_ADDR 和 JACK_REMOTE_PORT（也有 ncat 和 socat 的名字）。

套接字的选项写在逗号后面，两端各写各的：bind=HOST[:PORT] 和 device=NAME、nodelay、keepalive（keepidle=、keepintvl=、keepcnt=）、reuseport、reuseaddr、ttl=、tos=、sndbuf=、rcvbuf=、linger=、mss=、user-timeout=、backlog=、ipv6only、broadcast、join=GROUP@INTERFACE、multicast-ttl=、multicast-loop=0、multicast-interface=，其他任何选项用 sockopt=NAME=VALUE。socat 的名称也认得。

数据报和 WebSocket 消息之间保持边界。与字节流相连时，一次读取成为一条消息；--messages line 让每行成为一条，u16 或 u32 在每条前加长度，双向都保持边界。

--show、--json 和 --capture 查看经过的内容：→ 是 A 到 B，← 是 B 到 A。不用它们时，字节尽可能在内核里直接搬运。`,
    examples: [
      ["jack relay listen:8080 10.0.0.7:80 -k", "转发端口"],
      ["jack relay listen:8080 10.0.0.7:80 -k --show both --capture talk.pcapng", "同时查看经过的内容"],
      ["jack relay listen:8080,reuseport 10.0.0.7:80,bind=10.0.0.2,nodelay -k", "两侧套接字各有选项"],
      ["jack relay - unix:/run/app.sock", "把 Unix 套接字接到标准输入输出"],
      ["jack relay listen:2000 exec:'/usr/bin/bc -q' -k", "每个连接一个程序"],
      ["jack relay listen:udp://:5353 udp://10.0.0.1:53 -k", "转发数据报，每个对端一个会话"],
      ["jack relay --one-way file:photo.jpg 10.0.0.7:9000", "发送文件"],
      ["jack relay listen:ws://:8080 tcp://127.0.0.1:22 -k", "让 WebSocket 客户端使用 TCP 服务"],
    ],
  },
};
