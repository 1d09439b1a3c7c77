import type { Service, Task } from "../components/engine/types";
import type { Answers } from "./answers";
import type { Level, ServiceView, TaskGroup } from "./view";

/** The tasks of one node by service. */
export function taskGroups(answers: Answers, nodeId: string): TaskGroup[] {
  return answers.services
    .map((service) => groupOf(service.Spec.Name, tasksOf(answers, service.ID, nodeId)))
    .filter((group) => group.text !== "")
    .sort(byName((group) => group.service));
}

/** All services, with how many of their tasks run. */
export function serviceViews(answers: Answers): ServiceView[] {
  const nodeNames = new Map(answers.nodes.map((node) => [node.ID, node.Description.Hostname]));
  const views = answers.services.map((service): ServiceView => {
    const { ID, Spec } = service;
    const tasks = tasksOf(answers, ID);
    const running = tasks.filter(isRunning).length;
    const wanted = wantedOf(service, tasks);
    const waiting = groupOf(Spec.Name, tasksOf(answers, ID, ""));
    const nodes = new Set(
      tasks.map((task) => nodeNames.get(task.NodeID)).filter((name) => name !== undefined),
    );
    return {
      id: ID,
      name: Spec.Name,
      running,
      wanted,
      text: `${running} of ${wanted} running`,
      level: levelOf(running, wanted),
      waiting: [waiting.text, waiting.error].filter(Boolean).join(": "),
      failure: running < wanted ? failureOf(answers, ID, nodeNames) : "",
      nodes: [...nodes].sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
    };
  });
  return views.sort(byName((view) => view.name));
}

/** The IDs of the services whose tasks do not all run. */
export function incompleteServices(services: readonly Service[], tasks: readonly Task[]): string[] {
  const isShort = (service: Service) => {
    const own = tasks.filter((task) => task.ServiceID === service.ID);
    return own.filter(isRunning).length < wantedOf(service, own);
  };
  return services.filter(isShort).map(({ ID }) => ID);
}

function wantedOf({ Spec }: Service, tasks: readonly Task[]): number {
  return Spec.Mode?.Replicated?.Replicas ?? tasks.length;
}

/** The last failure of a service, in the engine's words. */
function failureOf(
  { pastTasks }: Answers,
  serviceId: string,
  nodeNames: ReadonlyMap<string, string>,
): string {
  const time = ({ Status }: Task) => Status.Timestamp ?? "";
  const failed = pastTasks.filter(({ ServiceID, Status }) => ServiceID === serviceId && Status.Err);
  const last = [...failed].sort((a, b) => time(b).localeCompare(time(a)))[0];
  if (!last) return "";
  return `${last.Status.State} on ${nodeNames.get(last.NodeID) ?? "a node that is gone"}: ${last.Status.Err}`;
}

/** @param nodeId empty: those that no node is found for; undefined: all */
function tasksOf(answers: Answers, serviceId: string, nodeId?: string): Task[] {
  return answers.tasks.filter(
    (task) => task.ServiceID === serviceId && (nodeId === undefined || (task.NodeID ?? "") === nodeId),
  );
}

function groupOf(service: string, tasks: readonly Task[]): TaskGroup {
  const states: Record<string, number> = {};
  for (const { Status } of tasks) states[Status.State] = (states[Status.State] ?? 0) + 1;
  const running = states.running ?? 0;
  // What runs comes first, since it is what one looks for.
  const order = Object.keys(states).sort((a, b) => Number(b === "running") - Number(a === "running"));
  return {
    service,
    states,
    text: order.map((state) => `${states[state]} ${state}`).join(", "),
    level: levelOf(running, tasks.length),
    error: tasks.find((task) => task.Status.Err)?.Status.Err ?? "",
  };
}

function isRunning(task: Task): boolean {
  return task.Status.State === "running";
}

function levelOf(running: number, wanted: number): Level {
  if (running >= wanted) return "good";
  return running === 0 ? "bad" : "notice";
}

function byName<T>(name: (each: T) => string): (a: T, b: T) => number {
  return (a, b) => name(a).localeCompare(name(b), "en", { numeric: true });
}
