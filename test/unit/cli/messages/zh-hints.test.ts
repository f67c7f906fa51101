import { expect, it } from "vitest";
import { zhHint } from "../../../../src/cli/messages/zh-hints.ts";

it.each([
  ["held by python3 (pid 12); port 8081 is free", "被 python3 (pid 12) 占用；端口 8081 空闲"],
  ["ports below 1024 need privileges, for example port 8080 does not", "1024 以下的端口需要特权，可改用端口 8080 等"],
  ["the path is another kind of file", "该路径是别的文件"],
  ["there is no folder /no; such", "文件夹 /no; such 不存在"],
  ["65508 bytes given, the limit is 65507", "给了 65508 字节，上限是 65507 字节"],
  ["no such thing was ever said", "no such thing was ever said"],
])("says %j in Chinese", (hint, words) => {
  expect(zhHint(hint)).toBe(words);
});
