import {
  labelProblems,
  otherLabels,
  ownLabels,
  withOwnLabels,
} from "../../../../components/swarm/node/labels";

test("own labels are set, given-up ones removed, and others left alone", () => {
  const actual = { disk: "hdd", old: "1", theirs: "x" };
  expect(withOwnLabels(actual, { disk: "ssd", zone: "a" }, { disk: "hdd", old: "1" })).toEqual({
    disk: "ssd",
    zone: "a",
    theirs: "x",
  });
  expect(withOwnLabels(null, {}, {})).toEqual({});
});

test("labels are told apart by who owns the key", () => {
  const actual = { disk: "hdd", theirs: "x" };
  expect(ownLabels(actual, { disk: "ssd", zone: "a" })).toEqual({ disk: "hdd" });
  expect(otherLabels(actual, { disk: "ssd", zone: "a" })).toEqual({ theirs: "x" });
});

test("bad labels are refused by key", () => {
  expect(labelProblems({ disk: "ssd" })).toEqual([]);
  expect(labelProblems({ "com.pulumi.swarm.cluster": "x", "a b": "y", n: 5 })).toEqual([
    '"com.pulumi.swarm.cluster": the prefix com.pulumi.swarm. is reserved',
    '"a b": a key must be a text without spaces',
    '"n": the value must be a text; put it in quotes',
  ]);
  expect(labelProblems(["x"])).toEqual([expect.stringMatching(/object of texts/)]);
});
