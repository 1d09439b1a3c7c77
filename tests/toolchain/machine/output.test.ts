import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { errorsOfSsh, withoutFarewell } from "../../../toolchain/machine/output";

const farewell = "(node1) Closing plugin on server side\n";

/** What is left of some pieces of output. */
function filtered(...pieces: string[]): Promise<string> {
  return text(Readable.from(pieces.map((piece) => Buffer.from(piece))).pipe(withoutFarewell()));
}

test("A plugin's farewell is left out, wherever it stands", async () => {
  expect(await filtered(`10.0.0.1\n${farewell}`)).toBe("10.0.0.1\n");
  expect(await filtered(`x${farewell}`)).toBe("x");
  expect(
    await filtered(`${farewell}a\n${farewell.replace("node1", "my-host.9").replace("\n", "\r\n")}b`),
  ).toBe("a\nb");
});

test("It is found in any pieces", async () => {
  for (let at = 1; at < farewell.length; at++)
    expect(await filtered("a\n", farewell.slice(0, at), farewell.slice(at), "b\n")).toBe("a\nb\n");
  expect(await filtered(...`a${farewell}b`)).toBe("ab");
});

test.each([
  "(node1) Closing plugin on server side",
  "(node1) Closing plugin on server side, they said\n",
  "(node 1) Closing plugin on server side\n",
  "(node1) Importing SSH key...\n",
  "Closing plugin on server side\n",
])("%j is something else and stays", async (line) => {
  expect(await filtered(line)).toBe(line);
  expect(await filtered(...line)).toBe(line);
});

test("Any bytes pass as they are", async () => {
  const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7) % 256));
  const stream = Readable.from([bytes.subarray(0, 1001), bytes.subarray(1001)]).pipe(withoutFarewell());
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);

  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
});

test("A question is passed on before its line ends", () => {
  const stream = withoutFarewell();
  stream.write("Are you sure? (y/n): ");

  expect(String(stream.read())).toBe("Are you sure? (y/n): ");
});

test.each<[string, number, number]>([
  ["why\nexit status 7\n", 1, 7],
  [`exit status 255\n${farewell}`, 1, 255],
  ["Process exited with status 3\n", 1, 3],
  ["exit status 7\nand more\n", 1, 1],
  ['Docker machine "node9" does not exist.\n', 1, 1],
  ["exit status 7\n", 0, 0],
  ["exit status 7\n", 130, 130],
])("After %j docker-machine's exit code %i means %i", async (said, own, meant) => {
  const { stream, exitCode } = errorsOfSsh();
  const rest = text(Readable.from([Buffer.from(said)]).pipe(stream));

  expect(await rest).toBe(said.replace(farewell, ""));
  expect(exitCode(own)).toBe(meant);
});
