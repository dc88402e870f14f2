// Reads files of Power Query; an error of the language in any of them fails.

import { readFileSync } from "node:fs";
import parser from "@microsoft/powerquery-parser";

const { DefaultSettings, TaskUtils } = parser;
for (const file of process.argv.slice(2)) {
  const read = await TaskUtils.tryLexParse(DefaultSettings, readFileSync(file, "utf8"));
  if (TaskUtils.isError(read)) {
    console.error(`${file}: ${read.error.message}`);
    process.exitCode = 1;
  }
}
