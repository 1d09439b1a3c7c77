import { z } from "zod";

/** Options of driver local: none. Its hosts take their network from the cluster's setting localNetwork. */
export const localShape = () => z.strictObject({});

/** Options of driver local. */
export type LocalOptions = z.infer<ReturnType<typeof localShape>>;
