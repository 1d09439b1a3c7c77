import type { Certificate } from "./answers";
import type { CertificateView, View } from "./view";
import { count } from "./words";

const dayMs = 24 * 3600 * 1000;

/** From when on a certificate is said to end soon. */
const soonDays = 30;

/** The certificates that end soon, and all of them in one sentence. */
export function certificateViews(
  certificates: readonly Certificate[],
  now: number,
): Pick<View, "certificates" | "certificateSummary"> {
  const sorted = [...certificates].sort((a, b) => a.endsAt - b.endsAt);
  const soon = sorted.filter(({ endsAt }) => endsAt - now < soonDays * dayMs);
  return {
    certificates: soon.map((certificate) => certificateView(certificate, now)),
    certificateSummary:
      sorted.length === 0
        ? "No certificates are known"
        : `${count(sorted.length, "certificate")}, the first ${endText(sorted[0].endsAt - now)}`,
  };
}

function certificateView({ what, endsAt, command }: Certificate, now: number): CertificateView {
  const left = endsAt - now;
  return { what, command, text: endText(left), level: left < 7 * dayMs ? "bad" : "notice" };
}

function endText(milliseconds: number): string {
  const days = Math.floor(Math.abs(milliseconds) / dayMs);
  if (milliseconds < 0) return days === 0 ? "ended today" : `ended ${count(days, "day")} ago`;
  return days === 0 ? "ends within a day" : `ends in ${count(days, "day")}`;
}
