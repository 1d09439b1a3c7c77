import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Browser, type Page } from "playwright-core";
import { busyboxImage, idleService, importBusybox } from "../support/busybox";
import { project } from "../support/stack";
import { eventually } from "../support/eventually";
import { managers, type SwarmStage } from "../support/swarm-stage";

/** Where the README's picture is written, docs/view.svg, and a folder for screenshots. @default neither is */
const { VIEW_PICTURE: readmePicture, VIEW_SCREENSHOTS: screenshots } = process.env;
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** A person has the live picture open while the swarm changes. */
export const view = (stage: SwarmStage) =>
  describe("The live picture", () => {
    const w1 = { name: "w1", labels: { zone: "a" } };
    const w2 = { name: "w2", labels: { zone: "b" } };
    const declared = [...managers("m1", "m2", "m3"), w1, w2];
    const complaints: string[] = [];
    let command: ChildProcess;
    let url: string;
    let browser: Browser;
    let page: Page;

    /** The environment in which the project's own commands work on the stage. */
    const environment = () => ({
      ...stage.stack.environment(),
      PULUMI_STACK: stage.stack.name,
      MACHINE_STORAGE_PATH: join(stage.stack.directory, "swarm", "machines"),
    });

    beforeAll(async () => {
      await stage.up(declared);
      await importBusybox(stage.machines, "m1", "m2", "m3", "w1", "w2");
      command = spawn(process.execPath, ["view/main.js"], {
        cwd: project,
        env: environment(),
        stdio: ["ignore", "pipe", "inherit"],
      });
      url = await addressOf(command);
      browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(url);
    });
    afterAll(async () => {
      await browser?.close();
      command?.kill("SIGINT");
    });

    const node = (name: string) => page.locator(`[data-node="${name}"]`);
    const seen = (text: string | RegExp, seconds = 30) =>
      page
        .getByText(text)
        .first()
        .waitFor({ timeout: seconds * 1000 });
    const condition = (name: string, word: string, seconds = 90) =>
      page.locator(`[data-node="${name}"][data-condition="${word}"]`).waitFor({ timeout: seconds * 1000 });

    test("it shows the swarm as it is", async () => {
      await seen("3 managers: 1 may fail");
      await seen("5 nodes, all ready");
      await seen("Everything is as last applied");
      await seen(/^Live, from m\d/);
      expect(await page.locator("#managers .name").allTextContents()).toEqual(["m1", "m2", "m3"]);
      await page.getByLabel("Group by").selectOption("label zone");
      expect(await page.locator("#workers h3").allTextContents()).toEqual(["zone=a", "zone=b"]);
      await page.reload();
      await seen("zone=b");
      await page.getByLabel("Group by").selectOption("");
    });

    test("it can be used by keyboard alone: to the nodes, to group them, to find one", async () => {
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").innerText()).toBe("Skip to the nodes");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
      expect(await page.locator("#workers h3").allTextContents()).toEqual(["ready"]);
      await page.keyboard.press("Tab");
      await page.keyboard.type("zone=b");
      expect(await page.locator(".node .name").allTextContents()).toEqual(["w2"]);
      expect(await page.locator("#found").innerText()).toBe("1 of 5 nodes");
      await page.getByLabel("Find").fill("");
    });

    test("a service is scaled", async () => {
      await idleService(stage.machines, "m1", "--name", "web", "--replicas", "2");
      await seen("2 of 2 running");
      await stage.docker("m1", "service", "scale", "--detach", "web=5");
      await seen("5 of 5 running");
      await seen("Service web: 5 of 5 running");
    });

    test("a service that fails says why", async () => {
      const create = ["service", "create", "--no-resolve-image", "--detach", "--name", "broken"];
      await stage.docker("m1", ...create, busyboxImage, "false");
      await seen(/(failed|complete) on .*: task: non-zero exit \(1\)/);
      await stage.docker("m1", "service", "rm", "broken");
      await seen("Service broken is gone");
    });

    test("a node is promoted by hand: it is a manager, and not as declared until an update repairs it", async () => {
      await stage.docker("m1", "node", "promote", "w1");
      await page.locator('#managers [data-node="w1"]').waitFor({ timeout: 30_000 });
      await seen("4 managers: 1 may fail");
      await seen("w1 is a manager, declared worker");
      await seen("npm run pulumi -- up");
      await stage.up(declared);
      await page.locator('#workers [data-node="w1"]').waitFor({ timeout: 30_000 });
      await seen("Everything is as last applied");
    });

    test("a node dies, comes back, and the picture is live all the time", async () => {
      await stage.cut("w2");
      await condition("w2", "down");
      await seen("w2 is down");
      await stage.powerOn("w2");
      await condition("w2", "ready");
    });

    test("the manager that answers dies: another one takes over", async () => {
      const manager = /from (m\d)/.exec(await page.locator("#age").innerText())![1];
      await stage.cut(manager);
      await page
        .locator("body:not([data-mode=old]) #age")
        .filter({ hasNotText: manager })
        .waitFor({ timeout: 60_000 });
      await condition(manager, "down");
      await seen("3 managers, 2 reachable: no more may fail");
      await stage.powerOn(manager);
      await condition(manager, "ready");
      await seen("3 managers: 1 may fail");
    });

    test("drained and paused nodes are told apart, and it says what repairs them", async () => {
      // m1 may just have come back, and have no leader yet.
      const set = (availability: string, node: string) =>
        eventually(() => stage.docker("m1", "node", "update", "--availability", availability, node), node);
      await set("drain", "w1");
      await set("pause", "w2");
      await condition("w1", "drained");
      await condition("w2", "paused");
      await seen("w1 has availability drain, declared active");
    });

    test.each([
      ["desktop", 1280, "light"],
      ["desktop", 1280, "dark"],
      ["phone", 360, "light"],
      ["phone", 360, "dark"],
    ] as const)(
      "axe finds nothing at the width of a %s (%i, %s), and nothing is cut off",
      async (device, width, colorScheme) => {
        const context = await browser.newContext({
          viewport: { width, height: 900 },
          colorScheme,
          bypassCSP: true,
        });
        const own = await context.newPage();
        await own.goto(url);
        await own.locator(".node").first().waitFor();
        if (screenshots)
          await own.screenshot({
            path: join(screenshots, `view-${device}-${colorScheme}.png`),
            fullPage: true,
          });
        await own.addScriptTag({ content: axe });
        const { violations } = (await own.evaluate("axe.run()")) as {
          violations: { id: string; nodes: { html: string }[] }[];
        };
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        expect(await own.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        await context.close();
      },
    );

    test("the other outputs say the same", async () => {
      const table = await output("--table", "--width", "80");
      expect(table).toMatch(/^w1 +worker +▽ drained/m);
      expect(table).toContain("w1 has availability drain, declared active");
      const json = JSON.parse(await output("--json")) as { quorum: object };
      expect(json.quorum).toMatchObject({ managers: 3, mayFail: 1 });
      const svg = await output("--svg", "-");
      expect(svg).toContain("3 managers: 1 may fail");
      if (readmePicture) writeFileSync(join(project, readmePicture), svg.replaceAll(stage.stack.name, "dev"));
    });

    test("no manager answers: the picture stays, says that it is old, and comes back", async () => {
      await stage.cut("m1", "m2", "m3");
      await seen(/The picture is old: no manager of swarm/, 60);
      await seen(/^Old, from m\d, \d+ s ago/);
      expect(await node("w1").count()).toBe(1);
      await stage.powerOn("m1", "m2", "m3");
      await seen(/^Live, from m\d/, 90);
    });

    test("the browser had nothing to complain of, and Ctrl-C ends it", async () => {
      await stage.docker("m1", "service", "rm", "web");
      await stage.up(declared);
      await seen("Everything is as last applied");
      await seen("No services");
      expect(complaints).toEqual([]);
      command.kill("SIGINT");
      expect(await new Promise((resolve) => command.on("exit", resolve))).toBe(0);
      await expect(fetch(url)).rejects.toThrow();
    });

    /** What one of the other forms prints. */
    async function output(...args: string[]): Promise<string> {
      const child = spawn(process.execPath, ["view/main.js", ...args], { cwd: project, env: environment() });
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      await new Promise((resolve) => child.on("close", resolve));
      return text;
    }
  });

/** The address that the command prints. */
async function addressOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error("npm run view ended without an address");
}
