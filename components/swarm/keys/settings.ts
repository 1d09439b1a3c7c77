import { trigger } from "../rules";
import type { Setting } from "../setting";

/** The settings of all machines' keys, as a cluster names them among those of its swarm. */
export const keySettings = {
  rotateKeys: {
    rule: trigger,
    meaning:
      "trigger: replaces all that opens machines and swarm (certificates, SSH keys, join tokens, unlock key), node by node",
    default: "never",
    change: "order",
  },
} as const satisfies Readonly<Record<string, Setting>>;
