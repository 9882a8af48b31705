/** Bundles the tests with esbuild and runs them with node's own runner: `npm test [name]`. */
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = path.dirname(fileURLToPath(import.meta.url));
const output = path.join(folder, "..", "..", "node_modules", ".madang-tests");
const wanted = process.argv[2] ?? "";
const tests = readdirSync(folder).filter((file) => file.endsWith(".test.ts") && file.includes(wanted));

rmSync(output, { recursive: true, force: true });
await build({
  entryPoints: tests.map((file) => path.join(folder, file)),
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  outdir: output,
  outExtension: { ".js": ".mjs" },
  sourcemap: "inline",
  logLevel: "warning",
});
const files = readdirSync(output).map((file) => path.join(output, file));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], {
  stdio: "inherit",
  cwd: path.join(folder, "..", ".."),
});
process.exit(status ?? 1);
