// node judge.mjs PORT ADDRESS: what Lighthouse says of a page in the browser that listens at PORT, as
// one line of JSON: the scores of its categories (0 to 100), and what cost points. The page keeps its
// service worker and all that is stored: an app that people have installed is judged.
import lighthouse from "lighthouse";

const [port, address] = process.argv.slice(2);
const flags = {
  port: Number(port),
  onlyCategories: ["performance", "accessibility"],
  disableStorageReset: true,
  // The slow processor and network are applied, not reckoned from a fast run afterwards: that reckons
  // with a network that what comes from the service worker never uses.
  throttlingMethod: "devtools",
  logLevel: "error",
};
const { lhr } = await lighthouse(address, flags);
if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
const scores = Object.fromEntries(
  Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]),
);
const audited = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs);
const cost = audited
  .map(({ id, weight }) => ({ weight, ...lhr.audits[id] }))
  .filter(({ weight, score }) => weight > 0 && score !== null && score < 0.9)
  .map(({ title, displayValue = "", details }) => {
    const where = (details?.items ?? []).flatMap(({ node }) => node?.selector ?? []);
    return [title, displayValue, ...where].filter(Boolean).join(" · ");
  });
console.log(JSON.stringify({ scores, cost }));
