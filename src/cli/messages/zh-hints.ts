/** Hints of socket errors in Chinese: what the English hint looks like, and the words for it. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^held by ([^;]+)$/, "被 $1 占用"],
  [/^port (\d+) is free$/, "端口 $1 空闲"],
  [/^ports below 1024 need privileges, for example port (\d+) does not$/, "1024 以下的端口需要特权，可改用端口 $1 等"],
  [/^(?:the path is )?another kind of file(?: is there)?$/, "该路径是别的文件"],
  [/^there is no folder (.+)$/, "文件夹 $1 不存在"],
  [/^there is no interface "(.+)", only (.+)$/, "没有网络接口“$1”，现有：$2"],
  [/^the interface "(.+)" has no IPv4 address$/, "网络接口“$1”没有 IPv4 地址"],
  [/^(\d+) bytes(?: given)?, the limit is (\d+)$/, "给了 $1 字节，上限是 $2 字节"],
  [/^this socket is bound to IPv4$/, "这个套接字绑定在 IPv4 上"],
  [/^it is an IPv(\d) address, IPv(\d) was asked for$/, "这是 IPv$1 地址，要求的是 IPv$2"],
  [/^the name server did not answer$/, "域名服务器没有应答"],
  [/^a firewall of this machine forbids it$/, "本机防火墙禁止"],
  [/^broadcast is allowed only with the option broadcast$/, "要向广播地址发送，请打开广播选项"],
  [/^this machine lacks that address family$/, "本机没有这种地址族"],
  [/^it is no multicast group of this socket's family$/, "不是与该套接字同一地址族的组播组"],
  [/^the socket is a member already$/, "已经加入该组播组"],
  [/^no interface leads there; name one$/, "没有通往该组的网络接口，请指定一个"],
];

/** A hint in Chinese; what is not known stays as it is. Hints of several parts are joined by `; `. */
export function zhHint(hint: string): string {
  return (
    translated(hint) ??
    hint
      .split("; ")
      .map((part) => translated(part) ?? part)
      .join("；")
  );
}

function translated(hint: string): string | undefined {
  const known = HINTS.find(([pattern]) => pattern.test(hint));
  return known === undefined ? undefined : hint.replace(known[0], known[1]);
}
