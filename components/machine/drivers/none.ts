import { z } from "zod";
import { defineDriver } from "./driver";

const urlRule = "URL of an engine expected, e.g. tcp://192.168.1.20:2376";

/** docker-machine's driver none: a record of an engine, which is neither set up nor looked at. */
export const none = defineDriver({
  name: "none",
  flagPrefix: "",
  options: () =>
    z.strictObject({
      /** URL of the engine. Required. @example "tcp://192.168.1.20:2376" */
      url: z.string(urlRule).regex(/^tcp:\/\/\S+:\d+$/, urlRule),
    }),
  isRecordOnly: true,
  tellsState: false,
  setsUpEngine: false,
});
