import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { download, downloadText } from "../../../toolchain/packages/download";
import { newFolder, removeFolders } from "../support";

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/file") response.end("content");
    else if (request.url === "/silent") response.write("con");
    else if (request.url === "/broken") response.writeHead(200, { "content-length": 7 }).write("con");
    else response.writeHead(404).end();
    if (request.url === "/broken") setTimeout(() => response.destroy(), 50);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  removeFolders();
});

const checksum = createHash("sha256").update("content").digest("hex");

test("a file with the right checksum gets its name", async () => {
  const file = join(newFolder(), "deep", "file");
  await download(`${url}/file`, checksum.toUpperCase(), file);
  expect(readFileSync(file, "utf8")).toBe("content");
});

test("a file with a wrong checksum is refused and leaves nothing", async () => {
  const folder = newFolder();
  await expect(download(`${url}/file`, "0".repeat(64), join(folder, "file"))).rejects.toThrow(
    `has the SHA-256 checksum ${checksum} instead of ${"0".repeat(64)}: it was not used`,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test("a file that is not there is an error that names the server and its answer", async () => {
  await expect(downloadText(`${url}/none`)).rejects.toThrow(
    /^127\.0\.0\.1:\d+ cannot be used: HTTP status 404$/,
  );
});

test("a server that does not answer is an error with the reason", async () => {
  await expect(downloadText("http://127.0.0.1:1/")).rejects.toThrow("127.0.0.1:1 cannot be used: ");
});

test("a download that breaks off is an error that names it, and leaves nothing", async () => {
  const folder = newFolder();
  await expect(download(`${url}/broken`, checksum, join(folder, "file"))).rejects.toThrow(
    `the download of ${url}/broken broke off: `,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test("a download that stands still for a minute is an error that says so, and leaves nothing", async () => {
  const { setTimeout } = global;
  const spy = jest.spyOn(global, "setTimeout");
  spy.mockImplementation(((work: () => void, ms = 0, ...args: []) =>
    setTimeout(work, ms === 60_000 ? 100 : ms, ...args)) as never);
  const folder = newFolder();
  await expect(download(`${url}/silent`, checksum, join(folder, "file"))).rejects.toThrow(
    `the download of ${url}/silent broke off: no data for 60 s`,
  );
  expect(readdirSync(folder)).toEqual([]);
  spy.mockRestore();
});
