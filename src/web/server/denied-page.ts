import { type ProblemState, statusOf } from "../../api/index.ts";

/** What a browser shows that may not in: a page without scripts that says what to do. */
export function deniedPage(state: ProblemState): Response {
  // Only words of ours: what came with the request stays out of it.
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Jackfield</title>
<h1>Jackfield</h1>
<p>This workbench opens only with the address that the terminal printed (it has a token in it). If you have just opened
that address, <a href="/">go on here</a>.</p>
<p lang="zh-CN">请用终端里打印的地址（带 token）打开工作台。如果刚刚打开过该地址，请<a href="/">点这里继续</a>。</p>
<p><code>${state.code}</code></p>
</html>
`;
  return new Response(html, { status: statusOf(state.code), headers: { "content-type": "text/html; charset=utf-8" } });
}
