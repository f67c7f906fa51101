import type { DoctorMessages, ShownAddress } from "./doctor-messages.ts";

const REACH: Readonly<Record<ShownAddress["reach"], string>> = {
  machine: "只有本机的程序",
  containers: "本机上的容器和虚拟机",
  link: "同一网线或 Wi-Fi 上的机器，须写明其接口",
  lan: "同一网络里的机器",
  carrier: "运营商或 VPN 的内部网络",
  internet: "所有人，只要中间没有防火墙",
};

const limit = (value: number): string => (value === Infinity ? "不限" : String(value));

/** Chinese of `jack doctor`. */
export const zhDoctor: DoctorMessages = {
  titles: {
    port: "端口",
    addresses: "地址",
    ipv6: "IPv6",
    firewall: "防火墙",
    listeners: "谁在监听",
    node: "Node",
    sockets: "套接字调用",
    terminal: "字符集",
    files: "打开的文件",
    buffers: "缓冲区",
    losses: "丢失",
    ports: "端口范围",
  },
  summary: (problems, notes, unknown) =>
    problems + notes + unknown === 0
      ? "一切正常"
      : [
          problems > 0 ? `${problems} 个问题` : "没有问题",
          ...(notes > 0 ? [`${notes} 处须留意（!）`] : []),
          ...(unknown > 0 ? [`${unknown} 项无法得知（?）`] : []),
        ].join("，"),
  cannotTell: (platform) => `在这里无法得知（${platform}）：这些信息读自 Linux 的 /proc`,
  askAsRoot: (command) => `root 能看到更多：sudo ${command}`,
  address: ({ interface: name, shown, reach }) => `${shown}  ${name}：${REACH[reach]}`,
  giveAddress: (port) => `把第一个适合对方位置的地址告诉对方；jack listen :${port ?? "PORT"} --lan 会在所有地址上监听`,
  onlyLoopback: "没有网络：只有本机的程序能互相通信；请检查网线、Wi-Fi 或容器",
  ipv6: (global) => (global ? "可用，且有供他人使用的地址" : "在本机和本链路可用；没有供他人使用的地址"),
  noIpv6: (disabled) => (disabled ? "已关闭（net.ipv6.conf.all.disable_ipv6 = 1）" : "没有 ::1"),
  ipv6Only: "net.ipv6.bindv6only = 1：监听 [::] 的服务器不接受 IPv4",
  useIpv4: "请写 127.0.0.1 而不是 localhost，后者可能是 ::1",
  firewall: ({ tool, state, rules }) =>
    state === "unreadable"
      ? `有 ${tool}，但当前用户无权读取`
      : state === "off"
        ? `${tool}：不丢弃进来的数据`
        : `${tool}：会过滤进来的数据${rules > 0 ? `（${rules} 条规则）` : ""}`,
  noFirewallTool: "没有找到 ufw、firewalld、nft 或 iptables；防火墙也可能在别处（路由器、云平台、宿主机）",
  firewallElsewhere: (platform) =>
    platform === "darwin"
      ? "在这里无法得知；macOS 会在程序监听时询问（系统设置、网络、防火墙）"
      : platform === "win32"
        ? "在这里无法得知；Windows Defender 会在 node.exe 监听时询问：请允许专用网络"
        : `在这里无法得知（${platform}）`,
  openPort: (port, tool) =>
    tool === "ufw"
      ? `要放行：sudo ufw allow ${port}/tcp`
      : tool === "firewalld"
        ? `要放行：sudo firewall-cmd --add-port=${port}/tcp`
        : `要放行，请在丢弃规则之前接受 TCP 端口 ${port}`,
  testFromOutside: (port) =>
    `只有从对方那里测试才可靠：在那边运行 jack scan 地址 ${port ?? "端口"}；“无应答”是防火墙，“关闭”是没有程序监听`,
  listeners: (open, loopback) => `${open} 个套接字他人可以到达，${loopback} 个只有本机可以到达`,
  more: (count) => `还有 ${count} 个：jack ls -l`,
  hiddenProcesses: "其他用户的进程看不到：用 sudo 可以看到",
  node: (node, jackfield) => `${node}，Jackfield ${jackfield}`,
  newerNode: "需要 Node 20.19 或更新版本：https://nodejs.org",
  native: (backend) => `操作系统自己的调用（${backend}）`,
  nodeBackend: (reason) => `Node 的 net 和 dgram：${reason}`,
  installKoffi:
    "较慢，且没有 jack ls -l 的积压数、组播源、Unix 数据报和 splice；在 Linux 上 npm install koffi 可使用系统调用",
  terminal: (locale, charset, utf8) =>
    locale === null
      ? "没有设置 LANG 或 LC_ALL：程序会按 ASCII 处理"
      : utf8
        ? `${locale}：UTF-8，能显示中文和其他文字`
        : `${locale}：${charset ?? "ASCII"}，不是 UTF-8；Jackfield 的文字是 UTF-8，会成乱码`,
  noLocale: "在这里无法得知：没有设置 LANG；Windows Terminal 显示 UTF-8",
  noTerminal: "标准输出不是终端：输出的是 UTF-8",
  useUtf8:
    "export LC_ALL=C.UTF-8（或 zh_CN.UTF-8），并把终端设为 UTF-8；对方设备用 GBK 时应加 --charset gbk，而不是换终端",
  files: (soft, hard) => `一个进程可以打开 ${limit(soft)} 个套接字和文件（最多 ${limit(hard)}）`,
  moreFiles: (hard) => `需要更多连接时：ulimit -n ${hard === Infinity ? 65_536 : hard}`,
  buffers: (receive, send, backlog) =>
    `一个套接字最多可要 ${receive} 字节的接收缓冲区和 ${send} 字节的发送缓冲区${backlog === null ? "" : `；最多 ${backlog} 个连接等待接受`}`,
  largerBuffers: (bytes) => `突发的数据报可能被丢弃：sudo sysctl -w net.core.rmem_max=${bytes}`,
  losses: (datagrams, connections) =>
    datagrams + connections === 0
      ? "开机以来没有丢弃数据报和连接"
      : `开机以来有 ${datagrams} 个数据报和 ${connections} 个连接因程序来不及接收而被丢弃`,
  lossRemedy: "jack ls --json 会显示每个 UDP 套接字的 drops；读得更快，或要更大的缓冲区",
  ports: (from, to, unprivileged, root) =>
    `系统把 ${from}-${to} 分给主动发起的连接；${unprivileged === 0 ? "所有端口人人可用" : `${unprivileged} 以下的端口需要特权${root ? "，你有" : ""}`}`,
  portFree: (port) => `${port} 空闲，TCP 和 UDP 都可用`,
  portHeld: (protocol, local, holder, user, connections) =>
    `${protocol} ${local} 被${holder === "-" ? "从这里看不到的进程" : ` ${holder} `}占用${user === null ? "" : `，用户 ${user}`}${protocol.startsWith("tcp") && connections > 0 ? `，${connections} 个连接` : ""}`,
  portHeldUnseen: (port) => `${port} 正被使用，但从这里看不到是谁`,
  conflict: (_port, where) =>
    `现在在那里监听（${where.join("、")}）会得到“地址已被占用”：一个地址的一个端口只属于一个程序`,
  portRefused: (port) => `${port} 低于人人可用的端口`,
  portTimeWait: (count) =>
    `它的 ${count} 个连接刚结束（time-wait）；设置了 SO_REUSEADDR 的服务器（Jackfield 就是）仍可监听`,
  portEphemeral: (port, from, to) =>
    `${port} 在 ${from}-${to} 之内：主动发起的连接随时可能占用它；服务器用更低的端口更稳妥`,
  listensOnLoopback: (port) =>
    `他人无法到达：它只在本机监听；请让它监听 0.0.0.0 或加 --lan，或者转发：jack relay listen:0.0.0.0:${port + 1} tcp://127.0.0.1:${port}`,
  stopProcess: (pid, command) => `如果不需要就停止它：kill ${pid}  （${command}）`,
  useFreePort: (port) => `或者使用空闲的端口 ${port}`,
  useHighPort: (port) => `使用更高的端口，例如 ${port}`,
  listenThere: (port) => `jack listen :${port} 可在那里监听，加 --lan 供其他机器使用`,
};
