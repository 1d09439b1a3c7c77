import { closingText } from "../../../toolchain/shared/closing";

test("after a success it names three commands", () => {
  const text = closingText(0, ["--yes"], false)!;

  expect(text.match(/^ {2}npm run \S+/gm)).toEqual([
    "  npm run nodes",
    "  npm run machine",
    "  npm run pulumi",
  ]);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});

test("an interrupted one says how to go on", () => {
  expect(closingText(255, [], true)).toMatch(/npm start goes on from there/);
});

test.each([
  [1, []],
  [0, ["--json"]],
  [0, ["--preview-only"]],
  [0, ["--help"]],
])("nothing is added to an exit code of %d with %j", (code, args) => {
  expect(closingText(code, args, false)).toBeUndefined();
});
