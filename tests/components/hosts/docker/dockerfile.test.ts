import { spawnSync } from "node:child_process";
import { bootCommand, removeCgroupCommand } from "../../../../components/hosts/docker/boot";
import { dockerfile, recipeHash } from "../../../../components/hosts/docker/dockerfile";
import { imageNames } from "../../../../components/hosts/docker/image";
import { hostPackages } from "../../../../components/hosts/local/debian";

test("the recipe begins with a pinned image and installs what every host has", () => {
  expect(dockerfile()).toMatch(/^FROM debian:trixie-slim@sha256:[0-9a-f]{64}\n/);
  for (const name of hostPackages) expect(dockerfile()).toContain(` ${name}`);
});

test("no key is in the image, and no password opens it", () => {
  expect(dockerfile()).toContain("rm -f /etc/ssh/ssh_host_*");
  expect(dockerfile()).toContain("'PasswordAuthentication no'");
  expect(dockerfile()).not.toContain("authorized_keys");
});

test("the image's name changes with its recipe", () => {
  expect(recipeHash(dockerfile("debian:other"))).not.toBe(recipeHash(dockerfile()));
  expect(imageNames()[0]).toBe(`pulumi-docker-machine-swarm/host:debian-${recipeHash(dockerfile())}`);
});

test("the shell understands what the image and the hosts run", () => {
  const run = /^RUN ([^]*?)\nSTOPSIGNAL/m.exec(dockerfile())?.[1] ?? "";
  for (const text of [run, bootCommand("sw-1-a", "key")[2], removeCgroupCommand("sw-1-a")[2]]) {
    const { status, stderr } = spawnSync("/bin/sh", ["-n", "-c", text ?? ""], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  }
});
