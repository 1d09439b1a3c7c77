import { needsStack } from "../../toolchain/stack";

test.each([
  ["up"],
  ["preview --diff"],
  ["destroy --yes"],
  ["stack output nodes"],
  ["stack"],
  ["config set a b"],
])("%s works on the selected stack", (command) => expect(needsStack(command.split(" "))).toBe(true));

test.each([
  [""],
  ["version"],
  ["login s3://bucket"],
  ["stack init prod"],
  ["stack select prod"],
  ["stack ls"],
  ["up --stack prod"],
  ["up -s prod"],
  ["up --stack=prod"],
  ["-C elsewhere up"],
  ["up --help"],
])("%p needs no selected stack, or names one", (command) => {
  expect(needsStack(command.split(" ").filter(Boolean))).toBe(false);
});
