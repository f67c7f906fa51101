/** The help of `jack nc`, in Chinese. */
export const NC_HELP_ZH = `jack nc：ncat 7.991 的命令行

例子：
  jack nc HOST 80                       与服务器对话
  jack nc -l 8080                       等待一个连接，然后把输入输出与它接通
  jack nc -lk 8080                      同时服务多个连接：输入发给所有人，他们发来的都输出
  jack nc -l 9000 > file                接收一个文件……
  jack nc --send-only HOST 9000 < file  ……发送这个文件
  jack nc -zv HOST 22                   端口开着吗？（退出码 0 或 1）
  jack nc -lk -c 'date; cat' 7777       为每个连接运行一个程序
  jack nc -ul -k 5514                   接收任何人的 UDP
  jack nc --chat -l 8000                供所有连接者使用的聊天室
  jack nc --ssl HOST 443                TLS

用法：jack nc [选项] [主机] [端口]
      省略端口时为 31337。时间以秒为单位；也可写 500ms、2s、3m、1h。

地址：
  -4, -6                     只用 IPv4、只用 IPv6（监听时两者都收）
  -U, --unixsock             Unix 套接字：主机是路径；加 -u 为数据报
  -u, --udp                  UDP
  -p, --source-port PORT     本端端口（与 -l 同用时即监听端口）
  -s, --source ADDR          本端地址
  -n, --nodns                只用数字地址，不查询名字
  -g HOP,…, -G N             松散源路由（IPv4）
  -w, --wait TIME            连接超过此时间则放弃（10s）

监听：
  -l, --listen               监听；端口 0 自动选择空闲端口（-v 会说出来）
  -k, --keep-open            第一个连接之后继续，可同时多个
  -m, --max-conns N          同时最多这么多（100）
  --broker                   一方发来的转给其他所有人
  --chat                     同上，每条消息前带名字
  --allow HOST,…             只允许这些：地址、10.0.0.0/8、10.0.0-3.*、名字
  --deny HOST,…              拒绝这些；--deny 优先于 --allow
  --allowfile, --denyfile F  同上，从文件读取

程序：
  -e, --exec COMMAND         在连接上运行它（不认引号；反斜杠保留空格）
  -c, --sh-exec COMMAND      同上，由 /bin/sh 运行
  --js-exec FILE             用 Node 运行一个 JavaScript 文件
                             它们的环境里有 NCAT_REMOTE_ADDR、NCAT_REMOTE_PORT、NCAT_LOCAL_ADDR、
                             NCAT_LOCAL_PORT 和 NCAT_PROTO。

输入与输出：
  -C, --crlf                 把 LF 发成 CR LF
  -t, --telnet               拒绝 Telnet 对端的一切提议
  -d, --delay TIME           每发一行之前等待
  -i, --idle-timeout TIME    这么久没有收发就结束
  -q TIME                    输入结束这么久之后结束（-1：永不）
  --send-only                只发送，忽略收到的，输入结束即结束
  --recv-only                不读输入
  --no-shutdown              不告诉对端输入已结束
  -o, --output FILE          把两个方向的字节写入文件
  -x, --hex-dump FILE        同上，十六进制
  --append-output            追加到这些文件
  --raw                      控制字符也原样送到终端
  -z                         连上就断开
  -v, --verbose              说明发生了什么；-vv 更多

TLS：
  --ssl                      TLS；没有证书的服务器会自己做一张
  --ssl-cert, --ssl-key F    证书与私钥（PEM）
  --ssl-verify               证书不可信的服务器就拒绝
  --ssl-trustfile FILE       只信任这些颁发者（PEM）；隐含 --ssl-verify
  --ssl-ciphers LIST         密码套件，OpenSSL 的写法
  --ssl-servername NAME      请求这个名字（SNI）
  --ssl-alpn LIST            提供这些协议（ALPN）

代理：
  --proxy HOST[:PORT]        经代理连接
  --proxy-type TYPE          http（默认）、socks4、socks5；与 -l 同用：充当 HTTP 代理
  --proxy-auth USER:PASS     登录（或设 NCAT_PROXY_AUTH，ps 里看不到）
  --proxy-dns WHERE          由谁解析名字：remote（默认）、local、both、none

  --test                     开始监听时在标准错误输出一行
  --as nc                    写在最前：按 OpenBSD nc 的命令行解释
  --version                  显示版本
  -h, --help                 显示本帮助

没有：--sctp、--vsock、--lua-exec、DTLS（--ssl 加 -u）。
退出码：0 完成，1 网络失败（拒绝、重置、超时），2 其他。
以 nc 之名调用（链接，或 jack nc --as nc）则使用 OpenBSD nc 的选项；见 jack nc --as nc -h。
`;
