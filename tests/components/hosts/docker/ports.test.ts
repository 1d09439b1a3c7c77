import { createServer } from "node:net";
import { choosePorts, isFreePort } from "../../../../components/hosts/docker/ports";

const always = () => Promise.resolve(true);

test("ports are chosen one after the other", async () => {
  expect(await choosePorts(2, new Set(), always, 20500)).toEqual([20500, 20501]);
});

test("ports of hosts that are off, and ports in use, are left out", async () => {
  const isFree = (port: number) => Promise.resolve(port !== 20501);
  expect(await choosePorts(2, new Set([20500]), isFree, 20500)).toEqual([20502, 20503]);
});

test("after the last port comes the first", async () => {
  expect(await choosePorts(2, new Set(), always, 31999)).toEqual([31999, 20000]);
});

test("without enough free ports the error says so", async () => {
  const never = () => Promise.resolve(false);
  await expect(choosePorts(2, new Set(), never)).rejects.toThrow(/ports between 20000 and 31999 are free/);
});

test("a port that somebody listens on is not free", async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  expect(await isFreePort(port)).toBe(false);
  await new Promise((closed) => server.close(closed));
  expect(await isFreePort(port)).toBe(true);
});
