// @ts-check
/** Prints the possible changes to JavaScript modules, one JSON array for each path on the command line.
 * The first argument is the folder of acorn, which parses them. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...paths] = process.argv.slice(2);
const { parse } = await import(pathToFileURL(`${folder}/dist/acorn.mjs`).href);

/** What each operator is replaced by. @type {Record<string, string[]>} */
const OTHERS = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "**": ["*"],
  "<": ["<=", ">"],
  "<=": ["<", ">"],
  ">": [">=", "<"],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "++": ["--"],
  "--": ["++"],
};

/** @typedef {{ start: number, end: number, text: string, name: string }} Edit */

/** The changes at a node of the syntax tree. @param {any} node @param {string} text @returns {Edit[]} */
function editsAt(node, text) {
  const operator = (/** @type {number} */ from) => {
    const start = text.indexOf(node.operator, from);
    return (OTHERS[node.operator] ?? []).map((other) => ({
      start,
      end: start + node.operator.length,
      text: other,
      name: `${node.operator} to ${other}`,
    }));
  };
  const replaced = (/** @type {any} */ { start, end }, /** @type {string} */ by, /** @type {string} */ name) => [
    { start, end, text: by, name },
  ];
  const inside = (/** @type {any} */ { start, end }) => text.slice(start, end);
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
    case "AssignmentExpression":
      return operator(node.left.end);
    case "UpdateExpression":
      return operator(node.prefix ? node.start : node.argument.end);
    case "UnaryExpression":
      return "!-".includes(node.operator) ? replaced(node, inside(node.argument), `no ${node.operator}`) : [];
    case "Literal":
      if (typeof node.value === "boolean") return replaced(node, String(!node.value), "the other truth");
      if (typeof node.value !== "number") return [];
      return [1, -1].flatMap((by) => replaced(node, `(${node.value + by})`, `number ${by > 0 ? "+" : "-"} 1`));
    case "ConditionalExpression":
    case "IfStatement":
    case "WhileStatement":
      return replaced(node.test, `!(${inside(node.test)})`, "the other branch");
    case "ForOfStatement":
      return replaced(node.right, "[]", "no round");
    default:
      return [];
  }
}

/** Every node below one, itself included. @param {any} node @returns {Generator<any>} */
function* nodes(node) {
  yield node;
  for (const [name, child] of Object.entries(node))
    for (const each of Array.isArray(child) ? child : [child])
      // A number that is the name of a property cannot be put into parentheses.
      if (each && typeof each.type === "string" && !(name === "key" && !node.computed)) yield* nodes(each);
}

for (const path of paths) {
  const text = readFileSync(path, "utf-8"),
    tree = parse(text, { ecmaVersion: "latest", sourceType: "module" });
  console.log(JSON.stringify([...nodes(tree)].flatMap((node) => editsAt(node, text))));
}
