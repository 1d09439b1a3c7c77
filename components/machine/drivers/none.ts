import { z } from "zod";

const urlRule = "URL of an engine expected, e.g. tcp://192.168.1.20:2376";

/** Options of docker-machine's driver none: a record of an engine, which is not set up and not looked at. */
export const noneShape = () =>
  z.strictObject({
    /** URL of the engine. Required. @example "tcp://192.168.1.20:2376" */
    url: z.string(urlRule).regex(/^tcp:\/\/\S+:\d+$/, urlRule),
  });

/** Options of docker-machine's driver none. */
export type NoneOptions = z.infer<ReturnType<typeof noneShape>>;
