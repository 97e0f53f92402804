// Builds static/build/: fixed file names, Django's manifest storage adds the hashes.
// kit.css = the base kit purged to what templates and scripts use (in a cascade layer) + our own components.
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const source = path.join(here, "src");
const final = path.join(here, "build");
// Everything is made beside and moved in at the end: a running server never sees half a build.
const out = path.join(root, "node_modules", `.portal-build-${process.pid}`);
const require = createRequire(import.meta.url);

const TARGET = ["chrome111"];
const SCRIPTS = ["kit", "grid", "check", "charts", "visit"];
// Faces that hold Chinese on the systems our offices use; where one is there, no slice of the web font is fetched.
const LOCAL_FACES = [
  "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans CJK SC Regular", "NotoSansCJKsc-Regular",
  "Source Han Sans SC", "Source Han Sans CN", "HarmonyOS Sans SC", "WenQuanYi Micro Hei", "SimHei", "SimSun",
];

/** Files below `folder` whose name ends with one of `endings`. */
async function walk(folder, endings) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Templates, form classes and scripts: everything that may name a class of the base kit. */
async function contentFiles() {
  const apps = (await readdir(root, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .filter((name) => !["node_modules", "static", "var", "tests", "docs", "templates"].includes(name));
  const lists = await Promise.all([
    walk(path.join(root, "templates"), [".html"]),
    walk(path.join(source, "js"), [".js"]),
    ...apps.map((name) => walk(path.join(root, name), ["forms.py", "filters.py", "widgets.py", "kit.py"])),
  ]);
  return lists.flat();
}

async function baseKit() {
  const [result] = await new PurgeCSS().purge({
    content: await contentFiles(),
    css: [require.resolve("@tabler/core/dist/css/tabler.css")],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    safelist: ["html", "body", "show", "active", "disabled"],
    blocklist: [/^dark/, /^theme/],
    fontFace: true,
    keyframes: true,
    variables: true,
  });
  return `@layer base{${result.css.replace(/@charset[^;]+;/g, "").replace(/\/\*#.*?\*\//g, "")}}`;
}

async function ownCss() {
  const result = await build({
    entryPoints: [path.join(source, "css", "kit.css")],
    bundle: true, write: false, minify: true, target: TARGET, logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

async function styles() {
  const [base, own] = await Promise.all([baseKit(), ownCss()]);
  const minified = await transform(base, { loader: "css", minify: true, target: TARGET });
  await writeFile(path.join(out, "kit.css"), minified.code + own);
}

async function scripts() {
  await build({
    entryPoints: SCRIPTS.map((name) => path.join(source, "js", `${name}.js`)),
    outdir: out, bundle: true, minify: true, format: "iife", target: TARGET, charset: "utf8",
    legalComments: "none", logLevel: "warning",
  });
}

/** The web font for machines without any Chinese face: its own file, asked for only by kit.js when needed. */
async function fonts() {
  const folder = path.dirname(require.resolve("@fontsource-variable/noto-sans-sc/package.json"));
  const css = await readFile(path.join(folder, "wght.css"), "utf8");
  const local = LOCAL_FACES.map((face) => `local("${face}")`).join(", ");
  const renamed = css
    .replace(/font-family:\s*'[^']+'/g, 'font-family: "Portal Sans SC"')
    .replace(/src:\s*url\(\.\/files\/([^)]+)\)/g, `src: ${local}, url(fonts/$1)`);
  const minified = await transform(renamed, { loader: "css", minify: true, target: TARGET });
  await writeFile(path.join(out, "fonts.css"), minified.code);
  await mkdir(path.join(out, "fonts"), { recursive: true });
  const slices = [...renamed.matchAll(/url\(fonts\/([^)]+)\)/g)].map((match) => match[1]);
  await Promise.all(slices.map((name) => cp(path.join(folder, "files", name), path.join(out, "fonts", name))));
}

await mkdir(out, { recursive: true });
await Promise.all([
  styles(),
  scripts(),
  fonts(),
  cp(path.join(source, "icons.svg"), path.join(out, "icons.svg")),
  cp(path.join(source, "favicon.svg"), path.join(out, "favicon.svg")),
]);
await rm(final, { recursive: true, force: true });
await rename(out, final);
