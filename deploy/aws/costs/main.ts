import { readFile, writeFile } from "node:fs/promises";
import { costTables } from "./costTable.js";

/** `npm run costs --prefix deploy/aws`: rewrites the tables of docs/costs.md after a change of prices or rates. */
const page = new URL("../../../docs/costs.md", import.meta.url);
const [begin, end] = ["<!-- computed: npm run costs -->\n", "<!-- end -->"];

const text = await readFile(page, "utf8");
const [before = "", rest = ""] = text.split(begin);
const after = rest.slice(rest.indexOf(end));
await writeFile(page, `${before}${begin}${costTables()}${after}`);
