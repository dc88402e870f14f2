// Registers measures from a file, with a client generated from the description.
// Settings come from the environment, as for register.py; the only argument is FILE.
// Ends with 1 if anything was refused.

import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Measure = components["schemas"]["ExternalMeasure"] & { id: string };
type Problem = components["schemas"]["Problem"];

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const url = setting("REGISTER_URL");
const carrier = setting("REGISTER_CARRIER");
const source = "typescript";

async function signIn(): Promise<string> {
  const pair = `${setting("REGISTER_CLIENT")}:${setting("REGISTER_SECRET")}`;
  const answer = await fetch(`${url}/oauth/token`, {
    method: "POST",
    headers: { Authorization: `Basic ${Buffer.from(pair).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
}

function explain(number: string, problem: Problem): void {
  console.log(`${number}: abgelehnt. ${problem.detail}`);
  for (const error of problem.errors ?? []) {
    console.log(`  ${error.pointer ?? ""}: ${error.message}`);
  }
}

// What else an answer could be, such as CSV, is not asked for here.
const api = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: `${url}/v1`,
  headers: { Authorization: `Bearer ${await signIn()}`, "Accept-Language": "de" },
});

/** Registers or updates one measure, then updates it again only if nobody else did. */
async function upsert({ id, ...body }: Measure): Promise<boolean> {
  const path = { id: carrier, source, externalId: id };
  const first = await api.PUT("/carriers/{id}/measures/{source}/{externalId}", {
    params: { path },
    body,
  });
  if (first.error) {
    explain(id, first.error);
    return false;
  }
  const etag = first.response.headers.get("ETag");
  if (!etag) throw new Error("an answer without an ETag");
  const again = await api.PUT("/carriers/{id}/measures/{source}/{externalId}", {
    params: { path, header: { "If-Match": etag } },
    body,
  });
  if (again.error) {
    explain(id, again.error);
    return false;
  }
  const was = first.response.status === 201 ? "neu" : "aktuell";
  console.log(`${id}: ${was}, ${again.data.missing?.length ?? 0} Angaben fehlen`);
  return true;
}

/** Reads the feed to its end, and counts our own measures in it. */
async function readChanges(after: number): Promise<[number, number]> {
  let ours = 0;
  for (;;) {
    const { data, error } = await api.GET("/changes", { params: { query: { after, limit: 200 } } });
    if (error) throw new Error(error.detail);
    ours += data.items.filter((change) => change.measure?.external?.source === source).length;
    after = data.lastSeq;
    if (data.items.length === 0 || data.next === null) return [after, ours];
  }
}

const file = process.argv[2] ?? "../measures.json";
const measures = JSON.parse(readFileSync(file, "utf8")) as Measure[];
let refused = 0;
for (const measure of measures) {
  if (!(await upsert(measure))) refused += 1;
}
const [last, ours] = await readChanges(0);
console.log(`Änderungen gelesen bis ${last}, davon eigene: ${ours}`);

const statistics = await api.GET("/statistics/measures", {
  params: { query: { groupBy: "status" } },
});
if (statistics.error) throw new Error(statistics.error.detail);
for (const row of statistics.data.rows) {
  console.log(`${row.status}: ${row.measures}`);
}
process.exitCode = refused === 0 ? 0 : 1;
