import { benchArguments } from "../../bench/arguments";

test("without arguments it is three nodes, three times", () => {
  expect(benchArguments([])).toMatchObject({ nodes: [3], rounds: [3], ansible: false });
  expect(benchArguments([]).simulated).toBeUndefined();
});

test("numbers are separated by commas", () => {
  const args = ["--nodes", "3,10", "--rounds", "3,1", "--simulated", "100,300"];
  expect(benchArguments(args)).toMatchObject({ nodes: [3, 10], rounds: [3, 1], simulated: [100, 300] });
});

test.each([
  [["--nodes", "three"], "--nodes three: whole numbers expected, separated by commas"],
  [["--rounds", "0"], "--rounds 0: whole numbers expected"],
  [["--svg", "docs", "--ansible"], "--svg draws an update from nothing: leave out --simulated and --ansible"],
  [["--svg", "docs", "--simulated", "100"], "--svg draws an update from nothing"],
  [["--colour"], "Unknown option '--colour'"],
])("%j is refused with the usage, before anything is set up", (args, message) => {
  expect(() => benchArguments(args)).toThrow(message);
  expect(() => benchArguments(args)).toThrow("--nodes 3,10");
});
