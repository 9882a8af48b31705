/** Builds web/dist: bundles, styles, art and texts under hashed names, each with .br and .gz, and manifest.json. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = path.dirname(fileURLToPath(import.meta.url));
const outputFolder = path.join(root, "dist");
const workFolder = path.join(root, "node_modules", `.madang-dist-${process.pid}`);
const INPUTS = ["build.mjs", "package-lock.json", "tsconfig.json", "client/src", "styles", "art", "icons", "locales"];
const COMPRESSIBLE = new Set([".js", ".css", ".svg", ".ftl", ".json", ".txt"]);
const FILE_LOADERS = Object.fromEntries([".svg", ".png", ".webp", ".avif", ".woff2"].map((end) => [end, "file"]));

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** All files below a file or folder of web/, as sorted paths with forward slashes. */
async function filesBelow(place) {
  const absolute = path.join(root, place);
  if (!existsSync(absolute)) return [];
  let entries;
  try {
    entries = await readdir(absolute, { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return [place];
    throw error;
  }
  const below = await Promise.all(
    entries.filter((entry) => !entry.name.startsWith(".")).map((entry) => filesBelow(`${place}/${entry.name}`)),
  );
  return below.flat().sort();
}

/** One hash over the names and contents of everything the build reads. */
async function stampOfInputs() {
  const files = (await Promise.all(INPUTS.map(filesBelow))).flat();
  const lines = await Promise.all(
    files.map(async (file) => `${file} ${digest(await readFile(path.join(root, file)))}`),
  );
  return digest(lines.join("\n"));
}

async function isUpToDate(stamp) {
  try {
    const { stamp: built, files } = JSON.parse(await readFile(path.join(outputFolder, "build.json"), "utf8"));
    return built === stamp && files.every((file) => existsSync(path.join(outputFolder, file)));
  } catch {
    return false;
  }
}

const nameOf = (place) => path.relative(workFolder, path.resolve(root, place)).split(path.sep).join("/");

async function esbuild(options) {
  const { build } = await import("esbuild");
  return build({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    target: ["es2022"],
    legalComments: "none",
    outdir: workFolder,
    write: false,
    metafile: true,
    logLevel: "warning",
    ...options,
  });
}

const named = ({ outputFiles }) => outputFiles.map((file) => [nameOf(file.path), Buffer.from(file.contents)]);

/**
 * One page's script, and in chunks what it loads later: name → bytes, and which chunks the page needs at once.
 * Pages are bundled each for itself, so that none waits for what only another one needs.
 */
async function bundlePage(file) {
  const name = file.slice("client/src/".length, -".ts".length);
  const result = await esbuild({
    entryPoints: [{ in: file, out: name }],
    format: "esm",
    splitting: true,
    chunkNames: "chunks/[name].[hash]",
  });
  const places = Object.entries(result.metafile.outputs);
  const [, entry] = places.find(([place]) => nameOf(place) === `${name}.js`);
  const atOnce = entry.imports.filter(({ kind }) => kind === "import-statement").map(({ path: place }) => nameOf(place));
  return { files: named(result), preloads: [`${name}.js`, atOnce] };
}

async function bundleStyles(files) {
  const entryPoints = files.map((file) => ({ in: file, out: file.slice(0, -".css".length) }));
  return named(await esbuild({ entryPoints, loader: FILE_LOADERS, assetNames: "art/[name].[hash]" }));
}

/** Name → bytes of the pages' scripts and the style sheets, and what each page needs at once. */
async function bundle() {
  const scripts = (await filesBelow("client/src/pages")).filter((file) => file.endsWith(".ts"));
  const styles = (await filesBelow("styles")).filter((file) => /^styles\/[^_/][^/]*\.css$/.test(file));
  const [pages, sheets] = await Promise.all([Promise.all(scripts.map(bundlePage)), bundleStyles(styles)]);
  const files = new Map([...pages.flatMap((page) => page.files), ...sheets]);
  return { files: [...files], preloads: Object.fromEntries(pages.map((page) => page.preloads)) };
}

/** Name → bytes of what is served as it is. */
async function copied() {
  const files = (await Promise.all(["art", "icons"].map(filesBelow))).flat();
  return Promise.all(files.map(async (file) => [file, await readFile(path.join(root, file))]));
}

/** Name → bytes of all texts of a language in one file: a page asks once. */
async function texts() {
  const files = (await filesBelow("locales")).filter((file) => file.endsWith(".ftl"));
  const languages = [...new Set(files.map((file) => file.split("/")[1]))];
  return Promise.all(
    languages.map(async (language) => {
      const own = files.filter((file) => file.startsWith(`locales/${language}/`));
      const parts = await Promise.all(own.map((file) => readFile(path.join(root, file), "utf8")));
      const lines = parts.join("\n").split("\n");
      return [`locales/${language}.ftl`, Buffer.from(lines.filter((line) => !line.startsWith("#")).join("\n"))];
    }),
  );
}

/** The name under which a file is served; what a style sheet refers to was named by esbuild already. */
function hashedName(name, bytes) {
  if (/\.[0-9A-Z]{8}\.[a-z0-9]+$/.test(name)) return name;
  const end = path.extname(name);
  return `${name.slice(0, -end.length)}.${digest(bytes).slice(0, 12)}${end}`;
}

/** Write one file and its compressed forms; return what they weigh. */
async function emit(name, bytes) {
  const target = path.join(workFolder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, bytes);
  if (!COMPRESSIBLE.has(path.extname(name))) return { name, raw: bytes.length, br: null, gz: null };
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params }),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${target}.br`, br), writeFile(`${target}.gz`, gz)]);
  return { name, raw: bytes.length, br: br.length, gz: gz.length };
}

function printSizes(sizes) {
  const kB = (bytes) => (bytes === null ? "-" : (bytes / 1000).toFixed(1)).padStart(9);
  console.log(`${"kB".padStart(9)}${"br".padStart(9)}${"gz".padStart(9)}`);
  for (const { name, raw, br, gz } of sizes) console.log(`${kB(raw)}${kB(br)}${kB(gz)}  ${name}`);
}

/** Exchange the whole folder at once; of builds that run at the same time the last one stays. */
async function putInPlace() {
  for (let attempt = 1; ; attempt += 1) {
    await rm(outputFolder, { recursive: true, force: true });
    try {
      return await rename(workFolder, outputFolder);
    } catch (error) {
      if (attempt === 5 || !["ENOTEMPTY", "EEXIST"].includes(error.code)) throw error;
    }
  }
}

async function buildAll(stamp) {
  const { files: bundles, preloads } = await bundle();
  const contents = [...bundles, ...(await copied()), ...(await texts())];
  const manifest = {};
  for (const [name, bytes] of contents) manifest[name] = hashedName(name, bytes);
  const sizes = await Promise.all(contents.map(([name, bytes]) => emit(manifest[name], bytes)));
  const files = [...Object.values(manifest), "manifest.json", "preloads.json"];
  await writeFile(path.join(workFolder, "preloads.json"), JSON.stringify(preloads, null, 2) + "\n");
  await writeFile(path.join(workFolder, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
  await writeFile(path.join(workFolder, "build.json"), JSON.stringify({ stamp, files }) + "\n");
  await putInPlace();
  printSizes(sizes);
}

const stamp = await stampOfInputs();
if (await isUpToDate(stamp)) console.log("web/dist is up to date.");
else await buildAll(stamp).finally(() => rm(workFolder, { recursive: true, force: true }));
