import { contextNameProblem } from "../../../components/context/context-name";

test.each(["sw", "swarm-dev", "my.swarm_1+x", "9x"])("%s can be the name of a docker context", (name) => {
  expect(contextNameProblem(name)).toBeUndefined();
});

test.each(["", "a", "-x", "a b", "$(id)", "a/b", "a\nb", "ü1"])(
  "%j cannot, and the rule is named",
  (name) => {
    expect(contextNameProblem(name)).toContain(`${JSON.stringify(name)}: two or more letters, digits,`);
  },
);

test("default is docker's own context", () => {
  expect(contextNameProblem("default")).toContain("docker client's own context");
});
